package tower

import (
	"context"
	"image"
	"slices"

	"siamface/model/face"
	"siamface/model/torch"
)

// Features are what the frozen part gives for many photos, row after row, or a view of some of the rows.
type Features struct {
	Width int
	Data  []float32
	// NoFace are the photos, in order, on which a recipe that finds faces found none: theirs are the features of the whole picture.
	NoFace []int
	// SHA256 are the sums of the photos' files, in their order, where Extract read them; "" of a file that couldn't be read.
	SHA256 []string

	view []int // the rows of Data that these are; nil is all of them
}

// Row is the features of photo i.
func (f Features) Row(i int) []float32 {
	if f.view != nil {
		i = f.view[i]
	}
	return f.Data[i*f.Width : (i+1)*f.Width]
}

// Rows is the number of photos.
func (f Features) Rows() int {
	switch {
	case f.view != nil:
		return len(f.view)
	case f.Width == 0:
		return 0
	}
	return len(f.Data) / f.Width
}

// Pick is a view of some rows, in the order given. It shares the numbers: features take most of a training's memory.
func (f Features) Pick(rows []int) Features {
	view := make([]int, len(rows))
	for i, r := range rows {
		if view[i] = r; f.view != nil {
			view[i] = f.view[r]
		}
	}
	return Features{Width: f.Width, Data: f.Data, view: view}
}

// Gather is the rows of photos from, up to but without to, one behind the other. Those of a view are copied into buffer, which grows
// where it must.
func (f Features) Gather(from, to int, buffer *[]float32) []float32 {
	if f.view == nil {
		return f.Data[from*f.Width : to*f.Width]
	}
	rows := slices.Grow((*buffer)[:0], (to-from)*f.Width)
	for i := from; i < to; i++ {
		rows = append(rows, f.Row(i)...)
	}
	*buffer = rows
	return rows
}

// Freeze runs the frozen part on n photos' pixels, on libtorch's thread. The first time, and after Rest, it prepares it.
func (t *Tower) Freeze(pixels []float32, n int) ([]float32, error) {
	if err := t.prepare(); err != nil || t.frozen == nil {
		return pixels, err
	}
	in := t.Design.Input
	x, err := torch.FromFloats(pixels, t.device, int64(n), int64(in.Channels), int64(in.Height), int64(in.Width))
	if err != nil {
		return nil, err
	}
	t.passes.Add(1)
	f := new(torch.Flow)
	y := t.frozen.features(f, x)
	if f.Err() != nil {
		return nil, f.Err()
	}
	defer torch.Drop(y)
	return torch.Floats(y)
}

// prepare lays out the frozen part, unless that is done.
func (t *Tower) prepare() (err error) {
	if t.prepared || t.net == nil { // Pixels' tower is no network at all
		return nil
	}
	t.frozen, err = t.net.freeze(t.Weights, t.device)
	t.prepared = err == nil
	torch.Trim() // laying out takes twice the memory for a moment
	return err
}

// rest frees what Freeze prepared, about as much memory as the frozen weights take themselves, until it is needed again.
func (t *Tower) rest() {
	if t.frozen != nil {
		t.frozen.close()
	}
	t.frozen, t.prepared = nil, false
	torch.Trim()
}

// Passes counts the batches that went through the frozen part so far.
func (t *Tower) Passes() int { return int(t.passes.Load()) }

// headBatch is how many rows go through the head at once.
const headBatch = 256

// Embeddings runs the head on rows of features, without training, on libtorch's thread: rows × Embedding numbers, times
// Scale.
func (t *Tower) Embeddings(features Features) ([]float32, error) {
	var all, buffer []float32
	for from := 0; from < features.Rows(); from += headBatch {
		part := features.Gather(from, min(from+headBatch, features.Rows()), &buffer)
		data, err := t.compute(part, features.Width, func(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
			return f.Affine(t.Embed(f, x, false), t.Scale, 0)
		})
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
	networks, err := t.networks(ctx)
	if err != nil {
		return nil, nil, err
	}
	all, err := t.valuesOf(ctx, networks, photos...)
	if err != nil {
		return nil, nil, err
	}
	values := make([][]float32, len(photos))
	found = make([]*face.Description, len(photos))
	for i, v := range all {
		values[i], found[i] = v.values, v.found
	}
	embeddings, err = t.embedFirst(ctx, values)
	return embeddings, found, err
}

// EmbedFaces computes the embeddings of further faces of a photo on which EmbedPhotos found several, by their places among the
// Faces, ahead of any training that runs. Only towers of recipes that find faces can do so.
func (t *Tower) EmbedFaces(ctx context.Context, photo image.Image, found *face.Description, which ...int) (embeddings []float32, described []*face.Description, err error) {
	networks, err := t.networks(ctx)
	if err != nil || networks == nil || len(which) == 0 {
		return nil, nil, err
	}
	if described, err = networks.DescribeFaces(ctx, photo, found, which...); err != nil {
		return nil, nil, err
	}
	values := make([][]float32, len(described))
	for i, d := range described {
		values[i] = t.faceValues(d)
	}
	embeddings, err = t.embedFirst(ctx, values)
	return embeddings, described, err
}

// EmbedFeatures is Embeddings from any goroutine, on libtorch's thread where there is something to compute.
func (t *Tower) EmbedFeatures(ctx context.Context, features Features) (embeddings []float32, err error) {
	if t.asIs {
		return features.Gather(0, features.Rows(), &embeddings), nil
	}
	err = torch.Do(ctx, func() error {
		embeddings, err = t.Embeddings(features)
		return err
	})
	return embeddings, err
}

// embedFirst is the way from photos' values to their embeddings, ahead of any training.
func (t *Tower) embedFirst(ctx context.Context, values [][]float32) (embeddings []float32, err error) {
	if t.asIs {
		return slices.Concat(values...), nil
	}
	err = torch.DoFirst(ctx, func() error {
		data, err := t.Freeze(slices.Concat(values...), len(values))
		if err != nil {
			return err
		}
		embeddings, err = t.Embeddings(Features{Width: t.Design.Features, Data: data})
		return err
	})
	return embeddings, err
}
