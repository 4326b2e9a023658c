package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestSearchFlags(t *testing.T) {
	failed(t, call(t, "search", "none", "--run", "r", "--minutes", "0"), 2, "--minutes")
	failed(t, call(t, "search", "none"), 2, "--run is missing")
	for _, test := range []struct{ args, says string }{
		{"--recipe small --recipes face", "exclude each other"},
		{"--recipes small,huge", `no recipe "huge"`},
		{"--recipes=", "names none"},
		{"--recipe small --weights w", "takes no --weights"},
	} {
		failed(t, call(t, append([]string{"search", "none", "--run", "r"}, strings.Fields(test.args)...)...), 2, test.says)
	}
}

func TestSearch(t *testing.T) {
	faces, folder := draw(t, 8, 2, 1), filepath.Join(t.TempDir(), "run")
	o := succeed(t, "search", faces, "--run", folder, "--recipe", "small", "--epochs", "1", "--minutes", "2", "--try", "as it is", "--try", "cosface", "--threads", "1", "--json")
	doc := o.document(t)
	trials := doc["trials"].([]any)
	if len(trials) != 2 || !strings.Contains(o.stderr, "Comparing, round 1 of") || !strings.Contains(o.stderr, "The winner is ") {
		t.Fatalf("%d trials, stderr %q", len(trials), o.stderr)
	}
	best := trials[0].(map[string]any)
	keys(t, best, "recipe", "name", "settings", "folds", "eer", "d_prime", "seconds", "dropped")
	loss := func(settings any) any { return settings.(map[string]any)["loss"].(map[string]any)["name"] }
	if loss(best["settings"]) != loss(settingsOf(t, folder)) || doc["test"].(map[string]any)["eer"] == nil {
		t.Errorf("the best trial has the loss %v, the run %v", loss(best["settings"]), loss(settingsOf(t, folder)))
	}
	failed(t, quiet(call(t, "search", faces, "--run", folder, "--force", "--recipe", "small", "--try", "magic")), 1, `"magic"`)
	failed(t, quiet(call(t, "search", faces, "--run", folder, "--recipe", "small")), 1, "--force")
	failed(t, quiet(call(t, "search", faces, "--run", folder, "--force", "--recipe", "small", "--minutes", "0.00001", "--json")), 1, "the search found nothing")
}

// TestSearchOverRecipes compares the recipes that are named, and tells of each by its name.
func TestSearchOverRecipes(t *testing.T) {
	faces, folder := draw(t, 8, 2, 1), filepath.Join(t.TempDir(), "run")
	o := succeed(t, "search", faces, "--run", folder, "--recipes", "small,orl-resnet50", "--epochs", "1", "--minutes", "5", "--try", "as it is")
	for _, want := range []string{"small, as it is", "orl-resnet50, as it is", "The winner is ", "The run is in"} {
		if !strings.Contains(o.stdout, want) {
			t.Errorf("it doesn't say %q:\n%s", want, o.stdout)
		}
	}
	if !strings.Contains(o.stderr, "Reading the photos for small") || !strings.Contains(o.stderr, "Reading the photos for orl-resnet50") {
		t.Errorf("the progress is %q", o.stderr)
	}
}
