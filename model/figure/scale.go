package figure

import (
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// scale is an axis' range, in the coordinates of the plot, and what its ticks are. A plot's own axes stay linear: rates are
// turned into logarithms or normal deviates before, where a rate that has none can be held to the range.
type scale struct {
	low, high float64
	label     string
	short     string // the label where the axis has no room for it
	// ticker makes the ticks for an axis so long, where a label takes as much of it as size says.
	ticker func(s scale, room vg.Length, size func(label string) vg.Length) plot.Ticker
}

// linearScale is a scale of numbers, or of rates in percent.
func linearScale(label, short string, low, high float64, share bool) scale {
	if high-low < nearest {
		high = low + 1
	}
	return scale{low, high, label, short, func(_ scale, room vg.Length, size func(string) vg.Length) plot.Ticker {
		return ticks{count: countFitting(room, size("100 %")), share: share}
	}}
}

// Percentages to put on an axis, the most important first.
var (
	decades   = []float64{1, 100, 0.01, 0.0001, 0.000001, 0.1, 10, 0.001, 0.00001, 0.0000001, 50, 5, 20, 2, 0.5, 0.2}
	normals   = []float64{1, 10, 0.1, 40, 0.01, 0.001, 0.0001, 0.00001, 0.000001, 90, 99, 5, 20, 2, 60, 80, 95, 99.9, 0.5, 30, 0.2, 70, 99.99}
	minorRate = 1e-8
)

// logarithmicScale is a scale of rates up to 1, placed by log10; low is a logarithm.
func logarithmicScale(label, short string, low float64) scale {
	return scale{low, 0, label, short, func(s scale, room vg.Length, size func(string) vg.Length) plot.Ticker {
		marks := s.markPercents(decades, math.Log10, room, size)
		for power := minorRate; power < 1; power *= 10 {
			for digit := range 8 {
				marks = append(marks, plot.Tick{Value: math.Log10(power * float64(digit+2))})
			}
		}
		return plot.ConstantTicks(keepWithin(marks, s))
	}}
}

// deviateScale is a scale of rates placed by probit; low and high are normal deviates.
func deviateScale(label, short string, low, high float64) scale {
	return scale{low, high, label, short, func(s scale, room vg.Length, size func(string) vg.Length) plot.Ticker {
		return plot.ConstantTicks(s.markPercents(normals, probit, room, size))
	}}
}

// markPercents marks candidates on the axis and labels those that have room beside the more important ones.
func (s scale) markPercents(candidates []float64, place func(rate float64) float64, room vg.Length, size func(string) vg.Length) []plot.Tick {
	var marks []plot.Tick
	for _, percent := range candidates {
		mark := plot.Tick{Value: place(percent / 100), Label: strconv.FormatFloat(percent, 'f', -1, 64) + " %"}
		if slices.ContainsFunc(marks, func(other plot.Tick) bool {
			apart := vg.Length(math.Abs(mark.Value-other.Value)/(s.high-s.low)) * room
			return !other.IsMinor() && apart < (size(mark.Label)+size(other.Label))/2
		}) {
			mark.Label = ""
		}
		marks = append(marks, keepWithin([]plot.Tick{mark}, s)...)
	}
	return marks
}

// keepWithin keeps the ticks that lie on the axis.
func keepWithin(marks []plot.Tick, s scale) []plot.Tick {
	const slack = 1e-9
	return slices.DeleteFunc(marks, func(t plot.Tick) bool { return !(t.Value >= s.low-slack && t.Value <= s.high+slack) })
}
