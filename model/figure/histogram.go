package figure

import (
	"math"

	"siamface/model/errorrate"
	"siamface/model/language"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var histogramKind = Kind{
	Name:          "histogram",
	Tab:           language.Text{English: "Histogram", Chinese: "直方图"},
	Title:         language.Text{English: "Distances", Chinese: "距离分布"},
	Note:          language.Text{English: "How far apart the photos of one person lie, and those of two people. The less the two overlap, the better.", Chinese: "同一人的照片之间、不同人的照片之间相距多远。两者重叠越少越好。"},
	OverDistances: true,
	Draw:          func(e Evaluation, style Style) Figure { return Histogram(e.Classes, e.Thresholds.Threshold, style) },
}

// Histogram draws how the distances of genuine and impostor pairs are spread, in the 99 bins of linspace(0, 2, 100), continued
// where there are greater distances. Each class is drawn in shares of its own pairs, for there are far more impostors; the
// legend says how many of each. The threshold is a labelled line; NaN, infinity, zero and below are none.
func Histogram(of errorrate.Classes, threshold float64, style Style) Figure {
	style.Labels = style.Labels.withDefaults()
	h := histogram{style: style, threshold: threshold}
	if !(threshold > 0) || math.IsInf(threshold, 0) {
		h.threshold = 0
	}
	counts := of.Histogram(h.threshold)
	h.edges = counts.Edges
	h.genuine, h.genuines = shareOut(counts.Genuine)
	h.impostor, h.impostors = shareOut(counts.Impostor)
	return h
}

// shareOut returns what part of the distances falls into each bin, and how many fall into any.
func shareOut(bins []int) (shares []float64, count int) {
	for _, n := range bins {
		count += n
	}
	shares = make([]float64, len(bins))
	for i, n := range bins {
		shares[i] = float64(n) / float64(max(count, 1))
	}
	return shares, count
}

type histogram struct {
	style               Style
	edges               []float64
	genuine, impostor   []float64
	genuines, impostors int
	threshold           float64
}

// Size implements Figure.
func (h histogram) Size() (width, height vg.Length) { return 16 * vg.Centimeter, 9.5 * vg.Centimeter }

// Draw implements Figure.
func (h histogram) Draw(c draw.Canvas) { h.drawOn(c, false) }

func (h histogram) placing() (func(errorrate.Point) plotter.XY, bool) {
	return func(p errorrate.Point) plotter.XY { return plotter.XY{X: p.Threshold} }, true
}

func (h histogram) drawOn(c draw.Canvas, bare bool) (draw.Canvas, *plot.Plot) {
	theme, labels := h.style.Theme(), h.style.Labels
	theme.paintBackground(c)
	c = draw.Crop(c, margin, -margin-4, margin, -margin)
	p := h.style.newAxes(labels.Distance, labels.Share)
	p.X.Min, p.X.Max = h.cropAxis()
	p.Y.Min, p.Y.Max = 0, h.axisTop()
	p.X.Tick.Marker = ticks{count: countFitting(c.Size().X, 40)}
	p.Y.Tick.Marker = ticks{count: countFitting(c.Size().Y, 40), share: true}

	area := p.DataCanvas(c)
	top := c
	top.Min.X = area.Min.X
	c.Max.Y = h.style.drawLegend(top, h.legendEntries(theme)).Max.Y - 4
	if h.threshold > 0 {
		c.Max.Y -= legendLine
	}
	p.Add(bars{h, theme})
	p.Draw(c)
	area = p.DataCanvas(c)
	if h.threshold > 0 && !bare {
		h.style.drawThreshold(area, c.Max.X, area.X(p.X.Norm(h.threshold)), h.threshold)
	}
	if h.genuines+h.impostors == 0 {
		h.style.writeNote(area, labels.NoData)
	}
	if !hasRoom(area) {
		return area, nil
	}
	return area, p
}

// cropAxis is where the axis of the distances begins and ends: a few bins beyond the bars and the threshold.
func (h histogram) cropAxis() (low, high float64) {
	const air = 3
	first, last := len(h.edges)-1, 0
	for i := range h.genuine {
		if h.genuine[i]+h.impostor[i] > 0 || h.threshold > 0 && h.threshold >= h.edges[i] && h.threshold <= h.edges[i+1] {
			first, last = min(first, i), max(last, i+1)
		}
	}
	if first > last {
		return h.edges[0], h.edges[len(h.edges)-1]
	}
	return h.edges[max(first-air, 0)], h.edges[min(last+air, len(h.edges)-1)]
}

// axisTop leaves some air above the highest bar.
func (h histogram) axisTop() float64 {
	highest := 0.0
	for i := range h.genuine {
		highest = max(highest, h.genuine[i], h.impostor[i])
	}
	if highest == 0 {
		return 0.1
	}
	return highest * 1.06
}

func (h histogram) legendEntries(theme Theme) []entry {
	box := func(c draw.Canvas) []vg.Point {
		return []vg.Point{c.Min, {X: c.Min.X, Y: c.Max.Y}, c.Max, {X: c.Max.X, Y: c.Min.Y}, c.Min}
	}
	genuine := func(c draw.Canvas) {
		c.FillPolygon(theme.GenuineFill, box(c))
		strokeLine(c, theme.Genuine, 1, nil, box(c)...)
	}
	impostor := func(c draw.Canvas) {
		drawHatch(c, theme.Impostor, c.Rectangle)
		strokeLine(c, theme.Impostor, 1, nil, box(c)...)
	}
	l := h.style.Labels
	return []entry{
		{genuine, l.legendText(l.Genuine, h.genuines)},
		{impostor, l.legendText(l.Impostor, h.impostors)},
	}
}

// bars draws both classes: the filled one below, the hatched one over it, then both outlines.
type bars struct {
	histogram
	theme Theme
}

// Plot implements plot.Plotter.
func (b bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	genuine := outlineBins(b.genuine, b.edges, x, y)
	for _, line := range genuine {
		c.FillPolygon(b.theme.GenuineFill, line)
	}
	for i, share := range b.impostor {
		if share > 0 {
			drawHatch(c, b.theme.Impostor, b.bin(x, y, i, share))
		}
	}
	for _, line := range genuine {
		strokeLine(c, b.theme.Genuine, 1.1, nil, line...)
	}
	for _, line := range outlineBins(b.impostor, b.edges, x, y) {
		strokeLine(c, b.theme.Impostor, 1.1, nil, line...)
	}
}

func (b bars) bin(x, y func(float64) vg.Length, i int, share float64) vg.Rectangle {
	return vg.Rectangle{
		Min: vg.Point{X: x(b.edges[i]), Y: y(0)},
		Max: vg.Point{X: x(b.edges[i+1]), Y: y(share)},
	}
}

// outlineBins returns the outlines of the runs of bins that aren't empty, each from the base line up and back to it.
func outlineBins(shares, edges []float64, x, y func(float64) vg.Length) [][]vg.Point {
	var lines [][]vg.Point
	var line []vg.Point
	for i, share := range shares {
		if share > 0 {
			if line == nil {
				line = append(line, vg.Point{X: x(edges[i]), Y: y(0)})
			}
			line = append(line, vg.Point{X: x(edges[i]), Y: y(share)}, vg.Point{X: x(edges[i+1]), Y: y(share)})
		}
		if line != nil && (share <= 0 || i == len(shares)-1) {
			line = append(line, vg.Point{X: line[len(line)-1].X, Y: y(0)})
			lines, line = append(lines, line), nil
		}
	}
	return lines
}
