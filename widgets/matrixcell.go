package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// cellSide is that of a matrix's cells and of its faces.
const cellSide = leastFace

// matrixCell shows one distance of a FaceMatrix.
type matrixCell struct {
	widget.BaseWidget
	cell   MatrixCell
	chosen bool

	ground, frame, ring *canvas.Rectangle
	sign                *widget.Icon
	number              *canvas.Text
}

func newMatrixCell() *matrixCell {
	c := &matrixCell{
		ground: canvas.NewRectangle(nil), frame: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil),
		sign: widget.NewIcon(nil), number: canvas.NewText("", nil),
	}
	c.ExtendBaseWidget(c)
	return c
}

func (c *matrixCell) set(cell MatrixCell, chosen bool) {
	c.cell, c.chosen = cell, chosen
	c.Refresh()
}

func (c *matrixCell) CreateRenderer() fyne.WidgetRenderer {
	c.restyle()
	return &parts{
		of: c, layout: c.layout, restyle: c.restyle, minSize: func() fyne.Size { return fyne.NewSquareSize(cellSide) },
		objects: []fyne.CanvasObject{c.ground, c.frame, c.sign, c.number, c.ring},
	}
}

func (c *matrixCell) restyle() {
	icon, colour := c.cell.Kind.look()
	const faint, strong = 0x30, 0x60
	c.ground.FillColor = tint(c, colour, faint)
	if c.cell.Best {
		c.ground.FillColor = tint(c, colour, strong)
	}
	c.frame.StrokeColor, c.frame.StrokeWidth = ink(c, colour), 3
	c.ring.StrokeColor, c.ring.StrokeWidth, c.ring.CornerRadius = ink(c, theme.ColorNameForeground), 2, step
	show(c.frame, c.cell.Best)
	show(c.ring, c.chosen)
	if icon != nil {
		c.sign.SetResource(theme.NewColoredResource(icon, colour))
	}
	show(c.sign, icon != nil)
	style(c, c.number, theme.ColorNameForeground, theme.SizeNameText)
	c.number.Text = distance(c.cell.Distance)
	c.number.TextStyle = fyne.TextStyle{Monospace: true, Bold: c.cell.Best}
}

func (c *matrixCell) layout(size fyne.Size) {
	const icon = 18
	place(c.ground, 0, 0, size.Width, size.Height)
	place(c.frame, 3, 3, size.Width-6, size.Height-6)
	place(c.ring, 1, 1, size.Width-2, size.Height-2)
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
	ring    *canvas.Rectangle
}

func newMatrixHead() *matrixHead {
	h := &matrixHead{picture: &canvas.Image{FillMode: canvas.ImageFillContain}, ring: canvas.NewRectangle(nil)}
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
	h.restyle()
	return &parts{
		of: h, restyle: h.restyle, minSize: func() fyne.Size { return fyne.NewSquareSize(cellSide) },
		objects: []fyne.CanvasObject{h.picture, h.ring},
		layout: func(size fyne.Size) {
			place(h.picture, 0, 0, size.Width, size.Height)
			place(h.ring, 2, 2, size.Width-4, size.Height-4)
		},
	}
}

func (h *matrixHead) restyle() {
	show(h.picture, h.picture.Image != nil)
	h.ring.StrokeColor, h.ring.StrokeWidth, h.ring.CornerRadius = ink(h, theme.ColorNamePrimary), 3, step
	show(h.ring, h.chosen)
}
