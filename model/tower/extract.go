package tower

import (
	"context"

	"siamface/model/cache"
	"siamface/model/parallel"
	"siamface/model/photo"
	"siamface/model/torch"
)

// featureBatch is how many photos go through the frozen part at once: enough to keep two cores busy, and short enough that
// a verification waits less than a quarter of a second for its turn.
const featureBatch = 32

// Failed is a photo that could not be read.
type Failed struct {
	Index int // in the list of paths
	Err   error
}

// Extract reads the photos at paths, each file once, and computes their features, or takes them from those that are kept on disk
// (see cache.Variable). A photo that can't be read gets a row of zeros and an entry in failed. progress, which may be nil, is called
// after each batch with the number of photos done.
func (t *Tower) Extract(ctx context.Context, paths []string, progress func(done int)) (Features, []Failed, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	x := t.newExtraction(len(paths))
	done := 0
	for batch := range x.read(ctx, paths) {
		for _, p := range batch {
			x.take(p)
		}
		least := featureBatch
		if done += len(batch); done == len(paths) {
			least = 1
		}
		if err := x.compute(ctx, least); err != nil {
			return Features{}, nil, err
		}
		if progress != nil {
			progress(done)
		}
	}
	return x.features, x.failed, ctx.Err()
}

// extraction is the state of one Extract.
type extraction struct {
	*Tower
	keyPrefix string // of kept features; "" keeps none
	features  Features
	failed    []Failed
	waiting   []readPhoto // for the frozen part
}

func (t *Tower) newExtraction(photos int) *extraction {
	width := t.Design.Features
	return &extraction{Tower: t, keyPrefix: t.featureKey(), features: Features{Width: width, Data: make([]float32, photos*width), SHA256: make([]string, photos)}}
}

// readPhoto is a photo whose features are there already, or the values that they are computed of, or why there are none.
type readPhoto struct {
	index  int
	key    string
	kept   bool // whether its features are there
	values []float32
	noFace bool
	err    error
}

// read reads the photos, a batch ahead of the network, on as many goroutines as there are cores.
func (x *extraction) read(ctx context.Context, paths []string) <-chan []readPhoto {
	out := make(chan []readPhoto, 1)
	go func() {
		defer close(out)
		for from := 0; from < len(paths); from += featureBatch {
			select {
			case out <- x.readBatch(ctx, from, paths[from:min(from+featureBatch, len(paths))]):
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// readBatch reads some photos, from a number on: what is kept of each, and what the others' features are computed of.
func (x *extraction) readBatch(ctx context.Context, from int, paths []string) []readPhoto {
	batch, files := make([]readPhoto, len(paths)), make([]*photo.File, len(paths))
	parallel.All(len(paths), func(i int) {
		if ctx.Err() == nil {
			batch[i], files[i] = x.readOne(from+i, paths[i])
		}
	})
	var todo []int
	var decode []*photo.File
	for i, p := range batch {
		if files[i] != nil && !p.kept {
			todo, decode = append(todo, i), append(decode, files[i])
		}
	}
	values, errs := x.filesValues(ctx, decode)
	for k, i := range todo {
		p, of := &batch[i], values[k]
		p.values, p.noFace, p.err = of.values, of.found != nil && of.found.Main < 0, errs[k]
	}
	return batch
}

// readOne reads a photo's file and looks whether its features are kept.
func (x *extraction) readOne(index int, path string) (readPhoto, *photo.File) {
	p := readPhoto{index: index}
	f, err := photo.Read(path)
	if err != nil {
		p.err = err
		return p, nil
	}
	sum := f.SHA256()
	x.features.SHA256[index] = sum
	if x.keyPrefix != "" {
		p.key = cache.Key(x.keyPrefix, sum)
		p.noFace, p.kept = x.look(p.key, x.features.Row(index))
	}
	return p, f
}

// take notes what was read of a photo.
func (x *extraction) take(p readPhoto) {
	if p.err != nil {
		x.failed = append(x.failed, Failed{p.index, p.err})
		return
	}
	if p.noFace {
		x.features.NoFace = append(x.features.NoFace, p.index)
	}
	if p.values != nil { // neither kept nor left unread when the work was stopped
		x.waiting = append(x.waiting, p)
	}
}

// compute runs the frozen part on what waits, in full batches and then on a rest of at least so many.
func (x *extraction) compute(ctx context.Context, least int) error {
	for len(x.waiting) >= least && len(x.waiting) > 0 {
		batch := x.waiting[:min(featureBatch, len(x.waiting))]
		if err := x.computeBatch(ctx, batch); err != nil {
			return err
		}
		x.waiting = append(x.waiting[:0], x.waiting[len(batch):]...)
	}
	return ctx.Err()
}

// freezeBatch is Freeze from any goroutine.
func (x *extraction) freezeBatch(ctx context.Context, pixels []float32, n int) (data []float32, err error) {
	if x.net == nil || !x.hasFrozen() { // raw pixels have no network at all
		return pixels, nil
	}
	err = torch.Do(ctx, func() error {
		data, err = x.Freeze(pixels, n)
		return err
	})
	return data, err
}

func (x *extraction) computeBatch(ctx context.Context, batch []readPhoto) error {
	pixels := make([]float32, 0, len(batch)*len(batch[0].values))
	for _, p := range batch {
		pixels = append(pixels, p.values...)
	}
	data, err := x.freezeBatch(ctx, pixels, len(batch))
	if err != nil {
		return err
	}
	width := x.Design.Features
	parallel.All(len(batch), func(i int) {
		p, features := batch[i], data[i*width:(i+1)*width]
		copy(x.features.Row(p.index), features)
		x.keep(p.key, features, p.noFace)
	})
	return nil
}
