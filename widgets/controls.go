package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Fyne gives keys to the focused object alone. The controls here hand on what they have no use for to their canvas, so
// that Escape, "?" and the window's shortcuts work wherever the keyboard is.

// passKey hands a key on to the canvas's own handler.
func passKey(o fyne.CanvasObject, e *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		if f := c.OnTypedKey(); f != nil {
			f(e)
		}
	}
}

// passRune hands a character on to the canvas's own handler.
func passRune(o fyne.CanvasObject, r rune) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		if f := c.OnTypedRune(); f != nil {
			f(r)
		}
	}
}

// passShortcut hands a shortcut on to the canvas.
func passShortcut(o fyne.CanvasObject, s fyne.Shortcut) {
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(o).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// Button is Fyne's button that hands keys on; Enter presses it as Space does. One of middle importance has an outline, so
// that the one of high importance leads.
type Button struct {
	widget.Button
	tip string
}

// NewButton makes a button with a word, an icon or both.
func NewButton(word string, icon fyne.Resource, tapped func()) *Button {
	b := &Button{}
	b.Text, b.Icon, b.OnTapped = word, icon, guarded(tapped)
	b.ExtendBaseWidget(b)
	return b
}

// NewQuietButton makes a button without a ground.
func NewQuietButton(word string, icon fyne.Resource, tapped func()) *Button {
	b := NewButton(word, icon, tapped)
	b.Importance = widget.LowImportance
	return b
}

// SetTip changes the tooltip: what the button does, with its key.
func (b *Button) SetTip(text string) { b.tip = text }

// Tip is the tooltip.
func (b *Button) Tip() string { return b.tip }

// MouseIn offers the tooltip.
func (b *Button) MouseIn(e *desktop.MouseEvent) {
	b.Button.MouseIn(e)
	offerTip(b, b.tip)
}

// MouseOut takes it away.
func (b *Button) MouseOut() {
	b.Button.MouseOut()
	hideTip(b)
}

// Tapped presses.
func (b *Button) Tapped(e *fyne.PointEvent) {
	hideTip(b)
	b.Button.Tapped(e)
}

// CreateRenderer links the widget to its drawing, with the outline over it.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &outlinedRenderer{WidgetRenderer: b.Button.CreateRenderer(), of: b, line: canvas.NewRectangle(nil)}
	r.applyStyle()
	return r
}

// outlinedRenderer draws a button's outline over the toolkit's drawing of it.
type outlinedRenderer struct {
	fyne.WidgetRenderer
	of   *Button
	line *canvas.Rectangle
}

// Layout gives the outline the whole.
func (r *outlinedRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	place(r.line, 0, 0, size.Width, size.Height)
}

// Objects are the toolkit's and the outline.
func (r *outlinedRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clip(r.WidgetRenderer.Objects()), r.line)
}

// Refresh draws both anew.
func (r *outlinedRenderer) Refresh() {
	r.applyStyle()
	r.WidgetRenderer.Refresh()
	r.line.Refresh()
}

func (r *outlinedRenderer) applyStyle() {
	r.line.StrokeColor, r.line.StrokeWidth = ink(r.of, theme.ColorNameInputBorder), 1
	r.line.CornerRadius = theme.SizeForWidget(theme.SizeNameInputRadius, r.of)
	show(r.line, r.of.Importance == widget.MediumImportance)
}

// TypedKey presses or hands on.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	default:
		passKey(b, e)
	}
}

// TypedRune hands on; the space has pressed already.
func (b *Button) TypedRune(r rune) { passRune(b, r) }

// Entry is Fyne's one-line entry that hands Escape and foreign shortcuts on.
type Entry struct{ widget.Entry }

// NewEntry makes an entry.
func NewEntry(changed func(string)) *Entry {
	e := &Entry{}
	e.OnChanged = changed
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey edits or hands on.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape || len(k.Name) > 1 && k.Name[0] == 'F' && k.Name[1] <= '9' {
		passKey(e, k)
		return
	}
	e.Entry.TypedKey(k)
}

// TypedShortcut edits or hands on.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	e.Entry.TypedShortcut(s)
	if _, foreign := s.(*desktop.CustomShortcut); foreign {
		passShortcut(e, s)
	}
}

// Select is Fyne's selection by place in place of by word, so that the words may change; it hands keys on.
type Select struct {
	widget.Select
	OnPicked func(i int) // called when a person picks, not by Pick

	quiet bool
	tip   string
}

// SetTip changes the tooltip.
func (s *Select) SetTip(text string) { s.tip = text }

// Tip is the tooltip.
func (s *Select) Tip() string { return s.tip }

// MouseIn offers the tooltip.
func (s *Select) MouseIn(e *desktop.MouseEvent) {
	s.Select.MouseIn(e)
	offerTip(s, s.tip)
}

// MouseOut takes it away.
func (s *Select) MouseOut() {
	s.Select.MouseOut()
	hideTip(s)
}

// Tapped opens the options.
func (s *Select) Tapped(e *fyne.PointEvent) {
	hideTip(s)
	s.Select.Tapped(e)
}

// NewSelect makes a selection.
func NewSelect(picked func(i int)) *Select {
	s := &Select{OnPicked: picked}
	s.OnChanged = func(string) {
		if !s.quiet && s.OnPicked != nil {
			s.OnPicked(s.SelectedIndex())
		}
	}
	s.ExtendBaseWidget(s)
	return s
}

// SetWords changes the options' words and keeps what is picked.
func (s *Select) SetWords(words ...string) {
	i := max(s.SelectedIndex(), 0)
	s.Options = words
	s.Pick(i)
}

// Pick picks option i without a call of OnPicked.
func (s *Select) Pick(i int) {
	s.quiet = true
	s.SetSelectedIndex(i)
	s.quiet = false
	s.Refresh()
}

// TypedKey moves, opens or hands on.
func (s *Select) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyUp, fyne.KeyDown:
		s.Select.TypedKey(e)
	default:
		passKey(s, e)
	}
}

// TypedRune hands on.
func (s *Select) TypedRune(r rune) { passRune(s, r) }
