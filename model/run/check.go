package run

import (
	"context"
	"fmt"

	"siamface/model/dataset"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
)

// checkPeople refuses what could not be trained or judged, before any photo is read: a training must not fail at its end.
func checkPeople(d *dataset.Dataset) error {
	for _, split := range []dataset.Split{dataset.Train, dataset.Validation} {
		var person []int
		for i, p := range d.Of(split) {
			for range p.Photos {
				person = append(person, i)
			}
		}
		if err := checkPhotos(split, person); err != nil {
			return err
		}
	}
	return nil
}

// checkPhotos wants two people, and a person with two photos: without an impostor pair and a genuine one nothing can be
// learned, and no threshold be set. Photo i shows person[i].
func checkPhotos(split dataset.Split, person []int) error {
	photos := map[int]int{}
	most := 0
	for _, p := range person {
		photos[p]++
		most = max(most, photos[p])
	}
	if len(photos) < 2 || most < 2 {
		name := map[dataset.Split]string{dataset.Train: "training", dataset.Validation: "validation"}[split]
		return fmt.Errorf("there are too few photos for %s: at least two people, and two photos of one of them, are needed there", name)
	}
	return nil
}

// mostUnfrozen bounds the features of all photos where stages are unfrozen. The work keeps two to four times as much: the sets and
// folds of people have theirs.
const mostUnfrozen = 512 << 20

// checkMemory refuses more photos than whose features fit into memory where stages are unfrozen: one photo's are up to half a megabyte.
func checkMemory(r tower.Recipe, photos int) error {
	if most := mostUnfrozen / r.FeatureBytes(); r.Unfrozen > 0 && photos > most {
		return fmt.Errorf("with %d unfrozen stages the features of %d photos need too much memory: at most %d photos can be trained on so; unfreeze none, or train on part of the folder",
			r.Unfrozen, photos, most)
	}
	return nil
}

// checkPrecision refuses mixed precision on a device that gains nothing by it: see torch.CheckMixed.
func checkPrecision(ctx context.Context, s train.Settings, device string) error {
	if s.Precision != train.PrecisionMixed {
		return nil
	}
	return torch.Do(ctx, func() error {
		picked, err := torch.Pick(device)
		if err != nil {
			return err
		}
		return torch.CheckMixed(picked)
	})
}
