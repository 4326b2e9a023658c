package face

import (
	"cmp"
	"math"
	"slices"
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

// overlap is the area that two boxes share, as a share of the smaller.
func (b Box) overlap(c Box) float64 {
	w := min(b.X+b.W, c.X+c.W) - max(b.X, c.X)
	h := min(b.Y+b.H, c.Y+c.H) - max(b.Y, c.Y)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h / min(b.area(), c.area())
}

// What a score says: a face, maybe one, none.
const (
	sureScore  = 0.6
	leastScore = 0.3
	sameFace   = 0.5 // overlap of two boxes of one face
)

// merge takes what all passes found, the best first, and leaves out boxes that overlap one taken already. Without one that is
// sure, the best of all is taken, and uncertain.
func merge(found []candidate) (faces []candidate, uncertain bool) {
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	for _, c := range found {
		if c.score <= sureScore {
			break
		}
		if !slices.ContainsFunc(faces, func(kept candidate) bool { return c.overlap(kept.Box) > sameFace }) {
			faces = append(faces, c)
		}
	}
	if len(faces) == 0 && len(found) > 0 {
		return found[:1], true
	}
	return faces, false
}

// Main is the index of the face that a photo of that size is likely of, large and near the centre; −1 without faces.
func Main(faces []Face, width, height int) int {
	best, at := math.Inf(-1), -1
	x, y := float64(width)/2, float64(height)/2
	for i, f := range faces {
		distance := math.Hypot(f.Box.X+f.Box.W/2-x, f.Box.Y+f.Box.H/2-y) / math.Hypot(x, y)
		if weight := f.Box.area() * (1 - distance); weight > best {
			best, at = weight, i
		}
	}
	return at
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

// grown is the box enlarged by a share of its size on every side.
func (b Box) grown(share float64) Box {
	return Box{b.X - share*b.W, b.Y - share*b.H, b.W * (1 + 2*share), b.H * (1 + 2*share)}
}

// clamp is x held between two bounds; what is no number becomes the lower.
func clamp(x, low, high float64) float64 {
	if !(x > low) {
		return low
	}
	return min(x, high)
}
