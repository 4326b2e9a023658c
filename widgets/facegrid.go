package widgets

import (
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// FaceSize is one of the three sizes in which a FaceGrid shows pictures.
type FaceSize int

// The sizes of a FaceGrid's pictures.
const (
	FacesSmall FaceSize = iota
	FacesMedium
	FacesLarge
)

// side is the length in units of the square that a picture fits into.
func (s FaceSize) side() float32 {
	switch s {
	case FacesSmall:
		return 72
	case FacesLarge:
		return 176
	}
	return 112
}

// FaceGrid shows many pictures with captions, row by row. Only what is visible exists: thumbnails are loaded on two
// goroutines, forgotten when they scroll away before they came, and kept up to 64 MiB. A click or an arrow key selects,
// a double click or Enter opens, Space or Ctrl+click marks a second item, C compares, Delete deletes, whatever that means to the
// caller. Call Close when it's no longer used.
type FaceGrid struct {
	widget.BaseWidget
	OnSelected func(i int)
	OnOpen     func(i int)
	OnCompare  func(items []int) // the marked and the selected item, or the selected one alone
	OnDelete   func(i int)

	faceCells
	n               int
	current, marked int // -1: none
	focused         bool
	lastTap         time.Time
}

// NewFaceGrid makes an empty grid of medium size whose thumbnails come from load.
func NewFaceGrid(load LoadThumb) *FaceGrid {
	g := &FaceGrid{current: -1, marked: -1}
	g.faceCells = faceCells{of: g, faceSize: FacesMedium, shown: map[int]*faceCell{}}
	g.loader = newThumbLoader(load, g.thumbReady)
	g.grid = newKeyGrid(g)
	g.ExtendBaseWidget(g)
	return g
}

// SetItems shows n items from the top, none selected; caption names item i.
func (g *FaceGrid) SetItems(n int, caption func(i int) string) {
	g.grid.ScrollToOffset(0)
	if g.loader.cancel(); g.name == nil {
		g.loader.reset()
	}
	g.n, g.caption = n, caption
	g.current, g.marked = -1, -1
	g.grid.Refresh()
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
	g.grid.Refresh()
}

// Extend shows n items, of which the first are those shown already.
func (g *FaceGrid) Extend(n int) {
	g.n = n
	g.grid.Refresh()
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
	g.grid.Refresh()
}

// SetFaceSize changes the size of the pictures.
func (g *FaceGrid) SetFaceSize(s FaceSize) {
	if s == g.faceSize {
		return
	}
	g.faceSize = s
	g.grid.Refresh()             // measures the cells anew,
	g.grid.Resize(g.grid.Size()) // counts the columns,
	g.grid.Refresh()             // and places them
	if g.current >= 0 {
		g.grid.ScrollTo(g.current)
	}
}

// FaceSize is the size of the pictures.
func (g *FaceGrid) FaceSize() FaceSize { return g.faceSize }

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
	g.grid.ScrollTo(i)
	g.applyStyle(old, i)
	if g.OnSelected != nil {
		g.OnSelected(i)
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
		c.Focus(g.grid)
	}
}

// Close cancels all loading and frees the thumbnails; nothing is loaded after it.
func (g *FaceGrid) Close() { g.loader.close() }

// CreateRenderer links the widget to its drawing.
func (g *FaceGrid) CreateRenderer() fyne.WidgetRenderer {
	return &parts{
		of: g, objects: []fyne.CanvasObject{g.grid},
		layOut:     g.layOut,
		minSize:    func() fyne.Size { return fyne.NewSize(96, 96) },
		applyStyle: func() {},
	}
}

func (g *FaceGrid) layOut(size fyne.Size) {
	first, cols := g.grid.Size().Height <= 0, g.grid.ColumnCount()
	g.grid.Resize(size)
	if g.current < 0 {
		return
	}
	if first { // what was selected before there was a size was scrolled to blindly
		g.grid.ScrollToTop()
	}
	if first || cols != g.grid.ColumnCount() {
		g.grid.ScrollTo(g.current)
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
	g.Select(i)
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

// Thumbnail is the picture of item i as far as it is in memory, else nil.
func (g *FaceGrid) Thumbnail(i int) image.Image {
	g.loader.mu.Lock()
	defer g.loader.mu.Unlock()
	if t, ok := g.loader.cache.get(thumbKey{g.nameOf(i), g.pixels()}); ok && t.img != nil {
		return t.img
	}
	return nil
}
