package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	reasonLines = 3
	brokenIcon  = 20
)

// faceCell shows one item of a FaceGrid: its thumbnail on a quiet ground, its caption below, a ring when it is chosen.
type faceCell struct {
	widget.BaseWidget
	grid    *FaceGrid
	item    int
	caption string
	thumb   thumb

	well, ring *canvas.Rectangle
	picture    *canvas.Image
	broken     *widget.Icon
	name       *canvas.Text
	reason     [reasonLines]*canvas.Text
}

func newFaceCell(g *FaceGrid) *faceCell {
	c := &faceCell{
		grid: g, item: -1,
		well: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil),
		picture: &canvas.Image{FillMode: canvas.ImageFillContain},
		broken:  widget.NewIcon(theme.NewColoredResource(theme.BrokenImageIcon(), theme.ColorNamePlaceHolder)),
		name:    canvas.NewText("", nil),
	}
	for i := range c.reason {
		c.reason[i] = canvas.NewText("", nil)
	}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped selects the item; twice in a row opens it. The cell isn't DoubleTappable, for which Fyne would hold every
// single click back until it knows that no second one comes.
func (c *faceCell) Tapped(*fyne.PointEvent) {
	c.grid.tapped(c.item)
}

func (c *faceCell) set(item int, caption string, t thumb) {
	c.item, c.caption, c.thumb = item, caption, t
	c.Refresh()
}

func (c *faceCell) CreateRenderer() fyne.WidgetRenderer {
	p := &parts{of: c, layout: c.layout, minSize: c.grid.cellSize, restyle: c.restyle}
	p.objects = []fyne.CanvasObject{c.well, c.picture, c.broken, c.name, c.ring}
	for _, line := range c.reason {
		p.objects = append(p.objects, line)
	}
	c.restyle()
	return p
}

func (c *faceCell) restyle() {
	side := c.grid.faceSize.side()
	c.well.FillColor = ink(c, ColorWell)
	c.well.CornerRadius = 2
	style(c, c.name, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	c.name.Text = elide(c.caption, side, c.name.TextSize, c.name.TextStyle)
	c.styleRing()
	if c.thumb.img == nil {
		c.picture.Image = nil
	} else {
		c.picture.Image = c.thumb.img
	}
	show(c.picture, c.thumb.img != nil)
	show(c.well, c.thumb.img == nil)
	c.styleReason(side)
}

func (c *faceCell) styleRing() {
	c.ring.CornerRadius, c.ring.StrokeWidth = step, 2
	name := theme.ColorNameDisabled
	switch c.item {
	case c.grid.current:
		if c.grid.focused {
			name = theme.ColorNamePrimary
		}
		c.name.Color = ink(c, theme.ColorNameForeground)
	case c.grid.marked:
		name = theme.ColorNameForeground
	default:
		c.ring.Hide()
		return
	}
	c.ring.StrokeColor = ink(c, name)
	c.ring.Show()
}

func (c *faceCell) styleReason(side float32) {
	var lines []string
	if c.thumb.err != nil {
		size := theme.SizeForWidget(theme.SizeNameCaptionText, c)
		room := int((side - brokenIcon - 2*step) / lineHeight(c, theme.SizeNameCaptionText))
		lines = wrap(c.thumb.err.Error(), side-2*step, size, fyne.TextStyle{}, min(room, reasonLines))
	}
	show(c.broken, c.thumb.err != nil)
	for i, t := range c.reason {
		style(c, t, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
		t.Text = ""
		if i < len(lines) {
			t.Text = lines[i]
		}
	}
}

func (c *faceCell) layout(size fyne.Size) {
	side := c.grid.faceSize.side()
	place(c.well, step, step, side, side)
	place(c.picture, step, step, side, side)
	place(c.ring, 1, 1, size.Width-2, side+2*step-2)
	put(c.name, (size.Width-c.name.MinSize().Width)/2, side+2*step)

	line, used := lineHeight(c, theme.SizeNameCaptionText), float32(0)
	for _, t := range c.reason {
		if t.Text != "" {
			used += line
		}
	}
	y := step + (side-brokenIcon-used)/2
	place(c.broken, (size.Width-brokenIcon)/2, y, brokenIcon, brokenIcon)
	for i, t := range c.reason {
		put(t, (size.Width-t.MinSize().Width)/2, y+brokenIcon+float32(i)*line)
	}
}
