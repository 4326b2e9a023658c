package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Passage is a quiet text in as many lines as it has room for. Where the room is too little the whole text is its tooltip. The toolkit's
// label wraps too, but takes the room that it wants.
type Passage struct {
	widget.BaseWidget
	text  string
	least int // lines that there is room for at least
	whole bool

	lines [passageLines]*canvas.Text
}

var _ desktop.Hoverable = (*Passage)(nil)

// passageLines is how many lines a Passage has at most.
const passageLines = 6

// NewPassage makes an empty text with room for so many lines.
func NewPassage(least int) *Passage {
	p := &Passage{least: least}
	for i := range p.lines {
		p.lines[i] = canvas.NewText("", nil)
	}
	p.ExtendBaseWidget(p)
	return p
}

// SetText changes the text.
func (p *Passage) SetText(text string) {
	p.text = text
	p.Refresh()
}

// Text is the whole text.
func (p *Passage) Text() string { return p.text }

// MouseIn offers the whole text where a part is left out.
func (p *Passage) MouseIn(*desktop.MouseEvent) {
	if !p.whole {
		offerTip(p, p.text)
	}
}

// MouseMoved changes nothing.
func (p *Passage) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the tooltip away.
func (p *Passage) MouseOut() { hideTip(p) }

// CreateRenderer links the widget to its drawing.
func (p *Passage) CreateRenderer() fyne.WidgetRenderer {
	p.applyStyle()
	r := &parts{of: p, applyStyle: p.applyStyle, layOut: p.layOut, minSize: func() fyne.Size {
		return fyne.NewSize(100, float32(p.least)*lineHeight(p, theme.SizeNameCaptionText))
	}}
	for _, l := range p.lines {
		r.objects = append(r.objects, l)
	}
	return r
}

func (p *Passage) applyStyle() {
	for _, l := range p.lines {
		style(p, l, theme.ColorNameForeground, theme.SizeNameCaptionText)
	}
}

// layOut puts the lines below each other.
func (p *Passage) layOut(size fyne.Size) {
	line := lineHeight(p, theme.SizeNameCaptionText)
	var rows []string
	rows, p.whole = fitLines(p.text, size, line, p.lines[0].TextSize, len(p.lines))
	y := float32(0)
	if p.least == 1 { // beside something of one line
		y = max(0, (size.Height-float32(len(rows))*line)/2)
	}
	for i, l := range p.lines {
		l.Text = ""
		if i < len(rows) {
			l.Text = rows[i]
		}
		put(l, 0, y+float32(i)*line)
	}
}

// fitLines breaks a text into the lines that a size has room for, each of a height, and tells whether that is the whole of it.
func fitLines(text string, size fyne.Size, line, letters float32, most int) (rows []string, whole bool) {
	const rounding = 0.5
	room := max(1, min(most, int((size.Height+rounding)/line)))
	rows = wrap(text, size.Width, letters, fyne.TextStyle{}, room)
	return rows, len(wrap(text, size.Width, letters, fyne.TextStyle{}, room+1)) <= room
}
