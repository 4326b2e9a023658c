package widgets

import (
	"context"
	"image"
	"math"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// PlotAxes say where things lie on the picture of a plot: as fractions of its width and height, from the top left corner.
type PlotAxes struct {
	// Left, Right, Top and Bottom bound the area between the axes.
	Left, Right, Top, Bottom float64
	// Low and High are the values at Left and Right, where the value is a line; both the same: it is none.
	Low, High float64
	// Spot is where a value is marked, false where it isn't; nil marks none.
	Spot func(value float64) (x, y float64, ok bool)
}

// RenderPlot makes the picture of a plot without its value, and says where that belongs. It is called like RenderPicture.
type RenderPlot func(ctx context.Context, size PictureSize) (image.Image, PlotAxes)

// Plot shows the picture of a plot and a value on it, such as a threshold: as a line to drag, or as a mark. With the keyboard,
// Left and Right move the value, faster with Page Up and Page Down, and Home brings back the value that it has of its own. To
// move the value draws no picture anew. Close when it's no longer used.
type Plot struct {
	widget.BaseWidget
	OnMoved func(value float64) // by a person

	render        RenderPlot
	name          string
	value, home   float64
	low, high     float64 // within which keys move the value
	axes          PlotAxes
	rendered      atomic.Pointer[renderedPlot]
	focused, over bool

	picture          *Picture
	line, own        *canvas.Rectangle // at the value, and at the one of its own
	grip, spot, ring *canvas.Circle
	frame            *canvas.Rectangle
	label            *canvas.Text
}

// renderedPlot is a picture with its axes, until it is shown.
type renderedPlot struct {
	img  image.Image
	axes PlotAxes
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
		render: render, value: math.NaN(), home: math.NaN(), high: 1,
		line: canvas.NewRectangle(nil), own: canvas.NewRectangle(nil), frame: canvas.NewRectangle(nil),
		grip: canvas.NewCircle(nil), spot: canvas.NewCircle(nil), ring: canvas.NewCircle(nil), label: canvas.NewText("", nil),
	}
	p.picture = NewPicture(func(ctx context.Context, size PictureSize) image.Image {
		img, axes := p.render(ctx, size)
		p.rendered.Store(&renderedPlot{img, axes})
		return img
	})
	p.picture.onShown = p.pictured
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

// Redraw renders the picture anew, since what it shows has changed.
func (p *Plot) Redraw() { p.picture.Redraw() }

// Image is the picture shown, nil before the first has come.
func (p *Plot) Image() image.Image { return p.picture.Image() }

// Close cancels what is being rendered; nothing is rendered after it.
func (p *Plot) Close() { p.picture.Close() }

// pictured takes over the axes of the picture that is shown now. Where a newer one has been made, it is shown soon.
func (p *Plot) pictured(img image.Image) {
	if r := p.rendered.Load(); r != nil && r.img == img {
		p.axes = r.axes
		p.moved()
	}
}

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
	corner, size := p.frameOf()
	x := (float64(at.X-corner.X)/float64(size.Width) - p.axes.Left) / (p.axes.Right - p.axes.Left)
	p.move(p.axes.Low + min(max(x, 0), 1)*(p.axes.High-p.axes.Low))
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
	corner, size := p.frameOf()
	x, y := 0.0, (p.axes.Top+p.axes.Bottom)/2
	switch {
	case math.IsNaN(value) || size.Width <= 0:
		return at, false
	case p.hasLine():
		share := (value - p.axes.Low) / (p.axes.High - p.axes.Low)
		x, ok = p.axes.Left+share*(p.axes.Right-p.axes.Left), share >= 0 && share <= 1
	case p.axes.Spot != nil:
		x, y, ok = p.axes.Spot(value)
	}
	return corner.AddXY(float32(x)*size.Width, float32(y)*size.Height), ok
}

func (p *Plot) hasLine() bool { return p.axes.High > p.axes.Low && !math.IsNaN(p.value) }

// frameOf is where the picture itself lies: until one of another size has come, an old one is fitted in.
func (p *Plot) frameOf() (corner fyne.Position, size fyne.Size) {
	room, img := p.Size(), p.Image()
	if img == nil || img.Bounds().Empty() {
		return corner, fyne.Size{}
	}
	b := img.Bounds().Size()
	scale := min(room.Width/float32(b.X), room.Height/float32(b.Y))
	size = fyne.NewSize(scale*float32(b.X), scale*float32(b.Y))
	return fyne.NewPos((room.Width-size.Width)/2, (room.Height-size.Height)/2), size
}

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
