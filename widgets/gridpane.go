package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// notch is by how much one step of a wheel scrolls in the toolkit's measure; here it is a third of a row.
const notch = 25

// gridPane is the part of a FaceGrid that scrolls and has the keyboard. Only the cells in view exist.
type gridPane struct {
	widget.BaseWidget
	owner *FaceGrid
	plan  *gridPlan
	glide glide

	shown    map[int]*faceCell
	spare    []*faceCell
	headings []*gridHeading
	bar      *scrollBar
	bubble   *gridBubble
	drawn    *parts
	laidOut  fyne.Size // for which the grid is planned
	stale    bool      // whether the theme's lengths may be others
}

var (
	_ fyne.Scrollable = (*gridPane)(nil) // which has the toolkit cut off what is out of view
	_ fyne.Focusable  = (*gridPane)(nil)
)

func newGridPane(owner *FaceGrid) *gridPane {
	p := &gridPane{owner: owner, shown: map[int]*faceCell{}, bubble: newGridBubble()}
	p.glide = glide{limit: p.limit, moved: p.arrange}
	p.bar = newScrollBar(func(share float32) { p.glide.follow(share * p.limit()) }, func() {
		p.bubble.Hide()
		p.arrange()
		owner.fetch()
	})
	p.ExtendBaseWidget(p)
	return p
}

// limit is the greatest offset.
func (p *gridPane) limit() float32 {
	if p.plan == nil {
		return 0
	}
	return max(p.plan.height-p.Size().Height, 0)
}

// reset shows other items, from the top or where it is.
func (p *gridPane) reset(top bool) {
	for i, c := range p.shown {
		p.spare = append(p.spare, c)
		delete(p.shown, i)
	}
	p.measure()
	if top {
		p.glide.jump(0)
		return
	}
	p.glide.jump(p.glide.at)
}

// measure plans the grid anew.
func (p *gridPane) measure() {
	size := p.Size()
	if size.Width <= 0 || size.Height <= 0 {
		return
	}
	g := p.owner
	p.plan = newGridPlan(g.n, g.sections, size.Width-barWidth, gridMeasures{
		wanted: g.side + 2*step, least: LeastSide + 2*step, extra: step + lineHeight(g, theme.SizeNameCaptionText),
		gap: step, head: headingHeight(g),
	})
}

// rearrange plans the grid anew and keeps in place what is in view: the item selected, or the first.
func (p *gridPane) rearrange() {
	if p.plan == nil { // what was selected before there was a size
		if p.measure(); p.plan != nil {
			p.glide.jump(0)
			p.scrollTo(p.owner.current)
		}
		return
	}
	anchor, end := p.inView()
	current := p.owner.current >= anchor && p.owner.current < end
	if current {
		anchor = p.owner.current
	}
	if anchor >= p.owner.n {
		p.reset(false)
		return
	}
	above, old := p.plan.place(anchor).Y-p.glide.at, p.plan.cell
	p.measure()
	if old != p.plan.cell { // parts of the old height mean nothing
		above = max(above, 0)
	}
	p.glide.jump(p.plan.place(anchor).Y - above)
	if current {
		p.scrollTo(anchor)
	}
}

// inView are the items in view, wholly or in part: from the first up to, not including, the end.
func (p *gridPane) inView() (first, end int) {
	if p.plan == nil {
		return 0, 0
	}
	return p.plan.between(p.glide.at, p.glide.at+p.Size().Height)
}

// scrollTo brings an item into view, if it isn't.
func (p *gridPane) scrollTo(item int) {
	if p.plan == nil || item < 0 || item >= p.owner.n {
		return
	}
	top := p.plan.place(item).Y - p.plan.head
	bottom := top + p.plan.head + p.plan.cell.Height
	switch {
	case top < p.glide.at:
		p.glide.jump(top)
	case bottom > p.glide.at+p.Size().Height:
		p.glide.jump(bottom - p.Size().Height)
	}
}

// arrange places what is in view.
func (p *gridPane) arrange() {
	if p.plan == nil {
		return
	}
	first, end := p.inView()
	for i, c := range p.shown {
		if i < first || i >= end {
			p.spare = append(p.spare, c)
			delete(p.shown, i)
		}
	}
	p.owner.loader.keep(first, end-1)
	objects := make([]fyne.CanvasObject, 0, end-first+2)
	for i := first; i < end; i++ {
		c := p.cellOf(i)
		c.Resize(p.plan.cell)
		c.Move(p.plan.place(i).SubtractXY(0, p.glide.at))
		objects = append(objects, c)
	}
	for _, h := range p.placeHeadings() {
		objects = append(objects, h)
	}
	p.placeBar()
	if p.drawn != nil {
		p.drawn.objects = append(objects, p.bar, p.bubble)
		canvas.Refresh(p)
	}
}

// cellOf is the cell of an item in view.
func (p *gridPane) cellOf(i int) *faceCell {
	if c := p.shown[i]; c != nil {
		return c
	}
	var c *faceCell
	if last := len(p.spare) - 1; last >= 0 {
		c, p.spare = p.spare[last], p.spare[:last]
	} else {
		c = newFaceCell(p.owner)
	}
	p.shown[i] = c
	c.Resize(p.plan.cell)
	p.owner.bind(c, i)
	return c
}

