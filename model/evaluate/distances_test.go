package evaluate_test

import (
	"maps"
	"math"
	"slices"
	"testing"

	"siamface/model/evaluate"
)

// TestDistancesOfDrawnPeople: where pairs weigh 0, 1 or more, everything is as if they were written down so often.
func TestDistancesOfDrawnPeople(t *testing.T) {
	s := fromPairs(t, crowd(6, 3, 0.1, 3))
	round, err := s.Round(t.Context(), []int32{0, 3, 0, 1, 2, 0})
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]evaluate.Distances{"genuine": round.Genuine(), "impostor": round.Impostor()} {
		list := values(d)
		plain := distances(t, list...)
		if !slices.IsSorted(list) || d.N() != len(list) || d.Max() != plain.Max() {
			t.Fatalf("%s: %d distances up to %v: %v", name, d.N(), d.Max(), list)
		}
		for k, v := range list {
			if d.At(k) != v {
				t.Errorf("%s: distance %d is %v, want %v", name, k, d.At(k), v)
			}
		}
		for _, at := range []float64{-1, 0, 0.3, 0.35, list[0], list[len(list)-1], 9, math.NaN()} {
			if d.Below(at) != plain.Below(at) {
				t.Errorf("%s: %d below %v, want %d", name, d.Below(at), at, plain.Below(at))
			}
		}
		if !maps.Equal(maps.Collect(d.Steps()), maps.Collect(plain.Steps())) {
			t.Errorf("%s: other steps", name)
		}
		fractions := []float64{0, 0.1, 0.5, 0.77, 1}
		if !slices.Equal(d.Quantiles(fractions...), plain.Quantiles(fractions...)) {
			t.Errorf("%s: other quantiles", name)
		}
		edges := []float64{0.3, 0.5, 0.8, 1}
		if a, b := d.Bin(edges), plain.Bin(edges); !slices.Equal(a.Bins, b.Bins) || a.Above != b.Above || a.Below != b.Below {
			t.Errorf("%s: bins %+v, want %+v", name, a, b)
		}
	}
}

func TestDistancesOfNothing(t *testing.T) {
	var d evaluate.Distances
	mean, variance := d.Moments()
	if d.N() != 0 || d.Max() != 0 || d.Below(1) != 0 || mean != 0 || variance != 0 || len(values(d)) != 0 {
		t.Errorf("%+v", d)
	}
	if mean, variance := distances(t, 3).Moments(); mean != 3 || variance != 0 {
		t.Errorf("one distance: mean %v, variance %v", mean, variance)
	}
}

// TestMomentsLoseNoDigits where the distances are large and alike.
func TestMomentsLoseNoDigits(t *testing.T) {
	mean, variance := distances(t, 1e9+1, 1e9+2, 1e9+4, 1e9+5).Moments()
	if mean != 1e9+3 || math.Abs(variance-10./3) > 1e-12 {
		t.Errorf("mean %v, variance %v", mean, variance)
	}
}
