package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// PhotoView shows one picture as large as fits on a quiet ground, or a sentence in its place. It takes the keyboard:
// arrows turn the pages, other keys are handed on.
type PhotoView struct {
	widget.BaseWidget
	OnTurn func(by int) // -1 or +1

	message string
	focused bool
	well    *canvas.Rectangle
	picture *canvas.Image
	marks   *photoMarks
	text    *canvas.Text
}

var _ fyne.Focusable = (*PhotoView)(nil)

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
	v.picture.Image, v.message = img, ""
	v.SetMarks(0, 0, nil, nil)
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
	v.picture.Image, v.message = nil, text
	v.Refresh()
}

// Image is the picture shown.
func (v *PhotoView) Image() image.Image { return v.picture.Image }

// FocusGained shows where the keyboard is.
func (v *PhotoView) FocusGained() { v.setFocused(true) }

// FocusLost hides it.
func (v *PhotoView) FocusLost() { v.setFocused(false) }

func (v *PhotoView) setFocused(f bool) {
	v.focused = f
	v.Refresh()
}

// TypedRune hands on.
func (v *PhotoView) TypedRune(r rune) { passRune(v, r) }

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
			place(v.picture, 2*step, 2*step, size.Width-4*step, size.Height-4*step)
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
	show(v.picture, v.picture.Image != nil)
	show(v.marks.raster, v.picture.Image != nil && v.marks.any())
}
