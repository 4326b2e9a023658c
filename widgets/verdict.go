package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// VerdictKind is what a verdict says.
type VerdictKind int

// The kinds of a verdict.
const (
	VerdictNone VerdictKind = iota
	VerdictSame
	VerdictUnsure
	VerdictDifferent
)

// Verdict says whether two photos show the same person: a sentence on a tinted banner first, a scale second, how rare that is third. Details
// come when they are asked for. It keeps its height in all states.
type Verdict struct {
	widget.BaseWidget
	kind     VerdictKind
	sentence string
	numbers  [2]string // how rare, and the details
	detailed bool

	scale  *VerdictScale
	banner *canvas.Rectangle
	icon   *widget.Icon
	text   *canvas.Text
	lines  [2]*canvas.Text
}

// NewVerdict makes a verdict that says nothing yet.
func NewVerdict(words ScaleWords) *Verdict {
	v := &Verdict{scale: NewVerdictScale(words), banner: canvas.NewRectangle(nil), icon: widget.NewIcon(nil), text: canvas.NewText("", nil)}
	for i := range v.lines {
		v.lines[i] = canvas.NewText("", nil)
	}
	v.ExtendBaseWidget(v)
	return v
}

// SetVerdict shows a verdict: its sentence, its scale, how rare that is, and details with numbers.
func (v *Verdict) SetVerdict(kind VerdictKind, sentence string, scale Scale, numbers ...string) {
	v.kind, v.sentence = kind, sentence
	v.numbers = [2]string{}
	copy(v.numbers[:], numbers)
	v.scale.SetScale(scale)
	v.Refresh()
}

// Sentence is what is said now, a verdict's sentence or a hint.
func (v *Verdict) Sentence() string { return v.sentence }

// Notes are the lines below the scale: how rare that is, and the details.
func (v *Verdict) Notes() []string { return v.numbers[:] }

// SetHint shows a sentence on how to get a verdict instead of one.
func (v *Verdict) SetHint(sentence string) {
	v.kind, v.sentence, v.numbers = VerdictNone, sentence, [2]string{}
	v.Refresh()
}

// SetWords changes the words on the scale.
func (v *Verdict) SetWords(words ScaleWords) { v.scale.SetWords(words) }

// SetDetailed shows the details, or folds them.
func (v *Verdict) SetDetailed(detailed bool) {
	v.detailed = detailed
	v.Refresh()
}

// Detailed tells whether the details are shown.
func (v *Verdict) Detailed() bool { return v.detailed }

// CreateRenderer links the widget to its drawing.
func (v *Verdict) CreateRenderer() fyne.WidgetRenderer {
	v.applyStyle()
	return &parts{
		of: v, layOut: v.layOut, minSize: v.minSize, applyStyle: v.applyStyle,
		objects: []fyne.CanvasObject{v.banner, v.icon, v.text, v.scale, v.lines[0], v.lines[1]},
	}
}

// look gives the icon and colour that go with the verdict.
func (k VerdictKind) look() (fyne.Resource, fyne.ThemeColorName) {
	switch k {
	case VerdictSame:
		return theme.ConfirmIcon(), ColorSame
	case VerdictDifferent:
		return theme.CancelIcon(), ColorDifferent
	case VerdictUnsure:
		return theme.QuestionIcon(), ColorUnsure
	}
	return nil, theme.ColorNamePlaceHolder
}

const (
	verdictIcon = 28
	// widestScale is the most that a scale and its banner take: a longer one says no more.
	widestScale = 720
	bannerSpace = 2 * step
)

func (v *Verdict) applyStyle() {
	icon, colour := v.kind.look()
	size := theme.SizeNameHeadingText
	if icon == nil {
		size = theme.SizeNameText
	} else {
		v.icon.SetResource(theme.NewColoredResource(icon, colour))
	}
	show(v.icon, icon != nil)
	show(v.scale, icon != nil)
	const faint, hint = 0x22, 0x10
	v.banner.CornerRadius, v.banner.FillColor = 2*step, tint(v, colour, faint)
	if icon == nil {
		v.banner.FillColor = tint(v, colour, hint)
	}
	style(v, v.text, colour, size)
	v.text.TextStyle.Bold = icon != nil
	for i, t := range v.lines {
		style(v, t, theme.ColorNameForeground, theme.SizeNameText)
		t.Text = v.numbers[i]
	}
	style(v, v.lines[1], theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	show(v.lines[1], v.detailed)
}

func (v *Verdict) bannerHeight() float32 {
	return lineHeight(v, theme.SizeNameHeadingText) + 2*bannerSpace
}

func (v *Verdict) minSize() fyne.Size {
	s := v.scale.MinSize()
	height := v.bannerHeight() + step + s.Height + step + lineHeight(v, theme.SizeNameText)
	if v.detailed {
		height += lineHeight(v, theme.SizeNameCaptionText)
	}
	return fyne.NewSize(s.Width, height)
}

func (v *Verdict) layOut(size fyne.Size) {
	head, wide := v.bannerHeight(), min(size.Width, widestScale)
	left := (size.Width - wide) / 2
	place(v.banner, left, 0, wide, head)
	room := wide - 4*step
	if v.kind != VerdictNone {
		room -= verdictIcon + 2*step
		for v.text.TextSize > theme.SizeForWidget(theme.SizeNameText, v) && fyne.MeasureText(v.sentence, v.text.TextSize, v.text.TextStyle).Width > room {
			v.text.TextSize-- // a long sentence is said more quietly rather than cut off
		}
	}
	v.text.Text = elide(v.sentence, room, v.text.TextSize, v.text.TextStyle)
	text := v.text.MinSize()
	x := (size.Width - text.Width) / 2
	if v.kind != VerdictNone {
		x = (size.Width - text.Width - verdictIcon - 2*step) / 2
		place(v.icon, x, (head-verdictIcon)/2, verdictIcon, verdictIcon)
		x += verdictIcon + 2*step
	}
	put(v.text, x, (head-text.Height)/2)

	y := head + step
	place(v.scale, left, y, wide, v.scale.MinSize().Height)
	y += v.scale.MinSize().Height + step
	for i, t := range v.lines {
		t.Text = elide(v.numbers[i], size.Width, t.TextSize, t.TextStyle)
		put(t, (size.Width-t.MinSize().Width)/2, y)
		y += t.MinSize().Height
	}
}
