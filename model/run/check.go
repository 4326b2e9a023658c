package run

import (
	"fmt"

	"siamface/model/dataset"
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
