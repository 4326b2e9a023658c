package figure

import "gonum.org/v1/plot/vg"

// What the tests look at from outside.
var (
	Probit   = probit
	HeightAt = heightAt
)

// Lines returns the curves and the marks of a chart in the plot's coordinates.
func Lines(f Figure) (lines, marks [][][2]float64) {
	for _, t := range f.(chart).traces {
		var line, mark [][2]float64
		for _, p := range t.line {
			line = append(line, [2]float64{p.X, p.Y})
		}
		for _, p := range t.marks {
			mark = append(mark, [2]float64{p.X, p.Y})
		}
		lines, marks = append(lines, line), append(marks, mark)
	}
	return lines, marks
}

// TickLabels returns the labels of a chart's horizontal axis over a length of room points, and how far they lie apart, given
// that each is size points wide.
func TickLabels(f Figure, room, size float64) (labels []string, at []float64) {
	x := f.(chart).x
	width := func(string) vg.Length { return vg.Length(size) }
	for _, tick := range x.ticker(x, vg.Length(room), width).Ticks(x.low, x.high) {
		if !tick.IsMinor() {
			labels = append(labels, tick.Label)
			at = append(at, (tick.Value-x.low)/(x.high-x.low)*room)
		}
	}
	return labels, at
}
