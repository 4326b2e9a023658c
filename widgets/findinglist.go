package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Finding is one entry of a FindingList.
type Finding struct {
	Title  string // in a word or two
	Text   string // a sentence, of which three lines are shown at most
	Urgent bool   // marked with a warning
	Done   bool   // marked as settled, and receding
}

// FindingList lists things that somebody should look at: a word in bold, a sentence below, and a sign before them. Only the
// entries in view exist. A click or an arrow key selects.
type FindingList struct {
	widget.BaseWidget

	n       int
	finding func(i int) Finding
	list    *keyList
}

// findingLines is how many lines of a finding's sentence are shown.
const findingLines = 3

// NewFindingList makes an empty list; selected is called with what is selected.
func NewFindingList(selected func(i int)) *FindingList {
	l := &FindingList{}
	l.list = newKeyList(func() int { return l.n }, func() fyne.CanvasObject { return newFindingRow() },
		func(i int, o fyne.CanvasObject) { o.(*findingRow).set(l.finding(i)) }, selected)
	l.ExtendBaseWidget(l)
	return l
}

// SetFindings shows n findings from the top, none selected.
func (l *FindingList) SetFindings(n int, finding func(i int) Finding) {
	l.list.reset(func() { l.n, l.finding = n, finding })
}

// Update writes the entries in view anew.
func (l *FindingList) Update() { l.list.Refresh() }

// Select selects finding i and scrolls there; one that doesn't exist changes nothing.
func (l *FindingList) Select(i int) { l.list.Select(i) }

// Selected is the finding selected, -1 for none.
func (l *FindingList) Selected() int { return l.list.selected }

// Focus sends the keyboard to the list.
func (l *FindingList) Focus() { l.list.focus(l) }

// Keys is what the keyboard goes to, for a list that nobody has seen yet.
func (l *FindingList) Keys() fyne.Focusable { return l.list }

// CreateRenderer links the widget to its drawing.
func (l *FindingList) CreateRenderer() fyne.WidgetRenderer {
	return l.list.renderer(l, fyne.NewSize(160, 96))
}

// findingRow is one entry.
type findingRow struct {
	widget.BaseWidget
	finding Finding
	sign    *widget.Icon
	title   *canvas.Text
	lines   [findingLines]*canvas.Text
}

func newFindingRow() *findingRow {
	r := &findingRow{sign: widget.NewIcon(nil), title: canvas.NewText("", nil)}
	for i := range r.lines {
		r.lines[i] = canvas.NewText("", nil)
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *findingRow) set(f Finding) {
	r.finding = f
	r.Refresh()
}

func (r *findingRow) CreateRenderer() fyne.WidgetRenderer {
	r.applyStyle()
	p := &parts{of: r, objects: []fyne.CanvasObject{r.sign, r.title}, applyStyle: r.applyStyle, layOut: r.layOut}
	for _, t := range r.lines {
		p.objects = append(p.objects, t)
	}
	p.minSize = func() fyne.Size {
		return fyne.NewSize(140, lineHeight(r, theme.SizeNameText)+findingLines*lineHeight(r, theme.SizeNameCaptionText)+2*step)
	}
	return p
}

func (r *findingRow) applyStyle() {
	title := theme.ColorNameForeground
	switch {
	case r.finding.Done:
		title = theme.ColorNamePlaceHolder
		r.sign.SetResource(theme.NewColoredResource(theme.ConfirmIcon(), theme.ColorNamePlaceHolder))
	case r.finding.Urgent:
		r.sign.SetResource(theme.NewColoredResource(theme.WarningIcon(), theme.ColorNameError))
	default:
		r.sign.SetResource(theme.NewThemedResource(theme.InfoIcon()))
	}
	style(r, r.title, title, theme.SizeNameText)
	r.title.TextStyle.Bold = !r.finding.Done
	for _, t := range r.lines {
		style(r, t, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	}
}

func (r *findingRow) layOut(size fyne.Size) {
	const sign = 20
	left := sign + 3*step
	place(r.sign, step, step, sign, sign)
	room := size.Width - left - 2*step
	r.title.Text = elide(r.finding.Title, room, r.title.TextSize, r.title.TextStyle)
	put(r.title, left, step)
	lines := wrap(r.finding.Text, room, r.lines[0].TextSize, r.lines[0].TextStyle, findingLines)
	y := step + lineHeight(r, theme.SizeNameText)
	for i, t := range r.lines {
		t.Text = ""
		if i < len(lines) {
			t.Text = lines[i]
		}
		put(t, left, y)
		y += lineHeight(r, theme.SizeNameCaptionText)
	}
}
