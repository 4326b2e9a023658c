package widgets

import (
	"image"
	"image/draw"
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

// zoomed is a photo that is shown as a whole or a part of it larger: its picture, and the marks over it, which know the zoom.
type zoomed struct {
	marks   *photoMarks
	picture *canvas.Image
	crop    *cropped
	whole   image.Image // nil: none
}

// about is the zoom by times as large, with the place of the photo below a pointer staying there.
func (z zoomed) about(by float64, pointer fyne.Position) Zoom {
	size := z.marks.raster.Size()
	at := pointer.Subtract(z.marks.raster.Position())
	scale, left, top := z.marks.fit(float64(size.Width), float64(size.Height))
	x, y := (float64(at.X)-left)/scale, (float64(at.Y)-top)/scale
	old := max(1, float64(z.marks.zoom.Factor))
	factor := max(1, min(mostZoom, old*by))
	scale *= factor / old
	return Zoom{float32(factor), fyne.NewPos(float32(x+(float64(size.Width)/2-float64(at.X))/scale), float32(y+(float64(size.Height)/2-float64(at.Y))/scale))}
}

// turned is the zoom after a turn of the wheel.
func (z zoomed) turned(e *fyne.ScrollEvent) Zoom {
	return z.about(math.Pow(zoomStep, float64(e.Scrolled.DY)/zoomNotch), e.Position)
}

// pulled is the zoom after the photo was dragged along with the pointer.
func (z zoomed) pulled(e *fyne.DragEvent) Zoom {
	size := z.marks.raster.Size()
	scale, left, top := z.marks.fit(float64(size.Width), float64(size.Height))
	// From where the photo lies in fact: its edges may have kept the middle from where it was asked to be.
	middle := fyne.NewPos(float32((float64(size.Width)/2-left)/scale), float32((float64(size.Height)/2-top)/scale))
	return Zoom{z.marks.zoom.Factor, middle.SubtractXY(e.Dragged.DX/float32(scale), e.Dragged.DY/float32(scale))}
}

// byKey is the zoom after a key: larger or smaller about the middle, or as a whole; other keys mean nothing.
func (z zoomed) byKey(r rune) (Zoom, bool) {
	middle := z.marks.raster.Position().AddXY(z.marks.raster.Size().Width/2, z.marks.raster.Size().Height/2)
	switch r {
	case '+', '=':
		return z.about(zoomStep, middle), true
	case '-':
		return z.about(1/zoomStep, middle), true
	case '0':
		return Zoom{}, true
	}
	return Zoom{}, false
}

// isPart tells whether a part of a photo is shown.
func (z zoomed) isPart() bool {
	return z.whole != nil && z.marks.zoom.Factor > 1 && z.marks.width > 0 && z.marks.height > 0
}

// layOut shows the part of the photo that the zoom leaves in view, in a room in which what reaches beyond is cut off.
func (z zoomed) layOut(at fyne.Position, room fyne.Size) {
	z.picture.FillMode, z.picture.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleSmooth
	z.picture.Image = z.whole
	if !z.isPart() {
		place(z.picture, at.X, at.Y, room.Width, room.Height)
		return
	}
	scale, left, top := z.marks.fit(float64(room.Width), float64(room.Height))
	whole := z.whole.Bounds()
	unit := scale * float64(z.marks.width) / float64(whole.Dx()) // units of the window a pixel of the picture
	edge := func(begin, room float64, from int) (low, high int) {
		return from + int(math.Floor(-begin/unit)), from + int(math.Ceil((room-begin)/unit))
	}
	x0, x1 := edge(left, float64(room.Width), whole.Min.X)
	y0, y1 := edge(top, float64(room.Height), whole.Min.Y)
	part, in := z.crop.of(z.whole, image.Rect(x0, y0, x1, y1))
	z.picture.Image, z.picture.FillMode, z.picture.ScaleMode = part, canvas.ImageFillStretch, canvas.ImageScaleFastest
	place(z.picture, at.X+float32(left+unit*float64(in.Min.X-whole.Min.X)), at.Y+float32(top+unit*float64(in.Min.Y-whole.Min.Y)),
		float32(unit*float64(in.Dx())), float32(unit*float64(in.Dy())))
}

// zoomedSlot is a slot's photo.
func zoomedSlot(s *PhotoSlot) zoomed {
	return zoomed{marks: s.marks, picture: s.picture, crop: &s.crop, whole: s.photo.Image}
}

// Scrolled makes the photo larger or smaller about the pointer.
func (s *PhotoSlot) Scrolled(e *fyne.ScrollEvent) {
	if s.state == slotPhoto {
		askZoom(s, zoomedSlot(s).turned(e))
	}
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
	if s.state == slotPhoto && zoomedSlot(s).isPart() {
		askZoom(s, zoomedSlot(s).pulled(e))
	}
}

// DragEnd is the end of a drag.
func (s *PhotoSlot) DragEnd() {}

// cropped is a part of a picture, kept so that the same part is the same image.
type cropped struct {
	whole, part image.Image
	at          image.Rectangle
}

// of is a part of a picture, in memory of its own: the toolkit takes a part of another's for the whole.
func (c *cropped) of(whole image.Image, at image.Rectangle) (image.Image, image.Rectangle) {
	if at = at.Intersect(whole.Bounds()); at == whole.Bounds() || at.Empty() {
		return whole, whole.Bounds()
	}
	if c.whole != whole || c.at != at {
		part := image.NewRGBA(image.Rectangle{Max: at.Size()})
		draw.Draw(part, part.Rect, whole, at.Min, draw.Src)
		*c = cropped{whole, part, at}
	}
	return c.part, at
}
