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
	Face  string // names the picture of a list that shows faces: the same name is the same picture; "" is none
}

// PeopleList lists people; only the lines in view exist. A click or an arrow key selects. What is searched for and in
// which order they stand is the caller's business.
type PeopleList struct {
	widget.BaseWidget
	OnSelected func(i int)
	WriteCount func(n int) string // how a number is written, nil: in digits alone
	Unsplit    bool               // nobody has a split: names have its room

	n      int
	person func(i int) Person
	list   *keyList
	loader *thumbLoader // nil: the list shows no faces
}

// NewPeopleList makes an empty list.
func NewPeopleList(onSelected func(i int)) *PeopleList {
	p := &PeopleList{OnSelected: onSelected}
	p.list = newKeyList(func() int { return p.n }, func() fyne.CanvasObject { return newPersonRow(p) },
		func(i int, o fyne.CanvasObject) { o.(*personRow).set(i, p.person(i)) },
		func(i int) {
			if p.OnSelected != nil {
				p.OnSelected(i)
			}
		})
	p.ExtendBaseWidget(p)
	return p
}

// ShowFaces gives each line a picture, which load makes. It comes before the list is drawn, and Close after it.
func (p *PeopleList) ShowFaces(load LoadThumb) {
	p.loader = newThumbLoader(load, func(item int, _ thumbKey) { p.list.RefreshItem(item) })
}

// Wait waits for the pictures that were asked for.
func (p *PeopleList) Wait() {
	if p.loader != nil {
		p.loader.idle.Wait()
	}
}

// Close cancels what is being loaded; nothing is loaded after it.
func (p *PeopleList) Close() {
	if p.loader != nil {
		p.loader.close()
	}
}

// SetPeople shows n people, none selected.
func (p *PeopleList) SetPeople(n int, person func(i int) Person) {
	if p.loader != nil {
		p.loader.cancel()
	}
	p.list.reset(func() { p.n, p.person = n, person })
}

// Update writes the lines in view anew: some person has changed.
func (p *PeopleList) Update() { p.list.Refresh() }

// Select selects person i, scrolls there and calls OnSelected; one that doesn't exist changes nothing.
func (p *PeopleList) Select(i int) { p.list.Select(i) }

// Selected is the person selected, -1 for none.
func (p *PeopleList) Selected() int { return p.list.selected }

// Focus sends the keyboard to the list.
func (p *PeopleList) Focus() { p.list.focus(p) }

// CreateRenderer links the widget to its drawing.
func (p *PeopleList) CreateRenderer() fyne.WidgetRenderer {
	return p.list.renderer(p, fyne.NewSize(140, 96))
}

// rowFace is the side of the pictures in the lines.
const rowFace = 32

// personRow is one line: the face where the list shows faces, name, number of photos, split.
type personRow struct {
	widget.BaseWidget
	of                 *PeopleList
	person             Person
	well               *canvas.Rectangle
	face               *canvas.Image
	name, count, split *canvas.Text
}

func newPersonRow(of *PeopleList) *personRow {
	r := &personRow{
		of: of, well: canvas.NewRectangle(nil), face: &canvas.Image{FillMode: canvas.ImageFillContain},
		name: canvas.NewText("", nil), count: canvas.NewText("", nil), split: canvas.NewText("", nil),
	}
	r.ExtendBaseWidget(r)
	return r
}

// mostRows are more lines than any screen shows.
const mostRows = 100

// set shows person i. What was asked for by lines that have been scrolled away is given up.
func (r *personRow) set(i int, p Person) {
	r.person, r.face.Image = p, nil
	if l := r.of.loader; l != nil && p.Face != "" {
		l.keep(i-mostRows, i+mostRows)
		if t, _ := l.get(i, thumbKey{p.Face, pixelsOf(r.of, rowFace)}); t.img != nil {
			r.face.Image = t.img
		}
	}
	r.Refresh()
}

func (r *personRow) CreateRenderer() fyne.WidgetRenderer {
	r.applyStyle()
	return &parts{
		of: r, objects: []fyne.CanvasObject{r.well, r.face, r.name, r.count, r.split}, applyStyle: r.applyStyle, layOut: r.layOut,
		minSize: func() fyne.Size {
			height := lineHeight(r, theme.SizeNameText) + step
			if r.of.loader != nil {
				height = max(height, rowFace+step)
			}
			return fyne.NewSize(120, height)
		},
	}
}

func (r *personRow) applyStyle() {
	r.well.FillColor, r.well.CornerRadius = ink(r, ColorWell), 2
	show(r.well, r.of.loader != nil)
	show(r.face, r.face.Image != nil)
	style(r, r.name, theme.ColorNameForeground, theme.SizeNameText)
	style(r, r.count, theme.ColorNamePlaceHolder, theme.SizeNameText)
	style(r, r.split, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	r.count.TextStyle.Monospace = true
	r.count.Text, r.split.Text = strconv.Itoa(r.person.Count), r.person.Split
	if r.of.WriteCount != nil {
		r.count.Text = r.of.WriteCount(r.person.Count)
	}
}

// leastWithSplit is the width from which a line has room for the split beside a name.
const leastWithSplit = 200

func (r *personRow) layOut(size fyne.Size) {
	split := float32(64)
	if size.Width < leastWithSplit || r.of.Unsplit {
		split = -3 * step
	}
	show(r.split, split > 0)
	left := 2 * step
	if r.of.loader != nil {
		for _, o := range []fyne.CanvasObject{r.well, r.face} {
			place(o, step, (size.Height-rowFace)/2, rowFace, rowFace)
		}
		left += rowFace + step
	}
	middle := func(t *canvas.Text, x float32) { put(t, x, (size.Height-t.MinSize().Height)/2) }
	x := size.Width - 2*step - split
	r.split.Text = elide(r.person.Split, split, r.split.TextSize, r.split.TextStyle)
	middle(r.split, x)
	x -= 3*step + r.count.MinSize().Width
	middle(r.count, x)
	r.name.Text = elide(r.person.Name, x-left-2*step, r.name.TextSize, r.name.TextStyle)
	middle(r.name, left)
}
