package figure

import (
	"image/color"
	"math"
	"slices"

	"siamface/model/errorrate"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Series is a curve over the epochs.
type Series struct {
	Name string
	// Values has one number an epoch, the first epoch's first; one that isn't finite, or is beyond 1e100, leaves a gap.
	Values []float64
	// Low and High surround the values, such as the least and greatest over folds or seeds: an area behind the curve, where
	// both are finite. nil draws none.
	Low, High []float64
	// Dashed tells validation from training without colour.
	Dashed bool
}

// Panel is a chart with an axis of its own.
type Panel struct {
	Title  string
	Series []Series
	// Band says in the legend what lies between Low and High of the series; "" says nothing.
	Band string
	// Share says that the values are fractions, to be written in percent.
	Share bool
	// UpTo is the best possible value, where the axis then ends; it begins near the lowest value instead of at zero. 0 is none.
	UpTo float64
	// Epochs is how far the axis reaches at least: for a run that isn't done, all its epochs.
	Epochs int
}

// LossPanel is the panel of the loss in training and validation, in the words of l.
func LossPanel(train, validation Series, l Labels) Panel {
	l = l.withDefaults()
	return Panel{Title: l.Loss, Series: nameSeries(train, validation, l)}
}

// AccuracyPanel is the panel of the accuracy in training and validation, in fractions, in the words of l.
func AccuracyPanel(train, validation Series, l Labels) Panel {
	l = l.withDefaults()
	return Panel{Title: l.Accuracy, Share: true, UpTo: 1, Series: nameSeries(train, validation, l)}
}

func nameSeries(train, validation Series, l Labels) []Series {
	train.Name, validation.Name, validation.Dashed = l.Train, l.Validation, true
	return []Series{train, validation}
}

// Curves draws panels side by side, or one below the other where the canvas is higher than it is wide.
func Curves(panels []Panel, style Style) Figure {
	style.Labels = style.Labels.withDefaults()
	return curves{panels, style}
}

type curves struct {
	panels []Panel
	style  Style
}

// Size implements Figure.
func (f curves) Size() (width, height vg.Length) {
	return vg.Length(max(len(f.panels), 1)) * 11 * vg.Centimeter, 8.5 * vg.Centimeter
}

// Draw implements Figure.
func (f curves) Draw(c draw.Canvas) { f.drawOn(c, false) }

// placing tells that the horizontal axis of a single panel has values, which are epochs.
func (f curves) placing() (func(errorrate.Point) plotter.XY, bool) { return nil, true }

// drawOn draws the panels. It returns the axes where there is one panel.
func (f curves) drawOn(c draw.Canvas, _ bool) (area draw.Canvas, axes *plot.Plot) {
	f.style.Theme().paintBackground(c)
	n := vg.Length(max(len(f.panels), 1))
	size := c.Size()
	for i, panel := range f.panels {
		at := vg.Length(i)
		part := draw.Crop(c, at*size.X/n, (at+1-n)*size.X/n, 0, 0)
		if size.Y > size.X {
			part = draw.Crop(c, 0, 0, (n-1-at)*size.Y/n, -at*size.Y/n)
		}
		area, axes = f.drawPanel(draw.Crop(part, margin, -margin-4, margin, -margin), panel)
	}
	if len(f.panels) > 1 {
		return c, nil
	}
	return area, axes
}

func (f curves) drawPanel(c draw.Canvas, panel Panel) (area draw.Canvas, axes *plot.Plot) {
	if isCramped(c) {
		return c, nil
	}
	theme := f.style.Theme()
	p := f.style.newAxes(f.style.Labels.Epoch, "")
	last, low, high, found := panel.measureExtent()
	p.X.Min, p.X.Max = 1, float64(last)
	p.Y.Min, p.Y.Max = low, high
	p.X.Tick.Marker = ticks{count: countFitting(c.Size().X, 36), least: 1}
	p.Y.Tick.Marker = ticks{count: countFitting(c.Size().Y, 34), share: panel.Share}
	top := c
	top.Min.X = p.DataCanvas(c).Min.X
	title := f.style.textStyle(sizeTitle, theme.Ink)
	title.Font.Weight = bold
	title.YAlign = draw.YTop
	top.FillText(title, vg.Point{X: top.Min.X, Y: top.Max.Y}, panel.Title)
	top.Max.Y -= 17
	var entries []entry
	for i, s := range panel.Series {
		entries = append(entries, entry{s.drawSample(theme.series(i)), s.Name})
	}
	if panel.Band != "" {
		entries = append(entries, entry{areaSample(theme.Ink), panel.Band})
	}
	c.Max.Y = f.style.drawLegend(top, entries).Max.Y - 6
	for i, s := range panel.Series {
		for _, b := range s.listBands(theme.series(i)) {
			p.Add(b)
		}
	}
	for i, s := range panel.Series {
		p.Add(curve{s, theme.series(i)})
	}
	area = p.DataCanvas(c)
	if !hasRoom(area) {
		return c, nil
	}
	p.Draw(c)
	if !found {
		f.style.writeNote(area, f.style.Labels.NoData)
	}
	return area, p
}

func (t Theme) series(i int) color.Color { return t.Series[i%len(t.Series)] }

// measureExtent returns the last epoch and the range of the values axis.
func (p Panel) measureExtent() (last int, low, high float64, found bool) {
	last = max(p.Epochs, 2)
	low, high = math.Inf(1), math.Inf(-1)
	for _, s := range p.Series {
		last = max(last, len(s.Values), min(len(s.Low), len(s.High)))
		for _, v := range slices.Concat(s.Values, s.Low, s.High) {
			if isDrawable(v) {
				low, high, found = min(low, v), max(high, v), true
			}
		}
	}
	switch {
	case !found:
		return last, 0, 1, false
	case p.UpTo > 0:
		tenth := p.UpTo / 10
		return last, min(math.Floor(low/tenth), 9) * tenth, max(high, p.UpTo), true
	case high <= 0:
		return last, low - 1, 0, true
	}
	return last, min(low, 0), max(high*1.06, nearest), true
}

// farthest and nearest bound the numbers that are drawn, where arithmetic with them still stays finite and exact; no distance,
// loss or rate comes near them.
const (
	farthest = 1e100
	nearest  = 1e-100
)

// isDrawable tells whether a number can be drawn; NaN can't.
func isDrawable(v float64) bool { return math.Abs(v) < farthest }

func (s Series) dashes() []vg.Length {
	if s.Dashed {
		return []vg.Length{5, 2.5}
	}
	return nil
}

// listBands are the areas between Low and High, one for each run of epochs that have both.
func (s Series) listBands(ink color.Color) []band {
	var runs []band
	open := false
	for i := range min(len(s.Low), len(s.High)) {
		if !isDrawable(s.Low[i]) || !isDrawable(s.High[i]) {
			open = false
			continue
		}
		if !open {
			runs, open = append(runs, band{ink: ink, dashes: s.dashes()}), true
		}
		run := &runs[len(runs)-1]
		run.low = append(run.low, plotter.XY{X: float64(i + 1), Y: s.Low[i]})
		run.high = append(run.high, plotter.XY{X: float64(i + 1), Y: s.High[i]})
	}
	return runs
}

func (s Series) drawSample(ink color.Color) func(draw.Canvas) {
	return func(c draw.Canvas) {
		y := c.Center().Y
		strokeLine(c, ink, 1.4, s.dashes(), vg.Point{X: c.Min.X, Y: y}, vg.Point{X: c.Max.X, Y: y})
	}
}

// curve draws a series as lines between neighbouring values, and as a dot a value that has no neighbour.
type curve struct {
	Series
	ink color.Color
}

// Plot implements plot.Plotter.
func (s curve) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	var run []vg.Point
	for i := range len(s.Values) + 1 {
		if i < len(s.Values) && isDrawable(s.Values[i]) {
			run = append(run, vg.Point{X: x(float64(i + 1)), Y: y(s.Values[i])})
			continue
		}
		switch len(run) {
		case 0:
		case 1:
			c.DrawGlyphNoClip(draw.GlyphStyle{Color: s.ink, Radius: 2, Shape: draw.CircleGlyph{}}, run[0])
		default:
			c.StrokeLines(draw.LineStyle{Color: s.ink, Width: 1.4, Dashes: s.dashes()}, c.ClipLinesXY(run)...)
		}
		run = nil
	}
}
