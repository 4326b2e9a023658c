package train

import (
	"math"
	"slices"
	"testing"

	"siamface/model/evaluate"
)

// epochs has losses and rates as of functions of the epoch.
func epochs(n int, training, validation, eer func(k float64) float64) []Epoch {
	var list []Epoch
	for k := range n {
		at := float64(k)
		list = append(list, Epoch{Number: k + 1, Loss: training(at), ValidationLoss: validation(at), ValidationEER: eer(at)})
	}
	return list
}

func TestWhatGoesWrongIsNamed(t *testing.T) {
	falling := func(k float64) float64 { return math.Exp(-k / 5) }
	flat := func(float64) float64 { return 0.3 }
	valley := func(k float64) float64 { return 0.2 + math.Abs(k-4)/50 }
	low := func(k float64) float64 { return valley(k) / 2 }
	good := func(float64) float64 { return 0.009 }
	none := func(float64) float64 { return math.NaN() }
	for name, c := range map[string]struct {
		history []Epoch
		want    []string
	}{
		"learning":                     {epochs(30, falling, falling, falling), nil},
		"over-fitting":                 {epochs(20, falling, valley, low), []string{OverFitting}},
		"over-fitting that costs none": {epochs(20, falling, valley, good), nil},
		"a short rise":                 {epochs(10, falling, valley, low), nil},
		"a rise of both":               {epochs(20, func(k float64) float64 { return 1 + valley(k) }, valley, low), []string{Standstill}},
		"a standstill":                 {epochs(12, flat, flat, flat), []string{Standstill}},
		"a standstill at a good rate":  {epochs(12, flat, flat, good), nil},
		"a standstill that helps":      {epochs(12, flat, falling, falling), nil},
		"a standstill too short":       {epochs(9, flat, flat, flat), nil},
		"at chance":                    {epochs(12, falling, falling, func(float64) float64 { return 0.45 }), []string{AtChance}},
		"no validation":                {epochs(30, falling, none, none), nil},
		"no validation, no learning":   {epochs(30, flat, none, none), nil},
		"nothing yet":                  {nil, nil},
	} {
		var h health
		for n := range c.history {
			h.lookAtEpoch(c.history[:n+1], evaluate.Scores{}, nil, 4)
		}
		if !slices.Equal(h.warnings, c.want) {
			t.Errorf("%s: %q", name, h.warnings)
		}
	}
}

// Dead units are named while the validation people suffer, and no longer.
func TestDeadUnitsAreNamed(t *testing.T) {
	all, half, one := []float32{1, 0, 0, 2, 0, 0, 0, 0 /* the next photo */, 0, 3, 1, 0, 0, 0, 0, 0}, []float32{1, 0, 0, 2, 0, 0, 0, 0}, []float32{1, 0, 0, 0, 0, 0, 0, 0}
	var h health
	var history []Epoch
	look := func(embeddings []float32, eer float64) []string {
		history = append(history, Epoch{Number: len(history) + 1, Loss: 1 / float64(len(history)+1), ValidationEER: eer})
		h.lookAtEpoch(history, evaluate.Scores{}, embeddings, 8)
		return h.warnings
	}
	for i, c := range []struct {
		embeddings []float32
		eer        float64
		want       []string
	}{
		{all, 0.2, nil},
		{half, 0.2, nil},
		{nil, 0.2, nil},
		{one, 0.2, []string{DeadUnits}},
		{one, 0.01, nil},
		{one, 0.02, nil},
		{one, 0.2, nil},
		{one, 0.2, nil},
		{one, 0.2, []string{DeadUnits}},
	} {
		if got := look(c.embeddings, c.eer); !slices.Equal(got, c.want) {
			t.Errorf("look %d: %q, want %q", i, got, c.want)
		}
	}
}

// A tower that puts everybody in one place is called collapsed only where that costs the validation people something.
func TestCollapseIsNamed(t *testing.T) {
	near, err := evaluate.New([]float64{0.001, 0.002}, []float64{0.01, 0.011})
	if err != nil {
		t.Fatal(err)
	}
	for eer, want := range map[float64][]string{0.3: {Collapsed}, 0: nil} {
		var h health
		if h.lookAtEpoch([]Epoch{{Number: 1, ValidationEER: eer}}, near, nil, 4); !slices.Equal(h.warnings, want) {
			t.Errorf("at an EER of %v: %q", eer, h.warnings)
		}
	}
}
