package widgets

import (
	"image"
	"image/draw"
)

// shrink copies a picture so that neither side is longer than side pixels, by the mean over each pixel's area. The copy
// shares no memory with the original, which can then be freed; a small picture keeps its size.
func shrink(img image.Image, side int) *image.RGBA {
	b := img.Bounds()
	src := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(src, src.Bounds(), img, b.Min, draw.Src)
	longest := max(b.Dx(), b.Dy())
	if longest <= side || side < 1 {
		return src
	}
	w, h := max(b.Dx()*side/longest, 1), max(b.Dy()*side/longest, 1)
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		y0, y1 := y*b.Dy()/h, max((y+1)*b.Dy()/h, y*b.Dy()/h+1)
		for x := range w {
			x0, x1 := x*b.Dx()/w, max((x+1)*b.Dx()/w, x*b.Dx()/w+1)
			mean(dst.Pix[dst.PixOffset(x, y):], src, image.Rect(x0, y0, x1, y1))
		}
	}
	return dst
}

// mean writes the four channels' means over an area to dst.
func mean(dst []uint8, src *image.RGBA, area image.Rectangle) {
	var sum [4]int
	for y := area.Min.Y; y < area.Max.Y; y++ {
		row := src.Pix[src.PixOffset(area.Min.X, y) : src.PixOffset(area.Max.X-1, y)+4]
		for i, v := range row {
			sum[i%4] += int(v)
		}
	}
	n := area.Dx() * area.Dy()
	for i, s := range sum {
		dst[i] = uint8((s + n/2) / n)
	}
}
