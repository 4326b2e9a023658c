package run_test

import (
	"path/filepath"
	"testing"

	"siamface/model/cache"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/torch/torchtest"
	"siamface/model/train"
)

// TestARunOnKnownPhotosComputesNoFeatures counts the batches of photos through the frozen part: as many as the photos fill in the first
// run, none in the next, which makes the same model, in its folds too.
func TestARunOnKnownPhotosComputesNoFeatures(t *testing.T) {
	t.Setenv(cache.Variable, t.TempDir())
	d := drawings(t, 8, 5)
	s, err := run.Usual(recipes.ResNet50)
	if err != nil {
		t.Fatal(err)
	}
	s.Epochs, s.Steps, s.Folds, s.Start = 1, 2, 2, train.StartRandom
	o := run.Options{Recipe: recipes.ResNet50, Settings: &s, Seed: 1, Device: torchtest.Name, Threads: 1}
	var folders []string
	for _, want := range []int{2, 0} { // 40 photos in batches of 32
		o.Folder = filepath.Join(t.TempDir(), "run")
		r := trained(t, d.Clone(), o)
		if r.Model.Passes() != want {
			t.Errorf("%d batches went through the frozen part, want %d", r.Model.Passes(), want)
		}
		folders = append(folders, o.Folder)
	}
	if !sameModel(t, folders[0], folders[1]) {
		t.Error("with kept features another model came out")
	}
	r, err := run.ReadReport(folders[1])
	if err != nil || len(r.Photos) != d.Photos() || r.Photos[0].SHA256 == "" {
		t.Errorf("the report has %d photos of %d, %v", len(r.Photos), d.Photos(), err)
	}
}
