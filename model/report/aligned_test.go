package report_test

import (
	"context"
	"slices"
	"testing"

	"siamface/model/face"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/report"
	"siamface/model/run"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
)

// TestReportsOfRecipesThatFindFaces: they count the photos without a face and hash the face networks, whether the recipe is called face
// or not. Those of other recipes don't.
func TestReportsOfRecipesThatFindFaces(t *testing.T) {
	realdata.Faces(t)
	d := faces(t)
	for _, name := range []string{recipes.Face, recipes.GradientsAligned, recipes.Gradients, recipes.Small} {
		recipe, err := recipes.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		net, err := tower.New(recipe.Design, nil, "", 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := net.Open(t.Context(), torchtest.Name, 1); err != nil {
			t.Fatal(err)
		}
		e, err := run.EvaluatePeople(t.Context(), &tower.Model{Tower: net}, d, d.People, run.Wanted{Baselines: true})
		if err != nil {
			t.Fatal(err)
		}
		_ = net.Release(context.Background())
		doc, err := report.Build(t.Context(), report.OfEvaluation(e), nil)
		if err != nil {
			t.Fatal(err)
		}
		var hashed []string
		for _, f := range doc.Method.Files {
			hashed = append(hashed, f.File)
		}
		counts, hashes := doc.Data.NoFace != nil, slices.Equal(hashed, face.Files())
		if finds := recipe.Input.FindsFaces(); counts != finds || hashes != finds {
			t.Errorf("%s finds faces: %v; photos without one are counted: %v; the networks are hashed: %v", name, finds, counts, hashes)
		}
	}
}
