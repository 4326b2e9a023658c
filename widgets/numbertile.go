package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// NumberTile shows one number large, with its name above and an interval, or the like, below. Before there is one, a bar keeps its place.
type NumberTile struct {
	widget.BaseWidget
	number Number
	known  bool

	ground, waits            *canvas.Rectangle
	label, value, unit, note *canvas.Text
	sign                     *canvas.Text // that there is an explanation
	ring                     *canvas.Circle
}

var _ desktop.Hoverable = (*NumberTile)(nil)

// NewNumberTile makes a tile without a number.
func NewNumberTile() *NumberTile {
	t := &NumberTile{ground: canvas.NewRectangle(nil), waits: canvas.NewRectangle(nil), sign: canvas.NewText("i", nil), ring: canvas.NewCircle(nil)}
	for _, text := range []**canvas.Text{&t.label, &t.value, &t.unit, &t.note} {
		*text = canvas.NewText("", nil)
	}
	t.ExtendBaseWidget(t)
	return t
}

// SetNumber shows a number.
func (t *NumberTile) SetNumber(n Number) {
	t.number, t.known = n, true
	t.Refresh()
}

// SetWaiting shows that a number is on its way, or will be.
func (t *NumberTile) SetWaiting(label, tip string) {
	t.number, t.known = Number{Label: label, Tip: tip}, false
	t.Refresh()
}

// Text is what the tile says, "" after the label while there is no number.
func (t *NumberTile) Text() string {
	n := t.number
	text := n.Label + ":"
	for _, part := range []string{n.Value, n.Unit, n.Note} {
		if part != "" {
			text += " " + part
		}
	}
	return text
}

// Tip is the explanation.
func (t *NumberTile) Tip() string { return t.number.Tip }

// MouseIn offers the explanation.
func (t *NumberTile) MouseIn(*desktop.MouseEvent) { offerTip(t, t.number.Tip) }

// MouseMoved does nothing.
func (t *NumberTile) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes it away.
func (t *NumberTile) MouseOut() { hideTip(t) }

// CreateRenderer links the widget to its drawing.
func (t *NumberTile) CreateRenderer() fyne.WidgetRenderer {
	t.applyStyle()
	return &parts{
		of: t, applyStyle: t.applyStyle, layOut: t.layOut,
		objects: []fyne.CanvasObject{t.ground, t.waits, t.label, t.ring, t.sign, t.value, t.unit, t.note},
		minSize: func() fyne.Size {
			return fyne.NewSize(120, 2*lineHeight(t, theme.SizeNameCaptionText)+lineHeight(t, theme.SizeNameHeadingText)+3*step)
		},
	}
}

func (t *NumberTile) applyStyle() {
	t.ground.FillColor, t.ground.CornerRadius = ink(t, ColorCard), 2*step
	t.ground.StrokeColor, t.ground.StrokeWidth = ink(t, theme.ColorNameSeparator), 1
	t.waits.FillColor, t.waits.CornerRadius = ink(t, ColorWell), step
	style(t, t.label, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	style(t, t.sign, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	style(t, t.value, theme.ColorNameForeground, theme.SizeNameHeadingText)
	style(t, t.unit, theme.ColorNameForeground, theme.SizeNameText)
	style(t, t.note, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	t.value.TextStyle.Bold = true
	t.value.Text, t.unit.Text = t.number.Value, t.number.Unit
	show(t.waits, !t.known)
	t.sign.TextSize = tileSign - 5
	t.ring.StrokeColor, t.ring.StrokeWidth = ink(t, theme.ColorNamePlaceHolder), 1
	show(t.sign, t.number.Tip != "")
	show(t.ring, t.number.Tip != "")
}

// tileSign is the side of the sign that there is an explanation.
const tileSign = 14

func (t *NumberTile) layOut(size fyne.Size) {
	const edge = 3 * step
	place(t.ground, 0, 0, size.Width, size.Height)
	room := size.Width - 2*edge
	sign := fyne.NewSquareSize(tileSign)
	t.label.Text = elide(t.number.Label, room-sign.Width-step, t.label.TextSize, t.label.TextStyle)
	t.note.Text = elide(t.number.Note, room, t.note.TextSize, t.note.TextStyle)
	y := float32(step)
	put(t.label, edge, y)
	x, middle := edge+t.label.MinSize().Width+step, y+t.label.MinSize().Height/2
	place(t.ring, x, middle-tileSign/2, tileSign, tileSign)
	put(t.sign, x+(tileSign-t.sign.MinSize().Width)/2, middle-t.sign.MinSize().Height/2)
	y += t.label.MinSize().Height
	high := lineHeight(t, theme.SizeNameHeadingText)
	place(t.waits, edge, y+high/4, min(room, 96), high/2)
	put(t.value, edge, y)
	put(t.unit, edge+t.value.MinSize().Width+step, y+high-t.unit.MinSize().Height-step)
	put(t.note, edge, y+high)
}
