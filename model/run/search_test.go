package run_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/face"
	"siamface/model/recipes"
	"siamface/model/run"
)

// TestSearchOverRecipes compares two recipes in the same folds, and trains the winner with its recipe and settings.
func TestSearchOverRecipes(t *testing.T) {
	d := drawings(t, 10, 2)
	o := run.SearchOptions{Options: options(filepath.Join(t.TempDir(), "run")), Recipes: []string{recipes.ResNet50, recipes.Small}, Names: []string{"as it is", "whitened"}}
	o.Epochs, o.Settings = 1, short(t) // for small alone
	var read []string
	winner, trials, err := run.Search(t.Context(), d, o, func(e run.Event) {
		if e.Stage == run.Reading && !slices.Contains(read, e.Recipe) {
			read = append(read, e.Recipe)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(read, o.Recipes) {
		t.Errorf("photos were read for %v", read)
	}
	var names []string
	for _, trial := range trials {
		names = append(names, trial.Recipe+" "+trial.Name)
		if steps := map[string]int{recipes.Small: 3, recipes.ResNet50: 20}[trial.Recipe]; trial.Settings.Steps != steps || trial.Folds == 0 {
			t.Errorf("%s has %d steps, %d folds", names[len(names)-1], trial.Settings.Steps, trial.Folds)
		}
	}
	slices.Sort(names)
	if want := []string{"orl-resnet50 as it is", "orl-resnet50 whitened", "small as it is"}; !slices.Equal(names, want) {
		t.Errorf("tried were %q, want %q", names, want)
	}
	if winner.Recipe != trials[0].Recipe || *winner.Settings != trials[0].Settings || winner.Epochs != 0 {
		t.Errorf("the winner is %+v, the best trial %+v", winner, trials[0])
	}
	if r := trained(t, d, winner).Report; r.Recipe != trials[0].Recipe || r.Settings != trials[0].Settings || len(r.Trials) != 3 || r.Test.EER == nil {
		t.Errorf("trained was %s, %+v", r.Recipe, r.Settings)
	}
}

func TestWhatASearchCompares(t *testing.T) {
	t.Setenv(face.Variable, t.TempDir()) // no face networks
	if _, err := face.Find(); err != nil {
		if got := run.Searchable(""); !slices.Contains(got, recipes.Small) || slices.Contains(got, recipes.Face) || slices.Contains(got, recipes.ResNet50) {
			t.Errorf("without networks and weights: %v", got)
		}
		if got := run.Searchable("w"); !slices.Contains(got, recipes.ResNet50) || slices.Contains(got, recipes.ResNet50Aligned) || slices.Contains(got, recipes.PublishedResNet50) {
			t.Errorf("without networks: %v", got)
		}
	}
	d := drawings(t, 8, 2)
	for says, o := range map[string]run.SearchOptions{
		"named twice":        {Recipes: []string{recipes.Small, recipes.Small}},
		`"huge"`:             {Recipes: []string{recipes.Small, "huge"}},
		"small takes weight": {Recipes: []string{recipes.Small}, Options: run.Options{Weights: "w"}},
	} {
		o.Folder = filepath.Join(t.TempDir(), "run")
		if _, _, err := run.Search(t.Context(), d, o, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}
