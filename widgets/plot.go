package widgets

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Plot shows the picture of a plot and a value on it, such as a threshold: as a line to drag, or as a mark. With the keyboard,
// Left and Right move the value, faster with Page Up and Page Down, and Home brings back the value that it has of its own. To
// move the value draws no picture anew. Close when it's no longer used.
type Plot struct {
	widget.BaseWidget
	plotPicture
	OnMoved func(value float64) // by a person

	name          string
	value, home   float64
	low, high     float64 // within which keys move the value
	focused, over bool

	line, own        *canvas.Rectangle // at the value, and at the one of its own
	grip, spot, ring *canvas.Circle
	frame            *canvas.Rectangle
	label            *canvas.Text
}

var (
	_ fyne.Draggable     = (*Plot)(nil)
	_ fyne.Focusable     = (*Plot)(nil)
	_ desktop.Cursorable = (*Plot)(nil)
	_ desktop.Hoverable  = (*Plot)(nil)
)

const (
	gripSize  = 12
	spotSize  = 13
	keySteps  = 200 // from one end of the range to the other
	pageSteps = 10  // of keys at once
)

// NewPlot makes a plot without a value.
func NewPlot(render RenderPlot) *Plot {
	p := &Plot{
		value: math.NaN(), home: math.NaN(), high: 1,
		line: canvas.NewRectangle(nil), own: canvas.NewRectangle(nil), frame: canvas.NewRectangle(nil),
		grip: canvas.NewCircle(nil), spot: canvas.NewCircle(nil), ring: canvas.NewCircle(nil), label: canvas.NewText("", nil),
	}
	p.startPicture(render, p.moved)
	p.ExtendBaseWidget(p)
	return p
}

// SetName changes the word before the value at the line.
func (p *Plot) SetName(name string) {
	p.name = name
	p.moved()
}

// SetValue shows a value, and which one Home brings back; NaN is none. Keys move the value between low and high.
func (p *Plot) SetValue(value, home, low, high float64) {
	p.value, p.home, p.low, p.high = value, home, low, high
	p.moved()
}

// Value is the value shown.
func (p *Plot) Value() float64 { return p.value }

// Dragged moves the value along with the pointer.
func (p *Plot) Dragged(e *fyne.DragEvent) { p.point(e.Position) }

// DragEnd is the end of a drag.
func (p *Plot) DragEnd() {}

// Tapped moves the value to the pointer and takes the keyboard.
func (p *Plot) Tapped(e *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p)
	}
	p.point(e.Position)
}

// point moves the value to a position.
func (p *Plot) point(at fyne.Position) {
	if !p.hasLine() {
		return
	}
	p.move(min(max(p.valueAt(at.X), p.axes.Low), p.axes.High))
}

// move changes the value for a person.
func (p *Plot) move(value float64) {
	if math.IsNaN(value) || value == p.value {
		return
	}
	p.value = value
	p.moved()
	if p.OnMoved != nil {
		p.OnMoved(value)
	}
}

// PlaceOf is where a value's line or mark stands on the widget, false where it has none.
func (p *Plot) PlaceOf(value float64) (at fyne.Position, ok bool) {
	switch {
	case math.IsNaN(value) || p.Image() == nil:
		return at, false
	case p.hasLine():
		corner, size := p.locateArea()
		return fyne.NewPos(p.lineOf(value), corner.Y+size.Height/2), value >= p.axes.Low && value <= p.axes.High
	case p.axes.Spot == nil:
		return at, false
	}
	corner, size := p.locatePicture()
	x, y, ok := p.axes.Spot(value)
	return corner.AddXY(float32(x)*size.Width, float32(y)*size.Height), ok
}

func (p *Plot) hasLine() bool { return p.hasScale() && !math.IsNaN(p.value) }

// Cursor shows what can be dragged.
func (p *Plot) Cursor() desktop.Cursor {
	if p.hasLine() {
		return desktop.HResizeCursor
	}
	return desktop.DefaultCursor
}

// MouseIn shows the grip larger.
func (p *Plot) MouseIn(*desktop.MouseEvent) { p.setOver(true) }

// MouseMoved does nothing.
func (p *Plot) MouseMoved(*desktop.MouseEvent) {}

// MouseOut shows it as it was.
func (p *Plot) MouseOut() { p.setOver(false) }

func (p *Plot) setOver(over bool) {
	p.over = over
	p.moved()
}

// FocusGained shows where the keyboard is.
func (p *Plot) FocusGained() { p.setFocused(true) }

// FocusLost hides it.
func (p *Plot) FocusLost() { p.setFocused(false) }

func (p *Plot) setFocused(f bool) {
	p.focused = f
	show(p.frame, f)
	p.frame.Refresh()
}

// TypedRune hands on.
func (p *Plot) TypedRune(r rune) { passRune(p, r) }

// TypedKey moves the value or hands on.
func (p *Plot) TypedKey(e *fyne.KeyEvent) {
	steps, moves := map[fyne.KeyName]float64{
		fyne.KeyLeft: -1, fyne.KeyRight: 1, fyne.KeyPageDown: -pageSteps, fyne.KeyPageUp: pageSteps,
	}[e.Name]
	switch {
	case e.Name == fyne.KeyHome:
		p.move(p.home)
	case moves && !math.IsNaN(p.value):
		p.move(min(max(p.value+steps*(p.high-p.low)/keySteps, p.low), p.high))
	case !moves:
		passKey(p, e)
	}
}
