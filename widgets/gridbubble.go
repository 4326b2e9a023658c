package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// mostBubble is the greatest width of a bubble's words.
const mostBubble = 240

// gridBubble says beside a scroll bar that is dragged what is at the top of the grid.
type gridBubble struct {
	widget.BaseWidget
	words  string
	ground *canvas.Rectangle
	text   *canvas.Text
}

func newGridBubble() *gridBubble {
	b := &gridBubble{ground: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

func (b *gridBubble) say(words string) {
	if b.words != words {
		b.words = words
		b.Refresh()
	}
}

// CreateRenderer links the widget to its drawing.
func (b *gridBubble) CreateRenderer() fyne.WidgetRenderer {
	b.applyStyle()
	return &parts{
		of: b, objects: []fyne.CanvasObject{b.ground, b.text}, applyStyle: b.applyStyle,
		minSize: func() fyne.Size {
			b.applyStyle()
			return b.text.MinSize().AddWidthHeight(6*step, 3*step)
		},
		layOut: func(size fyne.Size) {
			place(b.ground, 0, 0, size.Width, size.Height)
			put(b.text, 3*step, (size.Height-b.text.MinSize().Height)/2)
		},
	}
}

func (b *gridBubble) applyStyle() {
	b.ground.FillColor, b.ground.CornerRadius = ink(b, theme.ColorNamePrimary), 2*step
	style(b, b.text, theme.ColorNameForegroundOnPrimary, theme.SizeNameText)
	b.text.TextStyle.Bold = true
	b.text.Text = elide(b.words, mostBubble, b.text.TextSize, b.text.TextStyle)
}
