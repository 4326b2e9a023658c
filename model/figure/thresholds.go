package figure

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"siamface/model/errorrate"
	"siamface/model/language"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Thresholds are both error rates over the threshold, and where it is set.
type Thresholds struct {
	// Points may have any order; of each, a rate that isn't known is left out. Neighbouring intervals are joined. The numbers of
	// pairs are for Log; where one is unknown, the least rate above zero stands for a pair.
	errorrate.Curve
	// Threshold is the chosen one, a labelled line; NaN, infinity, zero and below are none. Second is another, such as one for
	// a second rate: what lies between the two is shaded as unsure.
	Threshold, Second float64
	// Log draws the rates on a logarithmic axis, where a rate of zero stands at half a pair of its class.
	Log bool
}

var ratesKind = Kind{
	Name:          "fmr-fnmr",
	Tab:           language.Text{English: "FMR/FNMR", Chinese: "FMR/FNMR"},
	Title:         language.Text{English: "Error rates and threshold", Chinese: "错误率与阈值"},
	Note:          language.Text{English: "What moving the threshold does to both kinds of error.", Chinese: "移动阈值时两类错误如何变化。"},
	OverDistances: true,
	Draw:          func(e Evaluation, style Style) Figure { return Rates(e.Thresholds, style) },
}

var calibrationKind = Kind{
	Name:          "calibration",
	Tab:           language.Text{English: "Calibration", Chinese: "校准"},
	OverDistances: true,
	Draw:          func(e Evaluation, style Style) Figure { return Calibration(e.Thresholds, style) },
}

// Rates draws the false match rate and the false non-match rate against the threshold, which is a distance: where to set it,
// and what moving it costs. Markers stand where the chosen threshold meets the curves.
func Rates(t Thresholds, style Style) Figure {
	style.Labels = style.Labels.withDefaults()
	l, theme := style.Labels, style.Theme()
	f := chart{style: style, width: 16 * vg.Centimeter, height: 9.5 * vg.Centimeter}
	f.threshold, f.marked = t.Threshold, isThreshold(t.Threshold)
	f.overThresholds = true

	fnmr := look{theme.Genuine, dashings[0], markers[0]}
	fmr := look{theme.Impostor, dashings[1], markers[1]}
	f.addRate(l.FNMR, t, fnmr, func(p errorrate.Point) float64 { return p.FNMR }, t.FNMR, t.Genuine)
	f.addRate(l.FMR, t, fmr, func(p errorrate.Point) float64 { return p.FMR }, t.FMR, t.Impostor)
	f.endLegend(0)
	if f.marked && isThreshold(t.Second) {
		z := zone{t.Threshold, t.Second, theme.Unsure}
		f.under = append(f.under, z)
		f.entries = append(f.entries, entry{z.sample, l.Unsure})
	}
	f.x, f.y = f.thresholdScale(t), linearScale(l.Rate, l.Rate, 0, 1, true)
	if t.Log {
		lowest := -1.0
		f.visitPoints(func(p plotter.XY) { lowest = min(lowest, p.Y) })
		f.y = logarithmicScale(l.Rate, l.Rate, lowest-0.1)
	}
	f.place = func(p errorrate.Point) plotter.XY { return plotter.XY{X: p.Threshold, Y: f.y.low} }
	return f
}

// Calibration draws how rare a distance is: which share of the impostor pairs is closer, and which of the genuine pairs is
// farther. That is what Rates draws on a logarithmic axis, in the words for one pair whose distance is t.Threshold.
func Calibration(t Thresholds, style Style) Figure {
	l := style.Labels.withDefaults()
	l.FMR, l.FNMR, l.Rate, l.Threshold = l.Closer, l.Farther, l.Share, l.Distance
	style.Labels, t.Log = l, true
	return Rates(t, style)
}

func isThreshold(t float64) bool { return t > 0 && t < farthest }

// addRate puts one of the rates, of a class of n pairs, into the chart.
func (f *chart) addRate(name string, t Thresholds, l look, of func(errorrate.Point) float64, intervals []errorrate.Interval, n int) {
	place := func(rate float64) float64 { return rate }
	if t.Log {
		half := leastRate(n, knownRates(t.Points, of)) / 2
		place = func(rate float64) float64 { return math.Log10(max(rate, half)) }
	}
	drawn, area := trace{look: l}, band{ink: l.ink, dashes: l.dashes}
	for _, p := range t.Points {
		if rate := of(p); isRate(rate) && isDrawable(p.Threshold) {
			drawn.line = append(drawn.line, plotter.XY{X: p.Threshold, Y: place(rate)})
		}
	}
	slices.SortStableFunc(drawn.line, func(a, b plotter.XY) int { return cmp.Compare(a.X, b.X) })
	for _, b := range sortIntervals(intervals) {
		area.low = append(area.low, plotter.XY{X: b.At, Y: place(b.Low)})
		area.high = append(area.high, plotter.XY{X: b.At, Y: place(b.High)})
	}
	if y, ok := heightAt(drawn.line, t.Threshold); ok && f.marked {
		drawn.marks = plotter.XYs{{X: t.Threshold, Y: y}}
	}
	f.traces, f.bands = append(f.traces, drawn), append(f.bands, area)
	if len(drawn.line) > 0 {
		f.entries = append(f.entries, entry{drawn.sample, name})
	}
}

// thresholdScale reaches from zero over all thresholds that are drawn.
func (f chart) thresholdScale(t Thresholds) scale {
	low, high := 0.0, 0.0
	for _, at := range []float64{t.Threshold, t.Second} {
		if f.marked && isThreshold(at) {
			high = max(high, at*1.05)
		}
	}
	f.visitPoints(func(p plotter.XY) { low, high = min(low, p.X), max(high, p.X) })
	return linearScale(f.style.Labels.Threshold, f.style.Labels.Threshold, low, high, false)
}

// zone shades the thresholds from one to another over the whole height, and hatches them, unlike a band.
type zone struct {
	from, to float64
	ink      color.Color
}

// Plot implements plot.Plotter.
func (z zone) Plot(c draw.Canvas, p *plot.Plot) {
	x, _ := p.Transforms(&c)
	from, to := x(min(z.from, z.to)), x(max(z.from, z.to))
	z.fill(c, vg.Rectangle{Min: vg.Point{X: from, Y: c.Min.Y}, Max: vg.Point{X: to, Y: c.Max.Y}})
}

func (z zone) fill(c draw.Canvas, r vg.Rectangle) {
	c.FillPolygon(fadeColor(z.ink, areaAlpha), []vg.Point{r.Min, {X: r.Min.X, Y: r.Max.Y}, r.Max, {X: r.Max.X, Y: r.Min.Y}})
	drawHatch(c, fadeColor(z.ink, edgeAlpha), r)
	for _, x := range []vg.Length{r.Min.X, r.Max.X} {
		strokeLine(c, z.ink, 0.8, diagonalDashes, vg.Point{X: x, Y: r.Min.Y}, vg.Point{X: x, Y: r.Max.Y})
	}
}

func (z zone) sample(c draw.Canvas) { z.fill(c, c.Rectangle) }
