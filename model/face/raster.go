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

func newRaster(w, h, channels int) raster {
	return raster{w, h, channels, channels, w * channels, make([]uint8, w*h*channels)}
}

// offset is where channel c of the pixel lies; that of a grey picture stands for all.
func (r raster) offset(x, y, c int) int { return y*r.stride + x*r.step + min(c, r.channels-1) }

func (r raster) empty() bool { return r.w < 1 || r.h < 1 }

// all is the whole picture as a rectangle.
func (r raster) all() rect { return rect{0, 0, r.w, r.h} }

// rect is a rectangle of whole pixels. It may reach outside of a picture, which then goes on with its edge's pixels.
type rect struct{ x, y, w, h int }

// averages makes one picture for every k: the means, rounded, of the blocks of k×k pixels that tile the rectangle from its top
// left. A block that the rectangle cuts is averaged over what it has. The pixels are read once for all.
func (r raster) averages(area rect, ks ...int) []raster {
	out, sums := make([]raster, len(ks)), make([][]uint32, len(ks))
	for i, k := range ks {
		out[i] = newRaster((area.w+k-1)/k, (area.h+k-1)/k, r.channels)
		sums[i] = make([]uint32, out[i].w*r.channels)
	}
	prefix := make([]uint32, (area.w+1)*r.channels)
	for y := range area.h {
		r.prefixSums(prefix, area.x, min(max(area.y+y, 0), r.h-1), area.w)
		for i, k := range ks {
			addBlocks(sums[i], prefix, k, r.channels)
			if rows := y%k + 1; rows == k || y == area.h-1 {
				out[i].setRow(y/k, sums[i], k, rows, area.w)
				clear(sums[i])
			}
		}
	}
	return out
}

// prefixSums puts the sums of row y's pixels from x on before each of w+1 places.
func (r raster) prefixSums(prefix []uint32, x, y, w int) {
	row := r.pix[y*r.stride:]
	before := min(max(-x, 0), w)
	inside := min(max(r.w-x, before), w)
	last := 0
	var sum [3]uint32
	put := func(i, at int) {
		for c := range r.channels {
			sum[c] += uint32(row[at+c])
			prefix[(i+1)*r.channels+c] = sum[c]
		}
	}
	for i := range before {
		put(i, last)
	}
	if r.channels == 3 {
		a, b, c := sum[0], sum[1], sum[2]
		at := (x + before) * r.step
		for i := before; i < inside; i++ {
			p := row[at : at+3 : at+3]
			q := prefix[3*i+3 : 3*i+6 : 3*i+6]
			a, b, c = a+uint32(p[0]), b+uint32(p[1]), c+uint32(p[2])
			q[0], q[1], q[2] = a, b, c
			at += r.step
		}
		sum = [3]uint32{a, b, c}
	} else {
		for i := before; i < inside; i++ {
			put(i, (x+i)*r.step)
		}
	}
	for i := inside; i < w; i++ {
		put(i, (r.w-1)*r.step)
	}
}

// addBlocks adds a row's sums to those of the blocks.
func addBlocks(sums, prefix []uint32, k, channels int) {
	step := k * channels
	for c := range channels {
		before := prefix[c]
		for i, at := c, c+step; i < len(sums); i, at = i+channels, at+step {
			after := prefix[min(at, len(prefix)-channels+c)]
			sums[i] += after - before
			before = after
		}
	}
}

// setRow divides the sums by their number of pixels. It does so as Pillow's Image.reduce, in whose terms the known values are: a
// multiplication by a reciprocal that is rounded down, by which a mean just at a half may come out one lower.
func (r raster) setRow(y int, sums []uint32, k, rows, w int) {
	row := r.pix[y*r.stride:][:len(sums)]
	whole := w / k * r.channels
	half, factor := reciprocal(k * rows)
	for i, sum := range sums[:whole] {
		row[i] = uint8((sum + half) * factor >> 24)
	}
	if whole < len(sums) {
		half, factor = reciprocal(w % k * rows)
		for i, sum := range sums[whole:] {
			row[whole+i] = uint8((sum + half) * factor >> 24)
		}
	}
}

// reciprocal is half of n, and 2²⁴/n.
func reciprocal(n int) (half, factor uint32) {
	return uint32(n) / 2, uint32(float32(1<<32) / float32(uint32(n)<<8))
}
