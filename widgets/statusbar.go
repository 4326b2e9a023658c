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
	Model *StatusLink
	Work  *WorkChip
	words [2]string

	line  *canvas.Rectangle
	texts [2]*canvas.Text // at the left and at the right
}

// NewStatusBar makes an empty status bar.
func NewStatusBar() *StatusBar {
	s := &StatusBar{Model: NewStatusLink(), Work: NewWorkChip(), line: canvas.NewRectangle(nil)}
	for i := range s.texts {
		s.texts[i] = canvas.NewText("", nil)
	}
	s.ExtendBaseWidget(s)
	return s
}

// SetTexts shows the texts at both ends; the right one is always whole, the left one is shortened where it doesn't fit.
func (s *StatusBar) SetTexts(left, right string) {
	s.words = [2]string{left, right}
	s.Refresh()
}

// SetModel names the model, in more words and in fewer, with a tooltip.
func (s *StatusBar) SetModel(words, short, tip string) {
	s.Model.SetWords(words, short, tip)
	s.Refresh()
}

// CreateRenderer links the widget to its drawing.
func (s *StatusBar) CreateRenderer() fyne.WidgetRenderer {
	s.applyStyle()
	return &parts{
		of: s, layOut: s.layOut, applyStyle: s.applyStyle,
		minSize: func() fyne.Size { return fyne.NewSize(200, lineHeight(s, theme.SizeNameCaptionText)+2*step) },
		objects: []fyne.CanvasObject{s.line, s.texts[0], s.texts[1], s.Model, s.Work},
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
	for i := range s.texts {
		s.texts[i].Text = s.words[i]
	}
	left, right := s.texts[0], s.texts[1]
	y := (size.Height - left.MinSize().Height) / 2
	edge := size.Width - 2*step - right.MinSize().Width
	put(right, edge, y)
	if s.Work.Visible() {
		chip := s.Work.fullSize()
		chip.Width = min(chip.Width, (edge-2*step)*mostChip)
		edge -= gap + chip.Width
		place(s.Work, edge, (size.Height-chip.Height+1)/2, chip.Width, chip.Height)
	}
	// Folder and model share what remains; the one that needs less than half leaves the rest to the other.
	room := edge - 2*step - 2*gap
	half := room / 2
	need := s.Model.fullWidth()
	folder := min(left.MinSize().Width, max(half, room-need))
	model := min(need, room-folder)
	left.Text = elide(s.words[0], folder, left.TextSize, left.TextStyle)
	put(left, 2*step, y)
	x := max(2*step+left.MinSize().Width+gap, min((size.Width-model)/2, edge-gap-model))
	height := s.Model.MinSize().Height
	place(s.Model, x, (size.Height-height+1)/2, model, height)
}
