package photo

import (
	"image"

	"siamface/model/photo/exif"
)

// orientation is the EXIF tag's value, 1 to 8: where the first row and the first column of the stored picture belong.
type orientation int

const upright orientation = 1

// swapsSides tells whether width and height change places.
func (o orientation) swapsSides() bool { return o >= 5 }

// orientationOf is upright for what is unknown.
func orientationOf(v int) orientation {
	if v == exif.Unknown {
		return upright
	}
	return orientation(v)
}

// apply turns a picture of flatten upright.
func (o orientation) apply(img image.Image) image.Image {
	if o == upright {
		return img
	}
	size := img.Bounds().Size()
	bounds := image.Rectangle{Max: size}
	if o.swapsSides() {
		bounds.Max = image.Pt(size.Y, size.X)
	}
	if grey, ok := img.(*image.Gray); ok {
		return &image.Gray{Pix: o.turnPicture(grey.Pix, 1, size), Stride: bounds.Dx(), Rect: bounds}
	}
	colour := img.(*image.RGBA)
	return &image.RGBA{Pix: o.turnPicture(colour.Pix, 4, size), Stride: 4 * bounds.Dx(), Rect: bounds}
}

// turnPicture copies the pixels, each of n bytes, from where they are stored to where they belong.
func (o orientation) turnPicture(pix []byte, n int, size image.Point) []byte {
	w, h := size.X, size.Y
	walk := [...]struct{ start, right, down int }{ // in stored pixels
		2: {w - 1, -1, w},
		3: {w*h - 1, -1, -w},
		4: {(h - 1) * w, 1, -w},
		5: {0, w, 1},
		6: {(h - 1) * w, -w, 1},
		7: {w*h - 1, -w, -1},
		8: {w - 1, w, -1},
	}[o]
	if o.swapsSides() {
		w, h = h, w
	}
	out := make([]byte, 0, len(pix))
	for y := range h {
		from := walk.start + y*walk.down
		for range w {
			out = append(out, pix[n*from:n*from+n]...)
			from += walk.right
		}
	}
	return out
}
