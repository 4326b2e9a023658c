package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Person is one line of a PeopleList.
type Person struct {
	Name  string
	Count int    // of photos
	Split string // a word like "train"
}

// PeopleList lists people; only the lines in view exist. A click or an arrow key selects. What is searched for and in
// which order they stand is the caller's business.
type PeopleList struct {
	widget.BaseWidget
	OnSelected func(i int)

	n        int
	person   func(i int) Person
	selected int // -1: none
	list     *keyList
	ring     *canvas.Rectangle
}

// NewPeopleList makes an empty list.
func NewPeopleList(onSelected func(i int)) *PeopleList {
	p := &PeopleList{OnSelected: onSelected, selected: -1, ring: canvas.NewRectangle(nil)}
	p.ring.Hide()
	p.list = newKeyList(p)
	p.ExtendBaseWidget(p)
	return p
}

// SetPeople shows n people, none selected.
func (p *PeopleList) SetPeople(n int, person func(i int) Person) {
	p.list.UnselectAll()
	p.n, p.person, p.selected = n, person, -1
	p.list.ScrollToOffset(0)
	p.list.Refresh()
}

// Update writes the lines in view anew: some person has changed.
func (p *PeopleList) Update() { p.list.Refresh() }

// Select selects person i, scrolls there and calls OnSelected; one that doesn't exist changes nothing.
func (p *PeopleList) Select(i int) { p.list.Select(i) }

// Selected is the person selected, -1 for none.
func (p *PeopleList) Selected() int { return p.selected }

// Focus sends the keyboard to the list.
func (p *PeopleList) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p.list)
	}
}

// CreateRenderer links the widget to its drawing.
func (p *PeopleList) CreateRenderer() fyne.WidgetRenderer {
	restyle := func() {
		p.ring.StrokeColor, p.ring.StrokeWidth, p.ring.CornerRadius = ink(p, theme.ColorNameFocus), 2, step
	}
	restyle()
	return &parts{
		of: p, objects: []fyne.CanvasObject{p.list, p.ring}, restyle: restyle,
		minSize: func() fyne.Size { return fyne.NewSize(140, 96) },
		layout: func(size fyne.Size) {
			first := p.list.Size().Height <= 0
			place(p.list, 0, 0, size.Width, size.Height)
			if first && p.selected >= 0 { // what was selected before there was a size was scrolled to blindly
				p.list.ScrollToTop()
				p.list.ScrollTo(p.selected)
			}
			place(p.ring, 0, 0, size.Width, size.Height)
		},
	}
}

// keyList is a List whose keyboard moves the selection itself, not a focus apart from it.
type keyList struct {
	widget.List
	owner *PeopleList
}

func newKeyList(owner *PeopleList) *keyList {
	k := &keyList{owner: owner}
	k.HideSeparators = true
	k.Length = func() int { return owner.n }
	k.CreateItem = func() fyne.CanvasObject { return newPersonRow() }
	k.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) { o.(*personRow).set(owner.person(i)) }
	k.OnSelected = func(i widget.ListItemID) {
		owner.selected = i
		if owner.OnSelected != nil {
			owner.OnSelected(i)
		}
	}
	k.ExtendBaseWidget(k)
	return k
}

// FocusGained draws a ring around the list.
func (k *keyList) FocusGained() { k.owner.ring.Show() }

// FocusLost takes it away.
func (k *keyList) FocusLost() { k.owner.ring.Hide() }

// TypedKey moves the selection or hands on.
func (k *keyList) TypedKey(e *fyne.KeyEvent) {
	to := k.owner.selected
	const page = 10
	switch e.Name {
	case fyne.KeyUp:
		to--
	case fyne.KeyDown:
		to++
	case fyne.KeyPageUp:
		to -= page
	case fyne.KeyPageDown:
		to += page
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = k.owner.n - 1
	default:
		passKey(k, e)
		return
	}
	k.Select(max(min(to, k.owner.n-1), 0))
}

// TypedRune hands on.
func (k *keyList) TypedRune(r rune) { passRune(k, r) }

// personRow is one line: name, number of photos, split.
type personRow struct {
	widget.BaseWidget
	person             Person
	name, count, split *canvas.Text
}

func newPersonRow() *personRow {
	r := &personRow{name: canvas.NewText("", nil), count: canvas.NewText("", nil), split: canvas.NewText("", nil)}
	r.ExtendBaseWidget(r)
	return r
}

func (r *personRow) set(p Person) {
	r.person = p
	r.Refresh()
}

func (r *personRow) CreateRenderer() fyne.WidgetRenderer {
	r.restyle()
	return &parts{
		of: r, objects: []fyne.CanvasObject{r.name, r.count, r.split}, restyle: r.restyle, layout: r.layout,
		minSize: func() fyne.Size { return fyne.NewSize(120, lineHeight(r, theme.SizeNameText)+step) },
	}
}

func (r *personRow) restyle() {
	style(r, r.name, theme.ColorNameForeground, theme.SizeNameText)
	style(r, r.count, theme.ColorNamePlaceHolder, theme.SizeNameText)
	style(r, r.split, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	r.count.TextStyle.Monospace = true
	r.count.Text, r.split.Text = strconv.Itoa(r.person.Count), r.person.Split
}

func (r *personRow) layout(size fyne.Size) {
	const split = 64
	middle := func(t *canvas.Text, x float32) { put(t, x, (size.Height-t.MinSize().Height)/2) }
	x := size.Width - 2*step - split
	r.split.Text = elide(r.person.Split, split, r.split.TextSize, r.split.TextStyle)
	middle(r.split, x)
	x -= 3*step + r.count.MinSize().Width
	middle(r.count, x)
	r.name.Text = elide(r.person.Name, x-4*step, r.name.TextSize, r.name.TextStyle)
	middle(r.name, 2*step)
}
