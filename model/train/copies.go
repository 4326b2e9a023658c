package train

import (
	"context"
	"errors"
	"slices"

	"siamface/model/augment"
	"siamface/model/torch"
	"siamface/model/tower"
)

// copyBatch is how many photos go through a tower's frozen part at once: a verification waits no longer than for those.
const copyBatch = 32

// Copies computes the features of n changed versions of photos, for Set.Copies: so a head on frozen features is trained with
// augmentation, and the frozen part runs n times a photo rather than in each step. pixels holds the photos as the tower's Input makes
// them, row by row. The same seed makes the same copies, whatever n is.
func Copies(ctx context.Context, t *tower.Tower, pixels tower.Features, n int, a augment.Settings, seed uint64) ([]tower.Features, error) {
	in := t.Recipe.Input
	if pixels.Width != in.Size() || in.Size() == 0 {
		return nil, errors.New("copies are made of photos' pixels as the recipe's input has them, and this recipe has none or these are others")
	}
	if err := a.Check(); err != nil {
		return nil, err
	}
	augmenter := augment.New(a, in.Width, in.Height, in.Channels, seed)
	copies := make([]tower.Features, n)
	for k := range copies {
		copies[k].Width = t.Recipe.Features
		for batch := range slices.Chunk(pixels.Data, copyBatch*pixels.Width) {
			features, err := changed(ctx, t, augmenter, batch)
			if err != nil {
				return nil, err
			}
			copies[k].Data = append(copies[k].Data, features...)
		}
	}
	return copies, nil
}

// changed is the features of some photos, each changed.
func changed(ctx context.Context, t *tower.Tower, a *augment.Augmenter, pixels []float32) (features []float32, err error) {
	pixels = slices.Clone(pixels)
	size := t.Recipe.Input.Size()
	for photo := range slices.Chunk(pixels, size) {
		a.Change(photo)
	}
	err = torch.Do(ctx, func() error {
		features, err = t.Freeze(pixels, len(pixels)/size)
		return err
	})
	return features, err
}
