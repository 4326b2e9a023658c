package sample

import (
	"image"
	"math"
)

// Width and Height are the size of a drawing in pixels, that of the ORL faces.
const (
	Width  = 92
	Height = 112
)

// canvas holds the levels, painted over one another in head units under the pose of a moment.
type canvas struct {
	level [Width * Height]float64
	pose  moment
}

// layer gives, for a place, how much of the paint covers what is there, 0 to 1, and the paint's level.
type layer func(u, v float64) (cover, level float64)

// paint lays a layer on. Its depth is how far in front of the neck it stands: turning the head moves it so much more.
func (c *canvas) paint(depth float64, paint layer) {
	sin, cos := math.Sincos(c.pose.roll)
	for i := range c.level {
		x := (float64(i%Width) + 0.5 - Width/2 - c.pose.shiftX) / c.pose.scale
		y := (float64(i/Width) + 0.5 - Height*0.51 - c.pose.shiftY) / c.pose.scale
		u, v := cos*x+sin*y-depth*c.pose.yaw, cos*y-sin*x-depth*c.pose.nod*0.5
		if cover, level := paint(u, v); cover > 0 {
			c.level[i] += cover * (level - c.level[i])
		}
	}
}

// picture is the canvas blurred, with noise, in 256 levels.
func (c *canvas) picture(d dice) *image.Gray {
	level := blurred(c.level[:], c.pose.blur)
	img := image.NewGray(image.Rect(0, 0, Width, Height))
	for i, v := range level {
		v = v*c.pose.gain + c.pose.noise*d.NormFloat64()
		img.Pix[i] = uint8(math.Round(255 * min(1, max(0, v))))
	}
	return img
}

// blurred convolves with a Gaussian of the given standard deviation, cut at two pixels.
func blurred(level []float64, sigma float64) []float64 {
	var kernel [5]float64
	sum := 0.0
	for i := range kernel {
		kernel[i] = gauss(float64(i-2), math.Sqrt2*sigma)
		sum += kernel[i]
	}
	along := func(in []float64, x, y int) []float64 {
		out := make([]float64, len(in))
		for i := range in {
			for k, weight := range kernel {
				px := min(Width-1, max(0, i%Width+x*(k-2)))
				py := min(Height-1, max(0, i/Width+y*(k-2)))
				out[i] += weight / sum * in[py*Width+px]
			}
		}
		return out
	}
	return along(along(level, 1, 0), 0, 1)
}

// edge is the cover at a distance from an outline, negative inside, that fades over ±soft.
func edge(distance, soft float64) float64 {
	t := min(1, max(0, 0.5-distance/(2*soft)))
	return t * t * (3 - 2*t)
}

// oval is about the distance from the outline |u/w|ᵖ + |v/h|ᵖ = 1, negative inside.
func oval(u, v, w, h, p float64) float64 {
	if math.Abs(u) > 2*w || math.Abs(v) > 2*h { // far outside, where nobody looks closely
		return max(math.Abs(u)-w, math.Abs(v)-h)
	}
	r := math.Pow(math.Pow(math.Abs(u/w), p)+math.Pow(math.Abs(v/h), p), 1/p)
	if r < 1e-6 {
		return -min(w, h)
	}
	return math.Hypot(u, v) * (1 - 1/r)
}

// arc is about the distance from a curve v = bend·(1 − (u/half)²) drawn with a pen that thins out towards ±half.
func arc(u, v, half, bend, pen float64) float64 {
	t := u / half
	slope := -2 * bend * t / half
	if math.Abs(t) > 1 {
		return math.Hypot(math.Abs(u)-half, v)
	}
	return math.Abs(v-bend*(1-t*t))/math.Sqrt(1+slope*slope) - pen*(1-0.7*t*t)
}

// gauss is the bell exp(−(x/s)²).
func gauss(x, s float64) float64 { return math.Exp(-(x / s) * (x / s)) }

// bell is a bump in two dimensions.
func bell(u, v, su, sv float64) float64 { return gauss(u, su) * gauss(v, sv) }

// mirrored calls for the left and the right side, side being −1 and 1.
func mirrored(draw func(side float64)) {
	draw(-1)
	draw(1)
}
