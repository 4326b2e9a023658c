package widgets

import (
	"image"
	"math"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Scale is what a VerdictScale shows: a distance against two thresholds. 0 ≤ Same ≤ Different ≤ Max; below Same is the
// same person, above Different are different people, between them is the grey zone. A distance that is NaN isn't drawn.
type Scale struct {
	Distance, Same, Different, Max float64
}

// ScaleWords are the words on a VerdictScale's three zones.
type ScaleWords struct{ Same, Unsure, Different string }

// VerdictScale draws a distance on a line from 0 to a maximum, with the zones of the verdict in colour and in words.
// Distances are distances: there is no percent sign.
type VerdictScale struct {
	widget.BaseWidget
	scale Scale
	words ScaleWords

	same, different, needle *canvas.Rectangle
	grey                    *canvas.Raster
	dot                     *canvas.Circle
	value                   *canvas.Text
	ticks                   [4]*canvas.Text // 0, same, different, max
	names                   [3]*canvas.Text // same, unsure, different
}

const (
	scaleBar    = 12 // height of the bar
	scaleDot    = 14 // diameter of the marker
	scaleDigits = 3  // decimals of a distance
)

// NewVerdictScale makes a scale without a marker.
func NewVerdictScale(words ScaleWords) *VerdictScale {
	s := &VerdictScale{
		words: words, scale: Scale{Distance: math.NaN(), Same: 0.5, Different: 0.5, Max: 1},
		same: canvas.NewRectangle(nil), different: canvas.NewRectangle(nil), needle: canvas.NewRectangle(nil),
		dot: canvas.NewCircle(nil), value: canvas.NewText("", nil),
	}
	s.grey = canvas.NewRaster(s.hatch)
	for i := range s.ticks {
		s.ticks[i] = canvas.NewText("", nil)
	}
	for i := range s.names {
		s.names[i] = canvas.NewText("", nil)
	}
	s.ExtendBaseWidget(s)
	return s
}

// SetScale shows a distance and thresholds.
func (s *VerdictScale) SetScale(scale Scale) {
	s.scale = scale
	s.Refresh()
}

// SetWords changes the words.
func (s *VerdictScale) SetWords(words ScaleWords) {
	s.words = words
	s.Refresh()
}

// CreateRenderer links the widget to its drawing.
func (s *VerdictScale) CreateRenderer() fyne.WidgetRenderer {
	p := &parts{of: s, layOut: s.layOut, minSize: s.minSize, applyStyle: s.applyStyle}
	p.objects = []fyne.CanvasObject{s.same, s.different, s.grey, s.needle, s.dot, s.value}
	for _, t := range s.ticks {
		p.objects = append(p.objects, t)
	}
	for _, t := range s.names {
		p.objects = append(p.objects, t)
	}
	s.applyStyle()
	return p
}

func (s *VerdictScale) minSize() fyne.Size {
	return fyne.NewSize(200, 3*lineHeight(s, theme.SizeNameCaptionText)+scaleBar+2*step)
}

func (s *VerdictScale) applyStyle() {
	s.same.FillColor, s.different.FillColor = tint(s, ColorSame, 0xB0), tint(s, ColorDifferent, 0xB0)
	s.same.TopLeftCornerRadius, s.same.BottomLeftCornerRadius = 2, 2
	s.different.TopRightCornerRadius, s.different.BottomRightCornerRadius = 2, 2
	s.needle.FillColor = ink(s, theme.ColorNameForeground)
	s.dot.FillColor, s.dot.StrokeColor, s.dot.StrokeWidth = ink(s, theme.ColorNameForeground), ink(s, theme.ColorNameBackground), 2
	mono := fyne.TextStyle{Monospace: true}
	style(s, s.value, theme.ColorNameForeground, theme.SizeNameCaptionText)
	s.value.TextStyle, s.value.Text = fyne.TextStyle{Monospace: true, Bold: true}, distance(s.scale.Distance)
	for i, v := range []float64{0, s.scale.Same, s.scale.Different, s.scale.Max} {
		style(s, s.ticks[i], theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
		s.ticks[i].TextStyle, s.ticks[i].Text = mono, distance(v)
	}
	s.ticks[0].Text = "0"
	s.ticks[3].Text = strconv.FormatFloat(s.scale.Max, 'g', 4, 64)
	colours := []fyne.ThemeColorName{ColorSame, ColorUnsure, ColorDifferent}
	for i, word := range []string{s.words.Same, s.words.Unsure, s.words.Different} {
		style(s, s.names[i], colours[i], theme.SizeNameCaptionText)
		s.names[i].Text = word
	}
}

// distance writes a distance with the same number of decimals everywhere.
func distance(d float64) string {
	if math.IsNaN(d) || math.IsInf(d, 0) {
		return ""
	}
	return strconv.FormatFloat(d, 'f', scaleDigits, 64)
}

// x is the place of a distance in the given width, in which the bar leaves room for half a marker at either end; what
// is beyond the ends stays at them.
func (s *VerdictScale) x(d float64, width float32) float32 {
	const edge = scaleDot / 2
	if s.scale.Max <= 0 {
		return edge
	}
	return edge + float32(max(0, min(1, d/s.scale.Max)))*(width-2*edge)
}

func (s *VerdictScale) layOut(size fyne.Size) {
	line := lineHeight(s, theme.SizeNameCaptionText)
	w, top := size.Width, line+step
	a, b := s.x(s.scale.Same, w), s.x(s.scale.Different, w)
	left, right := s.x(0, w), s.x(s.scale.Max, w)
	place(s.same, left, top, a-left, scaleBar)
	place(s.grey, a, top, b-a, scaleBar)
	place(s.different, b, top, right-b, scaleBar)
	s.layoutMarker(w, top)
	s.layoutTicks(w, a, b, top+scaleBar+step)
	s.layoutNames(w, a, b, top+scaleBar+step+line)
}

func (s *VerdictScale) layoutMarker(w, top float32) {
	known := !math.IsNaN(s.scale.Distance)
	show(s.needle, known)
	show(s.dot, known)
	show(s.value, known)
	if !known {
		return
	}
	x := s.x(s.scale.Distance, w)
	place(s.needle, x-1, top-3, 2, scaleBar+6)
	place(s.dot, x-scaleDot/2, top+(scaleBar-scaleDot)/2.0, scaleDot, scaleDot)
	width := s.value.MinSize().Width
	put(s.value, max(0, min(x-width/2, w-width)), 0)
}

// layoutTicks puts the thresholds' numbers outward of the grey zone, and the ends' where they are in nobody's way.
func (s *VerdictScale) layoutTicks(w, a, b, y float32) {
	width := func(i int) float32 { return s.ticks[i].MinSize().Width }
	left := max(0, min(a-width(1), w-width(1)-width(2)-step))
	right := max(left+width(1)+step, min(b, w-width(2)))
	one := s.scale.Same == s.scale.Different
	show(s.ticks[2], !one)
	if one {
		left = max(0, min(a-width(1)/2, w-width(1)))
		right = left
	}
	put(s.ticks[0], s.x(0, w)-width(0)/2, y)
	put(s.ticks[1], left, y)
	put(s.ticks[2], right, y)
	put(s.ticks[3], w-width(3), y)
	show(s.ticks[0], width(0)+2*step < left)
	show(s.ticks[3], right+width(2)+2*step < w-width(3))
}

func (s *VerdictScale) layoutNames(w, a, b, y float32) {
	width := func(i int) float32 { return s.names[i].MinSize().Width }
	put(s.names[0], s.x(0, 0)-3, y)
	put(s.names[2], w-width(2), y)
	middle := max(width(0)+3*step, (a+b-width(1))/2)
	put(s.names[1], middle, y)
	show(s.names[1], b > a && middle+width(1)+3*step < w-width(2))
}

// hatch draws the grey zone: slanted lines, which tell it apart without colour.
func (s *VerdictScale) hatch(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	ground := ink(s, ColorUnsure)
	p := newPen(w, h)
	unit := float64(h) / scaleBar
	for x := -float64(h); x < float64(w); x += 5 * unit {
		p.line([]point{{x, float64(h)}, {x + float64(h), 0}}, 1.6*unit, 0)
	}
	p.ink(img, ground)
	return img
}
