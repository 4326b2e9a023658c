package figure_test

import (
	"math"
	"testing"

	"siamface/model/figure"
)

// TestGrowthIsLogarithmic: what grows with the square rises twice as fast as what grows with n; what isn't above zero is left out.
func TestGrowthIsLogarithmic(t *testing.T) {
	at := []float64{1000, 10_000, 100_000}
	f := figure.Growth([]figure.Cost{
		{Name: "n", At: at, Takes: []float64{0.1, 1, 10}},
		{Name: "square", At: at, Takes: []float64{0.01, 1, 100}},
		{Name: "gap", At: at, Takes: []float64{0, 3, math.Inf(1)}},
		{Name: "none", At: at},
	}, "photos", "seconds", figure.Style{})
	lines, _ := figure.Lines(f)
	if len(lines) != 3 || len(lines[2]) != 1 {
		t.Fatalf("%v", lines)
	}
	for i, slope := range []float64{1, 2} {
		for k := 1; k < 3; k++ {
			a, b := lines[i][k-1], lines[i][k]
			if got := (b[1] - a[1]) / (b[0] - a[0]); math.Abs(got-slope) > 1e-9 {
				t.Errorf("line %d rises by %v, want %v", i, got, slope)
			}
		}
	}
	for _, costs := range [][]figure.Cost{nil, {{Name: "one", At: []float64{7}, Takes: []float64{3}}}} {
		if data, err := figure.Encode(figure.Growth(costs, "photos", "seconds", figure.Style{}), ".svg"); err != nil || len(data) == 0 {
			t.Errorf("%d bytes, %v", len(data), err)
		}
	}
}
