package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Explained is a small "i" beside a word of the trade: the pointer, a click or the keyboard brings a sentence that explains it.
type Explained struct {
	widget.BaseWidget
	sentence string
	focused  bool

	ring *canvas.Circle
	sign *canvas.Text
}

var (
	_ desktop.Hoverable = (*Explained)(nil)
	_ fyne.Focusable    = (*Explained)(nil)
)

// NewExplained makes an "i" with a sentence.
func NewExplained(sentence string) *Explained {
	e := &Explained{sentence: sentence, ring: canvas.NewCircle(nil), sign: canvas.NewText("i", nil)}
	e.ExtendBaseWidget(e)
	return e
}

// SetSentence changes the sentence.
func (e *Explained) SetSentence(sentence string) { e.sentence = sentence }

// Sentence is what explains.
func (e *Explained) Sentence() string { return e.sentence }

// MouseIn offers the sentence.
func (e *Explained) MouseIn(*desktop.MouseEvent) { offerTip(e, e.sentence) }

// MouseMoved does nothing.
func (e *Explained) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes it away.
func (e *Explained) MouseOut() { hideTip(e) }

// Tapped offers the sentence.
func (e *Explained) Tapped(*fyne.PointEvent) { offerTip(e, e.sentence) }

// FocusGained offers the sentence.
func (e *Explained) FocusGained() { e.setFocused(true) }

// FocusLost takes it away.
func (e *Explained) FocusLost() { e.setFocused(false) }

func (e *Explained) setFocused(f bool) {
	e.focused = f
	if f {
		offerTip(e, e.sentence)
	} else {
		hideTip(e)
	}
	e.Refresh()
}

// TypedRune hands on.
func (e *Explained) TypedRune(r rune) { passRune(e, r) }

// TypedKey hands on.
func (e *Explained) TypedKey(k *fyne.KeyEvent) { passKey(e, k) }

// CreateRenderer links the widget to its drawing.
func (e *Explained) CreateRenderer() fyne.WidgetRenderer {
	const side = 16
	applyStyle := func() {
		e.ring.FillColor, e.ring.StrokeColor, e.ring.StrokeWidth = ink(e, ColorWell), ink(e, theme.ColorNamePlaceHolder), 1
		if e.focused {
			e.ring.StrokeColor, e.ring.StrokeWidth = ink(e, theme.ColorNamePrimary), 2
		}
		style(e, e.sign, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
		e.sign.TextStyle.Bold = true
	}
	applyStyle()
	return &parts{
		of: e, objects: []fyne.CanvasObject{e.ring, e.sign}, applyStyle: applyStyle,
		minSize: func() fyne.Size { return fyne.NewSquareSize(side) },
		layOut: func(size fyne.Size) {
			place(e.ring, (size.Width-side)/2, (size.Height-side)/2, side, side)
			text := e.sign.MinSize()
			put(e.sign, (size.Width-text.Width)/2, (size.Height-text.Height)/2)
		},
	}
}
