package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// PastPair is a comparison to go back to: the two faces, or photos, and what came of them.
type PastPair struct {
	Pictures [2]image.Image
	Kind     VerdictKind
	Name     string // for a tooltip
}

// PastPairs is a strip of comparisons, the newest at the left. A click goes back to one, as do Left and Right with Enter.
type PastPairs struct {
	widget.BaseWidget
	OnOpen func(i int)

	pairs  []PastPair
	row    *fyne.Container
	scroll *container.Scroll
}

const (
	pastSide = 36
	pastMark = 3
)

// NewPastPairs makes an empty strip.
func NewPastPairs(open func(i int)) *PastPairs {
	p := &PastPairs{OnOpen: open, row: container.NewHBox()}
	p.scroll = container.NewHScroll(p.row)
	p.ExtendBaseWidget(p)
	return p
}

// SetPairs shows these comparisons; current is the one that is in view, −1: none.
func (p *PastPairs) SetPairs(pairs []PastPair, current int) {
	p.pairs = pairs
	p.row.Objects = p.row.Objects[:0]
	for i, pair := range pairs {
		p.row.Objects = append(p.row.Objects, newPastCell(pair, i == current, func() { p.open(i) }))
	}
	p.row.Refresh()
}

// Len is the number of comparisons.
func (p *PastPairs) Len() int { return len(p.pairs) }

// Cell is what shows comparison i, for its place on the screen.
func (p *PastPairs) Cell(i int) fyne.CanvasObject { return p.row.Objects[i] }

func (p *PastPairs) open(i int) {
	if p.OnOpen != nil {
		p.OnOpen(i)
	}
}

// CreateRenderer links the widget to its drawing.
func (p *PastPairs) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.scroll) }

// pastCell is one comparison of the strip: two small pictures over a line in the verdict's colour, with its sign.
type pastCell struct {
	widget.BaseWidget
	pair    PastPair
	current bool
	tapped  func()
	focused bool

	ground   *canvas.Rectangle
	pictures [2]*canvas.Image
	mark     *canvas.Rectangle
	sign     *widget.Icon
}

var _ fyne.Focusable = (*pastCell)(nil)

func newPastCell(pair PastPair, current bool, tapped func()) *pastCell {
	c := &pastCell{pair: pair, current: current, tapped: tapped, ground: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil), sign: widget.NewIcon(nil)}
	for i := range c.pictures {
		c.pictures[i] = &canvas.Image{FillMode: canvas.ImageFillContain, Image: pair.Pictures[i]}
	}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped goes back to the comparison.
func (c *pastCell) Tapped(*fyne.PointEvent) { c.tapped() }

// Cursor is a hand.
func (c *pastCell) Cursor() desktop.Cursor { return desktop.PointerCursor }

// MouseIn offers the names.
func (c *pastCell) MouseIn(*desktop.MouseEvent) { offerTip(c, c.pair.Name) }

// MouseMoved does nothing.
func (c *pastCell) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes them away.
func (c *pastCell) MouseOut() { hideTip(c) }

// FocusGained shows where the keyboard is.
func (c *pastCell) FocusGained() { c.setFocused(true) }

// FocusLost hides it.
func (c *pastCell) FocusLost() { c.setFocused(false) }

func (c *pastCell) setFocused(f bool) {
	c.focused = f
	c.Refresh()
}

// TypedRune hands on.
func (c *pastCell) TypedRune(r rune) { passRune(c, r) }

// TypedKey opens or hands on.
func (c *pastCell) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		c.tapped()
	default:
		passKey(c, e)
	}
}

// CreateRenderer links the widget to its drawing.
func (c *pastCell) CreateRenderer() fyne.WidgetRenderer {
	c.applyStyle()
	return &parts{
		of: c, applyStyle: c.applyStyle, objects: []fyne.CanvasObject{c.ground, c.pictures[0], c.pictures[1], c.mark, c.sign},
		minSize: func() fyne.Size { return fyne.NewSize(2*pastSide+3*2, pastSide+pastMark+3*2) },
		layOut: func(size fyne.Size) {
			const edge, icon = 2, 16
			place(c.ground, 0, 0, size.Width, size.Height)
			for i, picture := range c.pictures {
				place(picture, edge+float32(i)*(pastSide+edge), edge, pastSide, pastSide)
			}
			place(c.mark, edge, pastSide+2*edge, size.Width-2*edge, pastMark)
			place(c.sign, (size.Width-icon)/2, pastSide+2*edge-icon, icon, icon)
		},
	}
}

func (c *pastCell) applyStyle() {
	icon, colour := c.pair.Kind.look()
	c.mark.FillColor = ink(c, colour)
	c.ground.FillColor, c.ground.StrokeWidth, c.ground.CornerRadius = ink(c, ColorWell), 0, 2
	if c.current || c.focused {
		c.ground.StrokeColor, c.ground.StrokeWidth = ink(c, theme.ColorNamePrimary), 2
	}
	show(c.sign, icon != nil)
	if icon != nil {
		c.sign.SetResource(theme.NewColoredResource(icon, colour))
	}
	for _, picture := range c.pictures {
		show(picture, picture.Image != nil)
	}
}
