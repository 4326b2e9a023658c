package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ErrorCard says that something failed: one sentence, what to do about it, and the details for the clipboard.
type ErrorCard struct {
	widget.BaseWidget
	details          string
	copyWord, copied string

	sentence, advice *widget.Label
	button           *widget.Button
}

// NewErrorCard makes a card; copyWord and copied are the words of its button before and after a click.
func NewErrorCard(copyWord, copied string) *ErrorCard {
	e := &ErrorCard{copyWord: copyWord, copied: copied, sentence: widget.NewLabel(""), advice: widget.NewLabel("")}
	e.sentence.TextStyle.Bold = true
	e.sentence.Wrapping, e.advice.Wrapping = fyne.TextWrapWord, fyne.TextWrapWord
	e.button = widget.NewButtonWithIcon(copyWord, theme.ContentCopyIcon(), e.copy)
	e.ExtendBaseWidget(e)
	return e
}

// SetError shows a failure; the details go to the clipboard only.
func (e *ErrorCard) SetError(sentence, advice, details string) {
	e.details = details
	e.sentence.SetText(sentence)
	e.advice.SetText(advice)
	e.button.SetText(e.copyWord)
	show(e.advice, advice != "")
	show(e.button, details != "")
}

// SetWords changes the words of the button.
func (e *ErrorCard) SetWords(copyWord, copied string) {
	e.copyWord, e.copied = copyWord, copied
	e.button.SetText(copyWord)
}

func (e *ErrorCard) copy() {
	fyne.CurrentApp().Clipboard().SetContent(e.details)
	e.button.SetText(e.copied)
}

// CreateRenderer links the widget to its drawing.
func (e *ErrorCard) CreateRenderer() fyne.WidgetRenderer {
	icon := widget.NewIcon(theme.NewColoredResource(theme.WarningIcon(), theme.ColorNameError))
	side := container.New(layout.NewCustomPaddedLayout(2*step, 0, 2*step, 0), container.NewVBox(icon))
	words := container.New(layout.NewCustomPaddedVBoxLayout(-2*step), e.sentence, e.advice)
	foot := container.New(layout.NewCustomPaddedLayout(0, 2*step, 2*step, 2*step), container.NewHBox(e.button))
	return widget.NewSimpleRenderer(container.NewBorder(nil, nil, side, nil, container.NewVBox(words, foot)))
}
