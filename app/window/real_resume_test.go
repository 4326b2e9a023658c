package window

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"siamface/app/session"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/sample"
)

// TestWindowResume kills the window while it trains, and goes on with the training in another window of the same person's.
func TestWindowResume(t *testing.T) {
	home, weights := t.TempDir(), t.TempDir()
	err := inWindowOf(t, "TestRealKilled", weights, home)
	if exit, ended := errors.AsType[*exec.ExitError](err); !ended || exit.ExitCode() != -1 {
		t.Fatalf("the window ended with %v, and not by the kill", err)
	}
	if err := inWindowOf(t, "TestRealResume", weights, home); err != nil {
		t.Errorf("the window's process failed: %v", err)
	}
}

// interrupted is how many epochs the training of these tests has.
const interrupted = 6

// TestRealKilled trains, and kills its own process at the third epoch.
func TestRealKilled(t *testing.T) {
	h := takeHold(t, "TestWindowResume")
	root := filepath.Join(os.Getenv("HOME"), "drawings")
	h.must(sample.Write(t.Context(), root, 12, 4, session.SampleSeed, nil))
	h.drop(h.w.tabs, root)
	h.wait("open", 20*time.Second, func() bool { return h.w.Folder.Data != nil })
	h.tab(tabTraining)
	ui(func() bool { h.w.training.form.recipe.SetSelected(recipes.Small); return true })
	h.enterEpochs(strconv.Itoa(interrupted))
	h.key("ctrl+t")
	h.wait("in its third epoch", time.Minute, func() bool { return len(h.w.training.view.history) >= 2 })
	self, err := os.FindProcess(os.Getpid())
	h.must(err)
	h.must(self.Kill())
	select {} // until it arrives
}

// TestRealResume finds the training among the runs, without a model, and goes on with it from the run's menu, by the keyboard.
func TestRealResume(t *testing.T) {
	h := takeHold(t, "TestWindowResume")
	h.tab(tabTraining)
	p := h.w.training.runs
	h.wait("the run in the list", 10*time.Second, func() bool { return len(p.runs) == 1 && p.runs[0].unfinished != nil })
	reached := ui(func() run.Reached { return p.runs[0].unfinished.Reached })
	if reached.Stage != run.Training || reached.Epoch < 1 || reached.Epoch >= interrupted || !ui(func() bool { return p.runs[0].bare }) {
		t.Fatalf("it is listed at %+v", reached)
	}
	h.shot("resume-listed")
	x, y := middle(p.table)
	height := int(ui(func() float32 { return p.table.Size().Height }))
	h.must(h.x.Click(x, y-height/2+36)) // the first row, below the head
	h.wait("selected", 5*time.Second, func() bool { return p.selected() != "" })
	h.click(p.more)
	h.wait("the menu", 5*time.Second, func() bool { return h.w.win.Canvas().Overlays().Top() != nil })
	h.shot("resume-menu")
	for _, key := range []string{"Down", "Down", "Return"} { // the second entry
		h.key(key)
	}
	h.wait("training", 10*time.Second, func() bool { return h.w.Work.Running })
	h.wait("on from where it was", time.Minute, func() bool { return len(h.w.training.view.history) > reached.Epoch })
	h.shot("resume-running")
	h.wait("done", 4*time.Minute, func() bool { return !h.w.Work.Running && h.w.training.result != nil })
	if n := ui(func() int { return len(h.w.training.view.history) }); n != interrupted {
		t.Errorf("%d epochs are drawn, want %d", n, interrupted)
	}
	h.wait("finished in the list", 10*time.Second, func() bool { return len(p.runs) == 1 && !p.runs[0].bare && p.runs[0].unfinished == nil })
	if r := ui(func() run.Report { return h.w.training.result.Report }); r.Epochs != interrupted || r.Stopped {
		t.Errorf("the run has %d epochs, stopped: %v", r.Epochs, r.Stopped)
	}
	if !ui(func() bool { return h.w.Models.Current == h.w.training.result }) {
		t.Error("the model isn't in use")
	}
	h.shot("resume-done")
}
