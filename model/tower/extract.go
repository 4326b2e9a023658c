package tower

import (
	"context"

	"siamface/model/network"
	"siamface/model/parallel"
	"siamface/model/photo"
	"siamface/model/torch"
)

// featureBatch is how many photos go through the frozen part at once. It keeps two cores busy, and a verification waits less than a
// quarter of a second for its turn.
const featureBatch = 32

// Failed is a photo that could not be read.
type Failed struct {
	Index int // in the list of paths
	Err   error
}

// ExtractPixels are photos without any network: grey, 64×64 numbers from 0 to 1. It is what a tower has to beat. A photo that can't be
// read gets zeros and an entry in failed.
func ExtractPixels(ctx context.Context, paths []string) (Features, []Failed, error) {
	raw := Design{Input: rawInput, Network: network.New(rawInput.Layers(), nil)}
	return assemble(raw, nil).ExtractFeatures(ctx, paths, nil)
}

// extraction is the state of one ExtractFeatures.
type extraction struct {
	tower     *Tower
	keySuffix string // of kept features; "" keeps none
	features  Features
	pixels    Features    // raw pictures of some photos
	pixelRow  map[int]int // by the photos' numbers
	failed    []Failed
	waiting   []readPhoto // for the frozen part
	broken    error       // what readAhead ended with, once its channel is closed
}

func newExtraction(t *Tower, photos int) *extraction {
	width := t.Design.Features
	return &extraction{tower: t, keySuffix: t.kept.suffix(t), features: Features{Width: width, Data: make([]float32, photos*width), SHA256: make([]string, photos)}}
}

// readPhoto is a photo whose features are there already, or the values that they are computed of, or why there are none.
type readPhoto struct {
	networkInput
	index  int
	key    string
	kept   bool // whether its features are there
	noFace bool
	err    error
}

// readAhead reads the photos, a batch ahead of the network, on as many goroutines as there are cores.
func (x *extraction) readAhead(ctx context.Context, paths []string) <-chan []readPhoto {
	out := make(chan []readPhoto, 1)
	read := func() error {
		for from := 0; from < len(paths); from += featureBatch {
			select {
			case out <- x.readBatch(ctx, from, paths[from:min(from+featureBatch, len(paths))]):
			case <-ctx.Done():
				return nil
			}
		}
		return nil
	}
	go func() {
		defer close(out)
		x.broken = parallel.Catch(read)
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
	x.readPixels(ctx, from, files)
	inputs, errs := x.tower.faces.prepareFiles(ctx, decode)
	for k, i := range todo {
		p := &batch[i]
		p.networkInput, p.err = inputs[k], errs[k]
		p.noFace, p.found = p.found != nil && p.found.Main < 0, nil
	}
	return batch
}

// readPixels makes the raw pictures of some files, of the photos from a number on. What can't be decoded is told by what follows.
func (x *extraction) readPixels(ctx context.Context, from int, files []*photo.File) {
	parallel.All(len(files), func(i int) {
		row, wanted := x.pixelRow[from+i]
		if !wanted || files[i] == nil {
			return
		}
		if img, err := files[i].DecodeContext(ctx); err == nil {
			copy(x.pixels.Row(row), rawInput.Pixels(img))
		}
	})
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
	if x.keySuffix != "" {
		p.key = sum + x.keySuffix
		p.noFace, p.kept = x.tower.kept.lookup(p.key, x.features.Row(index))
	}
	return p, f
}

// notePhoto notes what was read of a photo.
func (x *extraction) notePhoto(p readPhoto) {
	if p.err != nil {
		x.failed = append(x.failed, Failed{p.index, p.err})
		return
	}
	if p.kept {
		x.features.Kept++
	}
	if p.noFace {
		x.features.NoFace = append(x.features.NoFace, p.index)
	}
	if p.values != nil { // neither kept nor left unread when the work was stopped
		x.waiting = append(x.waiting, p)
	}
}

// computeWaiting runs the frozen part on what waits, in full batches and then on a rest of at least so many.
func (x *extraction) computeWaiting(ctx context.Context, least int) error {
	for len(x.waiting) >= least && len(x.waiting) > 0 {
		batch := x.waiting[:min(featureBatch, len(x.waiting))]
		if err := x.computeBatch(ctx, batch); err != nil {
			return err
		}
		x.waiting = append(x.waiting[:0], x.waiting[len(batch):]...)
	}
	return ctx.Err()
}

func (x *extraction) computeBatch(ctx context.Context, batch []readPhoto) (err error) {
	inputs := make([]networkInput, len(batch))
	for i, p := range batch {
		inputs[i] = p.networkInput
	}
	data := joinValues(inputs)
	if x.tower.Design.HasFrozen() {
		values := data
		err = WithRoom(ctx, x.tower, func() error {
			return torch.Do(ctx, func() error {
				data, err = x.tower.RunBackbone(values)
				return err
			})
		})
	}
	if err != nil {
		return err
	}
	width := x.features.Width
	parallel.All(len(batch), func(i int) {
		p, features := batch[i], data[i*width:(i+1)*width]
		copy(x.features.Row(p.index), features)
		x.tower.kept.store(p.key, features, p.noFace)
	})
	return nil
}
