package main

import (
	"context"
	"os"
	"path/filepath"

	"siamface/model/cache"
	"siamface/model/dataset"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/weights"
)

// The recipes that are measured: as published, and what the program recommends in its place.
const (
	published   = recipes.PublishedResNet50
	recommended = recipes.GradientsAligned
)

// photos are the first n training photos of ORL in their natural order, all of them where n is 0, and the person on each.
func photos(ctx context.Context, o options, n int) (paths []string, person []int, err error) {
	d, err := dataset.Open(ctx, o.ORL, nil)
	if err != nil {
		return nil, nil, err
	}
	for i, p := range dataset.PhotosOf(d.Of(dataset.Train)) {
		if n > 0 && len(paths) == n {
			break
		}
		paths, person = append(paths, d.Abs(p)), append(person, i)
	}
	return paths, person, nil
}

// opened is the tower with the ResNet-50's weights, on the processor.
func opened(ctx context.Context, o options) (*tower.Tower, error) {
	recipe, err := recipes.Find(published)
	if err != nil {
		return nil, err
	}
	pretrained, err := weights.Read(o.Weights, weights.Limits{Only: recipe.HasTensor})
	if err != nil {
		return nil, err
	}
	t, err := tower.New(recipe.Design, pretrained, filepath.Base(o.Weights), 1)
	if err != nil {
		return nil, err
	}
	return t, t.Open(ctx, "cpu", o.Threads)
}

// resnet computes the features of so many pictures.
func resnet(ctx context.Context, o options, n int) (unit, error) {
	t, err := opened(ctx, o)
	if err != nil {
		return nil, err
	}
	pixels, err := take(filepath.Join(o.Scratch, "inputs"))
	if err != nil {
		return nil, err
	}
	pixels = pixels[:n*t.Design.Input.Size()]
	return func(ctx context.Context) (result, error) {
		var data []float32
		err := torch.Do(ctx, func() (err error) {
			data, err = t.RunBackbone(pixels)
			return err
		})
		return result{values: wide(data)}, err
	}, nil
}

// features reads 32 photos from the disk and computes theirs.
func features(ctx context.Context, o options) (unit, error) {
	if err := os.Setenv(cache.Variable, "off"); err != nil { // computed each time, as theirs
		return nil, err
	}
	t, err := opened(ctx, o)
	if err != nil {
		return nil, err
	}
	paths, _, err := photos(ctx, o, 32)
	return func(ctx context.Context) (result, error) {
		found, _, err := t.ExtractFeatures(ctx, paths, nil)
		return result{values: wide(found.Data)}, err
	}, err
}
