package run

import (
	"math"
	"testing"
)

func TestPick(t *testing.T) {
	for name, c := range map[string]struct {
		candidates []Candidate
		genuine    int
		want       int
	}{
		"clearly the least EER":               {[]Candidate{{"a", 0.05, 3}, {"b", 0.01, 2}}, 2000, 1},
		"hardly to be told apart: greater d′": {[]Candidate{{"a", 0.0010, 3}, {"b", 0.0008, 2}}, 2000, 0},
		"equal: the first":                    {[]Candidate{{"a", 0, 3}, {"b", 0, 3}}, 2000, 0},
		"few pairs tell little":               {[]Candidate{{"a", 0.05, 3}, {"b", 0.01, 2}}, 20, 0},
		"alone":                               {[]Candidate{{"a", 0.3, 1}}, 10, 0},
	} {
		if got := pick(c.candidates, c.genuine); got != c.want {
			t.Errorf("%s: candidate %d, want %d", name, got, c.want)
		}
	}
}

// TestWilson compares with the interval's definition: the rates p with |rate − p| ≤ z·√(p(1−p)/n) end at upper.
func TestWilson(t *testing.T) {
	for _, n := range []int{1, 10, 135, 5000} {
		for _, rate := range []float64{0, 0.001, 0.1, 0.5, 1} {
			p := upper(rate, n)
			if left, right := p-rate, 1.96*math.Sqrt(p*(1-p)/float64(n)); math.Abs(left-right) > 1e-9 {
				t.Errorf("rate %v of %d: %v is no end of the interval (%v, %v)", rate, n, p, left, right)
			}
		}
	}
}

func TestEnough(t *testing.T) {
	eight := []int{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8}
	if !enough(eight) {
		t.Error("eight people with two photos each are too few")
	}
	if enough(eight[:14]) || enough(eight[:15]) || enough(nil) {
		t.Error("seven people, or eight of whom one has one photo, are enough")
	}
}
