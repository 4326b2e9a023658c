package figure

import (
	"sort"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// entry is one line of a legend: a sample of what is drawn, and its name.
type entry struct {
	sample func(c draw.Canvas)
	name   string
}

const (
	sampleWidth  = vg.Length(24)
	sampleHeight = vg.Length(9)
	legendLine   = vg.Length(15)
	legendGap    = vg.Length(18)
	legendPad    = vg.Length(6)
)

// drawLegend draws entries along the top of c, from left to right and on into further lines where the width ends, and returns what
// is left of c below them. A name wider than c is cut short, and lines that would take more than half of c are left out, which
// an ellipsis says.
func (s Style) drawLegend(c draw.Canvas, entries []entry) draw.Canvas {
	style := s.textStyle(sizeText, s.Theme().Ink)
	style.YAlign = draw.YCenter
	lines := s.layOutLegend(entries, c.Max.X-c.Min.X)
	room := max(int((c.Max.Y-c.Min.Y)/2/legendLine), 1)
	for _, line := range lines[:min(len(lines), room)] {
		x, y := c.Min.X, c.Max.Y-legendLine/2
		for _, e := range line {
			at := vg.Point{X: x, Y: y - sampleHeight/2}
			e.sample(draw.Canvas{Canvas: c, Rectangle: vg.Rectangle{Min: at, Max: at.Add(vg.Point{X: sampleWidth, Y: sampleHeight})}})
			x += sampleWidth + legendPad
			c.FillText(style, vg.Point{X: x, Y: y}, e.name)
			x += style.Width(e.name) + legendGap
		}
		c.Max.Y -= legendLine
	}
	if len(lines) > room {
		c.FillText(style, vg.Point{X: c.Min.X, Y: c.Max.Y}, "…")
		c.Max.Y -= legendLine / 2
	}
	return c
}

// layOutLegend spreads entries over lines of a width, one at least: panels beside each other begin at one height.
func (s Style) layOutLegend(entries []entry, width vg.Length) [][]entry {
	style := s.textStyle(sizeText, s.Theme().Ink)
	lines, x := [][]entry{nil}, vg.Length(0)
	for _, e := range entries {
		e.name = shortenName(e.name, style, width-sampleWidth-legendPad)
		wide := sampleWidth + legendPad + style.Width(e.name)
		if x > 0 && x+wide > width {
			lines, x = append(lines, nil), 0
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], e)
		x += wide + legendGap
	}
	return lines
}

// shortenName cuts a name to a width, with an ellipsis for what is missing.
func shortenName(name string, style text.Style, width vg.Length) string {
	if style.Width(name) <= width {
		return name
	}
	letters := []rune(name)
	return string(letters[:countLetters(letters, "…", style, width)]) + "…"
}

// countLetters is how many letters, followed by an end, have room in a width.
func countLetters(letters []rune, end string, style text.Style, width vg.Length) int {
	return sort.Search(len(letters), func(n int) bool { return style.Width(string(letters[:n+1])+end) > width })
}
