package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Headline is what leads the eye: a few large words, and quieter ones below, in two lines at most. The large ones become smaller where
// there is too little room for them.
type Headline struct {
	widget.BaseWidget
	title, text string

	large *canvas.Text
	lines [2]*canvas.Text
}

// NewHeadline makes an empty headline.
func NewHeadline() *Headline {
	h := &Headline{large: canvas.NewText("", nil)}
	for i := range h.lines {
		h.lines[i] = canvas.NewText("", nil)
	}
	h.ExtendBaseWidget(h)
	return h
}

// SetWords changes the large words and those below.
func (h *Headline) SetWords(title, text string) {
	h.title, h.text = title, text
	h.Refresh()
}

// Title are the large words.
func (h *Headline) Title() string { return h.title }

// Text are the words below.
func (h *Headline) Text() string { return h.text }

// CreateRenderer links the widget to its drawing.
func (h *Headline) CreateRenderer() fyne.WidgetRenderer {
	h.applyStyle()
	return &parts{
		of: h, layOut: h.layOut, applyStyle: h.applyStyle, minSize: h.minSize,
		objects: []fyne.CanvasObject{h.large, h.lines[0], h.lines[1]},
	}
}

func (h *Headline) applyStyle() {
	style(h, h.large, theme.ColorNameForeground, theme.SizeNameHeadingText)
	h.large.TextStyle.Bold = true
	for _, t := range h.lines {
		style(h, t, theme.ColorNamePlaceHolder, theme.SizeNameText)
	}
}

func (h *Headline) minSize() fyne.Size {
	return fyne.NewSize(140, lineHeight(h, theme.SizeNameHeadingText)+2*lineHeight(h, theme.SizeNameText))
}

func (h *Headline) layOut(size fyne.Size) {
	least := theme.SizeForWidget(theme.SizeNameText, h)
	for h.large.TextSize = theme.SizeForWidget(theme.SizeNameHeadingText, h); h.large.TextSize > least; h.large.TextSize-- {
		if fyne.MeasureText(h.title, h.large.TextSize, h.large.TextStyle).Width <= size.Width {
			break
		}
	}
	h.large.Text = elide(h.title, size.Width, h.large.TextSize, h.large.TextStyle)
	put(h.large, 0, 0)
	y := h.large.MinSize().Height
	rows := wrap(h.text, size.Width, least, fyne.TextStyle{}, len(h.lines))
	for i, t := range h.lines {
		if show(t, i < len(rows)); i < len(rows) {
			t.Text = rows[i]
			put(t, 0, y)
			y += t.MinSize().Height
		}
	}
}
