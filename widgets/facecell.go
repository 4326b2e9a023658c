package widgets

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	reasonLines = 3
	brokenIcon  = 20
	leastBadge  = 44 // the width that a badge may have on the narrowest picture
)

// Absent is the error of a picture that isn't there though nothing is broken: its words stand without a warning.
type Absent string

func (a Absent) Error() string { return string(a) }

// cellWords are the words about an item: below its picture, over it, and in its place. A faded one recedes.
type cellWords struct {
	caption, badge, reason string
	faded                  bool
}

// fading is how far a faded picture lets its ground through.
const fading = 0.7

// faceCell shows one item of a FaceGrid: its thumbnail on a quiet ground with a badge in the corner, its caption below, a
// ring when it is chosen.
type faceCell struct {
	widget.BaseWidget
	cellWords
	grid  *FaceGrid
	item  int
	key   thumbKey // of the thumbnail that is wanted
	thumb thumb

	well, ring, plate *canvas.Rectangle
	picture           *canvas.Image
	broken            *widget.Icon
	name, mark        *canvas.Text
	lines             [reasonLines]*canvas.Text
}

// The badge is the same in every theme: what lies below it is a photo.
var plateColor, plateInk = rgba(0x000000B4), rgb(0xF4F4F4)

func newFaceCell(g *FaceGrid) *faceCell {
	c := &faceCell{
		grid: g, item: -1,
		well: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil), plate: canvas.NewRectangle(plateColor),
		picture: &canvas.Image{FillMode: canvas.ImageFillContain},
		broken:  widget.NewIcon(theme.NewColoredResource(theme.BrokenImageIcon(), theme.ColorNamePlaceHolder)),
		name:    canvas.NewText("", nil), mark: canvas.NewText("", plateInk),
	}
	c.plate.CornerRadius = 2
	for i := range c.lines {
		c.lines[i] = canvas.NewText("", nil)
	}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped selects the item; twice in a row opens it. The cell isn't DoubleTappable, for which Fyne would hold every
// single click back until it knows that no second one comes.
func (c *faceCell) Tapped(*fyne.PointEvent) {
	c.grid.tapped(c.item)
}

// TappedSecondary asks for the item's menu.
func (c *faceCell) TappedSecondary(e *fyne.PointEvent) { c.grid.openMenu(c.item, e.AbsolutePosition) }

// openMenu asks for the item's menu where the cell is.
func (c *faceCell) openMenu() {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(c)
	c.grid.openMenu(c.item, at.AddXY(c.side()/2, c.side()/2))
}

// side is that of the picture: the cell fills its column.
func (c *faceCell) side() float32 { return max(c.Size().Width-2*step, 1) }

// set shows an item.
func (c *faceCell) set(item int, t thumb, w cellWords) {
	c.item, c.thumb, c.cellWords = item, t, w
	c.Refresh()
}

// setWords changes the words about the item shown.
func (c *faceCell) setWords(w cellWords) {
	if w != c.cellWords {
		c.cellWords = w
		c.Refresh()
	}
}

func (c *faceCell) CreateRenderer() fyne.WidgetRenderer {
	p := &parts{of: c, layOut: c.layOut, minSize: func() fyne.Size { return fyne.NewSize(LeastSide, LeastSide) }, applyStyle: c.applyStyle}
	p.objects = []fyne.CanvasObject{c.well, c.picture, c.broken, c.name, c.plate, c.mark, c.ring}
	for _, line := range c.lines {
		p.objects = append(p.objects, line)
	}
	c.applyStyle()
	return p
}

func (c *faceCell) applyStyle() {
	c.well.FillColor = ink(c, ColorWell)
	c.well.CornerRadius = 2
	style(c, c.name, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	c.styleRing()
	if c.thumb.img == nil {
		c.picture.Image = nil
	} else {
		c.picture.Image = c.thumb.img
	}
	c.picture.Translucency = 0
	if c.faded {
		c.picture.Translucency = fading
	}
	show(c.picture, c.thumb.img != nil)
	show(c.well, c.thumb.img == nil)
	c.mark.TextSize = theme.SizeForWidget(theme.SizeNameCaptionText, c)
	show(c.plate, c.badge != "" && c.thumb.err == nil)
	show(c.mark, c.plate.Visible())
}

func (c *faceCell) styleRing() {
	c.ring.CornerRadius, c.ring.StrokeWidth = step, 2
	name := theme.ColorNameDisabled
	switch {
	case c.item == c.grid.current:
		if c.grid.focused {
			name = theme.ColorNamePrimary
		}
		c.name.Color = ink(c, theme.ColorNameForeground)
	case c.grid.marks.has(c.item) && c.grid.marks.many:
		name = theme.ColorNamePrimary
	case c.grid.marks.has(c.item):
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
		lines = wrap(c.reason, side-2*step, size, fyne.TextStyle{}, min(room, reasonLines))
	}
	show(c.broken, c.isBroken())
	for i, t := range c.lines {
		style(c, t, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
		t.Text = ""
		if i < len(lines) {
			t.Text = lines[i]
		}
	}
}

// isBroken tells whether there is no picture because something is wrong.
func (c *faceCell) isBroken() bool {
	_, absent := errors.AsType[Absent](c.thumb.err)
	return c.thumb.err != nil && !absent
}

func (c *faceCell) layOut(size fyne.Size) {
	side := c.side()
	place(c.well, step, step, side, side)
	place(c.picture, step, step, side, side)
	place(c.ring, 1, 1, size.Width-2, side+2*step-2)
	c.name.Text = elide(c.caption, side, c.name.TextSize, c.name.TextStyle)
	put(c.name, (size.Width-c.name.MinSize().Width)/2, side+2*step)

	c.layoutBadge(side)
	c.styleReason(side)
	c.layoutReason(size.Width, side)
}

// layoutBadge puts the badge into the lower left corner of the picture.
func (c *faceCell) layoutBadge(side float32) {
	if !c.plate.Visible() {
		return
	}
	width, height := side, side
	if c.thumb.img != nil {
		size := c.thumb.img.Bounds().Size()
		longest := float32(max(size.X, size.Y, 1))
		width, height = side*float32(size.X)/longest, side*float32(size.Y)/longest
	}
	c.mark.Text = elide(c.badge, max(width-2*step, leastBadge), c.mark.TextSize, c.mark.TextStyle)
	left, bottom := step+(side-width)/2, step+(side+height)/2
	m := c.mark.MinSize()
	place(c.plate, left, bottom-m.Height, m.Width+2*step, m.Height)
	put(c.mark, left+step, bottom-m.Height)
}

// layoutReason centres the sign of a broken picture with the words below it.
func (c *faceCell) layoutReason(width, side float32) {
	line, used := lineHeight(c, theme.SizeNameCaptionText), float32(0)
	for _, t := range c.lines {
		if t.Text != "" {
			used += line
		}
	}
	icon := float32(0)
	if c.isBroken() {
		icon = brokenIcon
	}
	y := step + (side-icon-used)/2
	place(c.broken, (width-brokenIcon)/2, y, brokenIcon, brokenIcon)
	for i, t := range c.lines {
		put(t, (width-t.MinSize().Width)/2, y+icon+float32(i)*line)
	}
}
