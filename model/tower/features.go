package tower

import (
	"context"
	"errors"
	"image"
	"runtime"
	"slices"
	"sync"

	"siamface/model/face"
	"siamface/model/file"
	"siamface/model/torch"
)

// featureBatch is how many photos go through the frozen part at once: enough to keep two cores busy, and short enough that
// a verification waits less than a quarter of a second for its turn.
const featureBatch = 32

// Features are what the frozen part gives for many photos, row after row.
type Features struct {
	Width int
	Data  []float32
	// NoFace are the photos, in order, on which a recipe that finds faces found none: theirs are the features of the whole picture.
	NoFace []int
}

// Row is the features of photo i.
func (f Features) Row(i int) []float32 { return f.Data[i*f.Width : (i+1)*f.Width] }

// Rows is the number of photos.
func (f Features) Rows() int {
	if f.Width == 0 {
		return 0
	}
	return len(f.Data) / f.Width
}

// Failed is a photo that could not be read.
type Failed struct {
	Index int // in the list of paths
	Err   error
}

// Variant is another version of every photo, such as an augmented copy.
type Variant struct {
	// Name says all that Change depends on, its settings and its seed.
	Name string
	// Change changes a photo's values, as the recipe's Input makes them, in place. photo is the SHA-256 of the photo's file: who draws
	// at random seeds from it, so that a photo's version is the same whatever lies beside it.
	Change func(photo string, values []float32)
}

// Extract reads the photos at paths and computes their features. A photo that can't be read gets a row of zeros and an
// entry in failed. progress, which may be nil, is called after each batch with the number of photos done.
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
	all := make([]Features, 1+len(variants))
	for k := range all {
		all[k] = Features{Width: t.Recipe.Features, Data: make([]float32, len(paths)*t.Recipe.Features)}
	}
	var failed []Failed
	done := 0
	for batch := range t.read(ctx, paths) {
		for _, p := range batch {
			if p.err != nil {
				failed = append(failed, Failed{p.index, p.err})
			}
			if p.noFace {
				all[0].NoFace = append(all[0].NoFace, p.index)
			}
		}
		if err := t.extractBatch(ctx, batch, all[0]); err != nil {
			return nil, nil, err
		}
		for k, v := range variants {
			changed, err := v.of(batch, paths)
			if err != nil {
				return nil, nil, err
			}
			if err := t.extractBatch(ctx, changed, all[1+k]); err != nil {
				return nil, nil, err
			}
		}
		done += len(batch)
		if progress != nil {
			progress(done)
		}
	}
	return all, failed, ctx.Err()
}

// of is the variant of photos that were read.
func (v Variant) of(batch []readPhoto, paths []string) ([]readPhoto, error) {
	changed := slices.Clone(batch)
	for i, p := range changed {
		if p.err != nil || p.pixels == nil {
			continue
		}
		sum, err := file.SHA256(paths[p.index])
		if err != nil {
			return nil, err
		}
		changed[i].pixels = slices.Clone(p.pixels)
		v.Change(sum, changed[i].pixels)
	}
	return changed, nil
}

// readPhoto is a photo as the network takes it, or why there is none.
type readPhoto struct {
	index  int
	pixels []float32
	noFace bool
	err    error
}

