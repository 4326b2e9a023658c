package verify_test

import (
	"math"
	"testing"

	"siamface/model/distance"
	"siamface/model/errorrate"
	"siamface/model/evaluate"
	"siamface/model/pairlist"
	"siamface/model/tower"
	"siamface/model/verify"
)

// TestBaseline compares with plain loops over the same photos, for people and for a list of pairs.
func TestBaseline(t *testing.T) {
	d, m := drawn(t, 3)
	people, err := verify.ScorePeople(t.Context(), m, d, d.People, new(uint64), nil)
	if err != nil {
		t.Fatal(err)
	}
	var named []pairlist.Pair
	for p := range people.Pairs {
		named = append(named, pairlist.Pair{FileX: p.FileX, FileY: p.FileY, Same: p.Same})
	}
	listed, err := verify.ScoreList(t.Context(), m, d.Root, named, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	paths := make([]string, len(people.Files))
	for i, person := range d.People {
		for k, p := range person.Photos {
			paths[3*i+k] = d.Abs(p)
		}
	}
	pixels, _, err := tower.ExtractPixels(t.Context(), paths)
	if err != nil {
		t.Fatal(err)
	}
	var genuine, impostor []float64
	for i := range paths {
		for k := range i {
			if apart := distance.Euclidean(pixels.Row(i), pixels.Row(k)); i/3 == k/3 {
				genuine = append(genuine, apart)
			} else {
				impostor = append(impostor, apart)
			}
		}
	}
	naive, err := evaluate.New(genuine, impostor)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]verify.Scored{"people": people, "list": listed} {
		baseline, err := s.Baseline(t.Context(), m, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		same(t, name+", pixels", baseline[verify.BaselinePixels], naive)
		if baseline[verify.BaselineUntrained].Pairs() != 36 {
			t.Errorf("%s: %d pairs by the untrained tower", name, baseline[verify.BaselineUntrained].Pairs())
		}
	}
	// With the seed that the tower began with, its untrained twin is the tower itself, as it was never trained here.
	baseline, err := people.Baseline(t.Context(), m, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "untrained", baseline[verify.BaselineUntrained], people.Scores)
}

func same(t *testing.T, what string, got, want evaluate.Scores) {
	t.Helper()
	for i, class := range [][2]errorrate.Distances{{got.Genuine(), want.Genuine()}, {got.Impostor(), want.Impostor()}} {
		if class[0].N() != class[1].N() {
			t.Fatalf("%s: %d distances of class %d, want %d", what, class[0].N(), i, class[1].N())
		}
		for k := range class[0].N() {
			if math.Abs(class[0].At(k)-class[1].At(k)) > 1e-5 {
				t.Fatalf("%s: distance %d of class %d is %v, want %v", what, k, i, class[0].At(k), class[1].At(k))
			}
		}
	}
}
