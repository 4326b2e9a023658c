package figure

import (
	"image/color"
	"math"

	"siamface/model/errorrate"
	"siamface/model/language"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// corners are the rates at which DET's axes may end; the last is the greatest that is drawn.
var corners = []float64{0.5, 0.8, 0.95, 0.99, 0.9999}

var detKind = Kind{
	Name:  "det",
	Tab:   language.Text{English: "DET", Chinese: "DET"},
	Title: language.Text{English: "DET curve", Chinese: "DET 曲线"},
	Note:  language.Text{English: "The two kinds of error against each other. Nearer to the lower left corner is better.", Chinese: "两类错误的此消彼长。越靠近左下角越好。"},
	Draw:  func(e Evaluation, style Style) Figure { return DET(e.Curves, style) },
}

// DET draws the detection error trade-off (Martin and others, 1997): the false non-match rate against the false match rate,
// both placed by their normal deviates, so that the curve of two normal distributions is straight. Zero has no normal deviate:
// a rate of zero stands at half a pair, 1/(2n) for a class of n pairs, and a rate of one at as much less than one. The
// diagonal is where the two rates are equal, and a marker stands where a curve crosses it. The axes end at 50 % or, where that
// would hide a whole curve, further out.
func DET(curves []Curve, style Style) Figure {
	style.Labels = style.Labels.withDefaults()
	f := chart{style: style, width: 13.5 * vg.Centimeter, height: 13.5 * vg.Centimeter}
	f.addCurves(curves, Curve.onDET, Curve.spotOnDET)
	if f.missing == "" {
		equal := diagonal{style.Theme().Unsure}
		f.under = append(f.under, equal)
		f.entries = append(f.entries, entry{equal.sample, style.Labels.EER})
	}

	low, worst := plotter.XY{X: probit(0.01), Y: probit(0.01)}, math.Inf(-1)
	for _, t := range f.traces {
		nearest := math.Inf(1) // to the corner of no errors
		for _, p := range t.line {
			low.X, low.Y = min(low.X, p.X), min(low.Y, p.Y)
			nearest = min(nearest, max(p.X, p.Y))
		}
		if len(t.line) > 0 {
			worst = max(worst, nearest)
		}
	}
	const air = 0.08
	high := cornerBeyond(worst + air)
	f.x = deviateScale(style.Labels.FMR, "FMR", low.X-air, high)
	f.y = deviateScale(style.Labels.FNMR, "FNMR", low.Y-air, high)
	return f
}

// cornerBeyond returns the normal deviate at which axes end that reach to some deviate, if any does.
func cornerBeyond(reach float64) float64 {
	for _, rate := range corners {
		if probit(rate) >= reach {
			return probit(rate)
		}
	}
	return probit(corners[len(corners)-1])
}

// onDET places a curve by its rates' normal deviates.
func (c Curve) onDET(l look) (trace, band) {
	x, y := c.placeRates()
	t, area := trace{look: l}, band{ink: l.ink, dashes: l.dashes}
	for _, p := range sortPaired(c.Points) {
		t.line = append(t.line, plotter.XY{X: x(p.FMR), Y: y(p.FNMR)})
	}
	for _, b := range sortIntervals(c.FNMRAtFMR) {
		if isRate(b.At) {
			area.low = append(area.low, plotter.XY{X: x(b.At), Y: y(b.Low)})
			area.high = append(area.high, plotter.XY{X: x(b.At), Y: y(b.High)})
		}
	}
	t.marks = findCrossing(t.line)
	return t, area
}

// placeRates returns what places the curve's two rates.
func (c Curve) placeRates() (fmr, fnmr func(rate float64) float64) {
	return placeDeviates(c.Impostor, knownFMRs(c.Points)), placeDeviates(c.Genuine, knownFNMRs(c.Points))
}

// spotOnDET returns what places an operating point of the curve.
func (c Curve) spotOnDET() func(errorrate.Point) plotter.XY {
	x, y := c.placeRates()
	return func(p errorrate.Point) plotter.XY { return plotter.XY{X: x(p.FMR), Y: y(p.FNMR)} }
}

// placeDeviates returns what places the rates of n pairs by their normal deviates, zero and one half a pair off. Where n is unknown
// the least of the rates stands for a pair.
func placeDeviates(n int, rates []float64) func(rate float64) float64 {
	half := min(leastRate(n, rates)/2, 0.25)
	return func(rate float64) float64 {
		return probit(clampTo(rate, half, min(1-half, corners[len(corners)-1])))
	}
}

// findCrossing returns where a falling line first meets the diagonal.
func findCrossing(line plotter.XYs) plotter.XYs {
	for i, b := range line {
		after := b.X - b.Y
		if after < 0 {
			continue
		}
		if i == 0 || after == 0 {
			if after > 0 {
				return nil
			}
			return plotter.XYs{b}
		}
		a := line[i-1]
		share := (a.Y - a.X) / (a.Y - a.X + after)
		return plotter.XYs{{X: a.X + share*(b.X-a.X), Y: a.Y + share*(b.Y-a.Y)}}
	}
	return nil
}

// diagonal is the line on which both axes have the same value.
type diagonal struct{ ink color.Color }

var diagonalDashes = []vg.Length{3, 3}

// Plot implements plot.Plotter.
func (d diagonal) Plot(c draw.Canvas, p *plot.Plot) {
	from, to := max(p.X.Min, p.Y.Min), min(p.X.Max, p.Y.Max)
	strokeLine(c, d.ink, 0.8, diagonalDashes, placePoints(&c, p, plotter.XYs{{X: from, Y: from}, {X: to, Y: to}})...)
}

func (d diagonal) sample(c draw.Canvas) {
	y := c.Center().Y
	strokeLine(c, d.ink, 0.8, diagonalDashes, vg.Point{X: c.Min.X, Y: y}, vg.Point{X: c.Max.X, Y: y})
}
