package tower_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/weights"
)

// TestGradientModelComesBack saves a model and loads it: a picture has the embedding that it had.
func TestGradientModelComesBack(t *testing.T) {
	m := judged(t)
	m.Tower = newTower(t, recipes.Gradients)
	if err := m.Open(t.Context(), torchtest.Name, 1); err != nil {
		t.Fatal(err)
	}
	defer m.Release(context.Background())
	path, drawn := filepath.Join(t.TempDir(), "model.safetensors"), filepath.Join(t.TempDir(), "drawn.png")
	if err := photo.SavePNG(drawn, gradient(92, 112)); err != nil {
		t.Fatal(err)
	}
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	got, err := recipes.Load(t.Context(), path, torchtest.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Release(context.Background())
	near(t, "loaded", embeddingOf(t, got.Tower, drawn), embeddingOf(t, m.Tower, drawn))
	f, err := weights.ReadModel(path)
	if err != nil {
		t.Fatal(err)
	}
	delete(f.Tensors, "fine.weight")
	if err := weights.WriteModel(path, f); err != nil {
		t.Fatal(err)
	}
	if _, err := recipes.Load(t.Context(), path, torchtest.Name); err == nil || !strings.Contains(err.Error(), "fine.weight") {
		t.Errorf("a model without a filter was loaded: %v", err)
	}
}

func embeddingOf(t *testing.T, net *tower.Tower, path string) (e []float32) {
	t.Helper()
	features, failed, err := net.ExtractFeatures(t.Context(), []string{path}, nil)
	if err != nil || len(failed) > 0 {
		t.Fatal(err, failed)
	}
	if err := torch.Do(t.Context(), func() (err error) { e, err = net.ComputeEmbeddings(features); return err }); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestAlignedModelComesBack saves a model, loads it, and describes a photo by its file, as a picture, and by a cache that knows the face.
func TestAlignedModelComesBack(t *testing.T) {
	realdata.Faces(t)
	orl := realdata.Path(t, "orl", "Training", "s1", "1.pgm")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	path := filepath.Join(t.TempDir(), "model.safetensors")
	m := judged(t)
	m.Tower = newTower(t, recipes.ResNet50Aligned)
	m.Scale = 0.9
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	got, err := recipes.Load(t.Context(), path, torchtest.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Release(context.Background())
	if got.Origin != m.Origin || got.Scale != m.Scale || len(got.Weights) != len(m.Weights) {
		t.Errorf("came back as %q, scale %v, %d tensors", got.Origin, got.Scale, len(got.Weights))
	}
	blank := filepath.Join(t.TempDir(), "blank.png")
	if err := photo.SavePNG(blank, gradient(120, 150)); err != nil {
		t.Fatal(err)
	}
	files, failed, err := got.ExtractFeatures(t.Context(), []string{orl, blank}, nil)
	if err != nil || len(failed) > 0 || !slices.Equal(files.NoFace, []int{1}) {
		t.Fatalf("failed %v, without a face %v, %v", failed, files.NoFace, err)
	}
	img, err := photo.Open(orl)
	if err != nil {
		t.Fatal(err)
	}
	var fromFile []float32
	if err := torch.Do(t.Context(), func() (err error) { fromFile, err = got.ComputeEmbeddings(files); return err }); err != nil {
		t.Fatal(err)
	}
	embedding, found, err := got.EmbedPhotos(t.Context(), img)
	if err != nil || len(found) != 1 || found[0].Main < 0 || found[0].Chip == nil {
		t.Fatalf("found %v, %v", found, err)
	}
	again, _, err := got.EmbedFaces(t.Context(), img, found[0], found[0].Main)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "as a picture", embedding, fromFile[:512])
	near(t, "by its face", again, fromFile[:512])

	known, err := recipes.Untrained(t.Context()) // of the recipe face, which fills the cache of faces
	if err != nil {
		t.Fatal(err)
	}
	defer known.Release(context.Background())
	if _, _, err := known.ExtractFeatures(t.Context(), []string{orl}, nil); err != nil {
		t.Fatal(err)
	}
	key, err := photo.SHA256(orl)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := face.OpenCache().Get(key); !ok {
		t.Fatal("the cache of faces doesn't know the photo")
	}
	cached, _, err := got.ExtractFeatures(t.Context(), []string{orl}, nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "with a cached face", cached.Row(0), files.Row(0))
}
