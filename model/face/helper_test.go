package face

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"

	"siamface/model/photo"
	"siamface/model/realdata"
)

// noise is a picture of random pixels, grey or in colour, with a corner that isn't at (0, 0).
func noise(w, h int, grey bool, rng *rand.Rand) image.Image {
	frame := image.Rect(0, 0, w+2, h+3)
	if grey {
		img := image.NewGray(frame)
		for i := range img.Pix {
			img.Pix[i] = uint8(rng.Uint32())
		}
		return img.SubImage(image.Rect(2, 3, w+2, h+3))
	}
	img := image.NewRGBA(frame)
	for i := range img.Pix {
		img.Pix[i] = uint8(rng.Uint32()) | uint8(i%4/3*255)
	}
	return img.SubImage(image.Rect(2, 3, w+2, h+3))
}

// value is channel c of a pixel, of the nearest one outside.
func value(img image.Image, x, y, c int) float64 {
	b := img.Bounds()
	x, y = min(max(x, 0), b.Dx()-1), min(max(y, 0), b.Dy()-1)
	p := color.RGBAModel.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.RGBA)
	return float64([3]uint8{p.R, p.G, p.B}[c])
}

// bilinear is channel c at a place, by its definition.
func bilinear(img image.Image, x, y float64, c int, beyond edge) float64 {
	at := func(x, y int) float64 {
		if b := img.Bounds(); beyond == black && (x < 0 || y < 0 || x >= b.Dx() || y >= b.Dy()) {
			return 0
		}
		return value(img, x, y, c)
	}
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	fx, fy := x-math.Floor(x), y-math.Floor(y)
	return (1-fy)*((1-fx)*at(x0, y0)+fx*at(x0+1, y0)) + fy*((1-fx)*at(x0, y0+1)+fx*at(x0+1, y0+1))
}

// holdNetworks keeps the networks in memory until the tests end: each test has them anew, and none reads them again.
var holdNetworks sync.Once

func openNetworks(t testing.TB) *Networks {
	t.Helper()
	dir := realdata.Faces(t)
	holdNetworks.Do(func() { _, _ = Load(context.Background(), dir) })
	n, err := Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return n
}

func openPhoto(t testing.TB, elements ...string) image.Image {
	t.Helper()
	img, err := photo.Open(realdata.Path(t, elements...))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// orl is a picture of ORL by its person and number, such as s1/1.pgm.
func orl(t testing.TB, name string) image.Image {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(realdata.Path(t, "orl"), "*", filepath.FromSlash(name)))
	if len(found) == 0 {
		t.Skipf("orl/*/%s isn't there", name)
	}
	img, err := photo.Open(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// orlImages are pictures of so many people of ORL, one of each.
func orlImages(t testing.TB, count int) (images []image.Image) {
	t.Helper()
	for i := range count {
		images = append(images, orl(t, fmt.Sprintf("s%d/%d.pgm", i%40+1, i/40+1)))
	}
	return images
}

// describePhoto is what Describe says.
func describePhoto(t testing.TB, n *Networks, img image.Image) *Description {
	t.Helper()
	d, err := n.Describe(t.Context(), img)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sameChip tells whether two chips have the same pixels.
func sameChip(a, b Chip) bool { return a != nil && b != nil && bytes.Equal(a.Pix, b.Pix) }
