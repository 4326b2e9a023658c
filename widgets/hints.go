package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Hints are short hints in a line, the most useful first: as many of them as there is room for, each whole.
type Hints struct {
	widget.BaseWidget
	hints []string
	line  *canvas.Text
}

// hintGap stands between two hints.
const hintGap = "  ·  "

// NewHints makes an empty line.
func NewHints() *Hints {
	h := &Hints{line: canvas.NewText("", nil)}
	h.ExtendBaseWidget(h)
	return h
}

// SetHints changes the hints.
func (h *Hints) SetHints(hints ...string) {
	h.hints = hints
	h.Refresh()
}

// Text is what there is room for.
func (h *Hints) Text() string { return h.line.Text }

// CreateRenderer links the widget to its drawing.
func (h *Hints) CreateRenderer() fyne.WidgetRenderer {
	applyStyle := func() { style(h, h.line, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText) }
	applyStyle()
	return &parts{
		of: h, objects: []fyne.CanvasObject{h.line}, applyStyle: applyStyle, layOut: h.layOut,
		minSize: func() fyne.Size { return fyne.NewSize(0, lineHeight(h, theme.SizeNameCaptionText)) },
	}
}

func (h *Hints) layOut(size fyne.Size) {
	h.line.Text = joinWhole(h.hints, hintGap, size.Width-2*step, h.line)
	put(h.line, step, (size.Height-h.line.MinSize().Height)/2)
}

// joinWhole joins as many of some parts, from the first on, as there is room for.
func joinWhole(parts []string, gap string, width float32, as *canvas.Text) string {
	for n := len(parts); n > 0; n-- {
		text := strings.Join(parts[:n], gap)
		if fyne.MeasureText(text, as.TextSize, as.TextStyle).Width <= width {
			return text
		}
	}
	return ""
}
