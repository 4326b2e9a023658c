package widgets

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// The least and the greatest side of a FaceGrid's pictures, in units, and the one that it begins with.
const (
	LeastSide  = 64
	MostSide   = 256
	MiddleSide = 112
)

// FaceGrid shows many pictures with captions, row by row, below headings where the items come in sections; the uppermost headings stay
// in view. Only what is visible exists: thumbnails are loaded on two goroutines, none while the scroll bar is dragged, forgotten when they
// scroll away before they came, and kept up to 64 MiB. A click or an arrow key selects, and a click never scrolls. A double click or Enter
// opens, Space or Ctrl+click marks a second item, or many, C compares, Delete deletes, the right button opens a menu, whatever that means to
// the caller. Call Close when it's no longer used.
type FaceGrid struct {
	widget.BaseWidget
	OnSelected func(i int)
	OnOpen     func(i int)
	OnCompare  func(items []int) // the marked and the selected item, or the selected one alone
	OnDelete   func(i int)
	OnMenu     func(i int, at fyne.Position) // a menu is wanted for item i, at a place of the canvas

	faceCells
	marks   gridMarks
	current int // -1: none
	focused bool
	lastTap time.Time
}

// NewFaceGrid makes an empty grid of medium size whose thumbnails come from load.
func NewFaceGrid(load LoadThumb) *FaceGrid {
	g := &FaceGrid{current: -1}
	g.faceCells = faceCells{of: g, side: MiddleSide}
	g.loader = newThumbLoader(load, g.thumbReady)
	g.pane = newGridPane(g)
	g.ExtendBaseWidget(g)
	return g
}

// SetItems shows n items from the top, none selected; caption names item i. Sections have n items together; without any there are no
// headings.
func (g *FaceGrid) SetItems(n int, caption func(i int) string, sections ...Section) {
	if g.loader.cancel(); g.name == nil {
		g.loader.reset()
	}
	g.n, g.caption, g.sections = n, caption, sections
	g.current = -1
	g.marks.clear()
	g.pane.reset(true)
}

// SetNames lets thumbnails live on when the items change: name is that of item i's picture, the same wherever it stands. It
// may be asked for an item that is about to go.
func (g *FaceGrid) SetNames(name func(i int) string) {
	g.name = name
	g.Forget()
}

// Forget throws all thumbnails away: the pictures themselves may have changed. Those in view are fetched again.
func (g *FaceGrid) Forget() {
	g.loader.reset()
	g.pane.reset(false)
}

// Extend shows n items, of which the first are those shown already.
func (g *FaceGrid) Extend(n int, sections ...Section) {
	g.n, g.sections = n, sections
	g.pane.reset(false)
}

// SetBadges lays a few words over the pictures, those that badge gives for item i, where it gives any.
func (g *FaceGrid) SetBadges(badge func(i int) string) {
	g.badge = badge
	g.Update()
}

// SetReasons says in which words an error is shown in the place of a picture.
func (g *FaceGrid) SetReasons(reason func(error) string) {
	g.reason = reason
	g.Update()
}

// SetFaded lets the pictures of some items recede, those for which faded says so.
func (g *FaceGrid) SetFaded(faded func(i int) bool) {
	g.faded = faded
	g.Update()
}

// Rename shows other pictures of the same items: change changes their names and what load makes of them, while nothing is
// being fetched.
func (g *FaceGrid) Rename(change func()) {
	g.loader.cancel()
	change()
	g.pane.reset(false)
}

// SetSide changes the side of the pictures, between the least and the greatest. They are made a little larger or smaller, so that the
// rows fill the width.
func (g *FaceGrid) SetSide(side float32) {
	side = max(min(side, MostSide), LeastSide)
	if side != g.side {
		g.side = side
		g.pane.rearrange()
		g.Update()
	}
}

// Side is the side of the pictures that was asked for.
func (g *FaceGrid) Side() float32 { return g.side }

// Selected is the item selected, -1 for none.
func (g *FaceGrid) Selected() int { return g.current }

// MarkMany lets any number of items be marked: Ctrl+click and Space mark or unmark one, Shift+click all up to it.
func (g *FaceGrid) MarkMany() { g.marks.many = true }

// Marked is the item marked for comparison with the selected one, -1 for none.
func (g *FaceGrid) Marked() int { return g.marks.last() }

