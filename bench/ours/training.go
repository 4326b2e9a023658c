package main

import (
	"context"
	"errors"
	"os"

	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/network"
	"siamface/model/pair"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/sample"
	"siamface/model/tower"
	"siamface/model/train"
)

// whole trains a recipe from reading the folder to the evaluated model and its written run.
func whole(o options, recipe string) unit {
	return func(ctx context.Context) (result, error) {
		all := begin()
		d, err := dataset.Open(ctx, o.ORL, nil)
		if err != nil {
			return result{}, err
		}
		var features *clock // from the first photo to the last one's features
		var read float64
		r, err := trainOnce(ctx, d, o, recipe, 0, func(e run.Event) {
			switch {
			case e.Stage == run.Reading && features == nil:
				features = begin()
			case e.Stage == run.Reading && e.Done == e.Total && read == 0:
				features.stop(1)
				read = features.wall.Seconds()
			}
		})
		if err != nil {
			return result{}, err
		}
		all.stop(1)
		test := r.Report.Test
		pairs := []float64{float64(test.Genuine), float64(test.Impostor)}
		about := map[string]any{"features": read, "accuracy_at_half": test.AccuracyAtHalf, "eer": test.EER, "auc": test.AUC}
		return result{values: pairs, timed: all, about: about}, r.Model.Release(ctx)
	}
}

// trainOnce makes a run in a folder of its own, which it removes.
func trainOnce(ctx context.Context, d *dataset.Dataset, o options, recipe string, epochs int, report func(run.Event)) (*run.Result, error) {
	if r, err := recipes.Find(recipe); err == nil && !r.TakesWeights() {
		o.Weights = ""
	}
	folder, err := os.MkdirTemp(o.Scratch, "run-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	if err := os.Setenv(face.Variable, o.Faces); err != nil {
		return nil, err
	}
	return run.Train(ctx, d, run.Options{
		Folder: folder, Recipe: recipe, Weights: o.Weights, Epochs: epochs, Seed: 1, Device: "cpu", Threads: o.Threads,
	}, report)
}

// click is what a user waits for between the click and the end of a recipe's first step, when the folder has been trained on before.
func click(ctx context.Context, o options, recipe string) (unit, error) {
	d, err := dataset.Open(ctx, o.ORL, nil)
	return func(ctx context.Context) (result, error) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		var first *clock
		began := begin()
		r, err := trainOnce(ctx, d.Clone(), o, recipe, 0, func(e run.Event) {
			if e.Stage == run.Training && first == nil {
				began.stop(1)
				first = began
				stop()
			}
		})
		if err != nil {
			return result{}, err
		}
		count := 0
		for _, p := range d.Of(dataset.Train) {
			count += len(p.Photos)
		}
		return result{values: []float64{float64(count)}, timed: first}, r.Model.Release(context.WithoutCancel(ctx))
	}, err
}

// The steps that are timed: one more is made first. The features are of as many people as the published recipe trains on.
const (
	stepSeed   = 1
	timedSteps = 40
	stepPeople = 33
	stepPhotos = 10
	pairsEach  = 8
)

// step trains the published head for some steps on features at random, and leaves features, batches and first weights for
// the other side.
func step(ctx context.Context, o options) (unit, error) {
	recipe, err := recipes.Find(published)
	if err != nil {
		return nil, err
	}
	t, err := tower.New(recipe.Design, nil, "", stepSeed)
	if err != nil {
		return nil, err
	}
	if err := t.Open(ctx, "cpu", o.Threads); err != nil {
		return nil, err
	}
	set := scattered(stepPeople, stepPhotos, recipe.Features)
	batches, err := drawn(set.Person)
	if err != nil {
		return nil, err
	}
	first := t.InitialHead(stepSeed)[network.DenseWeight].Data
	if err := errors.Join(o.put("step-features", set.Features.Data), o.put("step-weight", first), o.put("step-batches", batches)); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (result, error) { return steps(ctx, t, set) }, nil
}

func steps(ctx context.Context, t *tower.Tower, set train.Set) (result, error) {
	s := train.Settings{
		Epochs: 1, Steps: timedSteps + 1, Feeding: train.FeedPublished, Start: train.StartRandom, Rate: 1e-3, Patience: 10,
		Cut: 0.1, Seed: stepSeed,
	}
	var c *clock
	done := false
	outcome, err := train.Fit(ctx, t, set, train.Set{}, s, nil, func(e train.Event) {
		switch {
		case e.Step == 1 && c == nil:
			c = begin()
		case e.Step == s.Steps && !done:
			c.stop(timedSteps)
			done = true
		}
	})
	if err != nil {
		return result{}, err
	}
	values := append(wide(t.Weights[network.DenseWeight].Data), outcome.History[0].Loss)
	return result{values: values, timed: c}, nil
}

// drawn are the batches of the steps: for each the rows of its pairs' first photos, of their second ones, and 1 for the same.
func drawn(person []int) ([]float32, error) {
	sampler, err := pair.NewPublished(person, pairsEach, stepSeed)
	if err != nil {
		return nil, err
	}
	var all []float32
	for range timedSteps + 1 {
		b := sampler.Next()
		for _, side := range [][]int{b.A, b.B} {
			for _, at := range side {
				all = append(all, float32(b.Photos[at]))
			}
		}
		for _, same := range b.Same {
			if same {
				all = append(all, 1)
			} else {
				all = append(all, 0)
			}
		}
	}
	return all, nil
}

// scattered is people with features at random.
func scattered(people, photos, width int) train.Set {
	rows, person := sample.Features(people, photos, width, stepSeed)
	return train.Set{Features: tower.Features{Data: rows, Width: width}, Person: person}
}
