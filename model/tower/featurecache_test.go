package tower_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/cache"
	"siamface/model/face"
	"siamface/model/file"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/sample"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
)

// drawn are drawn photos, the second of which is there twice, and the first is broken where that is wanted.
func drawn(t *testing.T, people, photos int) []string {
	t.Helper()
	dir := t.TempDir()
	if err := sample.Write(t.Context(), dir, people, photos, 1, nil); err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*.pgm"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// opened is a tower of random weights on the processor.
func opened(t *testing.T, name string, seed uint64) *tower.Tower {
	t.Helper()
	recipe, err := recipes.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(recipe.Design, nil, "", seed)
	if err != nil {
		t.Fatal(err)
	}
	if err := net.Open(t.Context(), torchtest.Name, 1); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = net.Release(context.Background()) })
	return net
}

// extracted are the photos' features, for which the frozen part must have run as often as said.
func extracted(t *testing.T, net *tower.Tower, paths []string, passes int) tower.Features {
	t.Helper()
	before := net.Passes()
	f, failed, err := net.ExtractFeatures(t.Context(), paths, nil)
	if err != nil || len(failed) > 0 {
		t.Fatalf("failed %v, %v", failed, err)
	}
	if got := net.Passes() - before; got != passes {
		t.Errorf("%d batches went through the frozen part, want %d", got, passes)
	}
	return f
}

// TestFeaturesAreKept counts the batches through the frozen part: as many as the photos need once, and none for features that are
// kept, which are the same to the last bit.
func TestFeaturesAreKept(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(cache.Variable, dir)
	paths := drawn(t, 5, 7)
	twice := append(slices.Clone(paths), paths[3]) // 36: one full batch and a rest
	net := opened(t, recipes.PublishedResNet50, 1)
	first := extracted(t, net, twice, 2)
	for i, path := range twice {
		if sum, err := file.SHA256(path); err != nil || first.SHA256[i] != sum {
			t.Errorf("photo %d has the sum %s, %v", i, first.SHA256[i], err)
		}
	}
	same := func(what string, got tower.Features) {
		t.Helper()
		if !slices.Equal(got.Data, first.Data) || !slices.Equal(got.SHA256, first.SHA256) {
			t.Errorf("%s: other features", what)
		}
	}
	same("again", extracted(t, net, twice, 0))
	same("in another run", extracted(t, opened(t, recipes.PublishedResNet50, 1), twice, 0))
	other := extracted(t, opened(t, recipes.PublishedResNet50, 2), paths[:3], 1)
	if slices.Equal(other.Data, first.Data[:len(other.Data)]) {
		t.Error("other weights give the same features")
	}
	extracted(t, opened(t, recipes.ResNet50, 1), paths[:3], 1) // which makes other features of the same weights
	t.Setenv(cache.Variable, cache.Off)
	same("without a cache", extracted(t, opened(t, recipes.PublishedResNet50, 1), twice, 2))
}

// TestPhotosNewToAFolder: only what isn't kept is computed, a broken entry counts as none, and a photo's features don't depend on
// those that are computed beside it.
func TestPhotosNewToAFolder(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(cache.Variable, dir)
	paths := drawn(t, 5, 8)
	net := opened(t, recipes.PublishedResNet50, 1)
	old := extracted(t, net, paths[:35], 2)
	all := extracted(t, net, paths, 1)
	if !slices.Equal(all.Data[:len(old.Data)], old.Data) {
		t.Error("the features of photos seen before changed")
	}
	entries, _ := filepath.Glob(filepath.Join(dir, "features-of-photos", "*", "*"))
	if len(entries) != len(paths) {
		t.Fatalf("%d entries of %d photos", len(entries), len(paths))
	}
	for _, e := range entries[:3] {
		data, err := os.ReadFile(e)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)-1] ^= 1
		if err := os.WriteFile(e, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again := extracted(t, net, paths, 1)
	for i := range all.Data {
		if d := again.Data[i] - all.Data[i]; d > 1e-4 || d < -1e-4 {
			t.Fatalf("feature %d is %v, and was %v in another batch", i, again.Data[i], all.Data[i])
		}
	}
}

func TestExtractOfBrokenPhotos(t *testing.T) {
	t.Setenv(cache.Variable, t.TempDir())
	paths := drawn(t, 2, 2)
	if err := os.Truncate(paths[1], 500); err != nil {
		t.Fatal(err)
	}
	paths = append(paths, filepath.Join(t.TempDir(), "none.pgm"))
	net := opened(t, recipes.PublishedResNet50, 1)
	for range 2 { // what can't be read is never kept
		f, failed, err := net.ExtractFeatures(t.Context(), paths, nil)
		if err != nil || len(failed) != 2 || failed[0].Index != 1 || failed[1].Index != 4 {
			t.Fatalf("failed %v, %v", failed, err)
		}
		if photo.Reason(failed[0].Err) != photo.CutOff || photo.Reason(failed[1].Err) != photo.Missing || f.SHA256[4] != "" {
			t.Errorf("the reasons are %v", failed)
		}
		if slices.Max(f.Row(1)) != 0 || slices.Max(f.Row(0)) == 0 {
			t.Error("a broken photo has features, or another has none")
		}
	}
}

// TestAlignedFeaturesAreKept: once the features of aligned faces are kept, neither the face networks nor the frozen part are needed,
// and which photos show no face is known.
func TestAlignedFeaturesAreKept(t *testing.T) {
	realdata.Faces(t)
	t.Setenv(cache.Variable, t.TempDir())
	flat := filepath.Join(t.TempDir(), "flat.pgm")
	if err := os.WriteFile(flat, []byte("P5\n92 112\n255\n"+strings.Repeat("\x80", 92*112)), 0o600); err != nil {
		t.Fatal(err)
	}
	paths := []string{realdata.Path(t, "orl", "Training", "s1", "1.pgm"), flat, realdata.Path(t, "orl", "Training", "s2", "1.pgm")}
	first := extracted(t, opened(t, recipes.ResNet50Aligned, 1), paths, 1)
	if !slices.Equal(first.NoFace, []int{1}) {
		t.Errorf("no face is found on %v", first.NoFace)
	}
	net := opened(t, recipes.ResNet50Aligned, 1)
	t.Setenv(face.Variable, t.TempDir()) // there are no networks any more
	again := extracted(t, net, paths, 0)
	if !slices.Equal(again.Data, first.Data) || !slices.Equal(again.NoFace, first.NoFace) {
		t.Error("what was kept is something else")
	}
	if _, failed, err := net.ExtractFeatures(t.Context(), []string{realdata.Path(t, "orl", "Training", "s3", "1.pgm")}, nil); err == nil && len(failed) == 0 {
		t.Error("a new photo was described without networks")
	}
}
