package run

import (
	"slices"
	"testing"

	"siamface/model/dataset"
	"siamface/model/sample"
	"siamface/model/tower"
	"siamface/model/train"
)

// TestCopiesAreOfThoseWhoAreLearnedFrom reads a folder for a training and for a cross-validation: those who are tested have no copies in
// the one, everybody has some in the other, and nobody is measured by them.
func TestCopiesAreOfThoseWhoAreLearnedFrom(t *testing.T) {
	dir := t.TempDir()
	if err := sample.Write(t.Context(), dir, 8, 2, 1, nil); err != nil {
		t.Fatal(err)
	}
	d, err := dataset.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := Choices{Augment: "faces", Copies: 2}.Settings(tower.ResNet50)
	if err != nil {
		t.Fatal(err)
	}
	var first []tower.Features
	for _, crossed := range []bool{false, true} {
		last := 0
		j := &job{data: d, options: Options{Recipe: tower.ResNet50, Seed: 1, Threads: 1, Settings: settings}, crossed: crossed, report: func(e Event) {
			if e.Stage == Reading {
				last = e.Done
			}
		}}
		defer j.release()
		if err := j.prepareData(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := j.readAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if last != len(j.photos) || len(j.copies) != 2 {
			t.Fatalf("%d of %d photos are reported, and there are %d copies", last, len(j.photos), len(j.copies))
		}
		for i := range j.photos {
			tested := j.data.People[j.photos[i].person].Split == dataset.Test
			none := !slices.ContainsFunc(j.copies[0].Row(i), func(v float32) bool { return v != 0 })
			if none != (tested && !crossed) || slices.Equal(j.features.Row(i), j.copies[1].Row(i)) {
				t.Errorf("photo %d: tested %v, a copy of nothing %v", i, tested, none)
			}
			if crossed && !none && !tested && !near(j.copies[0].Row(i), first[0].Row(i)) {
				t.Errorf("photo %d: another copy in a cross-validation than in a training", i)
			}
		}
		first = j.copies
		if n := len(j.set(dataset.Test).Copies); n > 0 {
			t.Errorf("people are tested by %d copies", n)
		}
		both := j.set(dataset.Train).With(j.set(dataset.Validation))
		if len(both.Copies) != 2 || both.Copies[1].Rows() != len(both.Person) {
			t.Errorf("%d copies of %d photos", len(both.Copies), len(both.Person))
		}
		if way := (train.Settings{Start: train.StartWhitened, Seed: 1}).Way(); way.Fit(t.Context(), j.model.Tower, both, nil) != nil {
			t.Error("a head can't be solved from copies")
		}
	}
}

// near allows for batches of other sizes.
func near(a, b []float32) bool {
	return slices.EqualFunc(a, b, func(x, y float32) bool { return x-y < 1e-5 && y-x < 1e-5 })
}
