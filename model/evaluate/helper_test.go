package evaluate_test

import (
	"math"
	"slices"
	"testing"

	"siamface/model/errorrate"
	"siamface/model/evaluate"
)

func scoresOf(t *testing.T, genuine, impostor []float64) evaluate.Scores {
	t.Helper()
	s, err := evaluate.New(genuine, impostor)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// distances are sorted, of one class.
func distances(t *testing.T, list ...float64) errorrate.Distances {
	t.Helper()
	return scoresOf(t, list, nil).Genuine()
}

// values are a class's distances one by one.
func values(d errorrate.Distances) []float64 {
	var list []float64
	for v, pairs := range d.All() {
		list = append(list, slices.Repeat([]float64{v}, pairs)...)
	}
	return list
}

func near(t *testing.T, name string, got, want *float64) {
	t.Helper()
	if (got == nil) != (want == nil) {
		t.Errorf("%s: got %v, want %v", name, got, want)
		return
	}
	if got != nil && math.Abs(*got-*want) > 1e-12*max(1, math.Abs(*want)) {
		t.Errorf("%s: got %v, want %v", name, *got, *want)
	}
}
