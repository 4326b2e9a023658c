package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Pair is one line of a PairList: two pictures and what is known of them.
type Pair struct {
	Value string    // such as a distance
	Names [2]string // of the pictures
	Keys  [2]string // under which the pictures are kept; the same key is the same picture
	Wrong string    // a word for what makes the pair an error, "": it is none; such a pair is framed
}

// PairList lists pairs of pictures with a number and their names; only the lines in view exist, and their pictures are loaded
// in the background. A click opens a pair, as Enter does with the one chosen by the arrow keys. Close when it's no longer used.
type PairList struct {
	widget.BaseWidget
	OnOpen func(i int)

	pairs    []Pair
	empty    string
	selected int // by the keyboard, -1: none
	loader   *thumbLoader
	list     *pairKeys
	none     *widget.Label
	ring     *canvas.Rectangle
}

// NewPairList makes an empty list. load makes picture 2·i of pair i, and its second, 2·i+1.
func NewPairList(load LoadThumb, onOpen func(i int)) *PairList {
	p := &PairList{OnOpen: onOpen, selected: -1, ring: canvas.NewRectangle(nil), none: widget.NewLabel("")}
	p.loader = newThumbLoader(load, func(item int, _ thumbKey) { p.list.RefreshItem(item / 2) })
	p.none.Wrapping, p.none.Importance = fyne.TextWrapWord, widget.LowImportance
	p.ring.Hide()
	p.list = newPairKeys(p)
	p.ExtendBaseWidget(p)
	return p
}

// SetPairs shows these pairs; where there are none, empty says why.
func (p *PairList) SetPairs(pairs []Pair, empty string) {
	p.loader.cancel()
	p.pairs, p.empty, p.selected = pairs, empty, -1
	p.none.SetText(empty)
	show(p.none, len(pairs) == 0)
	p.list.ScrollToOffset(0)
	p.list.Refresh()
}

// SetWrong says of each pair what makes it an error, "" for none. The list stays where it is.
func (p *PairList) SetWrong(word func(i int) string) {
	for i := range p.pairs {
		p.pairs[i].Wrong = word(i)
	}
	p.list.Refresh()
}

// Wrong is what makes pair i an error.
func (p *PairList) Wrong(i int) string { return p.pairs[i].Wrong }

// Len is the number of pairs.
func (p *PairList) Len() int { return len(p.pairs) }

// Wait waits for the pictures that were asked for.
func (p *PairList) Wait() { p.loader.idle.Wait() }

// Close cancels what is being loaded; nothing is loaded after it.
func (p *PairList) Close() { p.loader.close() }

// CreateRenderer links the widget to its drawing.
func (p *PairList) CreateRenderer() fyne.WidgetRenderer {
	applyStyle := func() {
		p.ring.StrokeColor, p.ring.StrokeWidth, p.ring.CornerRadius = ink(p, theme.ColorNameFocus), 2, step
	}
	applyStyle()
	return &parts{
		of: p, objects: []fyne.CanvasObject{p.list, p.none, p.ring}, applyStyle: applyStyle,
		minSize: func() fyne.Size { return fyne.NewSize(2*leastFace+12*step, leastFace+2*step) },
		layOut: func(size fyne.Size) {
			place(p.list, 0, 0, size.Width, size.Height)
			place(p.none, 0, 0, size.Width, p.none.MinSize().Height)
			place(p.ring, 0, 0, size.Width, size.Height)
		},
	}
}

// fill shows pair i in a row.
func (p *PairList) fill(i int, row *pairRow) {
	if i >= len(p.pairs) {
		return
	}
	pair := p.pairs[i]
	var thumbs [2]thumb
	for k, key := range pair.Keys {
		thumbs[k], _ = p.loader.get(2*i+k, thumbKey{key, pixelsOf(p, leastFace)})
	}
	row.set(pair, thumbs, i == p.selected)
}

func (p *PairList) open(i int) {
	if i >= 0 && i < len(p.pairs) && p.OnOpen != nil {
		p.OnOpen(i)
	}
}

// pairKeys is a List whose keyboard moves a choice that a click doesn't need.
type pairKeys struct {
	widget.List
	owner *PairList
}

func newPairKeys(owner *PairList) *pairKeys {
	k := &pairKeys{owner: owner}
	k.HideSeparators = true
	k.Length = func() int { return len(owner.pairs) }
	k.CreateItem = func() fyne.CanvasObject { return newPairRow() }
	k.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) { owner.fill(i, o.(*pairRow)) }
	k.OnSelected = func(i widget.ListItemID) {
		k.UnselectAll()
		owner.open(i)
	}
	k.ExtendBaseWidget(k)
	return k
}

// FocusGained draws a ring around the list.
func (k *pairKeys) FocusGained() { k.owner.ring.Show() }

// FocusLost takes it away.
func (k *pairKeys) FocusLost() { k.owner.ring.Hide() }

// TypedRune hands on.
func (k *pairKeys) TypedRune(r rune) { passRune(k, r) }

// TypedKey moves the choice, opens it or hands on.
func (k *pairKeys) TypedKey(e *fyne.KeyEvent) {
	to := k.owner.selected
	switch e.Name {
	case fyne.KeyUp:
		to--
	case fyne.KeyDown:
		to++
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = len(k.owner.pairs) - 1
	case fyne.KeyReturn, fyne.KeyEnter:
		k.owner.open(to)
		return
	default:
		passKey(k, e)
		return
	}
	k.choose(min(max(to, 0), len(k.owner.pairs)-1))
}

func (k *pairKeys) choose(to int) {
	if to < 0 || to == k.owner.selected {
		return
	}
	old := k.owner.selected
	k.owner.selected = to
	k.ScrollTo(to)
	k.RefreshItem(to)
	if old >= 0 {
		k.RefreshItem(old)
	}
}
