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

// Verdict says whether two photos show the same person: a sentence first, a scale second, numbers third. It keeps its
// height in all states.
type Verdict struct {
	widget.BaseWidget
	kind     VerdictKind
	sentence string
	numbers  [2]string

	scale *VerdictScale
	icon  *widget.Icon
	text  *canvas.Text
	lines [2]*canvas.Text
}

// NewVerdict makes a verdict that says nothing yet.
func NewVerdict(words ScaleWords) *Verdict {
	v := &Verdict{scale: NewVerdictScale(words), icon: widget.NewIcon(nil), text: canvas.NewText("", nil)}
	for i := range v.lines {
		v.lines[i] = canvas.NewText("", nil)
	}
	v.ExtendBaseWidget(v)
	return v
}

// SetVerdict shows a verdict: its sentence, its scale, and up to two lines with numbers.
func (v *Verdict) SetVerdict(kind VerdictKind, sentence string, scale Scale, numbers ...string) {
	v.kind, v.sentence = kind, sentence
	v.numbers = [2]string{}
	copy(v.numbers[:], numbers)
	v.scale.SetScale(scale)
	v.Refresh()
}

// Sentence is what is said now, a verdict's sentence or a hint.
func (v *Verdict) Sentence() string { return v.sentence }

// SetHint shows a sentence on how to get a verdict instead of one.
func (v *Verdict) SetHint(sentence string) {
	v.kind, v.sentence, v.numbers = VerdictNone, sentence, [2]string{}
	v.Refresh()
}

// SetWords changes the words on the scale.
func (v *Verdict) SetWords(words ScaleWords) { v.scale.SetWords(words) }

// CreateRenderer links the widget to its drawing.
func (v *Verdict) CreateRenderer() fyne.WidgetRenderer {
	v.applyStyle()
	return &parts{
		of: v, layOut: v.layOut, minSize: v.minSize, applyStyle: v.applyStyle,
		objects: []fyne.CanvasObject{v.icon, v.text, v.scale, v.lines[0], v.lines[1]},
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
	style(v, v.text, colour, size)
	v.text.TextStyle.Bold = icon != nil
	for i, t := range v.lines {
		style(v, t, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
		t.Text = v.numbers[i]
	}
}

func (v *Verdict) minSize() fyne.Size {
	s := v.scale.MinSize()
	return fyne.NewSize(s.Width, lineHeight(v, theme.SizeNameHeadingText)+s.Height+
		2*lineHeight(v, theme.SizeNameCaptionText)+4*step)
}

func (v *Verdict) layOut(size fyne.Size) {
	const icon = 24
	head := lineHeight(v, theme.SizeNameHeadingText)
	room := size.Width
	if v.kind != VerdictNone {
		room -= icon + 2*step
	}
	v.text.Text = elide(v.sentence, room, v.text.TextSize, v.text.TextStyle)
	text := v.text.MinSize()
	x := (size.Width - text.Width) / 2
	if v.kind != VerdictNone {
		x = (size.Width - text.Width - icon - 2*step) / 2
		place(v.icon, x, (head-icon)/2, icon, icon)
		x += icon + 2*step
	}
	put(v.text, x, (head-text.Height)/2)

	y := head + step
	place(v.scale, 0, y, size.Width, v.scale.MinSize().Height)
	y += v.scale.MinSize().Height + 2*step
	for i, t := range v.lines {
		t.Text = elide(v.numbers[i], size.Width, t.TextSize, t.TextStyle)
		put(t, (size.Width-t.MinSize().Width)/2, y)
		y += lineHeight(v, theme.SizeNameCaptionText)
	}
}
