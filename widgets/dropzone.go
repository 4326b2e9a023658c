package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// zoneLines is how many lines a DropZone says at most.
const zoneLines = 3

// DropZone is a place that says what may be dropped there. A click, Enter or Space asks for it by OnTapped.
type DropZone struct {
	widget.BaseWidget
	OnTapped func()

	text             string
	focused, hovered bool
	frame            *canvas.Rectangle
	icon             *widget.Icon
	lines            [zoneLines]*canvas.Text
}

var (
	_ fyne.Focusable     = (*DropZone)(nil)
	_ fyne.Tappable      = (*DropZone)(nil)
	_ desktop.Hoverable  = (*DropZone)(nil)
	_ desktop.Cursorable = (*DropZone)(nil)
)

// NewDropZone makes one that says nothing yet.
func NewDropZone(tapped func()) *DropZone {
	z := &DropZone{OnTapped: tapped, frame: canvas.NewRectangle(nil), icon: widget.NewIcon(theme.NewColoredResource(theme.DownloadIcon(), theme.ColorNamePlaceHolder))}
	for i := range z.lines {
		z.lines[i] = canvas.NewText("", nil)
	}
	z.ExtendBaseWidget(z)
	return z
}

// SetText says what may be dropped.
func (z *DropZone) SetText(text string) {
	z.text = text
	z.Refresh()
}

// Tapped asks for what may be dropped.
func (z *DropZone) Tapped(*fyne.PointEvent) { z.OnTapped() }

// TypedKey asks or hands on.
func (z *DropZone) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		z.OnTapped()
	default:
		passKey(z, e)
	}
}

// TypedRune hands on.
func (z *DropZone) TypedRune(r rune) { passRune(z, r) }

// FocusGained shows where the keyboard is.
func (z *DropZone) FocusGained() { z.setState(true, z.hovered) }

// FocusLost hides it.
func (z *DropZone) FocusLost() { z.setState(false, z.hovered) }

// MouseIn lights the zone, also below what is dragged.
func (z *DropZone) MouseIn(*desktop.MouseEvent) { z.setState(z.focused, true) }

// MouseMoved changes nothing.
func (z *DropZone) MouseMoved(*desktop.MouseEvent) {}

// MouseOut darkens it again.
func (z *DropZone) MouseOut() { z.setState(z.focused, false) }

// Cursor is a hand.
func (z *DropZone) Cursor() desktop.Cursor { return desktop.PointerCursor }

func (z *DropZone) setState(focused, hovered bool) {
	z.focused, z.hovered = focused, hovered
	z.Refresh()
}

// CreateRenderer links the widget to its drawing.
func (z *DropZone) CreateRenderer() fyne.WidgetRenderer {
	z.applyStyle()
	p := &parts{of: z, objects: []fyne.CanvasObject{z.frame, z.icon}, applyStyle: z.applyStyle, layOut: z.layOut}
	for _, t := range z.lines {
		p.objects = append(p.objects, t)
	}
	p.minSize = func() fyne.Size { return fyne.NewSize(120, 24*step) }
	return p
}

func (z *DropZone) applyStyle() {
	z.frame.FillColor, z.frame.CornerRadius, z.frame.StrokeWidth = ink(z, ColorWell), 2*step, 2
	z.frame.StrokeColor = ink(z, theme.ColorNameInputBorder)
	if z.hovered || z.focused {
		z.frame.StrokeColor = ink(z, theme.ColorNamePrimary)
	}
	for _, t := range z.lines {
		style(z, t, theme.ColorNameForeground, theme.SizeNameText)
	}
}

func (z *DropZone) layOut(size fyne.Size) {
	const icon = 32
	place(z.frame, 0, 0, size.Width, size.Height)
	line := lineHeight(z, theme.SizeNameText)
	room := min(int((size.Height-icon-4*step)/line), zoneLines)
	words := wrap(z.text, size.Width-8*step, z.lines[0].TextSize, z.lines[0].TextStyle, max(room, 1))
	y := (size.Height - icon - 2*step - float32(len(words))*line) / 2
	place(z.icon, (size.Width-icon)/2, y, icon, icon)
	y += icon + 2*step
	for i, t := range z.lines {
		t.Text = ""
		if i < len(words) {
			t.Text = words[i]
		}
		put(t, (size.Width-t.MinSize().Width)/2, y)
		y += line
	}
}
