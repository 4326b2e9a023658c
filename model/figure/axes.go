package figure

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const margin = vg.Length(10)

// newAxes makes an empty plot in the style: quiet axes, a light grid, nothing else.
func (s Style) newAxes(xLabel, yLabel string) *plot.Plot {
	theme := s.Theme()
	p := plot.New()
	p.BackgroundColor = nil
	p.X.Label.Text, p.Y.Label.Text = xLabel, yLabel
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Padding = 0
		axis.Color, axis.Width = theme.Muted, 0.6
		axis.Tick.LineStyle = draw.LineStyle{Color: theme.Muted, Width: 0.6}
		axis.Tick.Length = 3
		axis.Label.Padding = 4
		setTextStyle(&axis.Label.TextStyle, s.textStyle(sizeText, theme.Ink))
		setTextStyle(&axis.Tick.Label, s.textStyle(sizeSmall, theme.Muted))
	}
	grid := plotter.NewGrid()
	grid.Horizontal = draw.LineStyle{Color: theme.Grid, Width: 0.6}
	grid.Vertical = grid.Horizontal
	p.Add(grid)
	return p
}

// isCramped tells whether a canvas is too small for axes: then the background is all that there is to a figure.
func isCramped(c draw.Canvas) bool {
	const least = 60
	return c.Size().X < least || c.Size().Y < least
}

// hasRoom tells whether there is an area to draw in. Labels that take more than all the room turn it inside out or make its
// corners NaN, which the canvases don't bear.
func hasRoom(area draw.Canvas) bool {
	return area.Size().X > 0 && area.Size().Y > 0
}

// setTextStyle changes font and colour but not the alignment that the axis needs.
func setTextStyle(old *text.Style, with text.Style) {
	old.Font, old.Color, old.Handler = with.Font, with.Color, with.Handler
}

// ticks are about count round numbers from the axis' range, at least least apart, all with as many decimals as the step needs.
type ticks struct {
	count int
	least float64
	share bool // written in percent
}

// Ticks implements plot.Ticker.
func (t ticks) Ticks(low, high float64) []plot.Tick {
	unit, after := 1.0, ""
	if t.share {
		unit, after = 100, " %"
	}
	step := max(roundStep((high-low)*unit/float64(max(t.count, 1))), t.least)
	if !(step > 0) || math.IsInf(step, 0) {
		return nil
	}
	format, decimals := byte('f'), max(0, int(-math.Floor(math.Log10(step)+1e-9)))
	if decimals > 6 || step >= 1e7 {
		format, decimals = 'g', 3
	}
	first, last := math.Ceil(low*unit/step-1e-9), math.Floor(high*unit/step+1e-9)
	var marks []plot.Tick
	for i := range int(last-first) + 1 {
		v := first*step + float64(i)*step + 0 // not -0
		marks = append(marks, plot.Tick{Value: v / unit, Label: strconv.FormatFloat(v, format, decimals, 64) + after})
	}
	return marks
}

// roundStep returns the least of 1, 2 and 5 times a power of ten that is at least step.
func roundStep(step float64) float64 {
	if !(step > 0) {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, round := range []float64{1, 2, 5} {
		if round*power >= step*(1-1e-9) {
			return round * power
		}
	}
	return 10 * power
}

// countFitting returns how many labels of about the given width have room along a length.
func countFitting(room, label vg.Length) int {
	return min(max(int(room/label), 1), 10)
}

// writeNote writes words in the middle of an empty plot, on as many lines as they need.
func (s Style) writeNote(c draw.Canvas, words string) {
	style := s.textStyle(sizeText, s.Theme().Muted)
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	c.FillText(style, c.Center(), breakLines(words, style, c.Size().X))
}

// breakLines breaks words into lines of a width: between words, or anywhere where none ends in time, as in Chinese.
func breakLines(words string, style text.Style, width vg.Length) string {
	var lines []string
	for rest := []rune(words); len(rest) > 0; {
		n := max(countLetters(rest, "", style, width), 1)
		for space := n; space > 0 && n < len(rest); space-- {
			if rest[space] == ' ' {
				n = space
				break
			}
		}
		lines = append(lines, string(rest[:n]))
		rest = []rune(strings.TrimLeft(string(rest[n:]), " "))
	}
	return strings.Join(lines, "\n")
}

// strokeLine draws a line of the given look.
func strokeLine(c draw.Canvas, ink color.Color, width vg.Length, dashes []vg.Length, points ...vg.Point) {
	c.StrokeLines(draw.LineStyle{Color: ink, Width: width, Dashes: dashes}, points)
}

// drawThreshold draws a threshold at x over an area's height and its label above, kept between the left end of the area and
// right.
func (s Style) drawThreshold(area draw.Canvas, right, x vg.Length, threshold float64) {
	ink := s.Theme().Ink
	strokeLine(area, ink, 1.1, []vg.Length{6, 3}, vg.Point{X: x, Y: area.Min.Y}, vg.Point{X: x, Y: area.Max.Y + 2})
	style := s.textStyle(sizeText, ink)
	words := s.Labels.Threshold + " " + strconv.FormatFloat(threshold, 'f', 3, 64)
	width := style.Width(words)
	left := max(min(x-width/2, right-width), area.Min.X)
	area.FillText(style, vg.Point{X: left, Y: area.Max.Y + 5}, words)
}
