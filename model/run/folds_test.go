package run_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/evaluate"
	"siamface/model/loss"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/torch/torchtest"
	"siamface/model/train"
	"siamface/model/verify"
)

func foldOptions() run.FoldOptions {
	return run.FoldOptions{Recipe: recipes.Small, Epochs: 1, Seed: 1, Device: torchtest.Name, Threads: 1, Folds: 2}
}

// TestAFoldIsATraining compares a fold with the training that Train does on the same people.
func TestAFoldIsATraining(t *testing.T) {
	d := drawings(t, 8, 3)
	all, err := run.CrossValidate(t.Context(), d, foldOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	dealt, err := d.Folds(2, 1)
	if err != nil {
		t.Fatal(err)
	}
	o := options(filepath.Join(t.TempDir(), "run"))
	o.Epochs = 1
	r := trained(t, dealt[1], o)
	fold := all.Folds[1]
	want, _ := json.Marshal([]any{r.Report.Test.EER, r.Report.Test.AUC, r.Report.Test.Threshold, r.Report.Test.Accuracy})
	got, _ := json.Marshal([]any{fold.EER, fold.AUC, fold.Threshold, fold.Accuracy})
	if string(got) != string(want) || !slices.Equal(fold.Names, r.Report.Split["test"]) {
		t.Errorf("the second fold gives %s on %v, a training on it %s on %v", got, fold.Names, want, r.Report.Split["test"])
	}
}

// TestFoldsAgain chooses settings for a cross-validation, whose record repeats it from a folder that has changed since.
func TestFoldsAgain(t *testing.T) {
	d := drawings(t, 8, 3)
	left := d.People[0].Photos[2].Path
	o := foldOptions()
	o.Settings = chosen(t, recipes.Small, train.Choices{"loss": loss.TripletHard, "distance": loss.Cosine, "margin": "0.3", "schedule": train.ScheduleCosine, "warm-up": "1"})
	o.Settings.Steps, o.Epochs, o.FMR, o.Seed = 3, 2, 0.05, 4
	first, err := run.CrossValidate(t.Context(), d.Without([]string{left}), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if l := first.Record.Settings.Loss; l.Name != loss.TripletHard || l.Distance != loss.Cosine || l.Margin != 0.3 || first.Record.Settings.WarmUp != 1 {
		t.Errorf("the record has %+v", first.Record.Settings)
	}
	if got := first.Record.Chosen(); !strings.Contains(got, loss.TripletHard) || !strings.Contains(got, "warm_up 1") || !strings.Contains(strings.Join(first.Changes, ""), got) {
		t.Errorf("chosen: %q, changes: %q", got, first.Changes)
	}
	path := filepath.Join(t.TempDir(), "report.json")
	text, err := json.Marshal(map[string]any{"record": first.Record})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{path, filepath.Dir(path)} {
		made, err := run.ReadFoldRecord(from)
		if err != nil {
			t.Fatal(err)
		}
		again, o, differs, err := run.FoldsAgain(t.Context(), d, made, run.FoldOptions{Device: torchtest.Name})
		if err != nil || len(differs) > 0 || o.Folds != 2 || o.Threads != 1 {
			t.Fatalf("%+v, %v, differs: %q", o, err, differs)
		}
		second, err := run.CrossValidate(t.Context(), again, o, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := json.Marshal([]any{first.Test, first.Folds, first.Record})
		if got, _ := json.Marshal([]any{second.Test, second.Folds, second.Record}); string(got) != string(want) {
			t.Errorf("again %s, first %s", got, want)
		}
	}
	if err := os.Remove(d.Abs(d.People[1].Photos[0])); err != nil {
		t.Fatal(err)
	}
	_, _, differs, err := run.FoldsAgain(t.Context(), open(t, d.Root), first.Record, run.FoldOptions{Device: torchtest.Name, Threads: 2})
	if text := strings.Join(differs, "; "); err != nil || !strings.Contains(text, "gone: 1") || !strings.Contains(text, "2 threads") {
		t.Errorf("%v, differs: %q", err, differs)
	}
}

// What a training was made by can be measured in folds; what is no report is refused with its name.
func TestReadFoldRecord(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, run.ReportFile)
	for text, want := range map[string]string{"{": "damaged", `{"format": "x"}`: "neither the report"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := run.ReadFoldRecord(folder); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := run.ReadFoldRecord(filepath.Join(folder, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	text := `{"recipe": "small", "settings": {"seed": 7, "rate": 0.5}, "judgement": {"rate": 0.02}, "photos": [{"file": "a", "sha256": "b", "split": "test"}]}`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	made, err := run.ReadFoldRecord(folder)
	if err != nil || made.Folds != 0 || made.Recipe != recipes.Small || made.Settings.Seed != 7 || made.FMR != 0.02 || len(made.Photos) != 1 || made.Photos[0].Split != "" {
		t.Errorf("of a training: %+v, %v", made, err)
	}
}

// Every stage of a recipe without epochs tells how far it is: its checking a fold at a time.
func TestSolvedChecksByFolds(t *testing.T) {
	realdata.Faces(t)
	d := open(t, realdata.Path(t, "orl"))
	d.People = d.People[:24]
	var done []int
	_, err := run.Train(t.Context(), d, run.Options{Folder: t.TempDir(), Recipe: recipes.ResNet50Aligned, Seed: 1, Device: torchtest.Name}, func(e run.Event) {
		if e.Stage == run.Checking {
			done = append(done, 100*e.Done/e.Total)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{10, 20, 30, 40, 50, 60, 70, 80, 90, 100}; !slices.Equal(done, want) {
		t.Errorf("told %v, want %v", done, want)
	}
}

func TestEverybodyIsTestedOnceAndApart(t *testing.T) {
	d := drawings(t, 8, 3)
	all, err := run.CrossValidate(t.Context(), d, foldOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if m := all.Test; m.People != 8 || m.Photos != 24 || m.Genuine != 8*3 || m.Impostor != 2*6*9 || m.Accuracy == nil || m.Threshold == nil {
		t.Errorf("pooled: %+v", m)
	}
	fold := map[string]int{}
	for i, f := range all.Folds {
		for _, name := range f.Names {
			if fold[name] != 0 {
				t.Errorf("%s is tested twice", name)
			}
			fold[name] = i + 1
		}
	}
	pairs := 0
	var genuine, impostor []float64
	for name, p := range all.Pairs {
		x, _, _ := strings.Cut(p.FileX, "/")
		y, _, _ := strings.Cut(p.FileY, "/")
		if name != all.Folds[fold[x]-1].Fold {
			t.Errorf("%s is said to be of fold %s", p.FileX, name)
		}
		if fold[x] != fold[y] || p.Same != (x == y) {
			t.Errorf("%s and %s are paired across folds or named wrongly", p.FileX, p.FileY)
		}
		if pairs++; p.Same {
			genuine = append(genuine, p.Distance)
		} else {
			impostor = append(impostor, p.Distance)
		}
	}
	listed, err := evaluate.New(genuine, impostor)
	if err != nil {
		t.Fatal(err)
	}
	eer, _ := listed.EER()
	if pairs != 24+108 || math.Abs(eer-*all.Test.EER) > 1e-12 {
		t.Errorf("%d pairs listed, whose EER is %v; the pooled one is %v", pairs, eer, *all.Test.EER)
	}
	for name, scores := range all.Baseline {
		if m := evaluate.Measure(scores, math.NaN()); m.Genuine != 24 || m.Impostor != 108 || m.EER == nil {
			t.Errorf("baseline %s: %+v", name, m)
		}
	}
}

// TestUntrainedFoldsAreTheBaseline: what is only scored is the untrained tower, but for the scale of each fold.
func TestUntrainedFoldsAreTheBaseline(t *testing.T) {
	d := drawings(t, 8, 3)
	o := foldOptions()
	o.Untrained = true
	all, err := run.CrossValidate(t.Context(), d, o, func(e run.Event) {
		if e.Stage == run.Training {
			t.Error("it trains")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	scores, bare := all.Scores, all.Baseline[verify.BaselineUntrained]
	if a, _ := scores.DPrime(); a == 0 || len(all.Folds) != 2 {
		t.Errorf("d′ %v, %d folds", a, len(all.Folds))
	}
	if g := evaluate.Measure(bare, math.NaN()); g.Genuine != all.Test.Genuine {
		t.Errorf("%d genuine pairs by the baseline, %d scored", g.Genuine, all.Test.Genuine)
	}
}

func TestCrossValidationStops(t *testing.T) {
	d := drawings(t, 8, 3)
	ctx, cancel := context.WithCancel(t.Context())
	o := foldOptions()
	o.Epochs = 500
	_, err := run.CrossValidate(ctx, d, o, func(e run.Event) {
		if e.Stage == run.Training && e.Fold == 1 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopped in the first fold: %v", err)
	}
	if _, err := run.CrossValidate(t.Context(), drawings(t, 7, 2), run.FoldOptions{Recipe: recipes.Small, Folds: 4}, nil); err == nil {
		t.Error("seven people were dealt into four folds")
	}
}

// TestFaceFoldsOnORL is the recipe's target: trained by one click, ten folds by person.
func TestFaceFoldsOnORL(t *testing.T) {
	if testing.Short() {
		t.Skip("ten trainings are left out of short tests")
	}
	d := open(t, realdata.Path(t, "orl"))
	realdata.Faces(t)
	o := run.FoldOptions{Recipe: recipes.Face, Seed: 1, Folds: 10, Epochs: 4, Device: torchtest.Name}
	all, err := run.CrossValidate(t.Context(), d, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if *all.NoFace != 0 || all.Test.Photos != 400 || all.Test.Genuine != 1800 || all.Test.Impostor != 6000 {
		t.Errorf("%d without a face, %+v", *all.NoFace, all.Test)
	}
	if *all.Test.EER > 0.0015 {
		t.Errorf("pooled EER %.3f %%, want at most 0.15 %%", 100**all.Test.EER)
	}
	pixels, _ := all.Baseline[verify.BaselinePixels].EER()
	if pixels < 0.08 || pixels > 0.18 {
		t.Errorf("raw pixels have an EER of %.1f %%, known are about 12.6 %%", 100*pixels)
	}
}
