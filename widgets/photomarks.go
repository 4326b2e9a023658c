package widgets

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
)

// Box is a rectangle on a photo, in its pixels. A faint one is drawn more quietly than the others, and can be chosen.
type Box struct {
	X, Y, Width, Height float32
	Faint               bool
}

// The marks are bright in every theme: what lies below them is a photo.
var (
	markColor  = rgb(0x40E0CE)
	faintColor = rgb(0xF4F4F4)
	edgeColor  = rgba(0x000000A0) // a dark edge below keeps them visible on any photo
)

// Widths in units.
const (
	markLine, faintLine = 2.5, 1.2
	hoverLine           = 1.5
	markEdge            = 2 // both sides together
	leastDot, mostDot   = 1, 5.5
)

// SetMarks draws boxes and points over the photo, in the photo's own pixels (see Photo.Width), until another photo comes.
func (s *PhotoSlot) SetMarks(boxes []Box, points []fyne.Position) {
	s.boxes, s.points, s.hovered = boxes, points, -1
	s.Refresh()
}

// drawMarks draws the marks for an area of w×h pixels in which the photo is as large as fits.
func (s *PhotoSlot) drawMarks(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	if s.photo.Width <= 0 || s.photo.Height <= 0 || s.marks.Size().Width <= 0 {
		return img
	}
	scale, left, top := s.fit(float64(w), float64(h))
	m := marker{
		img: img, pen: newPen(w, h), unit: float64(w) / float64(s.marks.Size().Width),
		at: func(x, y float32) point { return point{left + scale*float64(x), top + scale*float64(y)} },
	}
	var faint, strong, hovered []Box
	for i, b := range s.boxes {
		switch {
		case i == s.hovered:
			hovered = append(hovered, b)
		case b.Faint:
			faint = append(faint, b)
		default:
			strong = append(strong, b)
		}
	}
	m.rectangles(faint, faintLine, faintColor)
	m.rectangles(hovered, hoverLine, markColor)
	m.rectangles(strong, markLine, markColor)
	m.dots(s.points)
	return img
}

// fit is how the photo lies in an area of w×h: as large as fits, in the middle.
func (s *PhotoSlot) fit(w, h float64) (scale, left, top float64) {
	scale = min(w/float64(s.photo.Width), h/float64(s.photo.Height))
	return scale, (w - scale*float64(s.photo.Width)) / 2, (h - scale*float64(s.photo.Height)) / 2
}

// marker draws marks onto an image.
type marker struct {
	img  *image.NRGBA
	pen  *pen
	unit float64 // pixels a unit
	at   func(x, y float32) point
}

func (m marker) rectangles(boxes []Box, width float64, c color.Color) {
	for _, pass := range []struct {
		width float64
		c     color.Color
	}{{width + markEdge, edgeColor}, {width, c}} {
		for _, b := range boxes {
			p, q := m.at(b.X, b.Y), m.at(b.X+b.Width, b.Y+b.Height)
			m.pen.line([]point{p, {q.x, p.y}, q, {p.x, q.y}, p}, pass.width*m.unit, 0)
		}
		m.pen.ink(m.img, pass.c)
	}
}

// dots draws points, small where they lie close together.
func (m marker) dots(points []fyne.Position) {
	if len(points) == 0 {
		return
	}
	places := make([]point, len(points))
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for i, q := range points {
		p := m.at(q.X, q.Y)
		low, high = point{min(low.x, p.x), min(low.y, p.y)}, point{max(high.x, p.x), max(high.y, p.y)}
		places[i] = p
	}
	apart := max(high.x-low.x, high.y-low.y) / m.unit / math.Sqrt(float64(len(points)))
	dot := max(leastDot, min(apart/5, mostDot))
	if len(points) == 1 {
		dot = mostDot
	}
	for _, pass := range []struct {
		width float64
		c     color.Color
	}{{dot + min(markEdge, dot), edgeColor}, {dot, markColor}} {
		for _, p := range places {
			m.pen.line([]point{p, p}, pass.width*m.unit, 0)
		}
		m.pen.ink(m.img, pass.c)
	}
}
