package train_test

import (
	"testing"

	"siamface/model/recipes"
	"siamface/model/sample"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/train"
)

// BenchmarkDenseSteps is twenty steps of the published feeding on the 8,192 → 512 head, on features at random.
func BenchmarkDenseSteps(b *testing.B) {
	t := placed(b, recipes.ResNet50)
	set := randomSet(33, 10, 8192)
	s := settings()
	s.Steps = 20
	for b.Loop() {
		if _, err := train.Fit(b.Context(), t, set, train.Set{}, s, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func settings() train.Settings {
	return train.Settings{
		Epochs: 1, Steps: 20, Feeding: train.FeedPublished, Start: train.StartRandom, Rate: 1e-3, Patience: 10, Cut: 0.1, Seed: 1,
	}
}

func placed(tb testing.TB, recipe string) *tower.Tower {
	tb.Helper()
	r, err := recipes.Find(recipe)
	if err != nil {
		tb.Fatal(err)
	}
	t, err := tower.New(r.Design, nil, "", 1)
	if err != nil {
		tb.Fatal(err)
	}
	if err := torch.Do(tb.Context(), func() error { return t.Place(torchtest.Device) }); err != nil {
		tb.Fatal(err)
	}
	return t
}

// randomSet is people with features at random.
func randomSet(people, photos, width int) train.Set {
	rows, person := sample.Features(people, photos, width, 1)
	return train.Set{Features: tower.Features{Data: rows, Width: width}, Person: person}
}

// BenchmarkSmallSteps is ten steps of the tower small, trained whole on 8 people × 4 photos.
func BenchmarkSmallSteps(b *testing.B) {
	t := placed(b, recipes.Small)
	set := randomSet(33, 10, 64*64)
	s := settings()
	s.Steps, s.Feeding = 10, train.FeedBalanced
	for b.Loop() {
		if _, err := train.Fit(b.Context(), t, set, train.Set{}, s, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}
