package window

import (
	"context"
	"errors"
	"path/filepath"

	"siamface/app/session"
	"siamface/model/dataset"
	"siamface/model/format"
)

// folderOpener opens folders in the background, one at a time.
type folderOpener struct {
	t      *datasetTab
	seed   func() uint64      // that the split is drawn by
	cancel context.CancelFunc // of what is being opened
	newest int                // number of the newest opening, the only one that is shown
	busy   bool               // whether a folder is being opened
}

func newFolderOpener(t *datasetTab, seed func() uint64) *folderOpener {
	return &folderOpener{t: t, seed: seed, cancel: func() {}}
}

// pickFolder lets the user choose a folder to open.
func (o *folderOpener) pickFolder() {
	t, from := o.t, session.DocumentsFolder()
	if d := t.Folder.Data; d != nil {
		from = filepath.Dir(d.Root)
	} else if recent := t.Settings.RecentFolders(); len(recent) > 0 {
		from = filepath.Dir(recent[0])
	}
	t.pickFolder(t.Words.Text("dataset.pick"), from, func(path string) {
		t.page.show()
		o.openFolder(path)
	})
}

// openFolder reads a folder in the background and makes it the open one.
func (o *folderOpener) openFolder(path string) {
	t := o.t
	o.start(t.Words.Text("dataset.reading", t.FolderTitle(path)), func(ctx context.Context, report *coalescer) (*dataset.Dataset, error) {
		return o.read(ctx, path, report)
	})
}

// openSamples draws the sample faces, if they aren't there yet, and opens them.
func (o *folderOpener) openSamples() {
	t := o.t
	o.start(t.Words.Text("sample.drawing"), func(ctx context.Context, report *coalescer) (*dataset.Dataset, error) {
		folder, err := session.DrawSamples(ctx, func(done, total int) {
			report.put(func() {
				t.progress.Set(float64(done)/float64(total), t.Words.Text("sample.progress", done, total), "")
			})
		})
		if err != nil {
			return nil, err
		}
		return o.read(ctx, folder, report)
	})
}

// read runs off Fyne's goroutine.
func (o *folderOpener) read(ctx context.Context, path string, report *coalescer) (*dataset.Dataset, error) {
	t := o.t
	return dataset.Open(ctx, path, func(done int) {
		report.put(func() {
			t.progress.Set(-1, t.Words.Text("dataset.progress", t.FolderTitle(path), format.Count(done)), "")
		})
	})
}

// start does the work of an opening and shows how it goes; one that goes on already is stopped.
func (o *folderOpener) start(what string, work func(context.Context, *coalescer) (*dataset.Dataset, error)) {
	t := o.t
	o.cancel()
	t.faces.stop()
	t.audit.stop()
	o.newest++
	mine := o.newest
	o.busy = true
	t.progress.Start(what)
	t.summary.write()
	o.cancel = startWork(work, func(d *dataset.Dataset, err error) {
		if mine != o.newest {
			return
		}
		o.busy = false
		t.progress.Done("")
		o.finish(d, err)
	})
}

func (o *folderOpener) finish(d *dataset.Dataset, err error) {
	t := o.t
	switch {
	case errors.Is(err, context.Canceled):
		t.summary.write()
	case err != nil:
		t.summary.write()
		t.showError(t.Words.Text("dataset.cannot"), err)
	default:
		_ = d.Assign(o.seed()) // too few people: the Training tab says so
		excluded, err := session.ReadExcluded(d.Root)
		t.Folder.Open(d, excluded)
		if err != nil {
			t.showError(t.Words.Text("excluded.cannot.read"), err)
		}
	}
}
