package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// look is how one of several curves is drawn: colour, dashes and markers each tell it from the others alone.
type look struct {
	ink    color.Color
	dashes []vg.Length
	marker draw.GlyphDrawer
}

var (
	dashings = [][]vg.Length{nil, {5, 2.5}, {1.4, 1.8}, {7, 2, 1.4, 2}}
	markers  = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, diamond{}}
)

// look returns the i-th curve's look. Up to sixteen differ.
func (t Theme) look(i int) look {
	n := len(dashings)
	return look{t.series(i), dashings[i%n], markers[(i+i/n)%n]}
}

const (
	lineWidth  = vg.Length(1.4)
	markRadius = vg.Length(3.4)
)

// diamond is a filled square on its corner.
type diamond struct{}

// DrawGlyph implements draw.GlyphDrawer.
func (diamond) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	r := s.Radius * 1.15
	c.FillPolygon(s.Color, []vg.Point{{X: at.X - r, Y: at.Y}, {X: at.X, Y: at.Y + r}, {X: at.X + r, Y: at.Y}, {X: at.X, Y: at.Y - r}})
}

func (l look) glyph() draw.GlyphStyle {
	return draw.GlyphStyle{Color: l.ink, Radius: markRadius, Shape: l.marker}
}

// sample draws the look for a legend.
func (l look) sample(c draw.Canvas) {
	y := c.Center().Y
	strokeLine(c, l.ink, lineWidth, l.dashes, vg.Point{X: c.Min.X, Y: y}, vg.Point{X: c.Max.X, Y: y})
	c.DrawGlyphNoClip(l.glyph(), c.Center())
}

// trace is a curve in the coordinates of the plot, and the points on it that are marked. A curve of a single point is that
// point's marker.
type trace struct {
	look
	line, marks plotter.XYs
}

// Plot implements plot.Plotter.
func (t trace) Plot(c draw.Canvas, p *plot.Plot) {
	points := placePoints(&c, p, t.line)
	c.StrokeLines(draw.LineStyle{Color: t.ink, Width: lineWidth, Dashes: t.dashes}, c.ClipLinesXY(points)...)
	marks := placePoints(&c, p, t.marks)
	if len(points) == 1 {
		marks = append(marks, points[0])
	}
	for _, at := range marks {
		c.DrawGlyph(t.glyph(), at)
	}
}

// band is an area between two lines over the same places, of translucent colour with edges of the curve's dashes.
type band struct {
	ink       color.Color
	dashes    []vg.Length
	low, high plotter.XYs
}

// Plot implements plot.Plotter.
func (b band) Plot(c draw.Canvas, p *plot.Plot) {
	low, high := placePoints(&c, p, b.low), placePoints(&c, p, b.high)
	outline := append([]vg.Point(nil), low...)
	for i := range high {
		outline = append(outline, high[len(high)-1-i])
	}
	if len(low) == 1 {
		c.StrokeLines(draw.LineStyle{Color: fadeColor(b.ink, edgeAlpha), Width: 3}, c.ClipLinesXY(outline)...)
		return
	}
	c.FillPolygon(fadeColor(b.ink, areaAlpha), c.ClipPolygonXY(outline))
	edge := draw.LineStyle{Color: fadeColor(b.ink, edgeAlpha), Width: 0.5, Dashes: b.dashes}
	c.StrokeLines(edge, c.ClipLinesXY(low, high)...)
}

// placePoints turns a plot's coordinates into the canvas'.
func placePoints(c *draw.Canvas, p *plot.Plot, points plotter.XYs) []vg.Point {
	x, y := p.Transforms(c)
	at := make([]vg.Point, len(points))
	for i, xy := range points {
		at[i] = vg.Point{X: x(xy.X), Y: y(xy.Y)}
	}
	return at
}

// How opaque areas and their edges are, of 255.
const (
	areaAlpha = 0x30
	edgeAlpha = 0x90
)

// fadeColor returns a colour as translucent as alpha says.
func fadeColor(c color.Color, alpha uint8) color.Color {
	solid := color.NRGBAModel.Convert(c).(color.NRGBA)
	solid.A = alpha
	return solid
}

// areaSample draws a band for a legend.
func areaSample(ink color.Color) func(draw.Canvas) {
	return func(c draw.Canvas) {
		c.FillPolygon(fadeColor(ink, areaAlpha), []vg.Point{c.Min, {X: c.Min.X, Y: c.Max.Y}, c.Max, {X: c.Max.X, Y: c.Min.Y}})
		for _, y := range []vg.Length{c.Min.Y, c.Max.Y} {
			strokeLine(c, fadeColor(ink, edgeAlpha), 0.5, nil, vg.Point{X: c.Min.X, Y: y}, vg.Point{X: c.Max.X, Y: y})
		}
	}
}

// heightAt returns the height of a line, whose points ascend, over x: the last one where the line is steep. It is false beside
// the line's ends.
func heightAt(line plotter.XYs, x float64) (y float64, ok bool) {
	for i, b := range line {
		switch {
		case b.X == x:
			y, ok = b.Y, true
		case b.X > x && !ok && i > 0:
			a := line[i-1]
			return a.Y + (b.Y-a.Y)*(x-a.X)/(b.X-a.X), true
		case b.X > x:
			return y, ok
		}
	}
	return y, ok
}
