package report_test

import (
	"slices"
	"testing"

	"siamface/model/face"
	"siamface/model/pairlist"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/report"
	"siamface/model/run"
	"siamface/model/tower"
	"siamface/model/verify"
)

// TestReportsOfRecipesThatFindFaces: they count the photos without a face and hash the face networks, whether the recipe is called face
// or not. Those of other recipes don't.
func TestReportsOfRecipesThatFindFaces(t *testing.T) {
	realdata.Faces(t)
	d := faces(t)
	made := folded(t, d)
	scored := verify.Scored{Scores: made.Scores, Files: made.Files, NoFace: 3, Pairs: func(func(pairlist.ScoredPair) bool) {}}
	for _, name := range recipes.Names() {
		recipe, err := recipes.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		model := &tower.Model{Tower: &tower.Tower{Design: recipe.Design}}
		e := run.Evaluation{Model: model, Scored: scored, Root: d.Root, Data: d}
		if model.Design.Input.FindsFaces() {
			e.NoFace = &scored.NoFace
		}
		doc, err := report.Build(t.Context(), report.OfEvaluation(e), nil)
		if err != nil {
			t.Fatal(err)
		}
		var hashed []string
		for _, f := range doc.Method.Files {
			hashed = append(hashed, f.File)
		}
		counts, hashes := doc.Data.NoFace != nil && *doc.Data.NoFace == 3, slices.Equal(hashed, face.Files())
		if finds := recipe.Input.FindsFaces(); counts != finds || hashes != finds {
			t.Errorf("%s finds faces: %v; photos without one are counted: %v; the networks are hashed: %v", name, finds, counts, hashes)
		}
	}
}
