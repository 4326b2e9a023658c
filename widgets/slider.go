package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Slider is Fyne's slider that hands keys on.
type Slider struct{ widget.Slider }

// NewSlider makes a slider from least to most.
func NewSlider(least, most float64, changed func(float64)) *Slider {
	s := &Slider{}
	s.Min, s.Max, s.Step, s.Value = least, most, 1, least
	s.OnChanged = changed
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey moves or hands on.
func (s *Slider) TypedKey(e *fyne.KeyEvent) {
	const big = 8 // units for a key
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyDown:
		s.SetValue(s.Value - big)
	case fyne.KeyRight, fyne.KeyUp:
		s.SetValue(s.Value + big)
	default:
		passKey(s, e)
	}
}

// TypedRune hands on.
func (s *Slider) TypedRune(r rune) { passRune(s, r) }
