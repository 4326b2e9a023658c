package face

import (
	"image"
	"image/color"
	"image/draw"
)

// raster is a picture of bytes, a pixel's channels together: red, green and blue, or a grey that stands for all three.
type raster struct {
	w, h     int
	channels int // 1 or 3
	step     int // from one pixel to the next
	stride   int // from one row to the next
	pix      []uint8
}

// rasterOf shares the pixels of a grey or RGBA picture and copies any other, over white.
func rasterOf(img image.Image) raster {
	bounds := img.Bounds()
	if bounds.Empty() {
		return raster{}
	}
	switch img := img.(type) {
	case *image.Gray:
		return raster{bounds.Dx(), bounds.Dy(), 1, 1, img.Stride, img.Pix[img.PixOffset(bounds.Min.X, bounds.Min.Y):]}
	case *image.RGBA:
		return raster{bounds.Dx(), bounds.Dy(), 3, 4, img.Stride, img.Pix[img.PixOffset(bounds.Min.X, bounds.Min.Y):]}
	}
	canvas := image.NewRGBA(image.Rect(0, 0, bounds.Dx(), bounds.Dy()))
	draw.Draw(canvas, canvas.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(canvas, canvas.Rect, img, bounds.Min, draw.Over)
	return rasterOf(canvas)
}

// picture is the raster of a photo as a picture, which shares its pixels.
func (r raster) picture() image.Image {
	area := image.Rect(0, 0, r.w, r.h)
	if r.channels == 1 {
		return &image.Gray{Pix: r.pix, Stride: r.stride, Rect: area}
	}
	return &image.RGBA{Pix: r.pix, Stride: r.stride, Rect: area}
}

func newRaster(w, h, channels int) raster {
	return raster{w, h, channels, channels, w * channels, make([]uint8, w*h*channels)}
}

func (r raster) empty() bool { return r.w < 1 || r.h < 1 }

func (r raster) longest() int { return max(r.w, r.h) }

// part shares the pixels of a rectangle that lies inside.
func (r raster) part(area image.Rectangle) raster {
	p := r
	p.w, p.h, p.pix = area.Dx(), area.Dy(), r.pix[area.Min.Y*r.stride+area.Min.X*r.step:]
	return p
}

// turned is a copy of the picture, turned by quarters of a circle, clockwise.
func (r raster) turned(quarters int) raster {
	w, h := r.w, r.h
	if quarters%2 == 1 {
		w, h = h, w
	}
	out := newRaster(w, h, r.channels)
	for y := range h {
		for x := range w {
			from := turnBack(image.Pt(x, y), quarters, w, h)
			copy(out.pix[y*out.stride+x*out.step:][:r.channels], r.pix[from.Y*r.stride+from.X*r.step:])
		}
	}
	return out
}

// turnBack is where a pixel of a turned picture of that size comes from.
func turnBack(p image.Point, quarters, w, h int) image.Point {
	switch quarters % 4 {
	case 1:
		return image.Pt(p.Y, w-1-p.X)
	case 2:
		return image.Pt(w-1-p.X, h-1-p.Y)
	case 3:
		return image.Pt(h-1-p.Y, p.X)
	}
	return p
}

// planes are the numbers of a picture as networks take them: a plane of w × h for each of red, green and blue, the picture at the top
// left and zeros beyond it.
func (r raster) planes(w, h int) []float32 {
	values := make([]float32, 3*w*h)
	for y := range r.h {
		row := r.pix[y*r.stride:]
		for c := range 3 {
			out, at := values[(c*h+y)*w:][:r.w], min(c, r.channels-1)
			for x := range out {
				out[x] = float32(row[at])
				at += r.step
			}
		}
	}
	return values
}
