package tower

import (
	"context"

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

// Variant is another version of every photo, such as an augmented copy.
type Variant struct {
	// Name says all that Change depends on, its settings and its seed: under it the features are kept.
	Name string
	// Change changes a photo's values, as the recipe's Input makes them, in place. photo is the SHA-256 of the photo's file: who draws
	// at random seeds from it, so that a photo's version is the same whatever lies beside it. Several goroutines call it.
	Change func(photo string, values []float32)
}

// Extract reads the photos at paths, each file once, and computes their features, or takes them from those that are kept on disk
// (see cache.Variable). A photo that can't be read gets a row of zeros and an entry in failed. progress, which may be nil, is called
// after each batch with the number of photos done.
func (t *Tower) Extract(ctx context.Context, paths []string, progress func(done int)) (Features, []Failed, error) {
	all, failed, err := t.ExtractVariants(ctx, paths, nil, progress)
	if err != nil {
		return Features{}, nil, err
	}
	return all[0], failed, nil
}

// ExtractVariants is Extract for the photos as they are and, from the same reading, for versions of them: the first features are
// Extract's, the others those of the variants in their order.
func (t *Tower) ExtractVariants(ctx context.Context, paths []string, variants []Variant, progress func(done int)) ([]Features, []Failed, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	x := t.newExtraction(len(paths), variants)
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
			return nil, nil, err
		}
		if progress != nil {
			progress(done)
		}
	}
	return x.all, x.failed, ctx.Err()
}

// extraction is the state of one ExtractVariants.
type extraction struct {
	*Tower
	keys    keys
	changes []func(photo string, values []float32) // of each version; nil for the photos as they are
	all     []Features                             // of each version
	failed  []Failed
	waiting []version // for the frozen part
}

func (t *Tower) newExtraction(photos int, variants []Variant) *extraction {
	x := &extraction{Tower: t, keys: t.newKeys(variants), changes: make([]func(string, []float32), 1+len(variants)), all: make([]Features, 1+len(variants))}
	for k, v := range variants {
		x.changes[1+k] = v.Change
	}
	sums := make([]string, photos)
	for k := range x.all {
		x.all[k] = Features{Width: t.Recipe.Features, Data: make([]float32, photos*t.Recipe.Features), SHA256: sums}
	}
	return x
}

// readPhoto is a photo whose features are there already, or the values that they are computed of, or why there are none.
type readPhoto struct {
	index  int
	todo   []version
	noFace bool
	err    error
}

// version is a version of a photo as the network takes it.
type version struct {
	photo, number int // 0 is the photo as it is
	key           string
	values        []float32
	noFace        bool
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

// readBatch reads some photos, from a number on: what is kept of each, and what its other versions are computed of.
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
		if len(p.todo) > 0 {
			todo, decode = append(todo, i), append(decode, files[i])
		}
	}
	values, errs := x.filesValues(ctx, decode)
	parallel.All(len(todo), func(k int) {
		p := &batch[todo[k]]
		if p.err = errs[k]; p.err == nil {
			x.prepareVersions(p, values[k])
		}
	})
	return batch
}

// readOne reads a photo's file and looks which of its versions are kept.
func (x *extraction) readOne(index int, path string) (readPhoto, *photo.File) {
	p := readPhoto{index: index}
	f, err := photo.Read(path)
	if err != nil {
		p.err = err
		return p, nil
	}
	sum := f.SHA256()
	x.all[0].SHA256[index] = sum
	for k := range x.all {
		key := x.keys.of(sum, k)
		if noFace, known := x.look(key, x.all[k].Row(index)); known {
			p.noFace = noFace
		} else {
			p.todo = append(p.todo, version{photo: index, number: k, key: key})
		}
	}
	return p, f
}

// prepareVersions makes the values of those of a photo's versions that are to be computed.
func (x *extraction) prepareVersions(p *readPhoto, of photoValues) {
	p.noFace = of.found != nil && of.found.Main < 0
	for i := range p.todo {
		v := &p.todo[i]
		v.values, v.noFace = of.values, p.noFace
		if change := x.changes[v.number]; change != nil {
			v.values = append([]float32(nil), of.values...)
			change(x.all[0].SHA256[p.index], v.values)
		}
	}
}

// take notes what was read of a photo.
func (x *extraction) take(p readPhoto) {
	if p.err != nil {
		x.failed = append(x.failed, Failed{p.index, p.err})
		return
	}
	if p.noFace {
		for k := range x.all {
			x.all[k].NoFace = append(x.all[k].NoFace, p.index)
		}
	}
	x.waiting = append(x.waiting, p.todo...)
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

func (x *extraction) computeBatch(ctx context.Context, batch []version) error {
	pixels := make([]float32, 0, len(batch)*len(batch[0].values))
	for _, v := range batch {
		pixels = append(pixels, v.values...)
	}
	data, err := x.freezeBatch(ctx, pixels, len(batch))
	if err != nil {
		return err
	}
	width := x.Recipe.Features
	parallel.All(len(batch), func(i int) {
		v, features := batch[i], data[i*width:(i+1)*width]
		copy(x.all[v.number].Row(v.photo), features)
		x.keep(v.key, features, v.noFace)
	})
	return nil
}
