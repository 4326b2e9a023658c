package face

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
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

func openNetworks(t testing.TB) *Networks {
	t.Helper()
	n, err := Load(t.Context(), realdata.Faces(t))
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
