package figure

import (
	"slices"

	"siamface/model/errorrate"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// chart is a figure of one plot: a legend above, what is drawn in the plot's coordinates below. All is worked out before it is
// drawn.
type chart struct {
	style         Style
	width, height vg.Length
	x, y          scale
	entries       []entry
	under         []plot.Plotter // below the curves
	bands         []band
	traces        []trace
	rings         []ring // around the operating points chosen
	// threshold is a labelled vertical line, where there is one.
	threshold float64
	marked    bool
	// place is where an operating point of the first curve lies; overThresholds tells that the horizontal axis has thresholds.
	place          func(errorrate.Point) plotter.XY
	overThresholds bool
	// missing says in the plot's middle why there is nothing in it; "" is nothing to say.
	missing string
}

// Size implements Figure.
func (f chart) Size() (width, height vg.Length) { return f.width, f.height }

// Draw implements Figure.
func (f chart) Draw(c draw.Canvas) { f.drawOn(c, false) }

func (f chart) placing() (func(errorrate.Point) plotter.XY, bool) { return f.place, f.overThresholds }

func (f chart) drawOn(c draw.Canvas, bare bool) (area draw.Canvas, p *plot.Plot) {
	f.style.Theme().paintBackground(c)
	c = draw.Crop(c, margin, -margin-4, margin, -margin)
	if isCramped(c) {
		return c, nil
	}
	p = f.style.newAxes(f.x.short, f.y.short)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = f.x.low, f.x.high, f.y.low, f.y.high
	c.Max.Y = f.drawHead(c, p)
	f.labelAxes(p, c)
	if !hasRoom(p.DataCanvas(c)) {
		return c, nil
	}
	for _, part := range f.under {
		p.Add(part)
	}
	for _, b := range f.bands {
		p.Add(b)
	}
	for _, t := range f.traces {
		if bare && f.overThresholds {
			t.marks = nil
		}
		p.Add(t)
	}
	for _, r := range f.rings {
		if !bare {
			p.Add(r)
		}
	}
	p.Draw(c)
	area = p.DataCanvas(c)
	if f.marked && !bare {
		f.style.drawThreshold(area, c.Max.X, area.X(p.X.Norm(f.threshold)), f.threshold)
	}
	if f.missing != "" {
		f.style.writeNote(area, f.missing)
	}
	return area, p
}

// drawHead draws the legend and returns where the plot ends below it. The legend begins where the plot does, or further left where
// it would be high and narrow.
func (f chart) drawHead(c draw.Canvas, p *plot.Plot) vg.Length {
	p.Y.Tick.Marker = f.y.ticker(f.y, c.Size().Y, labelHeight)
	top := c
	if area := p.DataCanvas(c); hasRoom(area) {
		top.Min.X = area.Min.X
	}
	if len(f.style.layOutLegend(f.entries, top.Size().X)) > 2 {
		top.Min.X = c.Min.X
	}
	end := f.style.drawLegend(top, f.entries).Max.Y - 6
	if f.marked {
		end -= legendLine - 8
	}
	return end
}

// labelAxes puts ticks and labels on the axes, as many and as long as there is room for.
func (f chart) labelAxes(p *plot.Plot, c draw.Canvas) {
	room := p.DataCanvas(c).Size()
	p.Y.Tick.Marker = f.y.ticker(f.y, room.Y, labelHeight)
	labels := f.style.textStyle(sizeSmall, nil)
	p.X.Tick.Marker = f.x.ticker(f.x, room.X, func(label string) vg.Length { return labels.Width(label) + 9 })
	if p.X.Label.TextStyle.Width(f.x.label) <= room.X {
		p.X.Label.Text = f.x.label
	}
	if p.Y.Label.TextStyle.Width(f.y.label) <= room.Y {
		p.Y.Label.Text = f.y.label
	}
}

// labelHeight is the room that a label needs along an upright axis.
func labelHeight(string) vg.Length { return 1.9 * sizeSmall }

// addCurves puts curves with their bands and names into the chart, each as plotted says, and says what is missing where there is
// nothing to draw.
func (f *chart) addCurves(curves []Curve, plotted func(Curve, look) (trace, band), placing func(Curve) func(errorrate.Point) plotter.XY) {
	points := 0
	for i, c := range curves {
		t, b := plotted(c, f.style.Theme().look(i))
		if i == 0 {
			f.place = placing(c)
		}
		if c.Chosen != nil && len(t.line) > 0 {
			f.rings = append(f.rings, ring{t.ink, placing(c)(*c.Chosen)})
		}
		points += len(c.Points)
		f.traces, f.bands = append(f.traces, t), append(f.bands, b)
		f.entries = append(f.entries, entry{t.sample, c.Name})
	}
	f.endLegend(points)
}

// endLegend ends the legend with what the bands are. Where none of some points is drawn it notes why.
func (f *chart) endLegend(points int) {
	if slices.ContainsFunc(f.bands, func(b band) bool { return len(b.low) > 0 }) {
		f.entries = append(f.entries, entry{areaSample(f.style.Theme().Ink), f.style.Labels.Interval})
	}
	if slices.ContainsFunc(f.traces, func(t trace) bool { return len(t.line) > 0 }) {
		return
	}
	f.missing = f.style.Labels.OneClass
	if points == 0 {
		f.missing = f.style.Labels.NoData
	}
}

// visitPoints visits every point of the curves and of their bands' lower edges.
func (f chart) visitPoints(visit func(p plotter.XY)) {
	for i := range f.traces {
		for _, p := range slices.Concat(f.traces[i].line, f.bands[i].low) {
			visit(p)
		}
	}
}
