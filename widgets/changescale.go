package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ChangeScale explains colours that lie over faces: from what speaks for different people at the left, over nothing, to what speaks for
// the same person, with the numbers at both ends, and below what they are, where there is room for it.
type ChangeScale struct {
	widget.BaseWidget
	left, right, caption string
	limit                float64

	bars  [2]*canvas.LinearGradient
	texts [3]*canvas.Text // at the left, at the right, below
}

// NewChangeScale makes a scale without words.
func NewChangeScale() *ChangeScale {
	s := &ChangeScale{}
	for i := range s.bars {
		s.bars[i] = canvas.NewHorizontalGradient(color.Transparent, color.Transparent)
	}
	for i := range s.texts {
		s.texts[i] = canvas.NewText("", nil)
	}
	s.ExtendBaseWidget(s)
	return s
}

// SetWords changes what the ends mean, and what the numbers are.
func (s *ChangeScale) SetWords(different, same, caption string) {
	s.left, s.right, s.caption = different, same, caption
	s.Refresh()
}

// SetLimit changes the number at both ends.
func (s *ChangeScale) SetLimit(limit float64) {
	s.limit = limit
	s.Refresh()
}

// Words are all that is written.
func (s *ChangeScale) Words() string {
	return s.left + " −" + distance(s.limit) + " … +" + distance(s.limit) + " " + s.right
}

// CreateRenderer links the widget to its drawing.
func (s *ChangeScale) CreateRenderer() fyne.WidgetRenderer {
	s.applyStyle()
	return &parts{
		of: s, applyStyle: s.applyStyle, layOut: s.layOut,
		objects: []fyne.CanvasObject{s.bars[0], s.bars[1], s.texts[0], s.texts[1], s.texts[2]},
		minSize: func() fyne.Size { return fyne.NewSize(120, 2*lineHeight(s, theme.SizeNameCaptionText)+changeBar+step) },
	}
}

// changeBar is the height of the colours.
const changeBar = 8

func (s *ChangeScale) applyStyle() {
	nothing := ink(s, ColorWell)
	s.bars[0].StartColor, s.bars[0].EndColor = ink(s, ColorDifferent), nothing
	s.bars[1].StartColor, s.bars[1].EndColor = nothing, ink(s, ColorSame)
	for i, colour := range []fyne.ThemeColorName{ColorDifferent, ColorSame, theme.ColorNamePlaceHolder} {
		style(s, s.texts[i], colour, theme.SizeNameCaptionText)
	}
}

func (s *ChangeScale) layOut(size fyne.Size) {
	line := lineHeight(s, theme.SizeNameCaptionText)
	place(s.bars[0], 0, 0, size.Width/2, changeBar)
	place(s.bars[1], size.Width/2, 0, size.Width/2, changeBar)
	for i, text := range []string{"−" + distance(s.limit) + " " + s.left, s.right + " +" + distance(s.limit), s.caption} {
		s.texts[i].Text = text
	}
	width := func(i int) float32 { return s.texts[i].MinSize().Width }
	second := float32(changeBar + step)
	fits := width(0)+width(1)+step <= size.Width && width(2) <= size.Width
	if show(s.texts[2], fits); !fits { // what the ends mean comes first
		second += line
	}
	put(s.texts[0], 0, changeBar+step)
	put(s.texts[1], size.Width-width(1), second)
	put(s.texts[2], (size.Width-s.texts[2].MinSize().Width)/2, changeBar+step+line)
}
