package window

import (
	"context"
	"errors"
	"image"
	"slices"
	"sync"
	"time"

	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/parallel"
	"siamface/model/photo"
	"siamface/widgets"
)

// mostUnasked is how many photos a folder may have whose faces are looked for without a click.
const mostUnasked = 500

// faceFinder looks for the faces on the photos of the open folder, in the background, and notes how many there are. All but
// networks belongs to Fyne's goroutine.
type faceFinder struct {
	networks func() (*face.Networks, error) // reads them at the first call; for any goroutine but Fyne's
	cache    *face.Cache
	changed  func()      // more is known, or the search has ended
	failed   func(error) // the search broke off

	notes   map[string]faceNote // by the photos' paths below the folder
	spots   faceSpots
	done    int // photos of the folder that are known
	before  int // that were known when the search began
	total   int
	began   time.Time
	running bool
	cancel  context.CancelFunc
	search  int // counts, so that only the newest is heard
}

func newFaceFinder(changed func(), failed func(error)) *faceFinder {
	f := &faceFinder{cache: face.OpenCache(), changed: changed, failed: failed, cancel: func() {}, notes: map[string]faceNote{}}
	f.networks = sync.OnceValues(func() (*face.Networks, error) { return face.Open(context.Background()) })
	return f
}

// forget forgets what is known: the folder is another one.
func (f *faceFinder) forget() {
	f.stop()
	f.notes = map[string]faceNote{}
	f.spots.clear()
}

// stop ends the search; what was found stays.
func (f *faceFinder) stop() {
	f.cancel()
	f.search++
	f.running = false
}

// start looks at the folder's photos that aren't known yet.
func (f *faceFinder) start(d *dataset.Dataset) {
	f.stop()
	var items []dataset.Photo
	var paths []string
	for _, ph := range dataset.PhotosOf(d.People) {
		if _, known := f.notes[ph.Path]; !known {
			items, paths = append(items, ph), append(paths, d.Abs(ph))
		}
	}
	f.before = d.Photos() - len(items)
	f.running, f.done, f.total, f.began = true, f.before, d.Photos(), time.Now()
	mine, box := f.search, &inbox{}
	note := func() {
		if mine == f.search {
			f.note(items, box.takeAll())
		}
	}
	f.cancel = startWork(func(ctx context.Context, report *coalescer) (struct{}, error) {
		return struct{}{}, f.describeAll(parallel.Aside(ctx), paths, func(n found) {
			box.put(n)
			report.put(note)
		})
	}, func(_ struct{}, err error) {
		if mine == f.search {
			f.end(items, box.takeAll(), err)
		}
	})
}

// found is the note about one of the photos of a search.
type found struct {
	item int
	faceNote
}

// describeAll runs off Fyne's goroutine, until ctx ends.
func (f *faceFinder) describeAll(ctx context.Context, paths []string, tell func(found)) error {
	networks, err := f.networks()
	if err != nil {
		return err
	}
	return networks.DescribePaths(ctx, f.cache, paths, func(i int, d *face.Description, unreadable error) {
		if unreadable == nil && len(d.Faces) > 0 {
			f.spots.put(paths[i], d.Face.Box)
		}
		tell(found{i, noteOf(d, unreadable)})
	})
}

// note writes down what was found.
func (f *faceFinder) note(items []dataset.Photo, news []found) {
	for _, n := range news {
		f.notes[items[n.item].Path] = n.faceNote
	}
	f.done += len(news)
	f.changed()
}

func (f *faceFinder) end(items []dataset.Photo, news []found, err error) {
	f.running = false
	f.note(items, news)
	if err != nil {
		f.failed(err)
	}
}

// left is about how long the search will still take, 0 as long as nobody knows.
func (f *faceFinder) left() time.Duration {
	const least = 5 // photos to judge by
	done := f.done - f.before
	if done < least {
		return 0
	}
	return time.Since(f.began) / time.Duration(done) * time.Duration(f.total-f.done)
}

// count is how many of the photos looked at are of a kind.
func (f *faceFinder) count(k faceKind) (n int) {
	for _, note := range f.notes {
		if note.is(k) {
			n++
		}
	}
	return n
}

// embeddings are those of the faces found, by the photos' paths.
func (f *faceFinder) embeddings() map[string][]float32 {
	list := map[string][]float32{}
	for path, note := range f.notes {
		if note.embedding != nil {
			list[path] = note.embedding
		}
	}
	return list
}

// noFaceFound is why there is no aligned face of a photo.
const noFaceFound = widgets.Absent("no face")

// chip is the aligned face of a photo. It runs off Fyne's goroutine.
func (f *faceFinder) chip(ctx context.Context, path string) (image.Image, error) {
	networks, err := f.networks()
	if err != nil {
		return nil, err
	}
	d, err := networks.DescribePath(ctx, f.cache, path, true)
	switch _, bad := errors.AsType[*photo.Error](err); {
	case bad:
		return nil, shortReason(photo.Reason(err))
	case err != nil:
		return nil, err
	case slices.Contains(d.Face.Quality, face.NoFace):
		return nil, noFaceFound
	}
	return d.Chip, nil
}

// inbox gathers news from several goroutines for Fyne's.
type inbox struct {
	mu   sync.Mutex
	news []found
}

func (b *inbox) put(n found) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.news = append(b.news, n)
}

func (b *inbox) takeAll() []found {
	b.mu.Lock()
	defer b.mu.Unlock()
	news := b.news
	b.news = nil
	return news
}
