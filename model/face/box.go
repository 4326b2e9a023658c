package face

import (
	"math"
)

// Box is a rectangle in pixels of the photo; it may reach outside.
type Box struct{ X, Y, W, H float64 }

// Point is a place in the photo.
type Point struct{ X, Y float64 }

// towards is the place that lies a share of the way from p to q.
func (p Point) towards(q Point, share float64) Point {
	return Point{p.X + share*(q.X-p.X), p.Y + share*(q.Y-p.Y)}
}

func (b Box) area() float64 { return b.W * b.H }

func (b Box) centre() Point { return Point{b.X + b.W/2, b.Y + b.H/2} }

func (b Box) contains(p Point) bool {
	return p.X >= b.X && p.X < b.X+b.W && p.Y >= b.Y && p.Y < b.Y+b.H
}

// common is the area that two boxes share.
func (b Box) common(c Box) float64 {
	w := min(b.X+b.W, c.X+c.W) - max(b.X, c.X)
	h := min(b.Y+b.H, c.Y+c.H) - max(b.Y, c.Y)
	return max(0, w) * max(0, h)
}

// overlap is the area that two boxes share, as a share of the smaller.
func (b Box) overlap(c Box) float64 { return b.common(c) / min(b.area(), c.area()) }

// union is the area that two boxes share, as a share of what both cover together (IoU).
func (b Box) union(c Box) float64 {
	common := b.common(c)
	return common / (b.area() + c.area() - common)
}

// bounds is the smallest box about the points.
func bounds(points []Point) Box {
	lowX, lowY := math.Inf(1), math.Inf(1)
	highX, highY := math.Inf(-1), math.Inf(-1)
	for _, p := range points {
		lowX, highX = min(lowX, p.X), max(highX, p.X)
		lowY, highY = min(lowY, p.Y), max(highY, p.Y)
	}
	return Box{lowX, lowY, highX - lowX, highY - lowY}
}

func centre(points ...Point) (c Point) {
	for _, p := range points {
		c.X += p.X / float64(len(points))
		c.Y += p.Y / float64(len(points))
	}
	return c
}

// clamp is x held between two bounds; what is no number becomes the lower.
func clamp(x, low, high float64) float64 {
	if !(x > low) {
		return low
	}
	return min(x, high)
}

// Main is the index of the face that a photo of that size is likely of, large and near the centre; −1 without faces.
func Main(faces []Face, width, height int) int {
	best, at := math.Inf(-1), -1
	x, y := float64(width)/2, float64(height)/2
	for i, f := range faces {
		c := f.Box.centre()
		away := math.Hypot(c.X-x, c.Y-y) / math.Hypot(x, y)
		if weight := f.Box.area() * (1 - min(away, 0.999)); weight > best {
			best, at = weight, i
		}
	}
	return at
}
