package figure

import (
	"image/color"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// cellText returns the style of a line of a cell: names bold, shapes and numbers plain, what they are small.
func (n network) cellText(cell, line int) text.Style {
	theme := n.style.Theme()
	if (cell == 0) == (line == 1) {
		return n.style.textStyle(sizeSmall, theme.Muted)
	}
	style := n.style.textStyle(sizeText, theme.Ink)
	if cell == 0 {
		style.Font.Weight = bold
	}
	return style
}

// sheet scales natural lengths, y downwards, to a canvas.
type sheet struct {
	draw.Canvas
	scale  vg.Length
	origin vg.Point // the upper left corner
}

func (s sheet) point(p vg.Point) vg.Point {
	return vg.Point{X: s.origin.X + p.X*s.scale, Y: s.origin.Y - p.Y*s.scale}
}

func (s sheet) line(ink color.Color, width vg.Length, points ...vg.Point) {
	scaled := make([]vg.Point, len(points))
	for i, p := range points {
		scaled[i] = s.point(p)
	}
	strokeLine(s.Canvas, ink, width*s.scale, nil, scaled...)
}

func (s sheet) fill(ink color.Color, points ...vg.Point) {
	scaled := make([]vg.Point, len(points))
	for i, p := range points {
		scaled[i] = s.point(p)
	}
	s.FillPolygon(ink, scaled)
}

func (s sheet) words(style text.Style, at vg.Point, words string) {
	style.Font.Size *= s.scale
	s.FillText(style, s.point(at), words)
}

// Draw implements Figure.
func (n network) Draw(c draw.Canvas) {
	theme := n.style.Theme()
	theme.paintBackground(c)
	if len(n.layers) == 0 {
		n.style.writeNote(c, n.style.Labels.NoData)
		return
	}
	s := fitSheet(c, n.width, n.height)
	s.origin.Y = c.Max.Y // a network hangs from the top
	for _, edge := range n.edges {
		n.drawArrow(s, edge, theme.Muted)
	}
	for i, l := range n.layers {
		n.drawBox(s, n.at[i], l, theme)
	}
}

func (n network) drawArrow(s sheet, corners []vg.Point, ink color.Color) {
	const long, wide = 7, 3
	tip := corners[len(corners)-1]
	shaft := append(corners[:len(corners)-1:len(corners)-1], vg.Point{X: tip.X, Y: tip.Y - long + 1})
	s.line(ink, 1, shaft...)
	s.fill(ink, tip, vg.Point{X: tip.X - wide, Y: tip.Y - long}, vg.Point{X: tip.X + wide, Y: tip.Y - long})
}

func (n network) drawBox(s sheet, at vg.Point, l Layer, theme Theme) {
	corner := func(x, y vg.Length) vg.Point { return vg.Point{X: at.X + x, Y: at.Y + y} }
	box := func(width vg.Length) []vg.Point {
		return []vg.Point{corner(0, 0), corner(width, 0), corner(width, boxHeight), corner(0, boxHeight), corner(0, 0), corner(width, 0)}
	}
	s.fill(theme.Background, box(n.boxWidth())...)
	s.fill(map[LayerPart]color.Color{NoPart: theme.Box, Frozen: theme.FrozenBox, Trained: theme.TrainedBox}[l.Part], box(n.cells[0])...)
	x := vg.Length(0)
	for i, lines := range n.cellTexts(l) {
		if i > 0 && lines[0] != "" {
			s.line(theme.Unsure, 0.6, corner(x, 0), corner(x, boxHeight))
		}
		s.words(n.cellText(i, 0), corner(x+cellPad, 14.5), lines[0])
		s.words(n.cellText(i, 1), corner(x+cellPad, 28.5), lines[1])
		x += n.cells[i]
	}
	s.line(theme.Unsure, 0.9, box(n.boxWidth())...)
}