// Chosen are the items marked and the one selected, in rising order.
func (g *FaceGrid) Chosen() []int {
	chosen := slices.Clone(g.marks.items)
	if g.current >= 0 && !g.marks.has(g.current) {
		chosen = append(chosen, g.current)
	}
	slices.Sort(chosen)
	return chosen
}

// Select selects item i, scrolls to it and calls OnSelected; an item that doesn't exist changes nothing.
func (g *FaceGrid) Select(i int) {
	if i < 0 || i >= g.n || i == g.current {
		return
	}
	old := g.current
	g.current = i
	g.pane.scrollTo(i)
	g.applyStyle(old, i)
	if g.OnSelected != nil {
		g.OnSelected(i)
	}
}

// choose selects an item that is in view, or none by -1, and stays where it is.
func (g *FaceGrid) choose(i int) {
	if old := g.current; i != old {
		g.current = i
		g.applyStyle(old, i)
		if g.OnSelected != nil {
			g.OnSelected(i)
		}
	}
}

// Mark marks item i, for comparison with the selected one; -1 marks none.
func (g *FaceGrid) Mark(i int) {
	if i < 0 {
		g.applyStyle(g.marks.clear()...)
		return
	}
	g.applyStyle(g.marks.add(i)...)
}

// Focus sends the keyboard to the grid.
func (g *FaceGrid) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(g); c != nil {
		c.Focus(g.pane)
	}
}

// Close cancels all loading and frees the thumbnails; nothing is loaded after it.
func (g *FaceGrid) Close() { g.loader.close() }

// CreateRenderer links the widget to its drawing.
func (g *FaceGrid) CreateRenderer() fyne.WidgetRenderer {
	return &parts{
		of: g, objects: []fyne.CanvasObject{g.pane},
		layOut:     func(size fyne.Size) { g.pane.Resize(size) },
		minSize:    func() fyne.Size { return fyne.NewSize(96, 96) },
		applyStyle: func() {},
	}
}

func (g *FaceGrid) tapped(i int) {
	at := now()
	again := i == g.current && heldKeys() == 0 && at.Sub(g.lastTap) < fyne.CurrentApp().Driver().DoubleTapDelay()
	g.lastTap = at
	g.Focus()
	if again {
		g.lastTap = time.Time{}
		g.open()
		return
	}
	if !g.extendMarks(i) {
		g.choose(i)
	}
}

// extendMarks marks what a click on item i marks, by the keys that are held. It tells whether the click took a mark away: another item
// that is marked is then the selected one.
func (g *FaceGrid) extendMarks(i int) (unmarked bool) {
	keys := heldKeys()
	control, shift := keys&fyne.KeyModifierControl != 0, keys&fyne.KeyModifierShift != 0
	switch {
	case g.marks.many && shift && g.current >= 0:
		for k := min(i, g.current); k <= max(i, g.current); k++ {
			g.Mark(k)
		}
	case g.marks.many && control && (g.marks.has(i) || i == g.current):
		g.marks.remove(i)
		g.choose(g.marks.last())
		g.applyStyle(i)
		return true
	case g.marks.many && control && g.current >= 0:
		g.Mark(g.current)
		g.Mark(i)
	case g.marks.many:
		g.Mark(-1)
	case (control || shift) && g.current != i:
		g.Mark(g.current)
	}
	return false
}

// toggleMark marks the selected item, or takes its mark away.
func (g *FaceGrid) toggleMark() {
	switch i := g.current; {
	case i < 0:
	case g.marks.has(i):
		g.marks.remove(i)
		g.applyStyle(i)
	default:
		g.Mark(i)
	}
}

// openMenu selects an item and asks for its menu.
func (g *FaceGrid) openMenu(i int, at fyne.Position) {
	if g.choose(i); g.OnMenu != nil {
		g.OnMenu(i, at)
	}
}

func (g *FaceGrid) open() {
	if g.current >= 0 && g.OnOpen != nil {
		g.OnOpen(g.current)
	}
}

func (g *FaceGrid) compare() {
	switch {
	case g.current < 0 || g.OnCompare == nil:
	case g.Marked() >= 0 && g.Marked() != g.current:
		g.OnCompare([]int{g.Marked(), g.current})
	default:
		g.OnCompare([]int{g.current})
	}
}
