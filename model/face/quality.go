package face

import "math"

// Flag names what weakens a comparison of a face.
type Flag string

const (
	// Pose: the head is turned, or the landmarks are wrong. Of two such faces nothing can be said.
	Pose Flag = "pose"
	// Small: the box is narrower than 46 pixels.
	Small Flag = "small"
	// TooSmall: the box is narrower than 30 pixels. Nothing can be said.
	TooSmall Flag = "too-small"
	// Blur: there are no fine details.
	Blur Flag = "blur"
	// Uncertain: it may be no face. Nothing can be said.
	Uncertain Flag = "uncertain"
	// NoFace: the whole picture stands in for a face. Nothing can be said.
	NoFace Flag = "no-face"
)

// The values beyond which errors were found to be more frequent.
const (
	leastEyes      = 0.20 // distance of the eyes over the box's width
	mostAsymmetry  = 0.7
	leastPose      = 0.5 // score
	smallWidth     = 46.0
	tooSmallWidth  = 30.0
	leastSharpness = 0.006
)

// Measures are numbers about a face.
type Measures struct {
	// Eyes is the distance of the eyes over the box's width; a frontal face has about 0.35.
	Eyes float64
	// Asymmetry tells how far the nose is from the middle of the jaw: 0 there, ±1 at its ends.
	Asymmetry float64
	// Sharpness is the variance of the chip's Laplacian over that of its grey values.
	Sharpness float64
}

// judge measures the face and sets its flags.
func (f *Face) judge(r raster) {
	left, right := centre(f.Points[36:42]), centre(f.Points[42:48])
	eyes := math.Hypot(right.X-left.X, right.Y-left.Y)
	f.Measures = Measures{
		Eyes:      eyes / f.Box.W,
		Asymmetry: f.asymmetry(Point{(right.X - left.X) / eyes, (right.Y - left.Y) / eyes}),
		Sharpness: cutPart(r, f.Five, sharpFrom, sharpTo).sharpness(),
	}
	f.Quality = f.flags()
}

func (f *Face) flags() (flags []Flag) {
	add := func(bad bool, flag Flag) {
		if bad {
			flags = append(flags, flag)
		}
	}
	m := f.Measures
	// written so that what is no number is bad
	add(!(m.Eyes >= leastEyes && math.Abs(m.Asymmetry) <= mostAsymmetry && f.Score >= leastPose), Pose)
	add(f.Box.W < smallWidth && f.Box.W >= tooSmallWidth, Small)
	add(!(f.Box.W >= tooSmallWidth), TooSmall)
	add(!(m.Sharpness >= leastSharpness), Blur)
	add(f.Uncertain, Uncertain)
	return flags
}

// asymmetry compares the ways from the tip of the nose to both ends of the jaw, along the direction of the eyes.
func (f *Face) asymmetry(along Point) float64 {
	way := func(from, to Point) float64 { return (to.X-from.X)*along.X + (to.Y-from.Y)*along.Y }
	left, right := way(f.Points[1], f.Points[30]), way(f.Points[30], f.Points[15])
	return (right - left) / (left + right)
}

func centre(points []Point) (c Point) {
	for _, p := range points {
		c.X += p.X / float64(len(points))
		c.Y += p.Y / float64(len(points))
	}
	return c
}

// Sharpness is that of the inner 100×100 pixels of a chip, which the Laplacian sees with one more on each side, from sharpFrom to before
// sharpTo.
const (
	sharpEdge  = 25
	sharpInner = 100
	sharpFrom  = sharpEdge - 1
	sharpTo    = sharpEdge + sharpInner + 1
)

// sharpness is the variance of the Laplacian of four neighbours over that of the grey values.
func (c Chip) sharpness() float64 {
	const edge, inner = sharpEdge, sharpInner
	grey := make([]float64, chipSide*chipSide)
	for y := sharpFrom; y < sharpTo; y++ {
		for i := y*chipSide + sharpFrom; i < y*chipSide+sharpTo; i++ {
			grey[i] = 0.299*float64(c[3*i]) + 0.587*float64(c[3*i+1]) + 0.114*float64(c[3*i+2])
		}
	}
	var values, laplacian [inner * inner]float64
	for y := range inner {
		for x := range inner {
			at := (y+edge)*chipSide + x + edge
			values[y*inner+x] = grey[at]
			laplacian[y*inner+x] = grey[at-1] + grey[at+1] + grey[at-chipSide] + grey[at+chipSide] - 4*grey[at]
		}
	}
	return variance(laplacian[:]) / variance(values[:])
}

func variance(values []float64) float64 {
	var sum, squares float64
	for _, v := range values {
		sum += v
	}
	mean := sum / float64(len(values))
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return squares / float64(len(values))
}
