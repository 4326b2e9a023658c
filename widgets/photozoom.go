package widgets

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Zoom is how much larger a photo is shown than as a whole, and which place of it, in its pixels, lies in the middle as far as its
// edges allow.
type Zoom struct {
	Factor float32 // 0 and 1: as a whole
	Middle fyne.Position
}

const (
	mostZoom = 16
	// zoomStep is by how much a notch of the wheel, or a key, makes a photo larger.
	zoomStep  = 1.25
	zoomNotch = 25 // units that a wheel scrolls by a notch
)

// placeAlong is where a length begins in a room: in the middle, or, where it is longer, so that a place of it is there.
func placeAlong(room, length, middle float64) float64 {
	if length <= room {
		return (room - length) / 2
	}
	return max(room-length, min(0, room/2-middle))
}

// zoomAbout is the zoom of a slot that is by times as large, with the place of the photo below a pointer staying there.
func zoomAbout(s *PhotoSlot, by float64, pointer fyne.Position) Zoom {
	size := s.marks.raster.Size()
	at := pointer.Subtract(s.marks.raster.Position())
	scale, left, top := s.marks.fit(float64(size.Width), float64(size.Height))
	x, y := (float64(at.X)-left)/scale, (float64(at.Y)-top)/scale
	old := max(1, float64(s.marks.zoom.Factor))
	factor := max(1, min(mostZoom, old*by))
	scale *= factor / old
	return Zoom{float32(factor), fyne.NewPos(float32(x+(float64(size.Width)/2-float64(at.X))/scale), float32(y+(float64(size.Height)/2-float64(at.Y))/scale))}
}

// Scrolled makes the photo larger or smaller about the pointer.
func (s *PhotoSlot) Scrolled(e *fyne.ScrollEvent) {
	if s.state != slotPhoto {
		return
	}
	askZoom(s, zoomAbout(s, math.Pow(zoomStep, float64(e.Scrolled.DY)/zoomNotch), e.Position))
}

// askZoom shows a person's zoom, by its owner where there is one.
func askZoom(s *PhotoSlot, z Zoom) {
	if s.OnZoom != nil {
		s.OnZoom(z)
		return
	}
	s.SetZoom(z)
}

// SetZoom shows a part of the photo larger. Another photo is shown as a whole again.
func (s *PhotoSlot) SetZoom(z Zoom) {
	if z == s.marks.zoom {
		return
	}
	s.marks.zoom = z
	s.Refresh()
}

// Dragged moves the photo along with the pointer, where it is larger than its slot.
func (s *PhotoSlot) Dragged(e *fyne.DragEvent) {
	if s.marks.zoom.Factor <= 1 || s.state != slotPhoto {
		return
	}
	size := s.marks.raster.Size()
	scale, left, top := s.marks.fit(float64(size.Width), float64(size.Height))
	// From where the photo lies in fact: its edges may have kept the middle from where it was asked to be.
	middle := fyne.NewPos(float32((float64(size.Width)/2-left)/scale), float32((float64(size.Height)/2-top)/scale))
	askZoom(s, Zoom{s.marks.zoom.Factor, middle.SubtractXY(e.Dragged.DX/float32(scale), e.Dragged.DY/float32(scale))})
}

// DragEnd is the end of a drag.
func (s *PhotoSlot) DragEnd() {}

// zoomByKey makes the photo larger or smaller about its middle, or shows it as a whole.
func zoomByKey(s *PhotoSlot, r rune) bool {
	middle := s.marks.raster.Position().AddXY(s.marks.raster.Size().Width/2, s.marks.raster.Size().Height/2)
	switch {
	case s.state != slotPhoto:
		return false
	case r == '+' || r == '=':
		askZoom(s, zoomAbout(s, zoomStep, middle))
	case r == '-':
		askZoom(s, zoomAbout(s, 1/zoomStep, middle))
	case r == '0':
		askZoom(s, Zoom{})
	default:
		return false
	}
	return true
}

// cropped is a part of a picture, kept so that the same part is the same image.
type cropped struct {
	whole, part image.Image
	at          image.Rectangle
}

// of is a part of a picture, or the whole where that can't be parted.
func (c *cropped) of(whole image.Image, at image.Rectangle) (image.Image, image.Rectangle) {
	sub, ok := whole.(interface {
		SubImage(r image.Rectangle) image.Image
	})
	if at = at.Intersect(whole.Bounds()); !ok || at == whole.Bounds() || at.Empty() {
		return whole, whole.Bounds()
	}
	if c.whole != whole || c.at != at {
		*c = cropped{whole, sub.SubImage(at), at}
	}
	return c.part, at
}

// layOutZoomed shows the part of the photo that a zoom leaves in view, in a room in which what reaches beyond is cut off.
func layOutZoomed(s *PhotoSlot, room fyne.Size) {
	s.picture.FillMode, s.picture.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleSmooth
	s.picture.Image = s.photo.Image
	if s.photo.Image == nil || s.marks.zoom.Factor <= 1 || s.photo.Width <= 0 || s.photo.Height <= 0 {
		place(s.picture, 0, 0, room.Width, room.Height)
		return
	}
	scale, left, top := s.marks.fit(float64(room.Width), float64(room.Height))
	whole := s.photo.Image.Bounds()
	unit := scale * float64(s.photo.Width) / float64(whole.Dx()) // units of the window a pixel of the picture
	edge := func(begin, room float64, from int) (low, high int) {
		return from + int(math.Floor(-begin/unit)), from + int(math.Ceil((room-begin)/unit))
	}
	x0, x1 := edge(left, float64(room.Width), whole.Min.X)
	y0, y1 := edge(top, float64(room.Height), whole.Min.Y)
	part, at := s.crop.of(s.photo.Image, image.Rect(x0, y0, x1, y1))
	s.picture.Image, s.picture.FillMode, s.picture.ScaleMode = part, canvas.ImageFillStretch, canvas.ImageScaleFastest
	place(s.picture, float32(left+unit*float64(at.Min.X-whole.Min.X)), float32(top+unit*float64(at.Min.Y-whole.Min.Y)), float32(unit*float64(at.Dx())), float32(unit*float64(at.Dy())))
}
