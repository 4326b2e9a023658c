package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// PhotoView shows one picture as large as fits on a quiet ground, or a sentence in its place. The wheel, a drag, a double click and the
// keys +, − and 0 show a part of it larger. It takes the keyboard: arrows turn the pages, other keys are handed on.
type PhotoView struct {
	widget.BaseWidget
	OnTurn func(by int) // -1 or +1

	message string
	focused bool
	image   image.Image
	crop    cropped
	well    *canvas.Rectangle
	picture *canvas.Image
	marks   *photoMarks
	text    *canvas.Text
}

var (
	_ fyne.Focusable  = (*PhotoView)(nil)
	_ fyne.Scrollable = (*PhotoView)(nil)
	_ fyne.Draggable  = (*PhotoView)(nil)
)

// NewPhotoView makes an empty view.
func NewPhotoView(turn func(by int)) *PhotoView {
	v := &PhotoView{
		OnTurn: turn, well: canvas.NewRectangle(nil), text: canvas.NewText("", nil),
		picture: &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleSmooth},
		marks:   newPhotoMarks(),
	}
	v.ExtendBaseWidget(v)
	return v
}

// SetImage shows a picture that is bounded already, without marks; nil shows nothing.
func (v *PhotoView) SetImage(img image.Image) {
	v.image, v.message, v.marks.zoom = img, "", Zoom{}
	width, height := 0, 0
	if img != nil {
		width, height = img.Bounds().Dx(), img.Bounds().Dy()
	}
	v.SetMarks(width, height, nil, nil)
}

// SetMarks draws boxes and points over the picture, in the pixels of a photo of width×height, until another picture comes.
func (v *PhotoView) SetMarks(width, height int, boxes []Box, points []fyne.Position) {
	v.marks.set(width, height, boxes, points)
	v.Refresh()
}

// Marks is the number of boxes and points drawn.
func (v *PhotoView) Marks() (boxes, points int) { return len(v.marks.boxes), len(v.marks.points) }

// SetMessage shows a sentence in place of a picture.
func (v *PhotoView) SetMessage(text string) {
	v.image, v.message = nil, text
	v.Refresh()
}

// Image is the picture shown.
func (v *PhotoView) Image() image.Image { return v.image }

// Zoom is how the picture is shown.
func (v *PhotoView) Zoom() Zoom { return v.marks.zoom }

func (v *PhotoView) zoomed() zoomed {
	return zoomed{marks: v.marks, picture: v.picture, crop: &v.crop, whole: v.image}
}

func (v *PhotoView) setZoom(z Zoom) {
	if v.image != nil && z != v.marks.zoom {
		v.marks.zoom = z
		v.Refresh()
	}
}

// Scrolled makes the picture larger or smaller about the pointer.
func (v *PhotoView) Scrolled(e *fyne.ScrollEvent) { v.setZoom(v.zoomed().turned(e)) }

// Dragged moves the picture along with the pointer, where only a part of it is seen.
func (v *PhotoView) Dragged(e *fyne.DragEvent) {
	if v.zoomed().isPart() {
		v.setZoom(v.zoomed().pulled(e))
	}
}

// DragEnd is the end of a drag.
func (v *PhotoView) DragEnd() {}

// DoubleTapped shows the place below the pointer larger, or the whole again.
func (v *PhotoView) DoubleTapped(e *fyne.PointEvent) {
	const larger = 4
	if v.zoomed().isPart() {
		v.setZoom(Zoom{})
		return
	}
	v.setZoom(v.zoomed().about(larger, e.Position))
}

// FocusGained shows where the keyboard is.
func (v *PhotoView) FocusGained() { v.setFocused(true) }

// FocusLost hides it.
func (v *PhotoView) FocusLost() { v.setFocused(false) }

func (v *PhotoView) setFocused(f bool) {
	v.focused = f
	v.Refresh()
}

// TypedRune zooms or hands on.
func (v *PhotoView) TypedRune(r rune) {
	if z, ok := v.zoomed().byKey(r); ok {
		v.setZoom(z)
		return
	}
	passRune(v, r)
}

// TypedKey turns the pages or hands on.
func (v *PhotoView) TypedKey(e *fyne.KeyEvent) {
	by := 0
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyUp, fyne.KeyPageUp:
		by = -1
	case fyne.KeyRight, fyne.KeyDown, fyne.KeyPageDown, fyne.KeySpace:
		by = 1
	}
	switch {
	case by == 0:
		passKey(v, e)
	case v.OnTurn != nil:
		v.OnTurn(by)
	}
}

// CreateRenderer links the widget to its drawing.
func (v *PhotoView) CreateRenderer() fyne.WidgetRenderer {
	v.applyStyle()
	return &parts{
		of: v, objects: []fyne.CanvasObject{v.well, v.picture, v.marks.raster, v.text}, applyStyle: v.applyStyle,
		minSize: func() fyne.Size { return fyne.NewSize(160, 120) },
		layOut: func(size fyne.Size) {
			place(v.well, 0, 0, size.Width, size.Height)
			v.zoomed().layOut(fyne.NewPos(2*step, 2*step), size.SubtractWidthHeight(4*step, 4*step))
			place(v.marks.raster, 2*step, 2*step, size.Width-4*step, size.Height-4*step)
			v.text.Text = elide(v.message, size.Width-4*step, v.text.TextSize, v.text.TextStyle)
			m := v.text.MinSize()
			put(v.text, (size.Width-m.Width)/2, (size.Height-m.Height)/2)
		},
	}
}

func (v *PhotoView) applyStyle() {
	v.well.FillColor, v.well.CornerRadius, v.well.StrokeWidth = ink(v, ColorWell), step, 0
	if v.focused {
		v.well.StrokeColor, v.well.StrokeWidth = ink(v, theme.ColorNameFocus), 2
	}
	style(v, v.text, theme.ColorNamePlaceHolder, theme.SizeNameText)
	show(v.picture, v.image != nil)
	show(v.marks.raster, v.image != nil && v.marks.any())
}
