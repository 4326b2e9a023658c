package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/assets"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/run"
)

// press presses a button of a dialog that is open, by its word.
func press(t *testing.T, w *Window, word string) {
	t.Helper()
	for _, o := range w.win.Canvas().Overlays().List() {
		if b := findButton(o, word); b != nil {
			b.Tapped(nil)
			return
		}
	}
	t.Fatalf("no dialog has a button %q", word)
}

// trainLong begins a training that ends only when it is stopped, and waits for its first epoch.
func trainLong(t *testing.T, w *Window) {
	t.Helper()
	f := w.training
	f.form.recipe.SetSelected(recipes.Small)
	f.form.epochs.SetText("5000")
	f.startRun()
	pump(t, func() bool { return len(f.view.history) > 0 })
}

// Escape stops nothing. The button asks, and says what is kept; no leaves the training alone.
func TestStoppingAsks(t *testing.T) {
	w := opened(t)
	f := w.training
	before := w.Models.Current
	trainLong(t, w)
	for range 3 {
		w.typeKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	}
	if !f.progress.Active() || f.progress.State().Stopping {
		t.Fatal("Escape stops the training")
	}
	for _, l := range assets.Languages {
		w.Words.SetLanguage(l)
		f.progress.RequestStop()
		f.progress.RequestStop()
		if len(w.sheets) != 1 || !strings.Contains(f.describeKept(), filepath.Base(f.running)) {
			t.Fatalf("%s: %d questions, %q", l, len(w.sheets), f.describeKept())
		}
		press(t, w, w.Words.Text("close.no"))
		if f.progress.State().Stopping || len(w.sheets) != 0 {
			t.Fatalf("%s: no stops the training, or leaves the question", l)
		}
	}
	w.Words.SetLanguage(assets.English)
	f.progress.RequestStop()
	press(t, w, w.Words.Text("training.stop.yes"))
	pump(t, func() bool { return !w.Work.Running })
	if w.Models.Current != before {
		t.Error("a half-trained model is in use, and nobody asked for it")
	}
	report, err := run.ReadReport(f.running)
	if err != nil || !report.Stopped || report.Epochs == 0 {
		t.Errorf("%+v, %v", report.Epochs, err)
	}
	if _, err := os.Stat(filepath.Join(f.running, run.ModelFile)); err != nil {
		t.Error(err)
	}
}

// A question that has answered itself goes.
func TestTheQuestionGoesWithTheTraining(t *testing.T) {
	w := opened(t)
	f := w.training
	f.form.recipe.SetSelected(recipes.Small)
	f.form.epochs.SetText("2")
	f.startRun()
	f.progress.RequestStop()
	if len(w.sheets) != 1 {
		t.Fatal("nobody asks")
	}
	pump(t, func() bool { return !w.Work.Running })
	if len(w.sheets) != 0 || w.Models.Current == nil || w.Models.Current != f.result {
		t.Errorf("%d questions are left", len(w.sheets))
	}
}

// The sheet of the layers is of the weights that are chosen, or says what is wrong with them.
func TestLayersOfTheChosenWeights(t *testing.T) {
	weights := realdata.Path(t, "resnet50", "resnet50-imagenet-f16.safetensors")
	w := opened(t)
	f := w.training.form
	f.recipe.SetSelected(recipes.ResNet50)
	for file, want := range map[string]string{"": "random (seed 7)", weights: "resnet50-imagenet-f16.safetensors (sha256"} {
		f.seedEntry.SetText("7")
		f.setWeights(file)
		tower, err := f.readBlueprint().makeTower()
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		if err := tower.WriteSummary(&text); err != nil || !strings.Contains(text.String(), want) {
			t.Errorf("of %q: %q, %v", file, text.String()[:200], err)
		}
	}
	f.recipe.SetSelected(recipes.Small) // which takes none
	if b := f.readBlueprint(); b.weights != "" {
		t.Errorf("%+v", b)
	}
	f.recipe.SetSelected(recipes.ResNet50)
	f.setWeights(smallModel(t))
	f.layers.Tapped(nil)
	pump(t, func() bool { return len(w.sheets) > 0 })
	if _, err := f.readBlueprint().makeTower(); err == nil {
		t.Error("a model of another kind passes as weights")
	}
}
