package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Headline is what leads the eye: a few large words, and quieter ones below. The large ones become smaller where there is too little room
// for them, and break into two lines before they are cut; those below have the lines that are left, in smaller letters where there are too
// few.
type Headline struct {
	widget.BaseWidget
	title, text, tip string

	large [2]*canvas.Text
	lines [5]*canvas.Text
}

var _ desktop.Hoverable = (*Headline)(nil)

// NewHeadline makes an empty headline.
func NewHeadline() *Headline {
	h := &Headline{}
	for i := range h.large {
		h.large[i] = canvas.NewText("", nil)
	}
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

// SetTip changes the tooltip, which explains a word of the trade.
func (h *Headline) SetTip(text string) { h.tip = text }

// MouseIn offers the tooltip.
func (h *Headline) MouseIn(*desktop.MouseEvent) { offerTip(h, h.tip) }

// MouseMoved changes nothing.
func (h *Headline) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes it away.
func (h *Headline) MouseOut() { hideTip(h) }

// Title are the large words.
func (h *Headline) Title() string { return h.title }

// Text are the words below.
func (h *Headline) Text() string { return h.text }

// CreateRenderer links the widget to its drawing.
func (h *Headline) CreateRenderer() fyne.WidgetRenderer {
	h.applyStyle()
	p := &parts{of: h, layOut: h.layOut, applyStyle: h.applyStyle, minSize: h.minSize}
	for _, t := range append(h.large[:], h.lines[:]...) {
		p.objects = append(p.objects, t)
	}
	return p
}

func (h *Headline) applyStyle() {
	for _, t := range h.large {
		style(h, t, theme.ColorNameForeground, theme.SizeNameHeadingText)
		t.TextStyle.Bold = true
	}
	for _, t := range h.lines {
		style(h, t, theme.ColorNamePlaceHolder, theme.SizeNameText)
	}
}

func (h *Headline) minSize() fyne.Size {
	return fyne.NewSize(140, lineHeight(h, theme.SizeNameHeadingText)+2*lineHeight(h, theme.SizeNameText))
}

func (h *Headline) layOut(size fyne.Size) {
	y := h.placeTitle(size.Width)
	room := fyne.NewSize(size.Width, size.Height-y)
	letters := theme.SizeForWidget(theme.SizeNameText, h)
	rows, whole := fitLines(h.text, room, lineHeight(h, theme.SizeNameText), letters, len(h.lines))
	if !whole {
		letters = theme.SizeForWidget(theme.SizeNameCaptionText, h)
		rows, _ = fitLines(h.text, room, lineHeight(h, theme.SizeNameCaptionText), letters, len(h.lines))
	}
	for i, t := range h.lines {
		if show(t, i < len(rows)); i < len(rows) {
			t.Text, t.TextSize = rows[i], letters
			put(t, 0, y)
			y += t.MinSize().Height
		}
	}
}

// placeTitle places the large words, and tells where they end.
func (h *Headline) placeTitle(width float32) (bottom float32) {
	bold, least := fyne.TextStyle{Bold: true}, theme.SizeForWidget(theme.SizeNameText, h)
	letters := theme.SizeForWidget(theme.SizeNameHeadingText, h)
	for letters > least && fyne.MeasureText(h.title, letters, bold).Width > width {
		letters--
	}
	rows := wrap(h.title, width, letters, bold, len(h.large))
	for i, t := range h.large {
		if show(t, i < len(rows)); i < len(rows) {
			t.Text, t.TextSize = rows[i], letters
			put(t, 0, bottom)
			bottom += t.MinSize().Height
		}
	}
	return bottom
}
