package errorrate_test

import (
	"math"
	"testing"

	"siamface/model/errorrate"
)

func TestDistancesOfNothing(t *testing.T) {
	var d errorrate.Distances
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
