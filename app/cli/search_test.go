package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"siamface/model/run"
)

// settingsOf is what a run's report.json says of its settings.
func settingsOf(t *testing.T, folder string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, run.ReportFile))
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Settings map[string]any
	}
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	return report.Settings
}

// TestTrainedAsChosen trains with every flag once, and repeats that run to the same file.
func TestTrainedAsChosen(t *testing.T) {
	faces, folder := draw(t, 8, 2, 1), filepath.Join(t.TempDir(), "run")
	succeed(t, "train", faces, "--run", folder, "--recipe", "small", "--epochs", "1", "--threads", "1", "--seed", "3", "--device", "cpu",
		"--loss", "triplet-semi-hard", "--schedule", "one-cycle", "--feeding", "balanced", "--augment", "none",
		"--rate", "0.002", "--decay", "0.01", "--clip", "4", "--early-stop", "9")
	s := settingsOf(t, folder)
	for name, want := range map[string]any{
		"schedule": "one-cycle", "feeding": "balanced", "rate": 0.002, "decay": 0.01, "clip": 4.0, "early_stop": 9.0, "seed": 3.0, "epochs": 1.0,
	} {
		if s[name] != want {
			t.Errorf("%s is %v in the record, want %v", name, s[name], want)
		}
	}
	if name := s["loss"].(map[string]any)["name"]; name != "triplet-semi-hard" {
		t.Errorf("the loss is %v", name)
	}
	if a := s["augment"].(map[string]any); a["mirror"] != false || a["shift"] != 0.0 {
		t.Errorf("the augmentation is %v", a)
	}
	for _, from := range []string{folder, filepath.Join(folder, run.ReportFile)} {
		again := filepath.Join(t.TempDir(), "again")
		if o := succeed(t, "train", faces, "--run", again, "--from", from, "--device", "cpu"); strings.Contains(o.stderr, "Differs") {
			t.Errorf("stderr %q", o.stderr)
		}
		first, _ := os.ReadFile(filepath.Join(folder, run.ModelFile))
		second, err := os.ReadFile(filepath.Join(again, run.ModelFile))
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("from %s comes another model, %v", from, err)
		}
	}
	if err := os.Remove(filepath.Join(faces, "d01", "2.pgm")); err != nil {
		t.Fatal(err)
	}
	o := succeed(t, "train", faces, "--run", folder, "--force", "--from", folder, "--device", "cpu")
	if !strings.Contains(o.stderr, "Differs from that run: photos that are gone: 1, such as d01/2.pgm.") {
		t.Errorf("stderr %q", o.stderr)
	}
}

// Every choice has its flag, with a help, in the verbs that take it.
func TestEveryChoiceHasAFlag(t *testing.T) {
	for _, verb := range []string{"train", "evaluate", "crossval"} {
		help := succeed(t, verb, "--help").stdout
		for _, c := range run.AllChoices() {
			if !regexp.MustCompile(`(?m)^ +--` + c.Name + ` \S+ +(with --folds: )?\w`).MatchString(help) {
				t.Errorf("%s has no --%s with a help", verb, c.Name)
			}
		}
	}
}

func TestChoicesThatDoNotFit(t *testing.T) {
	for _, test := range []struct{ args, says string }{
		{"--loss none", "one of contrastive, triplet-batch-hard"},
		{"--schedule stairs", "one of plateau, cosine, one-cycle"},
		{"--feeding none", "one of published, balanced"},
		{"--augment all", "one of none, moved, faces"},
		{"--rate 0", "above 0"},
		{"--rate -1", "a number from 0"},
		{"--decay inf", "a number from 0"},
		{"--clip much", "a number from 0"},
		{"--decay 5000 --recipe small", "below 1"},
		{"--early-stop 0", "whole number from 1"},
		{"--distance manhattan", "one of euclidean, cosine"},
		{"--margin 0", "--margin must be above 0"},
		{"--warm-up 0", "whole number from 1"},
		{"--recipe small --warm-up 3", "the setting warm-up is for the schedule cosine"},
		{"--recipe small --loss arcface --distance cosine", "the setting distance is for the contrastive loss or a triplet loss"},
		{"--recipe resnet50-aligned --rate 0.1", "solved in closed form"},
		{"--recipe face --augment moved", "computed once"},
		{"--recipe orl-resnet50 --augment faces", "computed once"},
		{"--recipe orl-resnet50-published --loss arcface", "lengths"},
		{"--from r --loss arcface", "--from and --loss exclude each other"},
		{"--from r --seed 2", "--from and --seed exclude each other"},
		{"--from r --exclude-duplicates", "--from and --exclude-duplicates exclude each other"},
		{"--from=", "--from is missing"},
	} {
		t.Run(test.args, func(t *testing.T) {
			failed(t, call(t, append([]string{"train", "none", "--run", "r"}, strings.Fields(test.args)...)...), 2, test.says)
		})
	}
	failed(t, call(t, "train", draw(t, 2, 2, 1), "--run", filepath.Join(t.TempDir(), "r"), "--from", t.TempDir()), 1, "not the folder of a run")
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
