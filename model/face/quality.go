package face

import (
	"math"
	"slices"
)

// Flag names what weakens a comparison of a face.
type Flag string

const (
	// Weak: the recogniser made little of the face; its comparisons err several times as often.
	Weak Flag = "weak"
	// Void: it made so little of it that nothing can be said.
	Void Flag = "void"
	// Uncertain: it may be no face. Nothing can be said.
	Uncertain Flag = "uncertain"
	// NoFace: the whole picture stands in for a face. Nothing can be said.
	NoFace Flag = "no-face"

	// What follows says why a face is weak or void, where that can be told; a good face has none of them.

	// Pose: the head is turned to the side, up or down.
	Pose Flag = "pose"
	// Small: the face has few pixels.
	Small Flag = "small"
	// Blur: there are no fine details.
	Blur Flag = "blur"
	// Dark: there is hardly any light on it, or hardly any contrast.
	Dark Flag = "dark"
	// Cut: part of it lies outside of the photo.
	Cut Flag = "cut"
)

// reasons are the flags that only explain.
var reasons = []Flag{Pose, Small, Blur, Dark, Cut}

// Explains tells whether a flag only says why a face is weak.
func (f Flag) Explains() bool { return slices.Contains(reasons, f) }

// SaysNothing tells whether nothing can be said of a face with that flag.
func (f Flag) SaysNothing() bool { return f == Void || f == Uncertain || f == NoFace }

// The values beyond which a weak face is explained by something.
const (
	mostAsymmetry  = 0.5
	smallHeight    = 40.0
	leastSharpness = 0.018
	leastLight     = 45.0 // mean of the grey values
	leastContrast  = 9.0  // their deviation
	mostOutside    = 0.22
)

// judge sets the quality of a face that was described.
func (r *Recogniser) judge(f *Face, c Chip, photo raster) {
	f.Quality = nil
	switch {
	case !(f.Length >= r.VoidBelow): // so that what is no number is bad
		f.Quality = append(f.Quality, Void)
	case !(f.Length >= r.WeakBelow):
		f.Quality = append(f.Quality, Weak)
	}
	if f.Uncertain {
		f.Quality = append(f.Quality, Uncertain)
	}
	if len(f.Quality) > 0 {
		f.Quality = append(f.Quality, r.explain(f, c, photo)...)
	}
}

// explain says what may make a face weak.
func (r *Recogniser) explain(f *Face, c Chip, photo raster) (why []Flag) {
	add := func(bad bool, flag Flag) {
		if bad {
			why = append(why, flag)
		}
	}
	light, contrast, sharpness := measureChip(c)
	add(math.Abs(f.asymmetry()) > mostAsymmetry, Pose)
	add(f.Box.H < smallHeight, Small)
	add(sharpness < leastSharpness, Blur)
	add(light < leastLight || contrast < leastContrast, Dark)
	add(r.outside(f.Five, photo) > mostOutside, Cut)
	return why
}

// asymmetry compares the ways from the tip of the nose to both ends of the jaw, along the direction of the eyes: 0 in the middle, ±1 at its
// ends.
func (f *Face) asymmetry() float64 {
	left, right := centre(f.Points[36:42]...), centre(f.Points[42:48]...)
	length := math.Hypot(right.X-left.X, right.Y-left.Y)
	along := Point{(right.X - left.X) / length, (right.Y - left.Y) / length}
	way := func(from, to Point) float64 { return (to.X-from.X)*along.X + (to.Y-from.Y)*along.Y }
	before, behind := way(f.Points[1], f.Points[30]), way(f.Points[30], f.Points[15])
	return (behind - before) / (before + behind)
}

// outside is the share of the chip that lies outside of the photo, counted at 16 × 16 places.
func (r *Recogniser) outside(five [5]Point, photo raster) float64 {
	const places = 16
	toPhoto := SimilarityOf(five, r.Template).inverse()
	count := 0
	for v := range places {
		for u := range places {
			step := float64(r.Side) / places
			p := toPhoto.At((float64(u)+0.5)*step, (float64(v)+0.5)*step)
			if p.X < 0 || p.Y < 0 || p.X > float64(photo.w-1) || p.Y > float64(photo.h-1) {
				count++
			}
		}
	}
	return float64(count) / (places * places)
}
