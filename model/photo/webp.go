package photo

import (
	"image"
	"io"

	"golang.org/x/image/webp"
)

// decodeWebP brings the luma and chroma of a lossy WebP from the range of video to the full one that package image means: else black is
// grey and white is dull. That range is 16 to 235 and 16 to 240 (RFC 6386, section 9.2, and what every encoder writes).
func decodeWebP(r io.Reader) (image.Image, error) {
	img, err := webp.Decode(r)
	switch img := img.(type) {
	case *image.YCbCr:
		fullRange(img)
	case *image.NYCbCrA:
		fullRange(&img.YCbCr)
	}
	return img, err
}

func fullRange(img *image.YCbCr) {
	var luma, chroma [256]uint8
	for i := range 256 {
		luma[i] = uint8(min(max(((i-16)*255*2+219)/(2*219), 0), 255))
		chroma[i] = uint8(min(max(128+roundDiv((i-128)*255, 224), 0), 255))
	}
	for i, y := range img.Y {
		img.Y[i] = luma[y]
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = chroma[img.Cb[i]], chroma[img.Cr[i]]
	}
}

// roundDiv is a/b rounded to the nearest whole number, halves away from zero; b is above zero.
func roundDiv(a, b int) int {
	if a < 0 {
		return -((-2*a + b) / (2 * b))
	}
	return (2*a + b) / (2 * b)
}
