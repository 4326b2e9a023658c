package widgets

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
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

// photoMarks are boxes and points over a photo, in the photo's own pixels.
type photoMarks struct {
	raster        *canvas.Raster
	width, height int // of the photo
	boxes         []Box
	points        []fyne.Position
	hovered       int  // the faint box below the pointer, −1: none
	quiet         bool // whether the points wait for the pointer
	near          bool // whether the pointer, or the keyboard, is there
	zoom          Zoom
}

func newPhotoMarks() *photoMarks {
	m := &photoMarks{hovered: -1}
	m.raster = canvas.NewRaster(m.draw)
	return m
}

// set changes what is marked on a photo of width×height.
func (m *photoMarks) set(width, height int, boxes []Box, points []fyne.Position) {
	m.width, m.height, m.boxes, m.points, m.hovered = width, height, boxes, points, -1
}

func (m *photoMarks) any() bool { return len(m.boxes)+len(m.points) > 0 }

// setNear shows the points, or hides them.
func (m *photoMarks) setNear(near bool) {
	if near != m.near {
		m.near = near
		m.raster.Refresh()
	}
}

// pointsShown are the points that are drawn now.
func (m *photoMarks) pointsShown() []fyne.Position {
	if m.quiet && !m.near {
		return nil
	}
	return m.points
}

// draw draws the marks for an area of w×h pixels in which the photo is as large as fits.
func (m *photoMarks) draw(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	if m.width <= 0 || m.height <= 0 || m.raster.Size().Width <= 0 {
		return img
	}
	scale, left, top := m.fit(float64(w), float64(h))
	d := marker{
		img: img, pen: newPen(w, h), unit: float64(w) / float64(m.raster.Size().Width),
		at: func(x, y float32) point { return point{left + scale*float64(x), top + scale*float64(y)} },
	}
	var faint, strong, hovered []Box
	for i, b := range m.boxes {
		switch {
		case i == m.hovered:
			hovered = append(hovered, b)
		case b.Faint:
			faint = append(faint, b)
		default:
			strong = append(strong, b)
		}
	}
	d.rectangles(faint, faintLine, faintColor)
	d.rectangles(hovered, hoverLine, markColor)
	d.rectangles(strong, markLine, markColor)
	d.dots(m.pointsShown())
	return img
}

// fit is how the photo lies in an area of w×h: as large as fits, in the middle, or larger by the zoom.
func (m *photoMarks) fit(w, h float64) (scale, left, top float64) {
	scale = min(w/float64(m.width), h/float64(m.height)) * max(1, float64(m.zoom.Factor))
	left = placeAlong(w, scale*float64(m.width), scale*float64(m.zoom.Middle.X))
	return scale, left, placeAlong(h, scale*float64(m.height), scale*float64(m.zoom.Middle.Y))
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
