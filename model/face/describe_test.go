package face

import (
	"context"
	"errors"
	"image"
	"image/draw"
	"reflect"
	"slices"
	"sync"
	"testing"

	"siamface/model/realdata"
)

// TestSameFromAnywhere: again, grey or the same as RGBA, in a corner of a larger picture's memory, from several goroutines: a photo comes to
// the same.
func TestSameFromAnywhere(t *testing.T) {
	n := openNetworks(t)
	var wg sync.WaitGroup
	for _, name := range []string{"s1/1.pgm", "s2/3.pgm", "s3/5.pgm"} {
		img := orl(t, name)
		want := describePhoto(t, n, img)
		large := image.NewRGBA(image.Rect(-5, -5, 200, 200))
		frame := img.Bounds().Add(image.Pt(3, 7))
		draw.Draw(large, frame, img, image.Point{}, draw.Src)
		other := image.NewNRGBA64(frame)
		draw.Draw(other, frame, img, image.Point{}, draw.Src)
		for what, img := range map[string]image.Image{"again": img, "RGBA": large.SubImage(frame), "NRGBA64": other} {
			wg.Go(func() {
				d, err := n.Describe(t.Context(), img)
				if err != nil || !reflect.DeepEqual(d, want) {
					t.Errorf("%s, %s: %+v, %v", name, what, d.Face.Box, err)
				}
			})
		}
		wg.Go(func() {
			unit, length, err := n.Embed(want.Chip)
			if err != nil || !slices.Equal(unit, want.Embedding) || length != want.Face.Length {
				t.Errorf("%s: the chip alone comes to something else, %v", name, err)
			}
		})
	}
	wg.Wait()
}

// TestMirrored: the mirror image of a chip has the same embedding, but for the last bits.
func TestMirrored(t *testing.T) {
	n := openNetworks(t)
	d := describePhoto(t, n, orl(t, "s4/2.pgm"))
	mirrored := image.NewRGBA(d.Chip.Rect)
	for y := range 112 {
		for x := range 112 {
			mirrored.SetRGBA(111-x, y, d.Chip.RGBAAt(x, y))
		}
	}
	unit, _, err := n.Embed(mirrored)
	if apart := euclidean(unit, d.Embedding); err != nil || apart > 1e-5 {
		t.Errorf("%v apart, %v", apart, err)
	}
	if apart := euclidean(unit, make([]float32, len(unit))); apart < 1-1e-6 || apart > 1+1e-6 {
		t.Errorf("a unit vector of length %v", apart)
	}
}

// TestSizes: photos of any size and shape go through.
func TestSizes(t *testing.T) {
	n := openNetworks(t)
	for _, size := range []image.Point{{1, 1}, {1, 500}, {3000, 2}, {8, 8}, {30, 30}, {6000, 100}, {1, 7000}} {
		checkNoFace(t, size.String(), describePhoto(t, n, image.NewGray(image.Rectangle{Max: size})))
	}
	for _, none := range []image.Image{image.NewGray(image.Rectangle{}), image.NewRGBA(image.Rect(3, 3, 9, 3))} {
		if _, err := n.Describe(t.Context(), none); err == nil {
			t.Error("a picture without pixels was described")
		}
		if faces, err := n.Detect(t.Context(), none); err != nil || len(faces) > 0 {
			t.Errorf("a picture without pixels: %v, %v", faces, err)
		}
		if _, err := n.Align(t.Context(), none, Box{0, 0, 9, 9}); err == nil {
			t.Error("a picture without pixels was aligned")
		}
	}
}

func TestCancelled(t *testing.T) {
	n := openNetworks(t)
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := n.Describe(done, image.NewGray(image.Rect(0, 0, 50, 50))); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
}

// TestEnlarged: a face that fills much of a large photo is found where it is in a small one.
func TestEnlarged(t *testing.T) {
	n := openNetworks(t)
	img := openPhoto(t, "photos", "people", "kit-harington", "2.jpg")
	small, large := describePhoto(t, n, img), describePhoto(t, n, enlargedBy(img, 3))
	if d := euclidean(small.Embedding, large.Embedding); d > 0.15 || len(large.Faces) != 1 {
		t.Errorf("three times as large: %d faces, %.3f away", len(large.Faces), d)
	}
}

// enlargedBy makes k×k pixels of each.
func enlargedBy(img image.Image, k int) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, k*b.Dx(), k*b.Dy()))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, img.At(b.Min.X+x/k, b.Min.Y+y/k))
		}
	}
	return out
}

// TestDescribeFaces: the main face described by itself comes to what Describe says, another to another, each with its own box.
func TestDescribeFaces(t *testing.T) {
	n := openNetworks(t)
	img := openPhoto(t, "photos", "groups", "bbt1.jpg")
	d := describePhoto(t, n, img)
	all, err := n.DescribeAll(t.Context(), img)
	if err != nil || len(all) != len(d.Faces) || len(all) < 4 {
		t.Fatalf("%d descriptions of %d faces, %v", len(all), len(d.Faces), err)
	}
	for i, got := range all {
		plain := got.Face
		if isMain := i == d.Main; !isMain {
			plain.Length, plain.Quality = 0, nil // known of faces that were described
		}
		if got.Main != i || !reflect.DeepEqual(plain, d.Faces[i]) || len(got.Faces) != len(d.Faces) {
			t.Errorf("face %d: main %d, at %+v", i, got.Main, got.Face.Box)
		}
		apart := euclidean(got.Embedding, d.Embedding)
		if isMain := i == d.Main; isMain && (apart > 0 || !sameChip(got.Chip, d.Chip)) || !isMain && apart < 0.8 {
			t.Errorf("face %d, main %v: %v away from the main one", i, isMain, apart)
		}
	}
	if none, err := n.DescribeFaces(t.Context(), img, d); err != nil || len(none) != 0 {
		t.Errorf("of no faces: %v, %v", none, err)
	}
}

// TestShaped: chips in the shape of the mean face are cut of the photo, whether the cache knows it or not, and nothing is described by them.
func TestShaped(t *testing.T) {
	n, path := openNetworks(t), photoFiles(t)[0]
	img := orl(t, "s1/1.pgm")
	plain := describePhoto(t, n, img)
	shaped := n.Shaped()
	d := describePhoto(t, shaped, img)
	if d.Embedding != nil || d.Face.Five != plain.Face.Five || d.Chip.Rect.Dx() != ShapedSide {
		t.Fatalf("described as %v, with a chip of %v or other landmarks", d.Embedding, d.Chip.Rect)
	}
	more, err := shaped.DescribeFaces(t.Context(), img, d, d.Main)
	if err != nil || more[0].Embedding != nil || !sameChip(more[0].Chip, d.Chip) {
		t.Errorf("the face by its place has another chip or an embedding; %v", err)
	}
	cache := NewCache(t.TempDir(), 1<<20)
	for range 2 {
		got, err := shaped.DescribePath(t.Context(), cache, path, true)
		if err != nil || !sameChip(got.Chip, d.Chip) {
			t.Errorf("the file has another chip; %v", err)
		}
		if _, err := n.DescribePath(t.Context(), cache, path, false); err != nil { // fills the cache
			t.Fatal(err)
		}
	}
}

func TestOpen(t *testing.T) {
	realdata.Faces(t) // they are there, and found by the variable
	n, err := Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n.Recogniser() != BuiltIn() {
		t.Error("another recogniser than the built-in one")
	}
	n.Close()
	t.Setenv(Variable, t.TempDir())
	if _, err := Open(t.Context()); !errors.Is(err, ErrMissing) {
		t.Errorf("without files: %v", err)
	}
}
