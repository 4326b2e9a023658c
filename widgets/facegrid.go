package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
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
// opens, Space or Ctrl+click marks a second item, C compares, Delete deletes, the right button opens a menu, whatever that means to the
// caller. Call Close when it's no longer used.
type FaceGrid struct {
	widget.BaseWidget
	OnSelected func(i int)
	OnOpen     func(i int)
	OnCompare  func(items []int) // the marked and the selected item, or the selected one alone
	OnDelete   func(i int)
	OnMenu     func(i int, at fyne.Position) // a menu is wanted for item i, at a place of the canvas

	faceCells
	current, marked int // -1: none
	focused         bool
	lastTap         time.Time
}

// NewFaceGrid makes an empty grid of medium size whose thumbnails come from load.
func NewFaceGrid(load LoadThumb) *FaceGrid {
	g := &FaceGrid{current: -1, marked: -1}
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
	g.current, g.marked = -1, -1
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

// Marked is the item marked for comparison with the selected one, -1 for none.
func (g *FaceGrid) Marked() int { return g.marked }

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

// choose selects an item that is in view, and stays where it is.
func (g *FaceGrid) choose(i int) {
	if old := g.current; i != old {
		g.current = i
		g.applyStyle(old, i)
		if g.OnSelected != nil {
			g.OnSelected(i)
		}
	}
}

// Mark marks item i for comparison with the selected one; -1 marks none.
func (g *FaceGrid) Mark(i int) {
	old := g.marked
	g.marked = i
	g.applyStyle(old, i)
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
	again := i == g.current && at.Sub(g.lastTap) < fyne.CurrentApp().Driver().DoubleTapDelay()
	g.lastTap = at
	g.Focus()
	if again {
		g.lastTap = time.Time{}
		g.open()
		return
	}
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		if d.CurrentKeyModifiers()&(fyne.KeyModifierControl|fyne.KeyModifierShift) != 0 && g.current != i {
			g.Mark(g.current)
		}
	}
	g.choose(i)
}

// toggleMark marks the selected item, or takes its mark away.
func (g *FaceGrid) toggleMark() {
	if g.marked == g.current {
		g.Mark(-1)
	} else {
		g.Mark(g.current)
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
	case g.marked >= 0 && g.marked != g.current:
		g.OnCompare([]int{g.marked, g.current})
	default:
		g.OnCompare([]int{g.current})
	}
}
