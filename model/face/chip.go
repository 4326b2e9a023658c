package face

import (
	"image"
	"image/color"
	"math"
)

// Chip is an aligned face of 150×150 pixels: red, green and blue together, row after row, 0 to 255. The values aren't rounded.
type Chip []float32

// template are dlib's places of Face.Five in a face of size 1, without the margin about it.
var template = [5]Point{
	{0.8595674595992, 0.2134981538014},
	{0.6460604764104, 0.2289674387677},
	{0.1205750620789, 0.2137274526848},
	{0.3340850613712, 0.2290642403242},
	{0.4901123135679, 0.6277975316475},
}

// templateMargin is how much is seen about the template's face, on each side, in its sizes.
const templateMargin = 0.25

// Similarity turns, scales and moves: chip pixel (u, v) lies at x = A·u − B·v + X, y = B·u + A·v + Y of the photo.
type Similarity struct{ A, B, X, Y float64 }

// Alignment is the similarity that carries the template to the five points with the least squares in pixels of the photo.
func Alignment(points [5]Point) Similarity {
	var chip [5]Point
	var from, to Point
	for i, t := range template {
		chip[i] = Point{(t.X + templateMargin) / (1 + 2*templateMargin) * chipSide, (t.Y + templateMargin) / (1 + 2*templateMargin) * chipSide}
		from = Point{from.X + chip[i].X/5, from.Y + chip[i].Y/5}
		to = Point{to.X + points[i].X/5, to.Y + points[i].Y/5}
	}
	var dot, cross, squares float64
	for i, p := range points {
		u, v, x, y := chip[i].X-from.X, chip[i].Y-from.Y, p.X-to.X, p.Y-to.Y
		dot, cross, squares = dot+u*x+v*y, cross+u*y-v*x, squares+u*u+v*v
	}
	a, b := dot/squares, cross/squares
	return Similarity{a, b, to.X - a*from.X + b*from.Y, to.Y - b*from.X - a*from.Y}
}

// At is the place of a chip pixel in the photo.
func (s Similarity) At(u, v float64) Point { return Point{s.A*u - s.B*v + s.X, s.B*u + s.A*v + s.Y} }

// scale is the number of the photo's pixels per pixel of the chip.
func (s Similarity) scale() float64 { return math.Hypot(s.A, s.B) }

// CutChip cuts the aligned face at the five points out of a photo. Large faces are averaged down first; beyond the photo its edge
// goes on.
func CutChip(img image.Image, points [5]Point) Chip {
	return cutChip(rasterOf(img), points)
}

func cutChip(r raster, points [5]Point) Chip {
	return cutPart(r, points, 0, chipSide)
}

// cutPart is cutChip of the rows and columns from first to before last; the others are black.
func cutPart(r raster, points [5]Point, first, last int) Chip {
	s := Alignment(points)
	k := int(clamp(s.scale(), 1, float64(max(r.w, r.h))))
	corners := [4]Point{s.At(0, 0), s.At(chipSide, 0), s.At(0, chipSide), s.At(chipSide, chipSide)}
	small, left, top := r.reduced(bounds(corners[:]), k)
	chip := make(Chip, chipSide*chipSide*3)
	shift, unit := float64(k-1)/2, 1/float64(k)
	for v := first; v < last; v++ {
		p := s.At(float64(first), float64(v))
		small.line((p.X-shift)*unit-float64(left), (p.Y-shift)*unit-float64(top), s.A*unit, s.B*unit, chip[3*(v*chipSide+first):3*(v*chipSide+last)])
	}
	return chip
}

// reduced is the part of the picture in the box and some pixels about it, averaged down by k in blocks that start at multiples of k, and
// where its first pixel lies in the whole picture averaged so.
func (r raster) reduced(b Box, k int) (small raster, left, top int) {
	span := func(from, length float64, whole int) (first, pixels int) {
		blocks := (whole + k - 1) / k
		clip := func(x float64) int { return int(clamp(math.Floor(x/float64(k)), 0, float64(blocks-1))) }
		first = clip(from - float64(2*k))
		last := max(first, clip(from+length+float64(2*k)))
		return first, min((last+1)*k, whole) - first*k
	}
	left, w := span(b.X, b.W, r.w)
	top, h := span(b.Y, b.H, r.h)
	return r.averages(rect{left * k, top * k, w, h}, k)[0], left, top
}

// line fills out, three numbers a place, with the picture's values at places a step apart, by bilinear interpolation; its edge goes on
// outside.
func (r raster) line(x, y, stepX, stepY float64, out []float32) {
	right, bottom := r.w-1, r.h-1
	for ; len(out) >= 3; out, x, y = out[3:], x+stepX, y+stepY {
		cx, cy := clamp(x, 0, float64(right)), clamp(y, 0, float64(bottom))
		x0, y0 := int(cx), int(cy)
		fx, fy := float32(cx-float64(x0)), float32(cy-float64(y0))
		upper, lower := y0*r.stride, min(y0+1, bottom)*r.stride
		before, behind := x0*r.step, min(x0+1, right)*r.step
		a, b, c, d := r.pix[upper+before:], r.pix[upper+behind:], r.pix[lower+before:], r.pix[lower+behind:]
		if r.channels == 1 {
			v := between(fx, fy, a[0], b[0], c[0], d[0])
			out[0], out[1], out[2] = v, v, v
			continue
		}
		out[0] = between(fx, fy, a[0], b[0], c[0], d[0])
		out[1] = between(fx, fy, a[1], b[1], c[1], d[1])
		out[2] = between(fx, fy, a[2], b[2], c[2], d[2])
	}
}

// between is the value at (x, y) of a square of four pixels, x and y from 0 to 1.
func between(x, y float32, a, b, c, d uint8) float32 {
	upper := (1-x)*float32(a) + x*float32(b)
	lower := (1-x)*float32(c) + x*float32(d)
	return (1-y)*upper + y*lower
}

// Image is the chip to look at, rounded.
func (c Chip) Image() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, chipSide, chipSide))
	for i := range chipSide * chipSide {
		p := c[3*i:]
		img.SetRGBA(i%chipSide, i/chipSide, color.RGBA{uint8(p[0] + 0.5), uint8(p[1] + 0.5), uint8(p[2] + 0.5), 255})
	}
	return img
}
