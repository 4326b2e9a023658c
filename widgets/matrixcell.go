package widgets

import (
	"image"
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// cellSide is that of a matrix's cells and of its faces.
const cellSide = leastFace

// matrixCell shows one distance of a FaceMatrix.
type matrixCell struct {
	widget.BaseWidget
	table  *matrixTable
	id     widget.TableCellID
	cell   MatrixCell
	chosen bool

	ground      *canvas.Rectangle
	frame, ring outline
	sign        *widget.Icon
	number      *canvas.Text
}

func newMatrixCell(t *matrixTable) *matrixCell {
	c := &matrixCell{
		table: t, id: widget.TableCellID{Row: -1, Col: -1},
		ground: canvas.NewRectangle(nil), frame: newOutline(), ring: newOutline(),
		sign: widget.NewIcon(nil), number: canvas.NewText("", nil),
	}
	c.ExtendBaseWidget(c)
	return c
}

func (c *matrixCell) set(id widget.TableCellID, cell MatrixCell, chosen bool) {
	c.id, c.cell, c.chosen = id, cell, chosen
	c.Refresh()
}

// Tapped chooses the pair.
func (c *matrixCell) Tapped(*fyne.PointEvent) { c.table.tapped(c.id) }

// Cursor is a hand.
func (c *matrixCell) Cursor() desktop.Cursor { return desktop.PointerCursor }

func (c *matrixCell) CreateRenderer() fyne.WidgetRenderer {
	c.applyStyle()
	return &parts{
		of: c, layOut: c.layOut, applyStyle: c.applyStyle, minSize: func() fyne.Size { return fyne.NewSquareSize(cellSide) },
		objects: slices.Concat([]fyne.CanvasObject{c.ground}, c.frame.objects(), c.ring.objects(), []fyne.CanvasObject{c.sign, c.number}),
	}
}

func (c *matrixCell) applyStyle() {
	icon, colour := c.cell.Kind.look()
	const faint, strong = 0x30, 0x60
	c.ground.FillColor = tint(c, colour, faint)
	if c.cell.Best {
		c.ground.FillColor = tint(c, colour, strong)
	}
	c.frame.paint(ink(c, colour), c.cell.Best)
	ring := theme.ColorNameForeground
	if c.table.focused {
		ring = theme.ColorNamePrimary
	}
	c.ring.paint(ink(c, ring), c.chosen)
	if icon != nil {
		c.sign.SetResource(theme.NewColoredResource(icon, colour))
	}
	show(c.sign, icon != nil)
	style(c, c.number, theme.ColorNameForeground, theme.SizeNameText)
	c.number.Text = distance(c.cell.Distance)
	c.number.TextStyle = fyne.TextStyle{Monospace: true, Bold: c.cell.Best}
}

func (c *matrixCell) layOut(size fyne.Size) {
	const icon = 18
	place(c.ground, 0, 0, size.Width, size.Height)
	c.frame.place(4, size, 3)
	c.ring.place(0, size, 2)
	text := c.number.MinSize()
	top := (size.Height - icon - text.Height) / 2
	place(c.sign, (size.Width-icon)/2, top, icon, icon)
	put(c.number, (size.Width-text.Width)/2, top+icon)
}

// matrixHead shows a face at a row's or column's start.
type matrixHead struct {
	widget.BaseWidget
	chosen  bool
	picture *canvas.Image
	ring    outline
}

func newMatrixHead() *matrixHead {
	h := &matrixHead{picture: &canvas.Image{FillMode: canvas.ImageFillContain}, ring: newOutline()}
	h.ExtendBaseWidget(h)
	return h
}

func (h *matrixHead) set(img image.Image, chosen bool) {
	if h.picture.Image == img && h.chosen == chosen {
		return // scrolling sets all headers again and again
	}
	h.picture.Image, h.chosen = img, chosen
	h.Refresh()
}

func (h *matrixHead) CreateRenderer() fyne.WidgetRenderer {
	h.applyStyle()
	return &parts{
		of: h, applyStyle: h.applyStyle, minSize: func() fyne.Size { return fyne.NewSquareSize(cellSide) },
		objects: append([]fyne.CanvasObject{h.picture}, h.ring.objects()...),
		layOut: func(size fyne.Size) {
			place(h.picture, 0, 0, size.Width, size.Height)
			h.ring.place(0, size, 3)
		},
	}
}

func (h *matrixHead) applyStyle() {
	show(h.picture, h.picture.Image != nil)
	h.ring.paint(ink(h, theme.ColorNamePrimary), h.chosen)
}

// outline is the four sides of a rectangle. A Rectangle with a stroke would reach beyond its own bounds, where a scrolling parent
// cuts it off.
type outline [4]*canvas.Rectangle

func newOutline() (o outline) {
	for i := range o {
		o[i] = canvas.NewRectangle(nil)
	}
	return o
}

func (o outline) objects() (objects []fyne.CanvasObject) {
	for _, side := range o {
		objects = append(objects, side)
	}
	return objects
}

func (o outline) paint(c color.Color, visible bool) {
	for _, side := range o {
		side.FillColor = c
		show(side, visible)
	}
}

// place puts the outline inside of a size, so far from its edges.
func (o outline) place(edge float32, size fyne.Size, width float32) {
	w, h := size.Width-2*edge, size.Height-2*edge
	place(o[0], edge, edge, w, width)
	place(o[1], edge, edge+h-width, w, width)
	place(o[2], edge, edge+width, width, h-2*width)
	place(o[3], edge+w-width, edge+width, width, h-2*width)
}
