package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// leastFace is the least side of a picture of a face.
const leastFace = 64

// FacePair shows two square pictures of faces side by side, as large as fits, with a word below where there is room for it. Their places stay while
// there are none.
type FacePair struct {
	widget.BaseWidget
	caption string

	wells    [2]*canvas.Rectangle
	pictures [2]*canvas.Image
	text     *canvas.Text
}

// NewFacePair makes an empty pair.
func NewFacePair() *FacePair {
	f := &FacePair{text: canvas.NewText("", nil)}
	for i := range f.pictures {
		f.wells[i] = canvas.NewRectangle(nil)
		f.pictures[i] = &canvas.Image{FillMode: canvas.ImageFillContain}
	}
	f.ExtendBaseWidget(f)
	return f
}

// SetCaption changes the word below.
func (f *FacePair) SetCaption(text string) {
	f.caption = text
	f.Refresh()
}

// SetFaces shows two pictures; nil shows none.
func (f *FacePair) SetFaces(a, b image.Image) {
	f.pictures[0].Image, f.pictures[1].Image = a, b
	f.Refresh()
}

// Faces are the pictures shown.
func (f *FacePair) Faces() (a, b image.Image) { return f.pictures[0].Image, f.pictures[1].Image }

// Fit is the size of the pair in a room of that size: no wider than its pictures.
func (f *FacePair) Fit(room fyne.Size) fyne.Size {
	return fyne.NewSize(2*f.side(room)+step, room.Height)
}

// side is that of one picture.
func (f *FacePair) side(room fyne.Size) float32 {
	return max(leastFace, min((room.Width-step)/2, room.Height-step-lineHeight(f, theme.SizeNameCaptionText)))
}

// CreateRenderer links the widget to its drawing.
func (f *FacePair) CreateRenderer() fyne.WidgetRenderer {
	f.applyStyle()
	return &parts{
		of: f, layOut: f.layOut, applyStyle: f.applyStyle,
		minSize: func() fyne.Size {
			return fyne.NewSize(2*leastFace+step, leastFace+step+lineHeight(f, theme.SizeNameCaptionText))
		},
		objects: []fyne.CanvasObject{f.wells[0], f.wells[1], f.pictures[0], f.pictures[1], f.text},
	}
}

func (f *FacePair) applyStyle() {
	for i, well := range f.wells {
		well.FillColor, well.StrokeColor, well.StrokeWidth = ink(f, ColorWell), ink(f, theme.ColorNameInputBorder), 1
		show(f.pictures[i], f.pictures[i].Image != nil)
	}
	style(f, f.text, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
}

func (f *FacePair) layOut(size fyne.Size) {
	side, line := f.side(size), lineHeight(f, theme.SizeNameCaptionText)
	left := float32(0)
	side = min(side, size.Height)
	if show(f.text, size.Height >= side+step+line); !f.text.Visible() {
		line = -step
	}
	left = (size.Width - 2*side - step) / 2
	top := max(0, (size.Height-side-step-line)/2)
	for i := range f.pictures {
		x := left + float32(i)*(side+step)
		place(f.wells[i], x, top, side, side)
		place(f.pictures[i], x, top, side, side)
	}
	f.text.Text = elide(f.caption, size.Width, f.text.TextSize, f.text.TextStyle)
	put(f.text, (size.Width-f.text.MinSize().Width)/2, top+side+step)
}
