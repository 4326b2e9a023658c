package widgets

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Box is a rectangle on a photo, in its pixels. A faint one is drawn more quietly than the others.
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
	markLine, faintLine = 1.5, 1
	markEdge            = 2 // both sides together
	leastDot, mostDot   = 1, 5.5
)

// photoMarks are boxes and points over a photo, in the photo's own pixels.
type photoMarks struct {
	raster        *canvas.Raster
	width, height int // of the photo
	boxes         []Box
	points        []fyne.Position
}

func newPhotoMarks() *photoMarks {
	m := &photoMarks{}
	m.raster = canvas.NewRaster(m.draw)
	return m
}

func (m *photoMarks) any() bool { return len(m.boxes)+len(m.points) > 0 }

// draw draws the marks for an area of w×h pixels in which the photo is as large as fits.
func (m *photoMarks) draw(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	if m.width <= 0 || m.height <= 0 || m.raster.Size().Width <= 0 {
		return img
	}
	scale := min(float64(w)/float64(m.width), float64(h)/float64(m.height))
	left, top := (float64(w)-scale*float64(m.width))/2, (float64(h)-scale*float64(m.height))/2
	d := marker{
		img: img, pen: newPen(w, h), unit: float64(w) / float64(m.raster.Size().Width),
		at: func(x, y float32) point { return point{left + scale*float64(x), top + scale*float64(y)} },
	}
	d.rectangles(m.boxes, true, faintLine, faintColor)
	d.rectangles(m.boxes, false, markLine, markColor)
	d.dots(m.points)
	return img
}

// marker draws marks onto an image.
type marker struct {
	img  *image.NRGBA
	pen  *pen
	unit float64 // pixels a unit
	at   func(x, y float32) point
}

func (m marker) rectangles(boxes []Box, faint bool, width float64, c color.Color) {
	for _, pass := range []struct {
		width float64
		c     color.Color
	}{{width + markEdge, edgeColor}, {width, c}} {
		for _, b := range boxes {
			if b.Faint == faint {
				p, q := m.at(b.X, b.Y), m.at(b.X+b.Width, b.Y+b.Height)
				m.pen.line([]point{p, {q.x, p.y}, q, {p.x, q.y}, p}, pass.width*m.unit, 0)
			}
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
