package verify_test

import (
	"errors"
	"path/filepath"
	"testing"

	"siamface/model/dataset"
	"siamface/model/distance"
	"siamface/model/pairlist"
	"siamface/model/recipes"
	"siamface/model/sample"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/verify"
)

func TestVerdicts(t *testing.T) {
	j := tower.Judgement{Threshold: 0.6, Sure: 0.5}
	for d, want := range map[float64]verify.Verdict{
		0: verify.Same, 0.4999: verify.Same, 0.5: verify.Unsure, 0.5999: verify.Unsure, 0.6: verify.Different, 2: verify.Different,
	} {
		if got := verify.JudgeDistance(j, d).Verdict; got != want {
			t.Errorf("at a distance of %v: %s, want %s", d, got, want)
		}
	}
}

func TestCloserThanClaimsNoMoreThanThePairsShow(t *testing.T) {
	quantiles := []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3} // at tower.QuantileFractions
	for _, c := range []struct {
		pairs    int
		distance float64
		want     float64 // −1: nothing is claimed
	}{
		{100_000, 0.2, 0.999},
		{100_000, 0.45, 0.99},
		{100_000, 0.55, 0.95},
		{600, 0.2, 0.99}, // three pairs in a thousand can't be seen among 600
		{100, 0.2, 0.95},
		{2, 0.2, -1},
		{100_000, 1.4, -1},
	} {
		got := verify.JudgeDistance(tower.Judgement{Impostor: c.pairs, ImpostorQuantiles: quantiles}, c.distance).CloserThan
		if (got == nil) != (c.want < 0) || got != nil && *got != c.want {
			t.Errorf("%d pairs, distance %v: %v, want %v", c.pairs, c.distance, got, c.want)
		}
	}
}

// drawn is a folder of drawn people, and an untrained model.
func drawn(t *testing.T, people int) (*dataset.Dataset, *tower.Model) {
	t.Helper()
	dir := t.TempDir()
	if err := sample.Write(t.Context(), dir, people, 3, 1, nil); err != nil {
		t.Fatal(err)
	}
	d, err := dataset.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	recipe, err := recipes.Find(recipes.Small)
	if err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(recipe.Design, nil, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := (&tower.Model{Tower: net, Judgement: tower.Judgement{Threshold: 0.5, Sure: 0.4}}).Save(path); err != nil {
		t.Fatal(err)
	}
	m, err := recipes.Load(t.Context(), path, torchtest.Name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Release(t.Context()) })
	return d, m
}

// TestWaysAgree compares the distance of two photos, all pairs of a folder and a list of pairs.
func TestWaysAgree(t *testing.T) {
	d, m := drawn(t, 3)
	all, err := verify.ScorePeople(t.Context(), m, d, d.People, new(uint64), nil)
	if err != nil {
		t.Fatal(err)
	}
	if all.People != 3 || all.Photos != 9 || all.Scores.Genuine().N() != 9 || all.Scores.Impostor().N() != 27 {
		t.Errorf("%d people, %d photos, %d and %d pairs", all.People, all.Photos, all.Scores.Genuine().N(), all.Scores.Impostor().N())
	}
	var list []pairlist.Pair
	distances := map[[2]string]float64{}
	for p := range all.Pairs {
		list = append(list, pairlist.Pair{FileX: p.FileX, FileY: p.FileY, Same: p.Same})
		distances[[2]string{p.FileX, p.FileY}] = p.Distance
	}
	listed, err := verify.ScoreList(t.Context(), m, d.Root, list, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	for p := range listed.Pairs {
		if want := distances[[2]string{p.FileX, p.FileY}]; p.Distance != want {
			t.Errorf("%s and %s: %v in a list, %v in the folder", p.FileX, p.FileY, p.Distance, want)
		}
	}
	p := list[5]
	r, err := verify.Compare(t.Context(), m, filepath.Join(d.Root, p.FileX), filepath.Join(d.Root, p.FileY))
	if err != nil {
		t.Fatal(err)
	}
	if want := distances[[2]string{p.FileX, p.FileY}]; r.Distance < want-1e-5 || r.Distance > want+1e-5 {
		t.Errorf("two photos: %v, in the folder %v", r.Distance, want)
	}
	if r.Photos[0].Width != sample.Width || r.Photos[1].Height != sample.Height {
		t.Errorf("sizes %+v", r.Photos)
	}
}

func TestUnreadablePhotos(t *testing.T) {
	d, m := drawn(t, 2)
	good, missing := d.Abs(d.People[0].Photos[0]), filepath.Join(d.Root, "missing.pgm")
	_, err := verify.Compare(t.Context(), m, good, missing)
	var photoErr *verify.PhotoError
	if !errors.As(err, &photoErr) || photoErr.Index != 1 {
		t.Errorf("error %v, want one about the second photo", err)
	}
	a, b := d.People[0].Photos[0].Path, d.People[0].Photos[1].Path
	s, err := verify.ScoreList(t.Context(), m, d.Root, []pairlist.Pair{{FileX: a, FileY: b, Same: true}, {FileX: a, FileY: "missing.pgm"}}, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Skipped) != 1 || s.Scores.Genuine().N() != 1 || s.Scores.Impostor().N() != 0 || s.Photos != 2 {
		t.Errorf("skipped %v, %d photos, %d genuine pairs", s.Skipped, s.Photos, s.Scores.Genuine().N())
	}
}

func TestSamePhotoTwice(t *testing.T) {
	d, m := drawn(t, 2)
	path := d.Abs(d.People[0].Photos[0])
	r, err := verify.Compare(t.Context(), m, path, path)
	if err != nil {
		t.Fatal(err)
	}
	if same := distance.Euclidean([]float32{1}, []float32{1}); r.Distance > same+1e-3 || r.Verdict != verify.Same {
		t.Errorf("a photo lies %v from itself: %s", r.Distance, r.Verdict)
	}
}

func TestFartherThanClaimsNoMoreThanThePairsShow(t *testing.T) {
	quantiles := []float64{0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6} // at 0, 0.1, 1, 5, 25, 50, 75, 95, 99, 99.9, 100 %
	for name, c := range map[string]struct {
		distance float64
		pairs    int
		want     float64 // −1: nothing
	}{
		"farther than most":                {0.46, 10000, 0.99},
		"too few pairs to show 99 %":       {0.46, 100, 0.95},
		"farther than all":                 {0.9, 10000, 0.999},
		"closer than all":                  {0.05, 10000, -1},
		"on a quantile, not farther":       {0.3, 10000, 0.25},
		"three pairs show only that it is": {0.9, 3, 0},
	} {
		got := verify.JudgeDistance(tower.Judgement{Genuine: c.pairs, GenuineQuantiles: quantiles}, c.distance).FartherThan
		if got == nil && c.want >= 0 || got != nil && *got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
