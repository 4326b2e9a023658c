package figure

import (
	"image/color"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Style is how a figure looks and speaks. The zero value is light, English and in Liberation Sans alone.
type Style struct {
	// Dark takes the dark theme.
	Dark bool
	// Labels are the words; those left empty are English.
	Labels Labels
	// Font draws the characters that Liberation Sans lacks, such as Chinese ones: what LoadFont or UseFontFile returned.
	Font font.Font
	// TranslateLayer gives a layer's name, kind or shape in the figure's language; nil leaves them as they are.
	TranslateLayer func(string) string
	// Face draws all text in place of Liberation Sans, for a figure in a window that has a typeface of its own: what LoadFont returned.
	Face font.Font
}

// Theme is the colours of a figure by their meaning.
type Theme struct {
	Background, Ink, Muted, Grid color.Color
	// Genuine and Impostor draw lines; GenuineFill is the paler one for areas.
	Genuine, GenuineFill, Impostor color.Color
	// Unsure is for what lies between same and different.
	Unsure color.Color
	// Series are the curves of one panel, in order.
	Series []color.Color
	// Box is the ground of a layer's name, FrozenBox and TrainedBox those of layers that never change and that are trained.
	Box, FrozenBox, TrainedBox color.Color
}

// Theme returns the colours of the style.
func (s Style) Theme() Theme {
	if s.Dark {
		return Theme{
			Background: rgb(0x1E1E1E), Ink: rgb(0xE8E8E8), Muted: rgb(0xA0A0A0), Grid: rgb(0x383838),
			Genuine: rgb(0x63B3ED), GenuineFill: rgb(0x2A4A6B), Impostor: rgb(0xED8936),
			Unsure: rgb(0x808080), Box: rgb(0x2F2F2F), FrozenBox: rgb(0x2C3A4F), TrainedBox: rgb(0x1F4A45),
			Series: []color.Color{rgb(0xE8E8E8), rgb(0x4FD1C5), rgb(0xB794F4), rgb(0xECC94B)},
		}
	}
	return Theme{
		Background: rgb(0xFFFFFF), Ink: rgb(0x1A202C), Muted: rgb(0x5A6778), Grid: rgb(0xE2E8F0),
		Genuine: rgb(0x2B6CB0), GenuineFill: rgb(0xBFD7EE), Impostor: rgb(0xC05621),
		Unsure: rgb(0x718096), Box: rgb(0xEDF2F7), FrozenBox: rgb(0xDCE6F2), TrainedBox: rgb(0xC3E8E2),
		Series: []color.Color{rgb(0x2D3748), rgb(0x2C7A7B), rgb(0x6B46C1), rgb(0x975A16)},
	}
}

func rgb(hex uint32) color.Color {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// Sizes of text, in points.
const (
	sizeTitle = 11
	sizeText  = 10
	sizeSmall = 9
)

// textStyle returns a style that puts the left end of a text's base line at its point.
func (s Style) textStyle(size float64, c color.Color) text.Style {
	handler := mixed{text.Plain{Fonts: font.DefaultCache}, s.Font}
	face := defaultFont
	if s.Face.Typeface != "" {
		face = s.Face
	}
	return text.Style{Color: c, Font: font.From(face, vg.Points(size)), Handler: handler}
}

// paintBackground covers the canvas with the background, a little over its edges so that none shines through.
func (t Theme) paintBackground(c draw.Canvas) {
	over := draw.Crop(c, -1, 1, -1, 1)
	c.SetColor(t.Background)
	c.Fill(over.Rectangle.Path())
}
