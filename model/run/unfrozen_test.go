package run_test

import (
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/dataset"
	"siamface/model/run"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/verify"
)

// TestARunWithAnUnfrozenStage trains, does it again to the same file, and scores by the model that was kept.
func TestARunWithAnUnfrozenStage(t *testing.T) {
	d := drawings(t, 8, 2)
	o := options(filepath.Join(t.TempDir(), "first"))
	o.Recipe, o.Epochs = tower.ResNet50, 1
	o.Settings = chosen(t, tower.ResNet50, run.Choices{Unfrozen: 1, Rate: 1e-3})
	o.Settings.Steps, o.Settings.Folds = 2, 0
	r := trained(t, d, o)
	if s := r.Report.Settings; s.Unfrozen != 1 || s.TowerRate != 1e-4 {
		t.Errorf("the record has %d unfrozen stages at the rate %v", s.Unfrozen, s.TowerRate)
	}
	if text := strings.Join(r.Report.Changes, "\n"); !strings.Contains(text, "so many stages: 1") {
		t.Errorf("the changes don't tell of it:\n%s", text)
	}
	second := run.Options{Folder: filepath.Join(t.TempDir(), "second"), Device: torchtest.Name}
	again, second, differs, err := run.Again(t.Context(), open(t, d.Root), r.Report, second)
	if err != nil || len(differs) != 0 {
		t.Fatalf("%v, differs: %q", err, differs)
	}
	trained(t, again, second)
	if !sameModel(t, o.Folder, second.Folder) {
		t.Error("done again it is another model")
	}
	m, err := tower.Load(t.Context(), filepath.Join(second.Folder, run.ModelFile), torchtest.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Release(t.Context())
	scored, err := verify.People(t.Context(), m, d, d.Of(dataset.Test), nil)
	if err != nil {
		t.Fatal(err)
	}
	if eer, _ := scored.Scores.EER(); r.Report.Test.EER == nil || eer != *r.Report.Test.EER {
		t.Errorf("the model that was kept has the EER %v, its run %v", eer, *r.Report.Test.EER)
	}
	baseline, err := scored.Baseline(t.Context(), m, 1)
	if _, some := baseline[verify.BaselineUntrained]; some || err != nil || len(baseline) != 1 {
		t.Errorf("a model that was loaded can't know its stages before training, but there are %d baselines (%v)", len(baseline), err)
	}
}

// TestTooManyPhotosToUnfreeze refuses what wouldn't fit into memory before a photo is read.
func TestTooManyPhotosToUnfreeze(t *testing.T) {
	d := drawings(t, 8, 2)
	many := d.Clone()
	for i := range many.People {
		for range 600 {
			many.People[i].Photos = append(many.People[i].Photos, many.People[i].Photos[0])
		}
	}
	o := options(filepath.Join(t.TempDir(), "run"))
	o.Recipe, o.Settings = tower.ResNet50, chosen(t, tower.ResNet50, run.Choices{Unfrozen: 1})
	events := 0
	_, err := run.Train(t.Context(), many, o, func(run.Event) { events++ })
	if err == nil || events > 0 || !strings.Contains(err.Error(), "at most 4096 photos") {
		t.Errorf("%d photos, %d events: %v", many.Photos(), events, err)
	}
}
