package figure

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Cost is what work costs that grows: At[i] of something, such as photos, take Takes[i] of something, such as seconds.
type Cost struct {
	Name      string
	At, Takes []float64
}

// Growth draws how costs grow, on two logarithmic axes with these labels: what grows with n is a straight line rising as one in one, what
// grows with its square one in two. What isn't above zero is left out.
func Growth(costs []Cost, at, takes string, style Style) Figure {
	style.Labels = style.Labels.withDefaults()
	f := chart{style: style, width: 16 * vg.Centimeter, height: 10 * vg.Centimeter}
	low, high := plotter.XY{X: math.Inf(1), Y: math.Inf(1)}, plotter.XY{X: math.Inf(-1), Y: math.Inf(-1)}
	for i, c := range costs {
		line := c.logarithms()
		if len(line) == 0 {
			continue
		}
		t := trace{look: style.Theme().look(i), line: line, marks: line}
		f.traces = append(f.traces, t)
		f.entries = append(f.entries, entry{t.sample, c.Name})
		for _, p := range line {
			low.X, low.Y = min(low.X, p.X), min(low.Y, p.Y)
			high.X, high.Y = max(high.X, p.X), max(high.Y, p.Y)
		}
	}
	if len(f.traces) == 0 {
		low, high = plotter.XY{}, plotter.XY{X: 1, Y: 1}
	}
	f.x, f.y = powerScale(at, low.X, high.X), powerScale(takes, low.Y, high.Y)
	return f
}

// logarithms are the points of a cost, by log10.
func (c Cost) logarithms() (line plotter.XYs) {
	for i, at := range c.At[:min(len(c.At), len(c.Takes))] {
		if takes := c.Takes[i]; at > 0 && takes > 0 && !math.IsInf(at, 0) && !math.IsInf(takes, 0) {
			line = append(line, plotter.XY{X: math.Log10(at), Y: math.Log10(takes)})
		}
	}
	return line
}

// powerScale is a scale of powers of ten about what lies between two logarithms.
func powerScale(label string, low, high float64) scale {
	from, to := math.Floor(low), math.Ceil(high)
	if to <= from {
		to = from + 1
	}
	return scale{from, to, label, label, func(s scale, _ vg.Length, _ func(string) vg.Length) plot.Ticker {
		var marks plot.ConstantTicks
		for power := int(s.low); power <= int(s.high); power++ {
			marks = append(marks, plot.Tick{Value: float64(power), Label: writePower(power)})
		}
		return marks
	}}
}

// writePower is a power of ten: in full from 0.001 to 1,000,000.
func writePower(power int) string {
	if power < -3 || power > 6 {
		return "1e" + strconv.Itoa(power)
	}
	return strconv.FormatFloat(math.Pow10(power), 'f', -1, 64)
}
