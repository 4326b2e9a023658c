package photo

import (
	"image"
	"image/color"
	"image/draw"
)

// flattenPicture puts a decoded picture on a white ground of the given size. It is kept as it is where it is grey or opaque RGB already, and
// its memory is used again where its pixels have four bytes; a GIF's frame may cover a part of the ground only.
func flattenPicture(img image.Image, width, height int) image.Image {
	ground := image.Rect(0, 0, width, height)
	if img.Bounds() == ground {
		if flat := flattenWhole(img); flat != nil {
			return flat
		}
	}
	canvas := image.NewRGBA(ground)
	draw.Draw(canvas, ground, image.White, image.Point{}, draw.Src)
	draw.Draw(canvas, img.Bounds(), img, img.Bounds().Min, draw.Over)
	return greyIfGrey(canvas)
}

// flattenWhole is for the kinds that decoders make; nil for another.
func flattenWhole(img image.Image) image.Image {
	switch img := img.(type) {
	case *image.Gray:
		return packedGrey(img)
	case *image.Gray16:
		return highGrey(img)
	case *image.YCbCr:
		return greyIfGrey(rgbOf(img))
	case *image.NYCbCrA:
		out := rgbOf(&img.YCbCr)
		width := img.Rect.Dx()
		for y := range img.Rect.Dy() {
			overWhite(out.Pix[y*out.Stride:][:4*width], img.A[y*img.AStride:][:width], 1)
		}
		return greyIfGrey(out)
	case *image.Paletted:
		return greyIfGrey(expandPalette(img))
	case *image.RGBA64:
		return greyIfGrey(highColours(img.Pix, img.Stride, img.Rect, false))
	case *image.NRGBA64:
		return greyIfGrey(highColours(img.Pix, img.Stride, img.Rect, true))
	}
	if out := inPlace(img); out != nil {
		return greyIfGrey(out)
	}
	return nil
}

// inPlace turns pixels of four bytes into opaque ones where they are; nil for a picture of another kind, or whose rows are apart.
func inPlace(img image.Image) *image.RGBA {
	var out image.RGBA
	switch img := img.(type) {
	case *image.RGBA:
		out = *img
		for i := 0; i+3 < len(out.Pix); i += 4 {
			if clear := 255 - out.Pix[i+3]; clear != 0 { // the colours are multiplied already
				for c := i; c < i+3; c++ {
					out.Pix[c] += min(clear, 255-out.Pix[c])
				}
				out.Pix[i+3] = 255
			}
		}
	case *image.NRGBA:
		out = image.RGBA(*img)
		if len(out.Pix) > 3 {
			overWhite(out.Pix, out.Pix[3:], 4)
		}
	case *image.CMYK:
		out = image.RGBA(*img)
		for i := 0; i+3 < len(out.Pix); i += 4 {
			p := out.Pix[i : i+4 : i+4]
			p[0], p[1], p[2] = color.CMYKToRGB(p[0], p[1], p[2], p[3])
			p[3] = 255
		}
	default:
		return nil
	}
	if out.Stride != 4*out.Rect.Dx() {
		whole := image.NewRGBA(out.Rect)
		draw.Draw(whole, whole.Rect, &out, image.Point{}, draw.Src)
		return whole
	}
	return &out
}

// overWhite puts colours, of four bytes a pixel, over white, by their alpha: one value every so many bytes.
func overWhite(pix, alpha []byte, step int) {
	for i := 0; i+3 < len(pix); i += 4 {
		a := uint32(alpha[i/4*step])
		if a == 255 {
			pix[i+3] = 255
			continue
		}
		for c := i; c < i+3; c++ {
			pix[c] = byte((uint32(pix[c])*a + 255*(255-a)) / 255)
		}
		pix[i+3] = 255
	}
}

// packedGrey is the picture with its rows next to each other.
func packedGrey(img *image.Gray) *image.Gray {
	width := img.Rect.Dx()
	if img.Stride == width {
		return img
	}
	out := image.NewGray(img.Rect)
	for y := range img.Rect.Dy() {
		copy(out.Pix[y*width:][:width], img.Pix[y*img.Stride:])
	}
	return out
}

func highGrey(img *image.Gray16) *image.Gray {
	out := image.NewGray(img.Rect)
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:]
		for x := range img.Rect.Dx() {
			out.Pix[y*out.Stride+x] = row[2*x]
		}
	}
	return out
}

// highColours takes the higher byte of colours of two, over white.
func highColours(pix []byte, stride int, rect image.Rectangle, straight bool) *image.RGBA {
	out := image.NewRGBA(rect)
	for y := range rect.Dy() {
		row := out.Pix[y*out.Stride:][:out.Stride]
		for i := range row {
			row[i] = pix[y*stride+2*i]
		}
	}
	if straight && len(out.Pix) > 3 {
		overWhite(out.Pix, out.Pix[3:], 4)
		return out
	}
	return inPlace(out)
}

// expandPalette looks up the colours, over white.
func expandPalette(img *image.Paletted) *image.RGBA {
	var table [256][4]byte
	for i := range table {
		table[i] = [4]byte{255, 255, 255, 255}
		if i < len(img.Palette) {
			c := color.NRGBAModel.Convert(img.Palette[i]).(color.NRGBA)
			overWhite(table[i][:copy(table[i][:], []byte{c.R, c.G, c.B, c.A})], []byte{c.A}, 1)
		}
	}
	out := image.NewRGBA(img.Rect)
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:img.Rect.Dx()]
		for x, i := range row {
			copy(out.Pix[y*out.Stride+4*x:], table[i][:])
		}
	}
	return out
}
