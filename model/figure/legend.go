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
)

// legend draws entries along the top of c, from left to right and on into further lines where the width ends, and returns what
// is left of c below them.
func (s Style) legend(c draw.Canvas, entries []entry) draw.Canvas {
	style := s.text(sizeText, s.Theme().Ink)
	style.YAlign = draw.YCenter
	x, y := c.Min.X, c.Max.Y-legendLine/2
	for _, e := range entries {
		e.name = shortened(e.name, style, c.Max.X-c.Min.X-sampleWidth-6)
		width := sampleWidth + 6 + style.Width(e.name)
		if x > c.Min.X && x+width > c.Max.X {
			if y-legendLine < c.Center().Y {
				c.FillText(style, vg.Point{X: x, Y: y}, "…")
				break
			}
			x, y = c.Min.X, y-legendLine
		}
		at := vg.Point{X: x, Y: y - sampleHeight/2}
		e.sample(draw.Canvas{Canvas: c, Rectangle: vg.Rectangle{Min: at, Max: at.Add(vg.Point{X: sampleWidth, Y: sampleHeight})}})
		c.FillText(style, vg.Point{X: x + sampleWidth + 6, Y: y}, e.name)
		x += width + legendGap
	}
	c.Max.Y = y - legendLine/2
	return c
}

// shortened cuts a name to a width, with an ellipsis for what is missing.
func shortened(name string, style text.Style, width vg.Length) string {
	if style.Width(name) <= width {
		return name
	}
	letters := []rune(name)
	kept := sort.Search(len(letters), func(n int) bool { return style.Width(string(letters[:n+1])+"…") > width })
	return string(letters[:kept]) + "…"
}
