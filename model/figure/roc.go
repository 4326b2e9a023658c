package figure

import (
	"math"

	"siamface/model/errorrate"
	"siamface/model/language"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// operatingPoints are the false match rates that ROC marks on each curve.
var operatingPoints = []float64{0.01, 0.001}

var rocKind = Kind{
	Name:  "roc",
	Tab:   language.Text{English: "ROC", Chinese: "ROC"},
	Title: language.Text{English: "ROC curve", Chinese: "ROC 曲线"},
	Note:  language.Text{English: "Which share of the genuine pairs is accepted when so many impostor pairs are. Higher is better.", Chinese: "误识这么多不同人对时，有多少同一人对被接受。越高越好。"},
	Draw:  func(e Evaluation, style Style) Figure { return ROC(e.Curves, style) },
}

// ROC draws the receiver operating characteristic: the share of genuine pairs that are accepted against the false match rate,
// on a logarithmic axis. A curve begins at the least false match rate that its impostor pairs can show, 3 over their count,
// with the best point up to there; what lies below isn't drawn. Markers stand at 1 % and 0.1 %, where a curve reaches them.
// The height axis begins at 90 % or, for lower curves and bands, at the tenth below them.
func ROC(curves []Curve, style Style) Figure {
	style.Labels = style.Labels.withDefaults()
	f := chart{style: style, width: 15 * vg.Centimeter, height: 11 * vg.Centimeter}
	f.addCurves(curves, Curve.onROC, Curve.spotOnROC)
	least, floor := -1.0, 0.9
	f.visitPoints(func(p plotter.XY) { least, floor = min(least, p.X), min(floor, p.Y) })
	if f.missing != "" {
		least, floor = -3, 0
	}
	f.x = logarithmicScale(style.Labels.FMR, "FMR", least)
	f.y = linearScale(style.Labels.TAR, "TAR", math.Floor(floor*10+1e-9)/10, 1, true)
	return f
}

// onROC places a curve over log10 FMR.
func (c Curve) onROC(l look) (trace, band) {
	from := c.leastFMR()
	t := trace{look: l, line: rocLine(c.Points, from)}
	for _, fmr := range operatingPoints {
		if y, ok := heightAt(t.line, math.Log10(fmr)); ok {
			t.marks = append(t.marks, plotter.XY{X: math.Log10(fmr), Y: y})
		}
	}
	return t, rocBand(c.FNMRAtFMR, from, l)
}

// spotOnROC returns what places an operating point of the curve: one of a lower false match rate than is drawn at the curve's
// begin.
func (c Curve) spotOnROC() func(errorrate.Point) plotter.XY {
	from := c.leastFMR()
	return func(p errorrate.Point) plotter.XY { return plotter.XY{X: math.Log10(max(p.FMR, from)), Y: 1 - p.FNMR} }
}

// leastFMR is the least false match rate that the curve's impostor pairs can show.
func (c Curve) leastFMR() float64 {
	if c.Impostor > 0 {
		return errorrate.RuleOfThree(c.Impostor)
	}
	return leastRate(0, knownFMRs(sortPaired(c.Points)))
}

// rocLine returns a curve over log10 FMR, beginning at log10 from with the best point up to there.
func rocLine(points []errorrate.Point, from float64) plotter.XYs {
	var line plotter.XYs
	for _, p := range sortPaired(points) {
		switch at := (plotter.XY{X: math.Log10(max(p.FMR, from)), Y: 1 - p.FNMR}); {
		case p.FMR > from || len(line) == 0:
			line = append(line, at)
		default:
			line[0].Y = max(line[0].Y, at.Y)
		}
	}
	return line
}

func rocBand(intervals []errorrate.Interval, from float64, l look) band {
	area := band{ink: l.ink, dashes: l.dashes}
	for _, b := range sortIntervals(intervals) {
		if b.At >= from*(1-1e-9) && b.At <= 1 {
			x := math.Log10(b.At)
			area.low = append(area.low, plotter.XY{X: x, Y: 1 - b.High})
			area.high = append(area.high, plotter.XY{X: x, Y: 1 - b.Low})
		}
	}
	return area
}
