package photo_test

import (
	"image"
	"image/color"
	"testing"

	"siamface/model/photo"
)

// formula is a picture that another implementation can make too: two patterns and a hash.
func formula(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			hash := (uint32(x)*2654435761 ^ uint32(y)*40503*65537) * 2246822519
			img.SetRGBA(x, y, color.RGBA{uint8(x*7 + y*13 + x*y), uint8(x*x + 3*y), uint8(hash >> 24), 255})
		}
	}
	return img
}

// What Pillow 13.0's resize((8, 8), Image.BILINEAR) makes of the formula: red, green and blue of 8 pixels a row.
var (
	shrunk = []uint8{ // from 37 × 29
		41, 13, 165, 77, 50, 158, 117, 131, 149, 155, 116, 145, 168, 130, 155, 149, 122, 138, 123, 111, 139, 110, 109, 130,
		91, 23, 150, 141, 60, 124, 172, 141, 130, 127, 126, 140, 97, 140, 123, 114, 132, 110, 142, 121, 127, 142, 119, 130,
		147, 34, 150, 175, 71, 138, 102, 151, 120, 103, 132, 110, 152, 141, 112, 135, 137, 125, 119, 132, 138, 125, 130, 129,
		180, 45, 120, 109, 82, 121, 115, 156, 128, 158, 107, 125, 110, 128, 136, 124, 121, 113, 136, 132, 133, 119, 141, 142,
		136, 55, 111, 103, 92, 132, 165, 165, 129, 107, 111, 136, 140, 137, 140, 131, 113, 112, 119, 128, 135, 137, 150, 136,
		82, 66, 126, 150, 103, 135, 121, 167, 111, 137, 105, 119, 125, 148, 131, 130, 124, 109, 123, 130, 136, 123, 120, 125,
		111, 77, 117, 141, 114, 113, 122, 167, 115, 122, 98, 121, 125, 141, 116, 124, 132, 119, 131, 113, 132, 123, 103, 132,
		147, 87, 127, 111, 124, 116, 149, 177, 125, 117, 108, 114, 116, 121, 130, 134, 137, 124, 121, 121, 115, 134, 112, 106,
	}
	grown = []uint8{ // from 5 × 3
		0, 0, 0, 3, 0, 110, 7, 1, 252, 12, 3, 249, 16, 6, 247, 21, 9, 244, 25, 13, 242, 28, 16, 241,
		1, 0, 4, 4, 0, 111, 8, 1, 250, 13, 3, 244, 17, 6, 242, 22, 9, 243, 26, 13, 239, 29, 16, 236,
		6, 1, 27, 9, 1, 120, 14, 2, 236, 19, 4, 213, 23, 7, 214, 28, 10, 239, 32, 14, 221, 35, 17, 206,
		11, 2, 50, 14, 2, 128, 19, 3, 223, 24, 5, 182, 29, 8, 186, 34, 11, 235, 39, 15, 204, 42, 18, 175,
		15, 4, 74, 19, 4, 123, 25, 5, 183, 30, 7, 161, 35, 10, 177, 40, 13, 231, 45, 17, 180, 48, 20, 135,
		20, 5, 97, 24, 5, 104, 30, 6, 116, 35, 8, 150, 40, 11, 187, 45, 14, 227, 51, 18, 149, 55, 21, 85,
		25, 6, 120, 29, 6, 85, 35, 7, 49, 40, 9, 139, 46, 12, 196, 51, 15, 223, 57, 19, 118, 61, 22, 35,
		26, 6, 124, 30, 6, 82, 36, 7, 38, 41, 9, 137, 47, 12, 198, 52, 15, 222, 58, 19, 113, 62, 22, 27,
	}
)

func TestResizeEqualsPillow(t *testing.T) {
	for _, c := range []struct {
		width, height int
		want          []uint8
	}{{37, 29, shrunk}, {5, 3, grown}} {
		img := photo.Resize(formula(c.width, c.height), 8, 8)
		if img.Rect != image.Rect(0, 0, 8, 8) {
			t.Fatalf("bounds %v", img.Rect)
		}
		for i, want := range c.want {
			got := img.Pix[i/3*4+i%3]
			if max(got, want)-min(got, want) > 1 {
				t.Errorf("%d × %d: pixel %d, channel %d: got %d, Pillow %d", c.width, c.height, i/3, i%3, got, want)
			}
		}
	}
}

func TestResizeKeepsGrey(t *testing.T) {
	source := image.NewGray(image.Rect(0, 0, 92, 112))
	for i := range source.Pix {
		source.Pix[i] = uint8(i * i / 7)
	}
	img := photo.Resize(source, 64, 64)
	for i := 0; i < len(img.Pix); i += 4 {
		if p := img.Pix[i : i+4]; p[0] != p[1] || p[1] != p[2] || p[3] != 255 {
			t.Fatalf("pixel %d is %v", i/4, p)
		}
	}
}

func TestThumbnail(t *testing.T) {
	for _, c := range []struct{ width, height, side, wantX, wantY int }{
		{200, 100, 50, 50, 25},
		{100, 200, 50, 25, 50},
		{92, 112, 64, 53, 64},
		{1000, 1, 10, 10, 1},
		{30, 20, 30, 30, 20},
		{30, 20, 100, 30, 20},
	} {
		for _, img := range []image.Image{image.NewGray(image.Rect(0, 0, c.width, c.height)), formula(c.width, c.height)} {
			got := photo.Thumbnail(img, c.side)
			if got.Bounds() != image.Rect(0, 0, c.wantX, c.wantY) || got.ColorModel() != img.ColorModel() {
				t.Errorf("%d × %d in %d: got %T %v", c.width, c.height, c.side, got, got.Bounds())
			}
		}
	}
}
