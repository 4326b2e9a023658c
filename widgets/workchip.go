package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// WorkChip shows in few words what goes on elsewhere in the window, how far that is, and a word that stops it. A click on the rest of it
// leads there. With the keyboard, Enter leads there and Delete stops. Where nothing goes on it is hidden.
type WorkChip struct {
	widget.BaseWidget
	OnTapped, OnStop func()

	words, stopWord string
	fraction        float64 // below 0: nobody knows
	stopping        bool
	over, overStop  bool
	focused         bool

	ground, bar, frame *canvas.Rectangle
	text, stop         *canvas.Text
}

var (
	_ fyne.Focusable     = (*WorkChip)(nil)
	_ desktop.Hoverable  = (*WorkChip)(nil)
	_ desktop.Cursorable = (*WorkChip)(nil)
)

// NewWorkChip makes a hidden chip.
func NewWorkChip() *WorkChip {
	c := &WorkChip{
		ground: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil), frame: canvas.NewRectangle(nil),
		text: canvas.NewText("", nil), stop: canvas.NewText("", nil),
	}
	c.ExtendBaseWidget(c)
	c.Hide()
	return c
}

// SetWork shows work: what it is and how far, the word that stops it, and whether that was pressed.
func (c *WorkChip) SetWork(words, stopWord string, fraction float64, stopping bool) {
	c.words, c.stopWord, c.fraction, c.stopping = words, stopWord, fraction, stopping
	c.Show()
	c.Refresh()
}

// Words are what the chip says.
func (c *WorkChip) Words() string { return c.words }

// StopAt is the middle of the word that stops, counted from the chip's corner.
func (c *WorkChip) StopAt() fyne.Position {
	size := c.stop.MinSize()
	return c.stop.Position().AddXY(size.Width/2, size.Height/2)
}

// Tapped leads to the work or stops it.
func (c *WorkChip) Tapped(e *fyne.PointEvent) { c.do(e != nil && c.isOnStop(e.Position)) }

func (c *WorkChip) do(stop bool) {
	f := c.OnTapped
	if stop {
		f = c.OnStop
	}
	if f != nil && !(stop && c.stopping) {
		f()
	}
}

func (c *WorkChip) isOnStop(at fyne.Position) bool { return at.X >= c.stop.Position().X-step }

// MouseIn shows what a click would do.
func (c *WorkChip) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved shows what a click would do.
func (c *WorkChip) MouseMoved(e *desktop.MouseEvent) {
	c.over, c.overStop = true, c.isOnStop(e.Position)
	c.Refresh()
}

// MouseOut ends that.
func (c *WorkChip) MouseOut() {
	c.over, c.overStop = false, false
	c.Refresh()
}

// Cursor shows that there is something to click.
func (c *WorkChip) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained draws a frame.
func (c *WorkChip) FocusGained() { c.setFocused(true) }

// FocusLost takes it away.
func (c *WorkChip) FocusLost() { c.setFocused(false) }

func (c *WorkChip) setFocused(f bool) {
	c.focused = f
	c.Refresh()
}

// TypedRune hands on.
func (c *WorkChip) TypedRune(r rune) { passRune(c, r) }

// TypedKey leads to the work, stops it, or hands on.
func (c *WorkChip) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		c.do(false)
	case fyne.KeyDelete:
		c.do(true)
	default:
		passKey(c, e)
	}
}

// CreateRenderer links the widget to its drawing.
func (c *WorkChip) CreateRenderer() fyne.WidgetRenderer {
	c.applyStyle()
	return &parts{
		of: c, layOut: c.layOut, applyStyle: c.applyStyle, minSize: c.minSize,
		objects: []fyne.CanvasObject{c.ground, c.bar, c.text, c.stop, c.frame},
	}
}

func (c *WorkChip) applyStyle() {
	c.ground.FillColor, c.ground.CornerRadius = ink(c, theme.ColorNameButton), step
	c.bar.FillColor, c.bar.CornerRadius = ink(c, theme.ColorNameSelection), step
	if c.fraction < 0 {
		c.bar.FillColor = ink(c, theme.ColorNameHover)
	}
	style(c, c.text, theme.ColorNameForeground, theme.SizeNameCaptionText)
	style(c, c.stop, theme.ColorNamePrimary, theme.SizeNameCaptionText)
	c.stop.TextStyle.Bold = true
	if c.stopping {
		c.stop.Color = ink(c, theme.ColorNamePlaceHolder)
	}
	c.text.TextStyle.Underline, c.stop.TextStyle.Underline = c.over && !c.overStop, c.overStop && !c.stopping
	c.stop.Text = c.stopWord
	c.frame.StrokeColor, c.frame.StrokeWidth, c.frame.CornerRadius = ink(c, theme.ColorNameFocus), 2, step
	show(c.frame, c.focused)
}

func (c *WorkChip) minSize() fyne.Size {
	return fyne.NewSize(c.stop.MinSize().Width+6*step, lineHeight(c, theme.SizeNameCaptionText)+step)
}

// fullSize is the size at which nothing is shortened.
func (c *WorkChip) fullSize() fyne.Size {
	c.applyStyle()
	words := fyne.MeasureText(c.words, theme.SizeForWidget(theme.SizeNameCaptionText, c), fyne.TextStyle{}).Width
	return fyne.NewSize(words+c.stop.MinSize().Width+8*step, c.minSize().Height)
}

func (c *WorkChip) layOut(size fyne.Size) {
	place(c.ground, 0, 0, size.Width, size.Height)
	place(c.frame, 0, 0, size.Width, size.Height)
	done := float32(min(c.fraction, 1))
	if c.fraction < 0 {
		done = 1
	}
	place(c.bar, 0, 0, done*size.Width, size.Height)
	stop := c.stop.MinSize().Width
	y := (size.Height - c.stop.MinSize().Height) / 2
	put(c.stop, size.Width-2*step-stop, y)
	c.text.Text = elide(c.words, size.Width-stop-7*step, c.text.TextSize, c.text.TextStyle)
	put(c.text, 2*step, y)
}
