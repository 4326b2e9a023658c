package verify_test

import (
	"image"
	"image/color"
	"path/filepath"
	"slices"
	"testing"

	"siamface/model/errorrate"
	"siamface/model/pairlist"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/tower"
	"siamface/model/verify"
)

func TestFoldsOfAList(t *testing.T) {
	d, m := drawn(t, 3)
	all, err := verify.ScorePeople(t.Context(), m, d, d.People, new(uint64), nil)
	if err != nil {
		t.Fatal(err)
	}
	var list []pairlist.Pair
	want := map[string][2][]float64{}
	for p := range all.Pairs {
		fold := []string{"second", "first"}[len(list)%2]
		list = append(list, pairlist.Pair{FileX: p.FileX, FileY: p.FileY, Same: p.Same, Fold: fold})
		w := want[fold]
		class := 1
		if p.Same {
			class = 0
		}
		w[class] = append(w[class], p.Distance)
		slices.Sort(w[class])
		want[fold] = w
	}
	listed, err := verify.ScoreList(t.Context(), m, d.Root, list, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(listed.Folds) != 2 || listed.Folds[0].Name != "second" || listed.Folds[1].Name != "first" {
		t.Fatalf("folds %v", listed.Folds)
	}
	for _, f := range listed.Folds {
		if !holds(f.Scores.Genuine(), want[f.Name][0]) || !holds(f.Scores.Impostor(), want[f.Name][1]) {
			t.Errorf("fold %s has other pairs than its own", f.Name)
		}
	}
	for i := range list {
		list[i].Fold = "only"
	}
	if listed, err = verify.ScoreList(t.Context(), m, d.Root, list, true, nil); err != nil || listed.Folds != nil {
		t.Errorf("a single fold divides: %v, %v", listed.Folds, err)
	}
}

func TestEmbedKeepsThePlaces(t *testing.T) {
	d, m := drawn(t, 2)
	a, b := d.People[0].Photos[0].Path, d.People[1].Photos[0].Path
	e, err := verify.EmbedFiles(t.Context(), m, d.Root, []string{a, "missing.pgm", b}, nil)
	if err != nil {
		t.Fatal(err)
	}
	alone, err := verify.EmbedFiles(t.Context(), m, d.Root, []string{b}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Of(0)) != m.Design.Embedding || e.Of(1) != nil || !near(e.Of(2), alone.Of(0)) || near(e.Of(0), e.Of(2)) {
		t.Errorf("embeddings of %d, %d and %d numbers, not in their places", len(e.Of(0)), len(e.Of(1)), len(e.Of(2)))
	}
	if len(e.Skipped) != 1 || e.Skipped[0].Path != "missing.pgm" || e.NoFace != nil {
		t.Errorf("skipped %v, without a face %v", e.Skipped, e.NoFace)
	}
}

func near(a, b []float32) bool {
	for i := range a {
		if d := a[i] - b[i]; d > 1e-5 || d < -1e-5 {
			return false
		}
	}
	return len(a) == len(b)
}

// untrained is the recipe face, or the test is skipped.
func untrained(t *testing.T) *tower.Model {
	t.Helper()
	realdata.Faces(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	m, err := recipes.Untrained(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Release(t.Context()) })
	return m
}

// Photos without a face are scored all the same, and counted.
func TestNoFaceIsCounted(t *testing.T) {
	m := untrained(t)
	root := t.TempDir()
	var list []pairlist.Pair
	for i, name := range []string{"a.png", "b.png", "c.png"} {
		img := image.NewRGBA(image.Rect(0, 0, 96, 96))
		for at := range 96 * 96 {
			img.SetRGBA(at%96, at/96, color.RGBA{uint8(50 * i), 120, 90, 255})
		}
		if err := photo.SavePNG(filepath.Join(root, name), img); err != nil {
			t.Fatal(err)
		}
		list = append(list, pairlist.Pair{FileX: name, FileY: "a.png", Same: i == 0})
	}
	list = append(list, pairlist.Pair{FileX: "a.png", FileY: "missing.png"})
	for range 2 { // the second time, what was found is known already
		s, err := verify.ScoreList(t.Context(), m, root, list, true, nil)
		if err != nil {
			t.Fatal(err)
		}
		if s.NoFace != 3 || s.Photos != 3 || len(s.Skipped) != 1 || s.Scores.Impostor().N() != 2 {
			t.Errorf("%d photos, %d without a face, skipped %v", s.Photos, s.NoFace, s.Skipped)
		}
	}
}

// holds tells whether d are these distances.
func holds(d errorrate.Distances, want []float64) bool {
	var got []float64
	for v := range d.All() {
		got = append(got, v)
	}
	return slices.Equal(got, want)
}
