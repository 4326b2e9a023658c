package run_test

import (
	"errors"
	"path/filepath"
	"testing"

	"siamface/model/run"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
)

// Mixed precision is recorded as chosen, and refused on the CPU before a photo is read.
func TestMixedPrecisionIsForAGPU(t *testing.T) {
	o := options(filepath.Join(t.TempDir(), "run"))
	o.Recipe, o.Device, o.Settings = tower.Small, "cpu", chosen(t, tower.Small, run.Choices{Precision: train.PrecisionMixed})
	if o.Settings.Precision != train.PrecisionMixed {
		t.Errorf("the precision is %q", o.Settings.Precision)
	}
	events := 0
	if _, err := run.Train(t.Context(), drawings(t, 8, 2), o, func(run.Event) { events++ }); !errors.Is(err, torch.ErrMixedOnCPU) || events > 0 {
		t.Errorf("after %d events: %v", events, err)
	}
}
