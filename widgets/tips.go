package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tipAfter is how long the pointer rests before a tooltip comes.
const tipAfter = 600 * time.Millisecond

// Tips shows the tooltips of a window: its layer lies over the window's content and takes no clicks. The controls of this package find
// it by their canvas.
type Tips struct {
	Layer *fyne.Container

	card   *tipCard
	cancel func()
	of     fyne.CanvasObject // whose tooltip waits or is shown
}

// tipLayers are the tooltips of each canvas.
var tipLayers = map[fyne.Canvas]*Tips{}

// NewTips makes the tooltips of a canvas, until Close.
func NewTips(c fyne.Canvas) *Tips {
	t := &Tips{cancel: func() {}, card: newTipCard()}
	t.card.Hide()
	t.Layer = container.NewWithoutLayout(t.card)
	tipLayers[c] = t
	return t
}

// Close forgets the canvas.
func (t *Tips) Close(c fyne.Canvas) {
	t.cancel()
	delete(tipLayers, c)
}

// Text is what is shown, "": nothing.
func (t *Tips) Text() string {
	if !t.card.Visible() {
		return ""
	}
	return t.card.text
}

// hide takes away what is shown or waits.
func (t *Tips) hide() {
	t.cancel()
	t.of = nil
	t.card.Hide()
}

// offer shows a text below an area of an object once the pointer has rested on it.
func (t *Tips) offer(of fyne.CanvasObject, text string, at fyne.Position, size fyne.Size) {
	t.hide()
	if text == "" {
		return
	}
	t.of = of
	t.cancel = later(tipAfter, func() {
		doUI(func() {
			if t.of == of {
				t.show(text, at, size)
			}
		})
	})
}

// show places the card below the area, above it where there is no room below, and within the window.
func (t *Tips) show(text string, at fyne.Position, size fyne.Size) {
	driver := fyne.CurrentApp().Driver()
	at = driver.AbsolutePositionForObject(t.of).Add(at).Subtract(driver.AbsolutePositionForObject(t.Layer))
	room := t.Layer.Size()
	t.card.setText(text, min(mostTip, room.Width-4*step))
	card := t.card.MinSize()
	x := max(step, min(at.X, room.Width-card.Width-step))
	y := at.Y + size.Height + step
	if y+card.Height > room.Height {
		y = max(0, at.Y-card.Height-step)
	}
	place(t.card, x, y, card.Width, card.Height)
	t.card.Show()
	t.card.Refresh()
}

// offerTip offers an object's tooltip, where its window has any.
func offerTip(of fyne.CanvasObject, text string) { offerTipAt(of, text, fyne.Position{}, of.Size()) }

// offerTipAt offers the tooltip of a part of an object.
func offerTipAt(of fyne.CanvasObject, text string, at fyne.Position, size fyne.Size) {
	if t := tipLayers[fyne.CurrentApp().Driver().CanvasForObject(of)]; t != nil {
		t.offer(of, text, at, size)
	}
}

// hideTip takes an object's tooltip away.
func hideTip(of fyne.CanvasObject) {
	if t := tipLayers[fyne.CurrentApp().Driver().CanvasForObject(of)]; t != nil && t.of == of {
		t.hide()
	}
}

// tipCard is a tooltip's text on its ground.
type tipCard struct {
	widget.BaseWidget
	text  string
	width float32 // that it may have
	rows  []string

	ground *canvas.Rectangle
	lines  [tipLines]*canvas.Text
}

const (
	mostTip  = 320
	tipLines = 6
	tipSpace = 2 * step
)

func newTipCard() *tipCard {
	c := &tipCard{ground: canvas.NewRectangle(nil)}
	for i := range c.lines {
		c.lines[i] = canvas.NewText("", nil)
	}
	c.ExtendBaseWidget(c)
	return c
}

func (c *tipCard) setText(text string, width float32) {
	c.text, c.width = text, width
	c.applyStyle()
}

// CreateRenderer links the widget to its drawing.
func (c *tipCard) CreateRenderer() fyne.WidgetRenderer {
	c.applyStyle()
	p := &parts{of: c, applyStyle: c.applyStyle, layOut: c.layOut, objects: []fyne.CanvasObject{c.ground}, minSize: c.minSize}
	for _, l := range c.lines {
		p.objects = append(p.objects, l)
	}
	return p
}

func (c *tipCard) applyStyle() {
	c.ground.FillColor, c.ground.StrokeColor, c.ground.StrokeWidth = ink(c, theme.ColorNameOverlayBackground), ink(c, theme.ColorNameInputBorder), 1
	c.ground.CornerRadius = step
	for _, l := range c.lines {
		style(c, l, theme.ColorNameForeground, theme.SizeNameCaptionText)
		l.Text = ""
	}
	c.rows = wrap(c.text, c.width-2*tipSpace, c.lines[0].TextSize, c.lines[0].TextStyle, tipLines)
	for i, row := range c.rows {
		c.lines[i].Text = row
	}
}

func (c *tipCard) minSize() fyne.Size {
	width := float32(0)
	for _, l := range c.lines {
		width = max(width, l.MinSize().Width)
	}
	return fyne.NewSize(width+2*tipSpace, float32(len(c.rows))*lineHeight(c, theme.SizeNameCaptionText)+2*tipSpace)
}

func (c *tipCard) layOut(size fyne.Size) {
	place(c.ground, 0, 0, size.Width, size.Height)
	for i, l := range c.lines {
		put(l, tipSpace, tipSpace+float32(i)*lineHeight(c, theme.SizeNameCaptionText))
	}
}
