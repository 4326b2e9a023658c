package window

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/album"
	"siamface/model/dataset"
	"siamface/model/gallery"
	"siamface/model/gallery/filestore"
	"siamface/model/gallery/store"
)

// galleryFile is the gallery that is open, and the work on it: one thing at a time.
type galleryFile struct {
	t       *galleryTab
	path    string
	gallery *gallery.Gallery // nil: none is open
	people  []store.Person
	cancel  context.CancelFunc // of the work that goes on; nil: none
	asked   bool               // whether the remembered gallery was looked for
}

// lookAgain is called when the tab comes into view: it opens the gallery that was open last, the first time, and shows what others, such
// as the command line, changed since.
func (f *galleryFile) lookAgain() {
	if f.asked {
		f.refresh()
		return
	}
	f.asked = true
	f.path = f.t.Settings.GalleryFile()
	if _, err := os.Stat(f.path); err == nil {
		f.open(f.path)
	}
}

// pick lets the user choose another gallery's file.
func (f *galleryFile) pick() {
	f.t.pickFile(f.t.Words.Text("gallery.pick"), filepath.Dir(f.path), []string{session.GalleryEnding}, f.open)
}

// open opens a gallery's file, which may need a passphrase, and makes one where there is none.
func (f *galleryFile) open(path string) {
	if !filestore.IsEncrypted(path) {
		f.openWith(path, nil)
		return
	}
	words, entry := f.t.Words, widget.NewPasswordEntry()
	question := dialog.NewCustomConfirm(words.Text("gallery.passphrase", filepath.Base(path)), words.Text("open"), words.Text("cancel"), entry, func(ok bool) {
		if text := entry.Text; ok {
			f.openWith(path, func(bool) (string, error) { return text, nil })
		}
	}, f.t.win)
	f.t.openDialog(question, fyne.NewSize(400, 160))
}

func (f *galleryFile) openWith(path string, passphrase func(bool) (string, error)) {
	f.start("gallery.opening", func(ctx context.Context, _ *coalescer) (*gallery.Gallery, error) {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
		return gallery.Open(ctx, path, gallery.Options{Create: true, Passphrase: passphrase})
	}, func(g *gallery.Gallery) {
		f.close()
		f.gallery, f.path = g, path
		f.t.Settings.SetGalleryFile(path)
		f.reload()
	})
}

// needGallery opens the gallery, or makes it, before something is done with it.
func (f *galleryFile) needGallery(then func()) {
	if f.gallery != nil {
		then()
		return
	}
	path := f.path
	if path == "" {
		path = f.t.Settings.GalleryFile()
	}
	f.openWith(path, nil)
	f.t.afterWork = then
}

// start does work on the gallery in the background and shows how it goes. done gets what came of it.
func (f *galleryFile) start(what string, work func(ctx context.Context, report *coalescer) (*gallery.Gallery, error), done func(g *gallery.Gallery)) {
	t := f.t
	if f.cancel != nil {
		t.notice.say(t.Words.Text("gallery.busy"))
		return
	}
	t.progress.Start(t.Words.Text(what))
	f.cancel = startWork(work, func(g *gallery.Gallery, err error) {
		f.cancel = nil
		t.progress.Done("")
		then := t.afterWork
		t.afterWork = nil
		switch {
		case errors.Is(err, context.Canceled):
		case errors.Is(err, store.ErrNetwork):
			f.offerRenewal()
		case err != nil:
			t.showError(t.Words.Text("gallery.cannot"), err)
		default:
			done(g)
			if then != nil {
				then()
			}
			return
		}
		f.reload()
	})
}

