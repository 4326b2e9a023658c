package photo

import (
	"image"
	"image/png"
	"io"

	"golang.org/x/image/draw"

	"siamface/model/file"
)

// greyIfGrey is the same picture with one byte a pixel where red, green and blue are equal everywhere.
func greyIfGrey(img *image.RGBA) image.Image {
	for i := 0; i < len(img.Pix); i += 4 {
		if img.Pix[i] != img.Pix[i+1] || img.Pix[i] != img.Pix[i+2] {
			return img
		}
	}
	return red(img)
}

// red is the picture of the red channel alone.
func red(img *image.RGBA) *image.Gray {
	grey := image.NewGray(img.Rect)
	for i := range grey.Pix {
		grey.Pix[i] = img.Pix[4*i]
	}
	return grey
}

// Resize scales to width × height, both at least 1, by bilinear interpolation with antialiasing: the triangle kernel widens
// when the picture shrinks, as in PIL's BILINEAR. The aspect isn't kept. Grey stays grey: R = G = B.
func Resize(img image.Image, width, height int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, max(1, width), max(1, height)))
	draw.BiLinear.Scale(out, out.Rect, img, img.Bounds(), draw.Src, nil)
	return out
}

// Thumbnail fits a picture into side × side, keeping its aspect; one that fits already is returned as it is. Of a grey
// picture it makes a grey one.
func Thumbnail(img image.Image, side int) image.Image {
	size := img.Bounds().Size()
	longest := max(size.X, size.Y)
	side = max(1, side)
	if longest <= side {
		return img
	}
	fit := func(length int) int { return max(1, (length*side+longest/2)/longest) }
	for now := size; max(now.X, now.Y) >= 8*side && min(now.X, now.Y) >= 8; now = img.Bounds().Size() {
		img = Half(img) // most of the time goes there; what is left is enough for the kernel
	}
	small := Resize(img, fit(size.X), fit(size.Y))
	if _, ok := img.(*image.Gray); ok {
		return red(small)
	}
	return small
}

// SavePNG writes the picture as PNG, whole or not at all, for the user alone.
func SavePNG(path string, img image.Image) error {
	return file.Write(path, 0o600, func(w io.Writer) error { return png.Encode(w, img) })
}
