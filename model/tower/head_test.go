package tower_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"siamface/model/recipes"
	"siamface/model/sample"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
)

// TestFresh changes a tower's head: the fresh one is what it began as, and leaves it alone.
func TestFresh(t *testing.T) {
	recipe, err := recipes.Find(recipes.Small)
	if err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(recipe.Design, nil, "", 7)
	if err != nil {
		t.Fatal(err)
	}
	if err := net.Open(t.Context(), torchtest.Name, 1); err != nil {
		t.Fatal(err)
	}
	defer net.Release(context.Background())
	photos := tower.Features{Width: recipe.Features, Data: make([]float32, 2*recipe.Features)}
	for i := range photos.Data {
		photos.Data[i] = float32(i%17) / 17
	}
	embed := func(of *tower.Tower) (e []float32) {
		if err := torch.Do(t.Context(), func() (err error) { e, err = of.ComputeEmbeddings(photos); return err }); err != nil {
			t.Fatal(err)
		}
		return e
	}
	began := embed(net)
	if err := torch.Do(t.Context(), func() error { return net.SetHead(net.InitialHead(8)) }); err != nil {
		t.Fatal(err)
	}
	changed := embed(net)
	var fresh *tower.Tower
	if err := torch.Do(t.Context(), func() (err error) { fresh, err = net.WithInitialHead(7); return err }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(embed(fresh), began) || slices.Equal(changed, began) {
		t.Error("the fresh tower isn't what it began as")
	}
	if err := torch.Do(t.Context(), func() error { fresh.Close(); return nil }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(embed(net), changed) {
		t.Error("the fresh tower changed the other")
	}
}

func TestPixels(t *testing.T) {
	dir := t.TempDir()
	if err := sample.Write(t.Context(), dir, 2, 1, 1, nil); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*.pgm"))
	p, failed, err := tower.ExtractPixels(t.Context(), append(files, filepath.Join(dir, "none.pgm")))
	if err != nil || len(failed) != 1 || failed[0].Index != 2 || p.Rows() != 3 || p.Width != 64*64 {
		t.Fatalf("%d rows of %d, failed %v, %v", p.Rows(), p.Width, failed, err)
	}
	if lo, hi := slices.Min(p.Row(0)), slices.Max(p.Row(0)); lo < 0 || hi > 1 || lo == hi || slices.Equal(p.Row(0), p.Row(1)) {
		t.Errorf("pixels from %v to %v", lo, hi)
	}
}