// read is work that reads photos by the model in use.
func (f *galleryFile) read(what string, do func(ctx context.Context, r *album.Reader, progress func(done, total int)) error, done func()) {
	t, model := f.t, f.t.Models.Current
	if model == nil || model.Model == nil {
		t.notice.say(t.Words.Text("gallery.nomodel"))
		return
	}
	model.Hold()
	held := true
	release := func() {
		if held {
			held = false
			model.EndHold()
		}
	}
	if f.cancel != nil {
		release()
		t.notice.say(t.Words.Text("gallery.busy"))
		return
	}
	f.start(what, func(ctx context.Context, report *coalescer) (*gallery.Gallery, error) {
		defer draw(release)
		r, err := album.Open(ctx, model.Model)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return nil, do(ctx, r, func(n, total int) {
			report.put(func() {
				t.progress.Set(float64(n)/float64(max(total, 1)), t.Words.Text("gallery.progress", n, total), "")
			})
		})
	}, func(*gallery.Gallery) { done() })
}

// enrol adds photos of people.
func (f *galleryFile) enrol(entries []gallery.Entry) {
	f.needGallery(func() {
		var e gallery.Enrolled
		f.read("gallery.enrolling", func(ctx context.Context, r *album.Reader, progress func(done, total int)) (err error) {
			e, err = f.gallery.Enrol(ctx, r, entries, progress)
			return err
		}, func() {
			words := f.t.Words
			said := words.Count("gallery.enrolled", e.Added)
			if left := len(e.NoFace) + len(e.Skipped); left > 0 {
				said = words.Text("list", said, words.Count("gallery.left", left))
			}
			f.t.notice.say(said)
			f.reload()
		})
	})
}

// enrolFolder adds everybody in a folder with a folder for each person.
func (f *galleryFile) enrolFolder(path string) {
	f.t.page.show()
	f.needGallery(func() {
		var entries []gallery.Entry
		f.start("gallery.enrolling", func(ctx context.Context, _ *coalescer) (*gallery.Gallery, error) {
			d, err := dataset.Open(ctx, path, nil)
			if err == nil {
				entries = gallery.ListEntries(d)
			}
			return nil, err
		}, func(*gallery.Gallery) { f.enrol(entries) })
	})
}

// change changes who is who, and shows it.
func (f *galleryFile) change(do func(ctx context.Context, g *gallery.Gallery) error) {
	g := f.gallery
	if g == nil {
		return
	}
	f.start("gallery.changing", func(ctx context.Context, _ *coalescer) (*gallery.Gallery, error) { return nil, do(ctx, g) }, func(*gallery.Gallery) { f.reload() })
}

// noteNetwork offers to compute the embeddings anew where an error says that they are another network's.
func (f *galleryFile) noteNetwork(err error) {
	if errors.Is(err, store.ErrNetwork) && len(f.t.sheets) == 0 {
		f.offerRenewal()
	}
}

// offerRenewal asks whether to compute the embeddings of another network anew.
func (f *galleryFile) offerRenewal() {
	words := f.t.Words
	f.t.confirm(words.Text("gallery.renew.title"), words.Text("gallery.renew.text"), words.Text("gallery.renew.yes"), words.Text("cancel"), func() {
		f.read("gallery.renewing", func(ctx context.Context, r *album.Reader, progress func(done, total int)) error {
			_, err := f.gallery.Renew(ctx, r, false, progress)
			return err
		}, f.reload)
	})
}

// reload lists the people as they are now.
func (f *galleryFile) reload() {
	g := f.gallery
	if g == nil {
		f.t.showPeople()
		return
	}
	runInBackground(func() ([]store.Person, error) { return g.People(context.Background()) }, func(people []store.Person, err error) {
		if err != nil {
			f.t.showError(f.t.Words.Text("gallery.cannot"), err)
			return
		}
		f.people = people
		f.t.showPeople()
	})
}

// refresh lists the people anew where they are others by now. A gallery that can't be read just then is shown as it was.
func (f *galleryFile) refresh() {
	g := f.gallery
	if g == nil || f.cancel != nil {
		return
	}
	runInBackground(func() ([]store.Person, error) { return g.People(context.Background()) }, func(people []store.Person, err error) {
		if err == nil && g == f.gallery && f.cancel == nil && !slices.Equal(people, f.people) {
			f.people = people
			f.t.showPeople()
		}
	})
}

// close closes the gallery.
func (f *galleryFile) close() {
	if f.gallery != nil {
		_ = f.gallery.Close() // what was changed is on the disk
		f.gallery = nil
	}
}
