package face

import (
	"math"

	"siamface/model/parallel"
)

// taps are the pixels that one output of a resampling is made of, along one axis: those from first on, by their weights, which add up
// to 1.
type taps struct {
	first   int
	weights []float32
}

// shrinking are the taps of outputs from … to−1 of n along an axis of length pixels, whose edges are repeated by border on either side: an
// output is the mean of the pixels that it covers, by their covered areas (OpenCV's INTER_AREA).
func shrinking(length, border, n, from, to int) []taps {
	scale := float64(length+2*border) / float64(n)
	list := make([]taps, 0, to-from)
	for i := from; i < to; i++ {
		var t collector
		low := float64(i) * scale
		for p := int(low); float64(p) < low+scale-1e-9; p++ {
			covered := min(float64(p+1), low+scale) - max(float64(p), low)
			t.add(p-border, length, covered/scale)
		}
		list = append(list, t.taps)
	}
	return list
}

// collector gathers the taps of one output, in rising order.
type collector struct{ taps }

// add gives the pixel at a place a weight; places beyond the edges are those at the edges.
func (t *collector) add(at, length int, weight float64) {
	if weight <= 0 {
		return
	}
	at = min(max(at, 0), length-1)
	if len(t.weights) == 0 {
		t.first = at
	}
	for len(t.weights) <= at-t.first {
		t.weights = append(t.weights, 0)
	}
	t.weights[at-t.first] += float32(weight)
}

// resampled makes a picture of the taps, rounded to bytes.
func (r raster) resampled(xs, ys []taps) raster {
	out := newRaster(len(xs), len(ys), r.channels)
	if len(xs) == 0 || len(ys) == 0 {
		return out
	}
	const band = 16 // rows for one worker
	parallel.All((len(ys)+band-1)/band, func(i int) {
		from := i * band
		r.resampleRows(out, xs, ys, from, min(from+band, len(ys)))
	})
	return out
}

func (r raster) resampleRows(out raster, xs, ys []taps, from, to int) {
	left := xs[0].first
	last := xs[len(xs)-1]
	sums := make([]float32, (last.first+len(last.weights)-left)*r.step)
	bias := halfUp(xs, ys)
	for y := from; y < to; y++ {
		for k, weight := range ys[y].weights {
			row := r.pix[(ys[y].first+k)*r.stride+left*r.step:]
			row = row[:min(len(sums), len(row))]
			if k == 0 {
				for i, v := range row {
					sums[i] = weight * float32(v)
				}
				continue
			}
			for i, v := range row {
				sums[i] += weight * float32(v)
			}
		}
		line := out.pix[y*out.stride:][:out.w*out.channels]
		if r.channels == 1 {
			mixGrey(line, sums, xs, left, bias)
		} else {
			mixColour(line, sums, xs, left, r.step, bias)
		}
	}
}

// wholeWeight is 1 in the whole numbers by which bytes are interpolated.
const wholeWeight = 2048

// neighbours are the two pixels between which an output of an enlargement lies, along one axis, and what they count in it.
type neighbours struct {
	at      [2]int
	weights [2]int32
}

// enlarging are the neighbours of n outputs along an axis of length pixels, whose edges are repeated by border on either side. Pixels have
// their place in their middle (OpenCV's INTER_LINEAR).
func enlarging(length, border, n int) []neighbours {
	scale := float64(length+2*border) / float64(n)
	list := make([]neighbours, n)
	for i := range list {
		place := float32((float64(i)+0.5)*scale - 0.5)
		p := int(math.Floor(float64(place)))
		second := int32(math.RoundToEven(float64((place - float32(p)) * wholeWeight)))
		inside := func(at int) int { return min(max(at-border, 0), length-1) }
		list[i] = neighbours{[2]int{inside(p), inside(p + 1)}, [2]int32{wholeWeight - second, second}}
	}
	return list
}

// enlarged interpolates in whole numbers, and with their places cut off, as OpenCV does.
func (r raster) enlarged(xs, ys []neighbours) raster {
	out := newRaster(len(xs), len(ys), r.channels)
	parallel.All(len(ys), func(y int) {
		line := out.pix[y*out.stride:][:out.stride]
		for i := range line {
			x, c, sum := xs[i/r.channels], i%r.channels, int32(2)
			for k, at := range ys[y].at {
				row := r.pix[at*r.stride+c:]
				mixed := x.weights[0]*int32(row[x.at[0]*r.step]) + x.weights[1]*int32(row[x.at[1]*r.step])
				sum += mixed >> 4 * ys[y].weights[k] >> 16
			}
			line[i] = uint8(sum >> 2)
		}
	})
	return out
}

// halfUp is what makes halves go up where four pixels become one, as OpenCV has it there and nowhere else: a mean of four has no smaller
// fraction than a quarter.
func halfUp(xs, ys []taps) float32 {
	isHalf := func(t taps) bool { return len(t.weights) == 2 && t.weights[0] == 0.5 && t.weights[1] == 0.5 }
	if isHalf(xs[len(xs)/2]) && isHalf(ys[len(ys)/2]) {
		return 0.125
	}
	return 0
}

func mixGrey(line []uint8, sums []float32, xs []taps, left int, bias float32) {
	for x, t := range xs {
		a := bias
		for k, weight := range t.weights {
			a += weight * sums[t.first-left+k]
		}
		line[x] = rounded(a)
	}
}

