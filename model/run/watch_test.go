package run_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/torch/torchtest"
)

// follower checks what events say of all the work: the share never falls, and something is left until the end.
type follower struct {
	t      *testing.T
	share  float64
	stages []run.Stage
}

func (f *follower) follow(e run.Event) {
	if e.Share < f.share || e.Share > 1 || e.Left < 0 {
		f.t.Errorf("%s: %v of all after %v, %v left", e.Stage, e.Share, f.share, e.Left)
	}
	if e.Left == 0 && e.Stage != run.Writing && e.Share < 0.9 {
		f.t.Errorf("%s: nothing is left at %v of all", e.Stage, e.Share)
	}
	f.share = e.Share
	if n := len(f.stages); n == 0 || f.stages[n-1] != e.Stage {
		f.stages = append(f.stages, e.Stage)
	}
}

func TestTimeOfATraining(t *testing.T) {
	d := drawings(t, 8, 3)
	for _, recipe := range []string{recipes.Small, recipes.Gradients} {
		f := &follower{t: t}
		o := run.Options{Folder: filepath.Join(t.TempDir(), "run"), Recipe: recipe, Epochs: 3, Seed: 1, Device: torchtest.Name}
		if recipe == recipes.Gradients {
			o.Epochs = 0
		}
		if before, err := run.Forecast(d, o); err != nil || before <= 0 || before > 10*time.Minute {
			t.Errorf("%s: %v is forecast, %v", recipe, before, err)
		}
		r, err := run.Train(t.Context(), d, o, f.follow)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = r.Model.Release(context.Background()) })
		if n := len(f.stages); f.stages[0] != run.Auditing || f.stages[1] != run.Reading || f.stages[n-1] != run.Writing || f.share == 0 {
			t.Errorf("%s: stages %v, at last %v of all", recipe, f.stages, f.share)
		}
		if after, err := run.Forecast(d, o); err != nil || after <= 0 {
			t.Errorf("%s: the next one is thought to take %v, %v", recipe, after, err)
		}
	}
	if _, err := run.Forecast(d, run.Options{Recipe: "none"}); err == nil {
		t.Error("a recipe that there isn't has a forecast")
	}
}

func TestTimeOfFolds(t *testing.T) {
	f := &follower{t: t}
	o := foldOptions()
	o.Epochs = 2
	if _, err := run.CrossValidate(t.Context(), drawings(t, 8, 3), o, f.follow); err != nil {
		t.Fatal(err)
	}
	if f.share < 0.5 {
		t.Errorf("at the end %v of all is done", f.share)
	}
}
