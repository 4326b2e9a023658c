package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// StatusLink is a small text in a status bar that a click, Enter or Space opens something of, such as a menu.
type StatusLink struct {
	widget.BaseWidget
	OnTapped func()

	words, short  string // short is for where there is too little room
	tip           string
	over, focused bool

	text        *canvas.Text
	sign        *widget.Icon
	frame, tint *canvas.Rectangle
}

var (
	_ fyne.Focusable     = (*StatusLink)(nil)
	_ fyne.Tappable      = (*StatusLink)(nil)
	_ desktop.Hoverable  = (*StatusLink)(nil)
	_ desktop.Cursorable = (*StatusLink)(nil)
)

// linkSign is the side of the sign that there is a menu.
const linkSign = 14

// NewStatusLink makes a link without words.
func NewStatusLink() *StatusLink {
	s := &StatusLink{
		text: canvas.NewText("", nil), sign: widget.NewIcon(theme.NewThemedResource(theme.MenuDropUpIcon())),
		frame: canvas.NewRectangle(nil), tint: canvas.NewRectangle(nil),
	}
	s.ExtendBaseWidget(s)
	return s
}

// SetWords changes the words, shorter ones for where there is too little room, and the tooltip.
func (s *StatusLink) SetWords(words, short, tip string) {
	s.words, s.short, s.tip = words, short, tip
	s.Refresh()
}

// Words are the words.
func (s *StatusLink) Words() string { return s.words }

// Tip is the tooltip.
func (s *StatusLink) Tip() string { return s.tip }

// Tapped opens.
func (s *StatusLink) Tapped(*fyne.PointEvent) {
	hideTip(s)
	if s.OnTapped != nil {
		s.OnTapped()
	}
}

// MouseIn shows that there is something to click, and offers the tooltip.
func (s *StatusLink) MouseIn(*desktop.MouseEvent) {
	s.setState(true, s.focused)
	offerTip(s, s.tip)
}

// MouseMoved changes nothing.
func (s *StatusLink) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends that.
func (s *StatusLink) MouseOut() {
	s.setState(false, s.focused)
	hideTip(s)
}

// Cursor is a hand.
func (s *StatusLink) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained shows where the keyboard is.
func (s *StatusLink) FocusGained() { s.setState(s.over, true) }

// FocusLost hides it.
func (s *StatusLink) FocusLost() { s.setState(s.over, false) }

func (s *StatusLink) setState(over, focused bool) {
	s.over, s.focused = over, focused
	s.Refresh()
}

// TypedRune hands on.
func (s *StatusLink) TypedRune(r rune) { passRune(s, r) }

// TypedKey opens or hands on.
func (s *StatusLink) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		s.Tapped(nil)
	default:
		passKey(s, e)
	}
}

// CreateRenderer links the widget to its drawing.
func (s *StatusLink) CreateRenderer() fyne.WidgetRenderer {
	s.applyStyle()
	return &parts{
		of: s, applyStyle: s.applyStyle, layOut: s.layOut, objects: []fyne.CanvasObject{s.tint, s.text, s.sign, s.frame},
		minSize: func() fyne.Size { return fyne.NewSize(linkSign+4*step, lineHeight(s, theme.SizeNameCaptionText)+step) },
	}
}

func (s *StatusLink) applyStyle() {
	style(s, s.text, theme.ColorNameForeground, theme.SizeNameCaptionText)
	s.text.Text = s.words
	s.tint.FillColor, s.tint.CornerRadius = ink(s, theme.ColorNameHover), step
	show(s.tint, s.over)
	s.frame.StrokeColor, s.frame.StrokeWidth, s.frame.CornerRadius = ink(s, theme.ColorNameFocus), 2, step
	show(s.frame, s.focused)
}

// fullWidth is the width at which nothing is shortened.
func (s *StatusLink) fullWidth() float32 {
	return fyne.MeasureText(s.words, s.text.TextSize, s.text.TextStyle).Width + linkSign + 3*step
}

func (s *StatusLink) layOut(size fyne.Size) {
	place(s.tint, 0, 0, size.Width, size.Height)
	place(s.frame, 0, 0, size.Width, size.Height)
	s.text.Text = s.words
	if room := size.Width - linkSign - 3*step; s.text.MinSize().Width > room {
		s.text.Text = elide(s.short, room, s.text.TextSize, s.text.TextStyle)
	}
	put(s.text, step, (size.Height-s.text.MinSize().Height)/2)
	place(s.sign, 2*step+s.text.MinSize().Width, (size.Height-linkSign)/2, linkSign, linkSign)
}
