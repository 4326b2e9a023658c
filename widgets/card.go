package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Card is the ground of things that belong together: the highest of the three levels of surface, with an outline and space
// around its content.
type Card struct {
	widget.BaseWidget
	content fyne.CanvasObject
	ground  *canvas.Rectangle
}

// NewCard puts an object on a card.
func NewCard(content fyne.CanvasObject) *Card {
	c := &Card{content: content, ground: canvas.NewRectangle(nil)}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer links the widget to its drawing.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	const space = 4 * step
	applyStyle := func() {
		c.ground.FillColor, c.ground.CornerRadius = ink(c, ColorCard), 2*step
		c.ground.StrokeColor, c.ground.StrokeWidth = ink(c, theme.ColorNameSeparator), 1
	}
	applyStyle()
	return &parts{
		of: c, objects: []fyne.CanvasObject{c.ground, c.content}, applyStyle: applyStyle,
		minSize: func() fyne.Size { return c.content.MinSize().AddWidthHeight(2*space, 2*space) },
		layOut: func(size fyne.Size) {
			place(c.ground, 0, 0, size.Width, size.Height)
			place(c.content, space, space, size.Width-2*space, size.Height-2*space)
		},
	}
}

// Surface is a ground in a colour of the theme for what it holds, without an outline: the lowest level, for the window's edges.
type Surface struct {
	widget.BaseWidget
	content fyne.CanvasObject
	ground  *canvas.Rectangle
}

// NewSurface puts an object on the lowest level.
func NewSurface(content fyne.CanvasObject) *Surface {
	s := &Surface{content: content, ground: canvas.NewRectangle(nil)}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer links the widget to its drawing.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	applyStyle := func() { s.ground.FillColor = ink(s, theme.ColorNameHeaderBackground) }
	applyStyle()
	return &parts{
		of: s, objects: []fyne.CanvasObject{s.ground, s.content}, applyStyle: applyStyle, minSize: s.content.MinSize,
		layOut: func(size fyne.Size) {
			place(s.ground, 0, 0, size.Width, size.Height)
			place(s.content, 0, 0, size.Width, size.Height)
		},
	}
}
