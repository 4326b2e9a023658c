package cli_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestEvaluateByFolds(t *testing.T) {
	faces := draw(t, 8, 3, 1)
	doc := succeed(t, "evaluate", faces, "--recipe", "small", "--folds", "2", "--epochs", "1", "--threads", "1", "--json").document(t)
	keys(t, doc, append([]string{"audit", "baseline", "folds", "recipe", "record", "seconds", "seed", "spread", "trained"}, figures...)...)
	if doc["people"] != 8.0 || doc["genuine"] != 24.0 || doc["impostor"] != 108.0 || doc["recipe"] != "small" || doc["trained"] != true {
		t.Errorf("people %v, pairs %v and %v, recipe %v, trained %v", doc["people"], doc["genuine"], doc["impostor"], doc["recipe"], doc["trained"])
	}
	folds, _ := doc["folds"].([]any)
	if len(folds) != 2 {
		t.Fatalf("folds: %v", doc["folds"])
	}
	keys(t, folds[0], "fold", "people", "genuine", "impostor", "eer", "auc", "accuracy", "threshold", "tested", "best_epoch")
	for _, name := range []string{"pixels", "untrained"} {
		baseline, _ := doc["baseline"].(map[string]any)
		if m, _ := baseline[name].(map[string]any); m["eer"] == nil || m["genuine"] != 24.0 {
			t.Errorf("baseline %s: %v", name, m)
		}
	}
	o := succeed(t, "evaluate", faces, "--recipe", "small", "--folds", "2", "--untrained")
	for _, want := range []string{"2 folds by person, the recipe small untrained", "raw pixels: EER", "fold 2: EER"} {
		if !strings.Contains(o.stdout, want) {
			t.Errorf("no %q in %q", want, o.stdout)
		}
	}
}

// TestCrossvalIsEvaluateWithFolds: both verbs give the same document, but for the time that they took.
func TestCrossvalIsEvaluateWithFolds(t *testing.T) {
	faces := draw(t, 8, 2, 1)
	var docs []map[string]any
	for _, verb := range []string{"evaluate", "crossval"} {
		doc := succeed(t, verb, faces, "--recipe", "gradients", "--folds", "2", "--threads", "1", "--device", "cpu", "--json").document(t)
		delete(doc, "seconds")
		docs = append(docs, doc)
	}
	if !reflect.DeepEqual(docs[0], docs[1]) {
		t.Errorf("evaluate gives %v\ncrossval gives %v", docs[0], docs[1])
	}
}

func TestFoldsAndOtherFlags(t *testing.T) {
	faces := draw(t, 8, 2, 1)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--folds", "2", "--model", "m.safetensors"}, 2, "--model"},
		{[]string{"--folds", "2", "--pairs", "p.csv"}, 2, "--pairs"},
		{[]string{"--folds", "0"}, 2, "--folds can't be \"0\": it takes a whole number from 2"},
		{[]string{"--folds", "1"}, 2, "--folds can't be \"1\": it takes a whole number from 2"},
		{[]string{"--folds", "2", "--recipe", "huge"}, 2, "--recipe"},
		{[]string{"--folds", "2", "--recipe", "small", "--weights", "w.pth"}, 2, "--weights"},
		{[]string{"--recipe", "face", "--untrained"}, 2, "--folds"},
		{[]string{"--recipe", "face", "--seed", "3"}, 2, "--folds"},
		{[]string{"--recipe", "small", "--folds", "5"}, 1, "5 folds"},
		{[]string{"--recipe", "face", "--loss", "arcface"}, 2, "--loss needs --folds"},
		{[]string{"--folds", "2", "--recipe", "small", "--loss", "contrastive", "--scale", "9"}, 2, "the setting scale is for the loss arcface or cosface"},
		{[]string{"--folds", "2", "--recipe", "small", "--untrained", "--rate", "0.1"}, 2, "--untrained and --rate exclude each other"},
		{[]string{"--from", "r", "--recipe", "small"}, 2, "--from and --recipe exclude each other"},
		{[]string{"--from", "r", "--margin", "1"}, 2, "--from and --margin exclude each other"},
		{[]string{"--from="}, 2, "--from is missing"},
		{[]string{"--from", faces}, 1, "no report to repeat"},
	} {
		failed(t, call(t, append([]string{"evaluate", faces}, c.args...)...), c.code, c.says)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{nil, 2, "--folds is missing"},
		{[]string{"--folds", "2", "--model", "m.safetensors"}, 2, "--model"},
		{[]string{"--folds", "2", "--recipe", "small", "--untrained", "--rate", "0.1"}, 2, "--untrained and --rate exclude each other"},
		{[]string{"--folds", "2", "--force"}, 2, "--force needs --report"},
		{[]string{"--from="}, 2, "--from is missing"},
		{[]string{"--recipe", "small", "--folds", "5"}, 1, "5 folds"},
	} {
		failed(t, call(t, append([]string{"crossval", faces}, c.args...)...), c.code, c.says)
	}
}

// TestFoldsAsChosen cross-validates with settings of one's own, and repeats that by its JSON and by its report; the settings of a
// training can be cross-validated too.
func TestFoldsAsChosen(t *testing.T) {
	faces, dir := draw(t, 8, 3, 1), filepath.Join(t.TempDir(), "report")
	o := succeed(t, "evaluate", faces, "--recipe", "small", "--folds", "2", "--epochs", "2", "--threads", "1", "--seed", "4", "--device", "cpu",
		"--loss", "triplet-batch-hard", "--distance", "cosine", "--margin", "0.3", "--schedule", "cosine", "--warm-up", "1",
		"--report", dir, "--json")
	first := o.document(t)
	settings := first["record"].(map[string]any)["settings"].(map[string]any)
	loss := settings["loss"].(map[string]any)
	if loss["name"] != "triplet-batch-hard" || loss["distance"] != "cosine" || loss["margin"] != 0.3 || settings["warm_up"] != 1.0 || settings["seed"] != 4.0 {
		t.Errorf("the record has %v", settings)
	}
	saved := write(t, filepath.Join(t.TempDir(), "result.json"), o.stdout)
	for _, from := range []string{dir, saved} {
		o := succeed(t, "crossval", faces, "--from", from, "--device", "cpu", "--json")
		if again := o.document(t); strings.Contains(o.stderr, "Differs") || !reflect.DeepEqual(again["folds"], first["folds"]) || again["eer"] != first["eer"] {
			t.Errorf("from %s: EER %v, folds %v, stderr %q; first %v, %v", from, again["eer"], again["folds"], o.stderr, first["eer"], first["folds"])
		}
	}

	run := filepath.Join(t.TempDir(), "run")
	succeed(t, "train", faces, "--run", run, "--recipe", "small", "--epochs", "1", "--threads", "1", "--device", "cpu",
		"--loss", "arcface", "--margin", "0.2", "--scale", "15")
	if l := settingsOf(t, run)["loss"].(map[string]any); l["margin"] != 0.2 || l["scale"] != 15.0 {
		t.Errorf("trained with %v", l)
	}
	failed(t, quiet(call(t, "crossval", faces, "--from", run)), 2, "--folds")
	o = succeed(t, "evaluate", faces, "--from", run, "--folds", "2", "--device", "cpu")
	for _, want := range []string{"2 folds by person, the recipe small trained afresh in each fold with loss", "arcface", `"margin":0.2`} {
		if !strings.Contains(o.stdout, want) {
			t.Errorf("no %q in %q", want, o.stdout)
		}
	}
}