// placeHeadings places the headings in view. Those of the uppermost band stay at the top as long as any of its items is in view.
func (p *gridPane) placeHeadings() []*gridHeading {
	if p.plan.head == 0 || p.owner.n == 0 {
		return nil
	}
	used := 0
	for b := p.plan.bandAt(p.glide.at); b < len(p.plan.bands); b++ {
		y := p.plan.bands[b].top - p.glide.at
		if y >= p.Size().Height {
			break
		}
		y = max(y, 0)
		if b+1 < len(p.plan.bands) {
			y = min(y, p.plan.bands[b+1].top-p.glide.at-p.plan.head)
		}
		first, end := p.plan.sectionsOf(b)
		for s := first; s < end; s++ {
			used++
			p.placeHeading(used-1, s, first, end-first == 1, y)
		}
	}
	return p.headings[:used]
}

// placeHeading places one heading, over its own items, or, where it is alone in its band, over the whole width.
func (p *gridPane) placeHeading(at, section, first int, alone bool, y float32) {
	if at == len(p.headings) {
		p.headings = append(p.headings, newGridHeading())
	}
	h, column := p.headings[at], p.plan.cell.Width+p.plan.gap
	x := float32(p.plan.starts[section]-p.plan.starts[first]) * column
	w := float32(p.owner.sections[section].Count) * column
	if alone {
		w = p.Size().Width - barWidth
	}
	place(h, x, y, w, p.plan.head)
	h.set(p.owner.sections[section])
}

// placeBar shows on the bar where one is, and in the bubble at whom, while the bar is dragged.
func (p *gridPane) placeBar() {
	size, limit := p.Size(), p.limit()
	place(p.bar, size.Width-barWidth, 0, barWidth, size.Height)
	share := float32(0)
	if limit > 0 {
		share = p.glide.at / limit
	}
	p.bar.set(share, size.Height/max(p.plan.height, 1))
	if p.bar.held && p.owner.n > 0 {
		first, _ := p.inView()
		p.bubble.say(p.owner.nameAt(min(first, p.owner.n-1)))
		m := p.bubble.MinSize()
		y := share*(size.Height-p.bar.length()) + (p.bar.length()-m.Height)/2
		place(p.bubble, size.Width-barWidth-m.Width-step, max(min(y, size.Height-m.Height), 0), m.Width, m.Height)
		p.bubble.Show()
	}
}

// Scrolled glides by a third of a row for each notch of the wheel.
func (p *gridPane) Scrolled(e *fyne.ScrollEvent) {
	if p.plan != nil {
		p.glide.push(-e.Scrolled.DY / notch * (p.plan.cell.Height + p.plan.gap) / 3)
	}
}

// CreateRenderer links the widget to its drawing.
func (p *gridPane) CreateRenderer() fyne.WidgetRenderer {
	p.drawn = &parts{
		of: p, objects: []fyne.CanvasObject{p.bar, p.bubble}, applyStyle: func() { p.stale = true },
		minSize: func() fyne.Size { return fyne.NewSize(96, 96) },
		layOut: func(size fyne.Size) {
			if size != p.laidOut || p.stale { // the toolkit lays out anew whenever a cell comes into view, also amid a motion
				p.laidOut, p.stale = size, false
				p.rearrange()
			}
		},
	}
	p.rearrange()
	return p.drawn
}

// FocusGained shows where the keyboard is.
func (p *gridPane) FocusGained() { p.setFocused(true) }

// FocusLost dims the ring of the selected item.
func (p *gridPane) FocusLost() { p.setFocused(false) }

func (p *gridPane) setFocused(focused bool) {
	p.owner.focused = focused
	p.owner.applyStyle(p.owner.current)
}

// TypedRune hands on.
func (p *gridPane) TypedRune(r rune) { passRune(p, r) }

// TypedKey moves, opens, marks, compares and deletes, or hands on.
func (p *gridPane) TypedKey(e *fyne.KeyEvent) {
	g := p.owner
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		g.open()
	case fyne.KeyC:
		g.compare()
	case fyne.KeyDelete, fyne.KeyBackspace:
		if g.current >= 0 && g.OnDelete != nil {
			g.OnDelete(g.current)
		}
	case fyne.KeySpace:
		g.toggleMark()
	case desktop.KeyMenu:
		if c := p.shown[g.current]; c != nil {
			c.openMenu()
		}
	default:
		if to, ok := p.target(e.Name); ok {
			g.Select(max(min(to, g.n-1), 0))
		} else {
			passKey(p, e)
		}
	}
}

// target is the item that a key leads to, perhaps beyond the ends.
func (p *gridPane) target(key fyne.KeyName) (int, bool) {
	g := p.owner
	next, ok := map[fyne.KeyName]func(int) int{
		fyne.KeyLeft:     func(i int) int { return i - 1 },
		fyne.KeyRight:    func(i int) int { return i + 1 },
		fyne.KeyHome:     func(int) int { return 0 },
		fyne.KeyEnd:      func(int) int { return g.n - 1 },
		fyne.KeyUp:       func(i int) int { return p.plan.above(i) },
		fyne.KeyDown:     func(i int) int { return p.plan.below(i) },
		fyne.KeyPageUp:   func(i int) int { return p.page(i, p.plan.above) },
		fyne.KeyPageDown: func(i int) int { return p.page(i, p.plan.below) },
	}[key]
	switch {
	case !ok:
		return 0, false
	case g.n == 0 || p.plan == nil:
		return -1, true
	case g.current < 0: // the first key selects what is in view
		first, _ := p.inView()
		return first, true
	}
	return next(g.current), true
}

// page goes a page's rows on, less one.
func (p *gridPane) page(i int, next func(int) int) int {
	for range max(int(p.Size().Height/(p.plan.cell.Height+p.plan.gap))-1, 1) {
		i = next(i)
	}
	return i
}
