package run

import (
	"math"
	"testing"

	"siamface/model/evaluate"
	"siamface/model/recipes"
	"siamface/model/train"
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
		if got := pickCandidate(c.candidates, c.genuine); got != c.want {
			t.Errorf("%s: candidate %d, want %d", name, got, c.want)
		}
	}
}

// TestWilson compares with the interval's definition: the rates p with |rate − p| ≤ z·√(p(1−p)/n) end at wilsonUpper.
func TestWilson(t *testing.T) {
	for _, n := range []int{1, 10, 135, 5000} {
		for _, rate := range []float64{0, 0.001, 0.1, 0.5, 1} {
			p := wilsonUpper(rate, n)
			if left, right := p-rate, 1.96*math.Sqrt(p*(1-p)/float64(n)); math.Abs(left-right) > 1e-9 {
				t.Errorf("rate %v of %d: %v is no end of the interval (%v, %v)", rate, n, p, left, right)
			}
		}
	}
}

func TestEnough(t *testing.T) {
	eight := []int{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8}
	if !areEnough(eight) {
		t.Error("eight people with two photos each are too few")
	}
	if areEnough(eight[:14]) || areEnough(eight[:15]) || areEnough(nil) {
		t.Error("seven people, or eight of whom one has one photo, are enough")
	}
}

// TestJudgement: the threshold errs least, and never more often than the rate allows.
func TestJudgement(t *testing.T) {
	var apart, mixed []float64 // impostors
	for i := range 1000 {
		apart, mixed = append(apart, 0.7+float64(i)/5000), append(mixed, 0.2+float64(i)/2000)
	}
	genuine := []float64{0.1, 0.2, 0.3, 0.4}
	for name, c := range map[string]struct {
		impostors       []float64
		rate            float64
		threshold, sure float64
	}{
		"apart: the middle of the gap": {apart, 0.01, 0.55, 0.55},
		"mixed: the rate decides":      {mixed, 0.01, 0.205, 0.2},
		"a rate that the user chose":   {mixed, 0.1, 0.25, 0.205},
	} {
		s, err := evaluate.New(genuine, c.impostors)
		if err != nil {
			t.Fatal(err)
		}
		j, err := setThresholds(s, c.rate)
		if err != nil || math.Abs(j.Threshold-c.threshold) > 1e-9 || math.Abs(j.Sure-c.sure) > 1e-9 {
			t.Errorf("%s: %+v, %v", name, j, err)
		}
		if fmr, _ := s.FMR(j.Threshold); fmr > c.rate || j.Rate != c.rate {
			t.Errorf("%s: FMR %v at a rate of %v", name, fmr, j.Rate)
		}
	}
}

// TestJudgementOfFew: with few pairs or people held out, the threshold lies inside the gap, and what lies in the gap is unsure.
func TestJudgementOfFew(t *testing.T) {
	for name, c := range map[string]struct {
		genuine, impostors, threshold, sure float64
		people, photos                      int
		shown                               bool
	}{
		"few pairs":                {0.6, 1.5, 1.05, 0.6, 2, 3, false},
		"many pairs of few people": {0.6, 1.5, 1.05, 0.6, 2, 60, true},
		"many people":              {0.6, 1.5, 1.05, 1.05, 8, 10, true},
	} {
		t.Run(name, func(t *testing.T) {
			j, err := setThresholds(scoreAtCorners(t, c.people, c.photos, c.genuine, c.impostors), 0.01)
			if err != nil || math.Abs(j.Threshold-c.threshold) > 1e-6 || math.Abs(j.Sure-c.sure) > 1e-6 || j.ThresholdShown != c.shown {
				t.Errorf("%+v, %v; want %v and %v", j, err, c.threshold, c.sure)
			}
		})
	}
	strange, err := evaluate.New([]float64{1.5}, []float64{0.6}) // nobody is closer to himself than to a stranger
	if err != nil {
		t.Fatal(err)
	}
	if j, err := setThresholds(strange, 0.01); err != nil || j.Threshold != 0.3 || j.Sure != 0.3 {
		t.Errorf("%+v, %v; want 0.3 for both", j, err)
	}
}

// scoreAtCorners scores people whose photos lie at the corners of a simplex, so that all genuine pairs are as far apart as each other, and
// all impostor pairs.
func scoreAtCorners(t *testing.T, people, photos int, genuine, impostor float64) evaluate.Scores {
	t.Helper()
	width := people*photos + people
	var rows []float32
	var person []int
	// Two photos of one person differ in two coordinates by their own, those of two people in theirs as well.
	own, theirs := genuine/math.Sqrt2, math.Sqrt(max(0, impostor*impostor-genuine*genuine)/2)
	for p := range people {
		for i := range photos {
			row := make([]float32, width)
			row[p*photos+i], row[people*photos+p] = float32(own), float32(theirs)
			rows, person = append(rows, row...), append(person, p)
		}
	}
	s, err := evaluate.Collect(t.Context(), rows, width, person, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestGeneralThresholdsAreOfLikeDistances: few people get the recogniser's thresholds only where distances mean what its own do.
func TestGeneralThresholdsAreOfLikeDistances(t *testing.T) {
	few, err := evaluate.New([]float64{0.1, 0.2}, []float64{0.5, 0.6})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		recipe, first string // the first candidate, "" without any
		general       bool
	}{
		{recipes.Face, train.MethodUntrained, true},
		{recipes.Face, train.MethodWhitened, false},
		{recipes.Face, "", false},
		{recipes.Gradients, train.MethodWhitened, false},
	} {
		recipe, err := recipes.Find(c.recipe)
		if err != nil {
			t.Fatal(err)
		}
		p := plan{recipe: recipe}
		var held calibration
		if c.first != "" {
			held.candidates = []Candidate{{HeadMethod: c.first}}
		}
		held, err = held.settle(p, few, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := held.judgement; got.General != c.general || (got.Threshold > 0.5) != c.general || got.Impostor != 2 {
			t.Errorf("%s with %q as the first candidate: %+v", c.recipe, c.first, got)
		}
	}
}