// read decodes the photos, a batch ahead of the network, on as many goroutines as there are cores.
func (t *Tower) read(ctx context.Context, paths []string) <-chan []readPhoto {
	out := make(chan []readPhoto, 1)
	go func() {
		defer close(out)
		for from := 0; from < len(paths); from += featureBatch {
			batch := make([]readPhoto, min(featureBatch, len(paths)-from))
			inParallel(len(batch), func(i int) {
				if ctx.Err() == nil {
					batch[i] = t.readOne(ctx, from+i, paths[from+i])
				}
			})
			select {
			case out <- batch:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func (t *Tower) readOne(ctx context.Context, index int, path string) readPhoto {
	values, d, err := t.fileValues(ctx, path)
	return readPhoto{index: index, pixels: values, noFace: d != nil && d.Main < 0, err: err}
}

func (t *Tower) extractBatch(ctx context.Context, batch []readPhoto, all Features) error {
	var pixels []float32
	var rows []int
	for _, p := range batch {
		if p.err == nil && p.pixels != nil {
			pixels, rows = append(pixels, p.pixels...), append(rows, p.index)
		}
	}
	if len(rows) == 0 {
		return ctx.Err()
	}
	return torch.Do(ctx, func() error {
		data, err := t.Freeze(pixels, len(rows))
		if err != nil {
			return err
		}
		for i, row := range rows {
			copy(all.Row(row), data[i*t.Recipe.Features:])
		}
		return nil
	})
}

// Freeze runs the frozen part on n photos' pixels, on libtorch's thread.
func (t *Tower) Freeze(pixels []float32, n int) ([]float32, error) {
	if t.frozen == nil {
		return pixels, nil
	}
	in := t.Recipe.Input
	x, err := torch.FromFloats(pixels, t.device, int64(n), int64(in.Channels), int64(in.Height), int64(in.Width))
	if err != nil {
		return nil, err
	}
	f := new(torch.Flow)
	y := t.frozen.features(f, x)
	if f.Err() != nil {
		return nil, f.Err()
	}
	defer torch.Drop(y)
	return torch.Floats(y)
}

// Embeddings runs the head on rows of features, without training, on libtorch's thread: rows × Embedding numbers, times
// Scale.
func (t *Tower) Embeddings(features Features) ([]float32, error) {
	var all []float32
	const rows = 256
	for from := 0; from < features.Rows(); from += rows {
		part := features.Data[from*features.Width : min(from+rows, features.Rows())*features.Width]
		x, err := torch.FromFloats(part, t.device, int64(len(part)/features.Width), int64(features.Width))
		if err != nil {
			return nil, err
		}
		f := new(torch.Flow)
		y := f.Affine(t.Embed(f, x, false), t.Scale, 0)
		if f.Err() != nil {
			return nil, f.Err()
		}
		data, err := torch.Floats(y)
		torch.Drop(y)
		if err != nil {
			return nil, err
		}
		all = append(all, data...)
	}
	return all, nil
}

// EmbedPhotos computes the embeddings of decoded photos at once, ahead of any training that runs. For recipes that find faces it
// also returns what was found on each photo, else nil.
func (t *Tower) EmbedPhotos(ctx context.Context, photos ...image.Image) (embeddings []float32, found []*face.Description, err error) {
	networks := t.faces
	if networks != nil {
		networks = networks.Urgent()
	}
	found = make([]*face.Description, len(photos))
	values, errs := make([][]float32, len(photos)), make([]error, len(photos))
	inParallel(len(photos), func(i int) { values[i], found[i], errs[i] = t.values(ctx, networks, photos[i]) })
	if err := errors.Join(errs...); err != nil {
		return nil, nil, err
	}
	embeddings, err = t.embedFirst(ctx, values)
	return embeddings, found, err
}

// EmbedFaces computes the embeddings of further faces of a photo on which EmbedPhotos found several, by their places among the
// Faces, ahead of any training that runs. Only towers of recipes that find faces can do so.
func (t *Tower) EmbedFaces(ctx context.Context, photo image.Image, found *face.Description, which ...int) (embeddings []float32, described []*face.Description, err error) {
	if t.faces == nil || len(which) == 0 {
		return nil, nil, nil
	}
	if described, err = t.faces.Urgent().DescribeFaces(ctx, photo, found, which...); err != nil {
		return nil, nil, err
	}
	values := make([][]float32, len(described))
	for i, d := range described {
		values[i] = t.faceValues(d)
	}
	embeddings, err = t.embedFirst(ctx, values)
	return embeddings, described, err
}

// embedFirst is the way from photos' values to their embeddings, ahead of any training.
func (t *Tower) embedFirst(ctx context.Context, values [][]float32) (embeddings []float32, err error) {
	err = torch.DoFirst(ctx, func() error {
		data, err := t.Freeze(slices.Concat(values...), len(values))
		if err != nil {
			return err
		}
		embeddings, err = t.Embeddings(Features{Width: t.Recipe.Features, Data: data})
		return err
	})
	return embeddings, err
}

// inParallel calls do(0) … do(n−1), as many at once as there are cores.
func inParallel(n int, do func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
