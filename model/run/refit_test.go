package run_test

import (
	"context"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/train"
	"siamface/model/weights"
)

// refitted trains drawings by small, with the refit on or off; stop ends it in the middle of the refit. It returns the head too.
func refitted(t *testing.T, refit string, stop bool) (run.Report, map[string]weights.Tensor) {
	t.Helper()
	o := options(filepath.Join(t.TempDir(), "run"))
	o.Settings = chosen(t, recipes.Small, train.Choices{"refit": refit})
	o.Settings.Steps = 4
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := 0
	r, err := run.Train(ctx, drawings(t, 8, 3), o, func(e run.Event) {
		if e.Stage != run.Refitting {
			return
		}
		if told++; stop {
			cancel()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Model.Release(context.Background())
	if (told > 0) != (refit == "on") {
		t.Errorf("refit %s: %d steps of it were told", refit, told)
	}
	f, err := weights.Read(filepath.Join(o.Folder, run.ModelFile), weights.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Report, f.Tensors
}

// The thresholds come from people whom the tower hadn't seen; then it learns from them too. Stopped in the middle of that, the run is
// one without, and says so.
func TestARefit(t *testing.T) {
	with, refit := refitted(t, "on", false)
	without, head := refitted(t, "off", false)
	stopped, kept := refitted(t, "on", true)
	if with.Judgement.Threshold != without.Judgement.Threshold || with.Judgement.Impostor != without.Judgement.Impostor {
		t.Errorf("the refit changed the thresholds: %+v, %+v", with.Judgement, without.Judgement)
	}
	if reflect.DeepEqual(refit, head) {
		t.Error("the refit changed no weights")
	}
	if !reflect.DeepEqual(kept, head) || !stopped.Stopped || stopped.Settings.Refit || with.Stopped {
		t.Errorf("stopped it isn't as without: stopped %v, refit %v", stopped.Stopped, stopped.Settings.Refit)
	}
	const said = "trained once more"
	for _, r := range []run.Report{with, without, stopped} {
		if strings.Contains(strings.Join(r.Changes, "\n"), said) != r.Settings.Refit {
			t.Errorf("refit %v, but the changes are %q", r.Settings.Refit, r.Changes)
		}
	}
}
