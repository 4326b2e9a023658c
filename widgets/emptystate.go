package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// EmptyState fills a place where nothing is yet: it says what to do, and does it on a click.
type EmptyState struct {
	widget.BaseWidget
	title, text string

	head          *canvas.Text
	lines         [emptyLines]*canvas.Text
	first, second *Button
	buttons       *fyne.Container
}

const (
	emptyLines = 5 // at most
	usualLines = 2 // for which there is room at least
	emptyWidth = 480
)

// NewEmptyState makes one with a primary button; a second button appears by SetSecond.
func NewEmptyState(title, text, action string, onAction func()) *EmptyState {
	e := &EmptyState{
		title: title, text: text, head: canvas.NewText("", nil),
		first: NewButton(action, nil, onAction), second: NewButton("", nil, nil),
	}
	for i := range e.lines {
		e.lines[i] = canvas.NewText("", nil)
	}
	e.first.Importance = widget.HighImportance
	show(e.first, action != "")
	e.second.Hide()
	e.buttons = container.New(layout.NewCustomPaddedHBoxLayout(2*step), e.first, e.second)
	e.ExtendBaseWidget(e)
	return e
}

// SetWords changes the words.
func (e *EmptyState) SetWords(title, text, action string) {
	e.title, e.text = title, text
	e.first.SetText(action)
	show(e.first, action != "")
	e.Refresh()
}

// SetAction changes what the primary button does.
func (e *EmptyState) SetAction(onAction func()) { e.first.OnTapped = onAction }

// SetSecond gives the second button its word and action; an empty word hides it.
func (e *EmptyState) SetSecond(action string, onAction func()) {
	e.second.OnTapped = onAction
	e.second.SetText(action)
	show(e.second, action != "")
	e.Refresh()
}

// SetTips changes the tooltips of both buttons.
func (e *EmptyState) SetTips(first, second string) {
	e.first.SetTip(first)
	e.second.SetTip(second)
}

// CreateRenderer links the widget to its drawing.
func (e *EmptyState) CreateRenderer() fyne.WidgetRenderer {
	e.applyStyle()
	p := &parts{of: e, layOut: e.layOut, minSize: e.minSize, applyStyle: e.applyStyle, objects: []fyne.CanvasObject{e.head}}
	for _, l := range e.lines {
		p.objects = append(p.objects, l)
	}
	p.objects = append(p.objects, e.buttons)
	return p
}

func (e *EmptyState) applyStyle() {
	style(e, e.head, theme.ColorNamePlaceHolder, theme.SizeNameHeadingText)
	for _, l := range e.lines {
		style(e, l, theme.ColorNamePlaceHolder, theme.SizeNameText)
	}
}

// height is that of everything with so many lines.
func (e *EmptyState) height(lines int) float32 {
	return lineHeight(e, theme.SizeNameHeadingText) + float32(lines)*lineHeight(e, theme.SizeNameText) + 5*step + e.buttons.MinSize().Height
}

func (e *EmptyState) minSize() fyne.Size {
	return fyne.NewSize(max(e.buttons.MinSize().Width, 160), e.height(usualLines))
}

func (e *EmptyState) layOut(size fyne.Size) {
	centre := func(o fyne.CanvasObject, y float32) {
		put(o, (size.Width-o.MinSize().Width)/2, y)
	}
	e.head.Text = elide(e.title, size.Width, e.head.TextSize, e.head.TextStyle)
	lines := wrap(e.text, min(size.Width, emptyWidth), e.lines[0].TextSize, e.lines[0].TextStyle, len(e.lines))
	y := max(0, (size.Height-e.height(max(usualLines, len(lines))))/2)
	centre(e.head, y)
	y += e.head.MinSize().Height + step
	for i, t := range e.lines {
		t.Text = ""
		if i < len(lines) {
			t.Text = lines[i]
			centre(t, y)
			y += t.MinSize().Height
		}
	}
	centre(e.buttons, y+4*step)
}
