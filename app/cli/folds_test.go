package cli_test

import (
	"strings"
	"testing"
)

func TestEvaluateByFolds(t *testing.T) {
	faces := draw(t, 8, 3, 1)
	doc := succeed(t, "evaluate", faces, "--recipe", "small", "--folds", "2", "--epochs", "1", "--threads", "1", "--json").document(t)
	keys(t, doc, append([]string{"audit", "baseline", "folds", "recipe", "seconds", "seed", "spread", "trained"}, figures...)...)
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

func TestFoldsAndOtherFlags(t *testing.T) {
	faces := draw(t, 8, 2, 1)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--folds", "2", "--model", "m.safetensors"}, 2, "--model"},
		{[]string{"--folds", "2", "--pairs", "p.csv"}, 2, "--pairs"},
		{[]string{"--folds", "0"}, 2, "--folds"},
		{[]string{"--folds", "2", "--recipe", "huge"}, 2, "--recipe"},
		{[]string{"--folds", "2", "--recipe", "small", "--weights", "w.pth"}, 2, "--weights"},
		{[]string{"--recipe", "face", "--untrained"}, 2, "--folds"},
		{[]string{"--recipe", "face", "--seed", "3"}, 2, "--folds"},
		{[]string{"--recipe", "small", "--folds", "5"}, 1, "5 folds"},
	} {
		failed(t, call(t, append([]string{"evaluate", faces}, c.args...)...), c.code, c.says)
	}
}
