package figure

import (
	"image"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Leaning is what a comparison comes to, for its colour.
type Leaning int

// The leanings.
const (
	Unsure Leaning = iota
	Same
	Different
)

// Comparison is two photos and what was found of them, in words for people.
type Comparison struct {
	Photos   [2]image.Image
	Boxes    [2]image.Rectangle // the face compared, in pixels from the photo's corner; empty: none is marked
	Names    [2]string
	Faces    [2]image.Image // aligned; nil shows none
	Leaning  Leaning
	Sentence string
	Notes    []string // lines below the scale
	// Distance on a scale from 0 to Max with both thresholds; NaN has no place on it.
	Distance, Sure, Threshold, Max float64
	Zones                          [3]string // words for same, unsure and different
}

// Verdict draws two photos with the verdict below: the sentence on a tinted ground, the distance on its scale, the notes.
func Verdict(of Comparison, style Style) Figure {
	style.Labels = style.Labels.withDefaults()
	for i, img := range of.Photos {
		whole := img.Bounds().Size()
		small := boundPicture(img)
		share := float64(small.Rect.Dx()) / float64(max(whole.X, 1))
		b := of.Boxes[i]
		of.Boxes[i] = image.Rect(scaleBy(b.Min.X, share), scaleBy(b.Min.Y, share), scaleBy(b.Max.X, share), scaleBy(b.Max.Y, share))
		of.Photos[i] = small
		if of.Faces[i] != nil {
			of.Faces[i] = boundPicture(of.Faces[i])
		}
	}
	return verdict{of, style}
}

func scaleBy(v int, share float64) int { return int(math.Round(float64(v) * share)) }

type verdict struct {
	Comparison
	style Style
}

// Natural lengths, in points.
const (
	verdictWidth  = vg.Length(520)
	verdictPhoto  = vg.Length(250) // width and height of a photo's room
	verdictBanner = vg.Length(44)
	verdictChip   = vg.Length(84)
	verdictNote   = vg.Length(14)
	sizeAnswer    = 18
)

// Size implements Figure.
func (v verdict) Size() (width, height vg.Length) {
	return verdictWidth, margin + verdictPhoto + 30 + verdictBanner + 20 + verdictChip + vg.Length(max(0, len(v.Notes)-1))*verdictNote + margin
}

// Draw implements Figure.
func (v verdict) Draw(c draw.Canvas) {
	theme := v.style.Theme()
	theme.paintBackground(c)
	if isCramped(c) {
		return
	}
	w, h := v.Size()
	s := fitSheet(c, w, h)
	for i := range v.Photos {
		v.drawPhoto(s, theme, i)
	}
	y := margin + verdictPhoto + 30
	v.drawBanner(s, theme, y)
	v.drawEvidence(s, theme, y+verdictBanner+20)
}

func (v verdict) drawPhoto(s sheet, theme Theme, i int) {
	left := margin
	if i == 1 {
		left = verdictWidth - margin - verdictPhoto
	}
	at := s.place(v.Photos[i], vg.Point{X: left, Y: margin}, vg.Point{X: left + verdictPhoto, Y: margin + verdictPhoto})
	if box := v.Boxes[i]; !box.Empty() {
		unit := at.Size().X / vg.Length(v.Photos[i].Bounds().Dx())
		corner := func(p image.Point) vg.Point {
			return vg.Point{X: clampTo(at.Min.X+unit*vg.Length(p.X), at.Min.X, at.Max.X), Y: clampTo(at.Max.Y-unit*vg.Length(p.Y), at.Min.Y, at.Max.Y)}
		}
		a, b := corner(box.Min), corner(box.Max)
		around := []vg.Point{a, {X: b.X, Y: a.Y}, b, {X: a.X, Y: b.Y}, a, {X: b.X, Y: a.Y}}
		strokeLine(s.Canvas, color.NRGBA{A: 0xA0}, 3.4*s.scale, nil, around...)
		strokeLine(s.Canvas, rgb(0x40E0CE), 1.8*s.scale, nil, around...)
	}
	name := v.style.textStyle(sizeText, theme.Ink)
	s.alignedWords(name, 1, left, left+verdictPhoto, margin+verdictPhoto+15, shortenName(v.Names[i], name, verdictPhoto))
}

// color is that of the verdict.
func (v verdict) color(theme Theme) color.Color {
	switch v.Leaning {
	case Same:
		return theme.Genuine
	case Different:
		return theme.Impostor
	}
	return theme.Unsure
}

func (v verdict) drawBanner(s sheet, theme Theme, y vg.Length) {
	ink := v.color(theme)
	left, right := margin, verdictWidth-margin
	s.fill(fadeColor(ink, 0x24), vg.Point{X: left, Y: y}, vg.Point{X: right, Y: y}, vg.Point{X: right, Y: y + verdictBanner}, vg.Point{X: left, Y: y + verdictBanner})
	s.fill(ink, vg.Point{X: left, Y: y}, vg.Point{X: left + 4, Y: y}, vg.Point{X: left + 4, Y: y + verdictBanner}, vg.Point{X: left, Y: y + verdictBanner})
	answer := v.style.textStyle(sizeAnswer, ink)
	answer.Font.Weight = bold
	s.alignedWords(answer, 1, left+12, right-12, y+verdictBanner/2+6, v.Sentence)
}

// drawEvidence draws the aligned faces with scale and notes between them.
func (v verdict) drawEvidence(s sheet, theme Theme, y vg.Length) {
	left, right := margin, verdictWidth-margin
	if v.Faces[0] != nil && v.Faces[1] != nil {
		s.place(v.Faces[0], vg.Point{X: left, Y: y}, vg.Point{X: left + verdictChip, Y: y + verdictChip})
		s.place(v.Faces[1], vg.Point{X: right - verdictChip, Y: y}, vg.Point{X: right, Y: y + verdictChip})
		left, right = left+verdictChip+20, right-verdictChip-20
	}
	v.drawScale(s, theme, left, right, y+14)
	for i, note := range v.Notes {
		s.alignedWords(v.style.textStyle(sizeSmall, theme.Muted), 1, left, right, y+66+vg.Length(i)*verdictNote, note)
	}
}

// drawScale draws the zones of the verdict between left and right, with the distance on it.
func (v verdict) drawScale(s sheet, theme Theme, left, right, y vg.Length) {
	const height = vg.Length(9)
	x := func(d float64) vg.Length { return left + (right-left)*vg.Length(clampTo(d/v.Max, 0, 1)) }
	bar := func(from, to vg.Length) []vg.Point {
		return []vg.Point{{X: from, Y: y}, {X: to, Y: y}, {X: to, Y: y + height}, {X: from, Y: y + height}}
	}
	s.fill(fadeColor(theme.Genuine, 0xB0), bar(left, x(v.Sure))...)
	s.fill(fadeColor(theme.Impostor, 0xB0), bar(x(v.Threshold), right)...)
	if v.Threshold > v.Sure {
		a, b := s.point(vg.Point{X: x(v.Sure), Y: y + height}), s.point(vg.Point{X: x(v.Threshold), Y: y})
		drawHatch(s.Canvas, theme.Unsure, vg.Rectangle{Min: a, Max: b})
	}
	number := func(d float64) string { return strconv.FormatFloat(d, 'f', 3, 64) }
	small := v.style.textStyle(sizeSmall, theme.Muted)
	centred := func(at, line vg.Length, words string) {
		s.words(small, vg.Point{X: clampTo(at-small.Width(words)/2, left, right-small.Width(words)), Y: line}, words)
	}
	below := y + height + 11
	if v.Threshold > v.Sure {
		s.words(small, vg.Point{X: clampTo(x(v.Sure)-small.Width(number(v.Sure)), left, right), Y: below}, number(v.Sure))
	}
	s.words(small, vg.Point{X: x(v.Threshold), Y: below}, number(v.Threshold))
	for i, ink := range []color.Color{theme.Genuine, theme.Muted, theme.Impostor} {
		if i != 1 || v.Threshold > v.Sure {
			s.alignedWords(v.style.textStyle(sizeSmall, ink), i, left, right, below+12, v.Zones[i])
		}
	}
	if at := x(v.Distance); !math.IsNaN(v.Distance) {
		s.line(theme.Ink, 2, vg.Point{X: at, Y: y - 3}, vg.Point{X: at, Y: y + height + 3})
		centred(at, y-6, number(v.Distance))
	}
}
