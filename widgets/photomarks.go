package widgets

import (
	"image"

	"fyne.io/fyne/v2"
)

// Box is a rectangle on a photo, in its pixels.
type Box struct{ X, Y, Width, Height float32 }

// markColor is bright in every theme: what lies below it is a photo.
var markColor = rgb(0x40E0CE)

// SetMarks draws boxes and points over the photo, in the photo's own pixels (see Photo.Width), until another photo comes.
func (s *PhotoSlot) SetMarks(boxes []Box, points []fyne.Position) {
	s.boxes, s.points = boxes, points
	s.Refresh()
}

// drawMarks draws the marks for an area of w×h pixels in which the photo is as large as fits.
func (s *PhotoSlot) drawMarks(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	if s.photo.Width <= 0 || s.photo.Height <= 0 || s.marks.Size().Width <= 0 {
		return img
	}
	scale := min(float64(w)/float64(s.photo.Width), float64(h)/float64(s.photo.Height))
	left, top := (float64(w)-scale*float64(s.photo.Width))/2, (float64(h)-scale*float64(s.photo.Height))/2
	at := func(x, y float32) point { return point{left + scale*float64(x), top + scale*float64(y)} }

	unit := float64(w) / float64(s.marks.Size().Width)
	p := newPen(w, h)
	draw := func(width float64) {
		for _, b := range s.boxes {
			a, c := at(b.X, b.Y), at(b.X+b.Width, b.Y+b.Height)
			p.line([]point{a, {c.x, a.y}, c, {a.x, c.y}, a}, width, 0)
		}
		for _, q := range s.points {
			a := at(q.X, q.Y)
			p.line([]point{a, a}, width+4*unit, 0)
		}
	}
	// A dark edge below the accent keeps the marks visible on any photo.
	draw(3.5 * unit)
	p.ink(img, rgba(0x000000A0))
	draw(1.5 * unit)
	p.ink(img, markColor)
	return img
}
