package train

import (
	"math"
	"slices"
	"testing"

	"siamface/model/evaluate"
)

// epochs has losses and validation losses as of two functions of the epoch.
func epochs(n int, training, validation func(k float64) float64) []Epoch {
	var list []Epoch
	for k := range n {
		list = append(list, Epoch{Number: k + 1, Loss: training(float64(k)), ValidationLoss: validation(float64(k)), ValidationEER: 0.1})
	}
	return list
}

func TestWhatGoesWrongIsNamed(t *testing.T) {
	falling := func(k float64) float64 { return math.Exp(-k / 5) }
	flat := func(float64) float64 { return 0.3 }
	valley := func(k float64) float64 { return 0.2 + math.Abs(k-4)/50 }
	none := func(float64) float64 { return math.NaN() }
	for name, c := range map[string]struct {
		history []Epoch
		want    []string
	}{
		"learning":               {epochs(30, falling, falling), nil},
		"over-fitting":           {epochs(20, falling, valley), []string{OverFitting}},
		"a short rise":           {epochs(10, falling, valley), nil},
		"a rise of both":         {epochs(20, func(k float64) float64 { return 1 + valley(k) }, valley), []string{Standstill}},
		"a standstill":           {epochs(12, flat, flat), []string{Standstill}},
		"a standstill too short": {epochs(9, flat, flat), nil},
		"no validation":          {epochs(30, falling, none), nil},
		"nothing yet":            {nil, nil},
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

func TestDeadUnitsAreNamed(t *testing.T) {
	var h health
	h.lookAtUnits([]float32{1, 0, 0, 2, 0, 0, 0, 0 /* the next photo */, 0, 3, 1, 0, 0, 0, 0, 0}, 8)
	h.lookAtUnits([]float32{1, 0, 0, 2, 0, 0, 0, 0}, 8)
	if len(h.warnings) > 0 {
		t.Errorf("half of the units that spoke at the start still do, and the warnings are %q", h.warnings)
	}
	h.lookAtUnits(nil, 8)
	h.lookAtUnits([]float32{1, 0, 0, 0, 0, 0, 0, 0}, 8)
	if !slices.Equal(h.warnings, []string{DeadUnits}) {
		t.Errorf("one unit of four is left, and the warnings are %q", h.warnings)
	}
}
