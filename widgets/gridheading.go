package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// gridHeading is the line above a section of a grid: its name, and the detail behind it. What scrolls below it isn't seen through it.
type gridHeading struct {
	widget.BaseWidget
	section      Section
	ground       *canvas.Rectangle
	name, detail *canvas.Text
}

func newGridHeading() *gridHeading {
	h := &gridHeading{ground: canvas.NewRectangle(nil), name: canvas.NewText("", nil), detail: canvas.NewText("", nil)}
	h.ExtendBaseWidget(h)
	return h
}

// headingHeight is the height of a heading.
func headingHeight(of fyne.Widget) float32 { return lineHeight(of, theme.SizeNameText) + 2*step }

func (h *gridHeading) set(s Section) {
	if h.section != s {
		h.section = s
		h.Refresh()
	}
}

// CreateRenderer links the widget to its drawing.
func (h *gridHeading) CreateRenderer() fyne.WidgetRenderer {
	h.applyStyle()
	return &parts{
		of: h, objects: []fyne.CanvasObject{h.ground, h.name, h.detail}, layOut: h.layOut, applyStyle: h.applyStyle,
		minSize: func() fyne.Size { return fyne.NewSize(64, headingHeight(h)) },
	}
}

func (h *gridHeading) applyStyle() {
	h.ground.FillColor = ink(h, theme.ColorNameBackground)
	style(h, h.name, theme.ColorNameForeground, theme.SizeNameText)
	h.name.TextStyle.Bold = true
	style(h, h.detail, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
}

func (h *gridHeading) layOut(size fyne.Size) {
	place(h.ground, 0, 0, size.Width, size.Height)
	h.detail.Text = h.section.Detail
	room := size.Width - 4*step
	if h.section.Detail != "" {
		room -= h.detail.MinSize().Width
	}
	h.name.Text = elide(h.section.Name, room, h.name.TextSize, h.name.TextStyle)
	m := h.name.MinSize()
	y := (size.Height - m.Height) / 2
	put(h.name, step, y)
	put(h.detail, 3*step+m.Width, y+m.Height-h.detail.MinSize().Height-1)
}
