package tower

import (
	"cmp"
	"context"
	"image"
	"slices"

	"siamface/model/errorrate"
	"siamface/model/face"
	"siamface/model/torch"
)

// ExtractFeatures reads the photos at paths, each file once, and computes their features, or takes them from those that are kept on
// disk (see cache.Variable). A photo that can't be read gets a row of zeros and an entry in failed. After each batch progress is
// called with the number of photos done; it may be nil.
func (t *Tower) ExtractFeatures(ctx context.Context, paths []string, progress func(done int)) (Features, []Failed, error) {
	features, _, failed, err := t.ExtractWithPixels(ctx, paths, nil, progress)
	return features, failed, err
}

// ExtractWithPixels is ExtractFeatures and, while the files are in memory, ExtractPixels of some of the photos, by their numbers: a row each, in
// their order.
func (t *Tower) ExtractWithPixels(ctx context.Context, paths []string, pixelsOf []int, progress func(done int)) (features, pixels Features, failed []Failed, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	x := newExtraction(t, len(paths))
	x.pixels = Features{Width: rawInput.Size(), Data: make([]float32, len(pixelsOf)*rawInput.Size())}
	x.pixelRow = map[int]int{}
	for row, photo := range pixelsOf {
		x.pixelRow[photo] = row
	}
	done := 0
	for batch := range x.readAhead(ctx, paths) {
		for _, p := range batch {
			x.notePhoto(p)
		}
		least := featureBatch
		if done += len(batch); done == len(paths) {
			least = 1
		}
		if err := x.computeWaiting(ctx, least); err != nil {
			return Features{}, Features{}, nil, err
		}
		if progress != nil {
			progress(done)
		}
	}
	return x.features, x.pixels, x.failed, cmp.Or(x.broken, ctx.Err())
}

// EmbedPhotos computes the embeddings of decoded photos at once, ahead of any training that runs. For recipes that find faces it
// also returns what was found on each photo, else nil.
func (t *Tower) EmbedPhotos(ctx context.Context, photos ...image.Image) (embeddings []float32, found []*face.Description, err error) {
	inputs, err := t.faces.preparePhotos(ctx, photos)
	if err != nil {
		return nil, nil, err
	}
	embeddings, err = embedInputs(ctx, t, inputs)
	for _, in := range inputs {
		found = append(found, in.found)
	}
	return embeddings, found, err
}

// EmbedFaces computes the embeddings of further faces of a photo on which EmbedPhotos found several, ahead of any training. They are
// named by their places among the Faces. Only towers of recipes that find faces can do so.
func (t *Tower) EmbedFaces(ctx context.Context, photo image.Image, found *face.Description, which ...int) (embeddings []float32, described []*face.Description, err error) {
	networks, err := t.faces.open(ctx)
	if err != nil || networks == nil || len(which) == 0 {
		return nil, nil, err
	}
	if described, err = networks.DescribeFaces(ctx, photo, found, which...); err != nil {
		return nil, nil, err
	}
	inputs := make([]networkInput, len(described))
	for i, d := range described {
		inputs[i] = t.faces.prepareFace(d)
	}
	embeddings, err = embedInputs(ctx, t, inputs)
	return embeddings, described, err
}

// EmbedChips computes the embeddings of faces that are aligned already, such as chips of which a part was covered since, ahead of any
// training. A tower of a recipe that finds no faces takes them as photos. There is a row for each chip.
func (t *Tower) EmbedChips(ctx context.Context, chips ...face.Chip) (embeddings []float32, err error) {
	inputs, err := t.faces.prepareChips(ctx, chips)
	if err != nil {
		return nil, err
	}
	return embedInputs(ctx, t, inputs)
}

// EmbedFeatures is ComputeEmbeddings from any goroutine, on libtorch's thread where there is something to compute.
func (t *Tower) EmbedFeatures(ctx context.Context, features Features) (embeddings []float32, err error) {
	if t.asIs {
		return features.Gather(0, features.Rows(), &embeddings), nil
	}
	err = WithRoom(ctx, t, func() error {
		return torch.Do(ctx, func() error {
			embeddings, err = t.ComputeEmbeddings(features)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return checkEmbeddings(embeddings)
}

// embedInputs is the way from prepared photos to their embeddings, ahead of any training.
func embedInputs(ctx context.Context, t *Tower, inputs []networkInput) (embeddings []float32, err error) {
	values := joinValues(inputs)
	if t.asIs {
		return values, nil
	}
	err = WithRoom(ctx, t, func() error {
		return torch.DoFirst(ctx, func() error {
			data, err := t.backbone.run(values)
			if err != nil {
				return err
			}
			embeddings, err = t.ComputeEmbeddings(Features{Width: t.Design.Features, Data: data})
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return checkEmbeddings(embeddings)
}

// joinValues are the values of all inputs, one behind the other.
func joinValues(inputs []networkInput) []float32 {
	all := make([][]float32, len(inputs))
	for i, in := range inputs {
		all[i] = in.values
	}
	return slices.Concat(all...)
}

// RunBackbone runs the frozen part on photos' pixels, on libtorch's thread. The first time, and after ReleaseBackbone, it is laid out.
func (t *Tower) RunBackbone(pixels []float32) ([]float32, error) { return t.backbone.run(pixels) }

// Passes counts the batches that went through the frozen part so far.
func (t *Tower) Passes() int { return int(t.backbone.passes.Load()) }

// LoadUntrained is a model that takes the face's description as it comes. Its thresholds are the recogniser's at false match rates of
// 1 % and 0.1 %. It needs nothing of libtorch.
func LoadUntrained(ctx context.Context, d Design) (*Model, error) {
	t, err := New(d, nil, "", 0)
	if err != nil {
		return nil, err
	}
	t.device, t.faces.cache, t.asIs = torch.CPU, face.OpenCache(), true
	if _, err := t.faces.open(ctx); err != nil { // at once: there is nothing else that it could be refused for
		return nil, err
	}
	return &Model{Tower: t, Judgement: Judgement{}.WithGeneral(errorrate.UsualFMR), Untrained: true}, nil
}
