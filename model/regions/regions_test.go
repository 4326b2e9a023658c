package regions_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"path/filepath"
	"testing"

	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/regions"
	"siamface/model/sample"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/verify"
)

// small is an untrained model of whole photos.
func small(t *testing.T) *tower.Model {
	t.Helper()
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
	return m
}

// drawings are two drawn faces.
func drawings(t *testing.T) (pair [2]image.Image) {
	t.Helper()
	dir := t.TempDir()
	if err := sample.Write(t.Context(), dir, 2, 1, 1, nil); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"d01/1.pgm", "d02/1.pgm"} {
		img, err := photo.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		pair[i] = img
	}
	return pair
}

// embedder describes one picture.
type embedder func(img *image.RGBA) []float32

// naive covers every patch by plain loops, one picture at a time, and compares.
func naive(t *testing.T, r *regions.Map, embed embedder) {
	t.Helper()
	distance := func(a, b []float32) float64 {
		sum := 0.0
		for k := range a {
			sum += (float64(a[k]) - float64(b[k])) * (float64(a[k]) - float64(b[k]))
		}
		return math.Sqrt(sum)
	}
	whole := [2][]float32{embed(r.Faces[0].Picture), embed(r.Faces[1].Picture)}
	before := distance(whole[0], whole[1])
	if math.Abs(before-r.Distance) > 1e-5 {
		t.Errorf("the distance is %v, by itself %v", r.Distance, before)
	}
	for i, f := range r.Faces {
		b := f.Picture.Bounds()
		var red, green, blue float64
		for y := range b.Dy() {
			for x := range b.Dx() {
				c := f.Picture.RGBAAt(x, y)
				red, green, blue = red+float64(c.R), green+float64(c.G), blue+float64(c.B)
			}
		}
		n := float64(b.Dx() * b.Dy())
		mean := color.RGBA{uint8(red/n + 0.5), uint8(green/n + 0.5), uint8(blue/n + 0.5), 255}
		for row, top := range f.Down {
			for col, left := range f.Across {
				covered := image.NewRGBA(b)
				for y := range b.Dy() {
					for x := range b.Dx() {
						covered.SetRGBA(x, y, f.Picture.RGBAAt(x, y))
						if x >= left && x < left+r.Patch && y >= top && y < top+r.Patch {
							covered.SetRGBA(x, y, mean)
						}
					}
				}
				if want := distance(embed(covered), whole[1-i]) - before; math.Abs(f.Changes[row][col]-want) > 2e-5 {
					t.Fatalf("face %d, patch at %d, %d: %v, want %v", i, left, top, f.Changes[row][col], want)
				}
			}
		}
	}
}

func TestFindEqualsANaiveLoop(t *testing.T) {
	m, pair := small(t), drawings(t)
	r, err := regions.Find(t.Context(), m, pair[0], pair[1], nil)
	if err != nil {
		t.Fatal(err)
	}
	naive(t, r, func(img *image.RGBA) []float32 {
		e, _, err := m.EmbedPhotos(t.Context(), img)
		if err != nil {
			t.Fatal(err)
		}
		return e
	})
}

// TestFindOfRealFaces compares with the recogniser alone, and wants the distance of the verdict.
func TestFindOfRealFaces(t *testing.T) {
	dir := realdata.Path(t, "photos", "people")
	weights := realdata.Faces(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	m, err := recipes.Untrained(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Release(t.Context()) }()
	paths := [2]string{filepath.Join(dir, "joe-biden", "1.jpg"), filepath.Join(dir, "barack-obama", "1.jpg")}
	verdict, err := verify.Compare(t.Context(), m, paths[0], paths[1])
	if err != nil {
		t.Fatal(err)
	}
	r, err := regions.Find(t.Context(), m, verdict.Photos[0].Description.Chip, verdict.Photos[1].Description.Chip, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Distance != verdict.Distance {
		t.Errorf("the distance is %v, the verdict's %v", r.Distance, verdict.Distance)
	}
	networks, err := face.Load(t.Context(), weights)
	if err != nil {
		t.Fatal(err)
	}
	defer networks.Close()
	naive(t, r, func(img *image.RGBA) []float32 {
		e, _, err := networks.Embed(img)
		if err != nil {
			t.Fatal(err)
		}
		return e
	})
}

// TestPatchesCoverAll wants every pixel below a patch and none beyond the picture, for pictures of any shape.
func TestPatchesCoverAll(t *testing.T) {
	m := small(t)
	for _, size := range []image.Point{{14, 14}, {92, 112}, {31, 97}, {900, 300}} {
		img := image.NewRGBA(image.Rectangle{image.Pt(5, 7), image.Pt(5, 7).Add(size)}) // its corner isn't at 0, 0
		r, err := regions.Find(t.Context(), m, img, img, nil)
		if err != nil {
			t.Fatal(err)
		}
		f := r.Faces[0]
		if len(f.Changes) != len(f.Down) || len(f.Changes[0]) != len(f.Across) || max(f.Width, f.Height) > 224 {
			t.Errorf("%v: %d×%d patches, %d rows of %d, on %d×%d", size, len(f.Across), len(f.Down), len(f.Changes), len(f.Changes[0]), f.Width, f.Height)
		}
		for y, row := range r.Spread(0) {
			for x, v := range row {
				if v != 0 { // covered with the only colour there is; NaN below no patch
					t.Fatalf("%v: covering (%d, %d) changes %v", size, x, y, v)
				}
			}
		}
		for _, along := range []struct {
			at     []int
			length int
		}{{f.Across, f.Width}, {f.Down, f.Height}} {
			if last := along.at[len(along.at)-1]; along.at[0] != 0 || last+r.Patch != along.length && r.Patch < along.length {
				t.Errorf("%v: patches at %v along %d", size, along.at, along.length)
			}
		}
	}
}

func TestFindTellsProgressAndStops(t *testing.T) {
	m, pair := small(t), drawings(t)
	ctx, cancel := context.WithCancel(t.Context())
	last, calls := 0, 0
	_, err := regions.Find(ctx, m, pair[0], pair[1], func(done, total int) {
		if done <= last || done > total {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		if last, calls = done, calls+1; calls == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || calls != 3 {
		t.Errorf("after a cancel: %v, told %d times", err, calls)
	}
	r, err := regions.Find(t.Context(), m, pair[0], pair[1], func(done, total int) { last = total - done })
	if err != nil || last != 0 {
		t.Errorf("%v, %d patches left", err, last)
	}
	if same, different := r.Largest(); same < 0 || different > 0 || same == 0 && different == 0 {
		t.Errorf("the largest changes are %v and %v", same, different)
	}
}

func TestFindNeedsPixels(t *testing.T) {
	m, tiny := small(t), image.NewGray(image.Rect(0, 0, 300, 13))
	if _, err := regions.Find(t.Context(), m, tiny, tiny, nil); err == nil {
		t.Error("regions of a picture of 13 rows")
	}
}
