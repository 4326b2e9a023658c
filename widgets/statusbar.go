package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// StatusBar is the quiet line at the foot of the window: folder on the left, model in the middle, device on the right, and before it what
// goes on.
type StatusBar struct {
	widget.BaseWidget
	Work  *WorkChip
	words [3]string

	line  *canvas.Rectangle
	texts [3]*canvas.Text
}

// NewStatusBar makes an empty status bar.
func NewStatusBar() *StatusBar {
	s := &StatusBar{Work: NewWorkChip(), line: canvas.NewRectangle(nil)}
	for i := range s.texts {
		s.texts[i] = canvas.NewText("", nil)
	}
	s.ExtendBaseWidget(s)
	return s
}

// SetTexts shows three texts; the right one is always whole, the others are shortened where they don't fit.
func (s *StatusBar) SetTexts(left, middle, right string) {
	s.words = [3]string{left, middle, right}
	s.Refresh()
}

// CreateRenderer links the widget to its drawing.
func (s *StatusBar) CreateRenderer() fyne.WidgetRenderer {
	s.applyStyle()
	return &parts{
		of: s, layOut: s.layOut, applyStyle: s.applyStyle,
		minSize: func() fyne.Size { return fyne.NewSize(200, lineHeight(s, theme.SizeNameCaptionText)+2*step) },
		objects: []fyne.CanvasObject{s.line, s.texts[0], s.texts[1], s.texts[2], s.Work},
	}
}

func (s *StatusBar) applyStyle() {
	s.line.FillColor = ink(s, theme.ColorNameSeparator)
	for i, t := range s.texts {
		style(s, t, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
		t.Text = s.words[i]
	}
}

// mostChip is the greatest share of the bar that the chip takes.
const mostChip = 0.45

// SetWork shows in the chip what goes on, as WorkChip.SetWork does.
func (s *StatusBar) SetWork(words, stopWord string, fraction float64, stopping bool) {
	s.Work.SetWork(words, stopWord, fraction, stopping)
	s.Refresh()
}

// ClearWork hides the chip: nothing goes on.
func (s *StatusBar) ClearWork() {
	s.Work.Hide()
	s.Refresh()
}

func (s *StatusBar) layOut(size fyne.Size) {
	const gap = 4 * step
	place(s.line, 0, 0, size.Width, 1)
	width := func(i int) float32 { return s.texts[i].MinSize().Width }
	fit := func(i int, room float32) {
		s.texts[i].Text = elide(s.words[i], room, s.texts[i].TextSize, s.texts[i].TextStyle)
	}
	for i := range s.texts {
		s.texts[i].Text = s.words[i]
	}
	y := (size.Height - s.texts[0].MinSize().Height) / 2
	edge := size.Width - 2*step - width(2)
	put(s.texts[2], edge, y)
	if s.Work.Visible() {
		chip := s.Work.fullSize()
		chip.Width = min(chip.Width, (edge-2*step)*mostChip)
		edge -= gap + chip.Width
		place(s.Work, edge, (size.Height-chip.Height+1)/2, chip.Width, chip.Height)
	}
	// Left and middle share what remains; the one that needs less than half leaves the rest to the other.
	room := edge - 2*step - 2*gap
	half := room / 2
	leftRoom := max(half, room-width(1))
	fit(1, max(half, room-width(0)))
	fit(0, leftRoom)
	put(s.texts[0], 2*step, y)
	centre := (size.Width - width(1)) / 2
	x := max(2*step+width(0)+gap, min(centre, edge-gap-width(1)))
	put(s.texts[1], x, y)
}
