package run_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"siamface/model/run"
)

// tellFolds is all that a cross-validation says, without its time.
func tellFolds(t *testing.T, f *run.Folded) string {
	t.Helper()
	var pairs []string
	for fold, pair := range f.Pairs {
		pairs = append(pairs, fold+" "+pair.FileX+" "+pair.FileY)
	}
	baseline := map[string]any{}
	for name, s := range f.Baseline {
		baseline[name] = [2]any{s.People(), s.ClosestImpostors()}
	}
	text, err := json.Marshal([]any{f.Test, f.Folds, f.Spread, f.Record, f.Files, f.Skipped, f.NoFace, f.Changes, baseline, pairs, f.Scores.FarthestGenuine()})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Folds that were tested one by one, each by a call of its own, and kept as bytes give the digits of one cross-validation.
func TestFoldsInParts(t *testing.T) {
	d, o := drawings(t, 8, 3), foldOptions()
	whole, err := run.CrossValidate(t.Context(), d, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	var parts []run.FoldPart
	for _, number := range []int{2, 1} {
		part, err := run.TestFold(t.Context(), d, o, number, nil)
		if err != nil {
			t.Fatal(err)
		}
		data, err := part.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var kept run.FoldPart
		if err := kept.UnmarshalBinary(data); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, kept)
	}
	pooled, err := run.PoolFolds(t.Context(), parts)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := tellFolds(t, pooled), tellFolds(t, whole); got != want {
		t.Errorf("the parts give\n%s\nin the place of\n%s", got, want)
	}
	if _, err := run.PoolFolds(t.Context(), parts[:1]); err == nil || !strings.Contains(err.Error(), "1 of 2 folds") {
		t.Errorf("a fold is missing: %v", err)
	}
	if _, err := run.PoolFolds(t.Context(), slices.Concat(parts[:1], parts[:1])); err == nil || !strings.Contains(err.Error(), "missing, or there twice") {
		t.Errorf("a fold twice: %v", err)
	}
	other := drawings(t, 8, 4)
	foreign, err := run.TestFold(t.Context(), other, o, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run.PoolFolds(t.Context(), []run.FoldPart{parts[0], foreign}); err == nil || !strings.Contains(err.Error(), "other photos") {
		t.Errorf("a fold of another folder: %v", err)
	}
}
