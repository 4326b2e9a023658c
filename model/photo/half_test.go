package photo_test

import (
	"image"
	"image/color"
	"testing"

	"siamface/model/photo"
)

// TestHalfIsTheMean compares every pixel with the mean of those that it stands for, by a plain loop.
func TestHalfIsTheMean(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {2, 2}, {5, 3}, {6, 7}, {9, 1}, {1, 8}, {64, 33}} {
		rgb := formula(size.X, size.Y)
		grey := image.NewGray(rgb.Rect)
		for i := range grey.Pix {
			grey.Pix[i] = rgb.Pix[4*i+1]
		}
		for _, img := range []image.Image{rgb, grey} {
			half := photo.Half(img)
			if half.Bounds() != image.Rect(0, 0, (size.X+1)/2, (size.Y+1)/2) || half.ColorModel() != img.ColorModel() {
				t.Fatalf("%v becomes %T %v", size, half, half.Bounds())
			}
			for y := range half.Bounds().Dy() {
				for x := range half.Bounds().Dx() {
					if got, want := half.At(x, y), meanOf(img, image.Rect(2*x, 2*y, 2*x+2, 2*y+2)); color.RGBAModel.Convert(got) != want {
						t.Fatalf("%T %v at %d, %d: %v, want %v", img, size, x, y, got, want)
					}
				}
			}
		}
	}
	other := image.NewNRGBA(image.Rect(2, 2, 6, 6))
	other.Set(5, 5, color.NRGBA{200, 100, 60, 255})
	if half, ok := photo.Half(other).(*image.RGBA); !ok || half.Rect != image.Rect(0, 0, 2, 2) || half.RGBAAt(1, 1) != (color.RGBA{50, 25, 15, 64}) {
		t.Errorf("a picture of another kind: %v", photo.Half(other))
	}
}

func meanOf(img image.Image, area image.Rectangle) color.Color {
	area = area.Intersect(img.Bounds())
	var sum [4]float64
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
			for i, v := range []uint8{c.R, c.G, c.B, c.A} {
				sum[i] += float64(v)
			}
		}
	}
	n := float64(area.Dx() * area.Dy())
	of := func(i int) uint8 { return uint8(sum[i]/n + 0.5) }
	return color.RGBA{of(0), of(1), of(2), of(3)}
}

// TestThumbnailOfALargePhoto wants what averaging first saves in time not to be seen: on a smooth picture a thumbnail is that of a
// single resize, but for rounding.
func TestThumbnailOfALargePhoto(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 1203, 901))
	for y := range 901 {
		for x := range 1203 {
			img.SetRGBA(x, y, color.RGBA{uint8(x / 5), uint8(y / 4), uint8((x + y) / 9), 255})
		}
	}
	thumb := photo.Thumbnail(img, 100).(*image.RGBA)
	if thumb.Rect != image.Rect(0, 0, 100, 75) {
		t.Fatalf("the thumbnail is %v", thumb.Rect)
	}
	want := photo.Resize(img, thumb.Rect.Dx(), thumb.Rect.Dy())
	for i, v := range thumb.Pix {
		if max(v, want.Pix[i])-min(v, want.Pix[i]) > 2 {
			t.Fatalf("byte %d is %d, by a single resize %d", i, v, want.Pix[i])
		}
	}
}