func mixColour(line []uint8, sums []float32, xs []taps, left, step int, bias float32) {
	for x, t := range xs {
		a, b, c := bias, bias, bias
		at := (t.first - left) * step
		for _, weight := range t.weights {
			p := sums[at : at+3 : at+3]
			a, b, c = a+weight*p[0], b+weight*p[1], c+weight*p[2]
			at += step
		}
		o := line[3*x : 3*x+3 : 3*x+3]
		o[0], o[1], o[2] = rounded(a), rounded(b), rounded(c)
	}
}

// rounded is a value from 0 to 255 as a byte, halves to the even one: the sum with 3 · 2²² leaves no places for a fraction.
func rounded(v float32) uint8 { return uint8(math.Float32bits(v + 3<<22)) }

// reduced is the part of a picture that is needed about a box once the whole is averaged down by k along each side, and the similarity
// that carries places of the photo into it.
type reduced struct {
	raster
	scaleX, scaleY float64 // pixels of it per pixel of the photo
	left, top      float64
}

// reduce averages a picture down to floor(w/k) × floor(h/k) pixels, as far as a box and a few pixels about it go.
func (r raster) reduce(k int, box Box) reduced {
	w, h := max(1, r.w/k), max(1, r.h/k)
	scaleX, scaleY := float64(w)/float64(r.w), float64(h)/float64(r.h)
	span := func(from, length, scale float64, whole int) (int, int) {
		const about = 3
		low := int(clamp(math.Floor(from*scale)-about, 0, float64(whole-1)))
		high := int(clamp(math.Ceil((from+length)*scale)+about, float64(low+1), float64(whole)))
		return low, high
	}
	x0, x1 := span(box.X, box.W, scaleX, w)
	y0, y1 := span(box.Y, box.H, scaleY, h)
	small := r.resampled(shrinking(r.w, 0, w, x0, x1), shrinking(r.h, 0, h, y0, y1))
	return reduced{small, scaleX, scaleY, float64(x0), float64(y0)}
}

// at is where a place of the photo lies in the reduced picture, as OpenCV's scripts of the known values have it: by scale alone.
func (r reduced) at(p Point) Point { return Point{p.X*r.scaleX - r.left, p.Y*r.scaleY - r.top} }

// lineBetween fills out with the picture's values at places of the photo, three bytes a place, which follow each other as the first two do.
func (r reduced) lineBetween(first, second Point, beyond edge, out []uint8) {
	p, q := r.at(first), r.at(second)
	r.line(p, Point{q.X - p.X, q.Y - p.Y}, beyond, out)
}

// edge says what lies beyond a picture.
type edge bool

const (
	black    edge = false
	repeated edge = true
)

// line fills out, three bytes a place, with the picture's values at places a step apart, by bilinear interpolation.
func (r raster) line(from, step Point, beyond edge, out []uint8) {
	x, y, stepX, stepY := float32(from.X), float32(from.Y), float32(step.X), float32(step.Y)
	for i := 0; i+3 <= len(out); i += 3 {
		n := float32(i / 3)
		r.sample(x+n*stepX, y+n*stepY, beyond, out[i:i+3:i+3])
	}
}

// sample is the picture's value at a place.
func (r raster) sample(x, y float32, beyond edge, out []uint8) {
	right, bottom := float32(r.w), float32(r.h)
	if beyond == repeated {
		x, y = within(x, right-1), within(y, bottom-1)
	} else if !(x > -1 && y > -1 && x < right && y < bottom) {
		out[0], out[1], out[2] = 0, 0, 0
		return
	}
	x0, y0 := int(x+1)-1, int(y+1)-1 // rounded down: both are above −1
	fx, fy := x-float32(x0), y-float32(y0)
	if x0 < 0 || y0 < 0 || x0+1 >= r.w || y0+1 >= r.h {
		r.sampleEdge(x0, y0, fx, fy, beyond, out)
		return
	}
	at := y0*r.stride + x0*r.step
	upper, lower := r.pix[at:], r.pix[at+r.stride:]
	if r.channels == 1 {
		v := rounded(between(fx, fy, upper[0], upper[1], lower[0], lower[1]))
		out[0], out[1], out[2] = v, v, v
		return
	}
	for i := range 3 {
		out[i] = rounded(between(fx, fy, upper[i], upper[r.step+i], lower[i], lower[r.step+i]))
	}
}

// within is x held between 0 and a bound; what is no number becomes 0.
func within(x, high float32) float32 {
	if !(x > 0) {
		return 0
	}
	return min(x, high)
}

// sampleEdge is sample where not all four pixels lie inside.
func (r raster) sampleEdge(x0, y0 int, fx, fy float32, beyond edge, out []uint8) {
	value := func(x, y, i int) uint8 {
		if beyond == black && (x < 0 || y < 0 || x >= r.w || y >= r.h) {
			return 0
		}
		return r.pix[min(max(y, 0), r.h-1)*r.stride+min(max(x, 0), r.w-1)*r.step+min(i, r.channels-1)]
	}
	for i := range 3 {
		out[i] = rounded(between(fx, fy, value(x0, y0, i), value(x0+1, y0, i), value(x0, y0+1, i), value(x0+1, y0+1, i)))
	}
}

// between is the value at (x, y) of a square of four pixels, x and y from 0 to 1.
func between(x, y float32, a, b, c, d uint8) float32 {
	upper := (1-x)*float32(a) + x*float32(b)
	lower := (1-x)*float32(c) + x*float32(d)
	return (1-y)*upper + y*lower
}
