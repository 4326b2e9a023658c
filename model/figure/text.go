package figure

import (
	"iter"
	"math"
	"strings"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// mixed draws text in two fonts: the style's own, and a second one for the characters that the first lacks. A Chinese font
// often has no Latin letters and figures, or poor ones.
type mixed struct {
	text.Plain
	second font.Font
}

// splitByFont cuts a line into pieces of one font.
func (m mixed) splitByFont(line string, first font.Font) iter.Seq2[font.Face, string] {
	main := m.Fonts.Lookup(first, first.Size)
	other := main
	if m.second.Typeface != "" {
		other = m.Fonts.Lookup(m.second, first.Size)
	}
	return func(yield func(font.Face, string) bool) {
		var buffer sfnt.Buffer
		start, inOther := 0, false
		for i, r := range line {
			needs := !hasGlyph(&buffer, main, r) && hasGlyph(&buffer, other, r)
			if needs == inOther {
				continue
			}
			if i > start && !yield(chooseFace(inOther, other, main), line[start:i]) {
				return
			}
			start, inOther = i, needs
		}
		yield(chooseFace(inOther, other, main), line[start:])
	}
}

func chooseFace(yes bool, a, b font.Face) font.Face {
	if yes {
		return a
	}
	return b
}

func hasGlyph(buffer *sfnt.Buffer, face font.Face, r rune) bool {
	glyph, err := face.Face.GlyphIndex(buffer, r)
	return err == nil && glyph != 0
}

// measureText is how wide a text is. A character that the font lacks is left to the viewer's own fonts, in which those of East Asia
// are as wide as high.
func measureText(face font.Face, line string) vg.Length {
	var buffer sfnt.Buffer
	missing := 0
	known := strings.Map(func(r rune) rune {
		if hasGlyph(&buffer, face, r) {
			return r
		}
		missing++
		return -1
	}, line)
	return face.Width(known) + vg.Length(missing)*face.Font.Size
}

// Box implements text.Handler.
func (m mixed) Box(line string, first font.Font) (width, height, depth vg.Length) {
	_, height, depth = m.Plain.Box("", first)
	for face, run := range m.splitByFont(line, first) {
		width += measureText(face, run)
	}
	return width, height, depth
}

// Draw implements text.Handler, with the geometry of text.Plain.
func (m mixed) Draw(c vg.Canvas, words string, style text.Style, at vg.Point) {
	c.SetColor(style.Color)
	if style.Rotation != 0 {
		c.Push()
		defer c.Pop()
		c.Rotate(style.Rotation)
	}
	sin64, cos64 := math.Sincos(style.Rotation)
	sin, cos := vg.Length(sin64), vg.Length(cos64)
	at.X, at.Y = at.Y*sin+at.X*cos, at.Y*cos-at.X*sin

	lines := m.Lines(words)
	at.Y += style.Height(words)*vg.Length(style.YAlign) - m.Extents(style.Font).Ascent
	for i, line := range lines {
		width, _, _ := m.Box(line, style.Font)
		x, y := at.X+vg.Length(style.XAlign)*width, at.Y+vg.Length(len(lines)-i)*style.Font.Size
		for face, run := range m.splitByFont(line, style.Font) {
			if run != "" {
				c.FillString(face, vg.Point{X: x, Y: y}, run)
				x += measureText(face, run)
			}
		}
	}
}
