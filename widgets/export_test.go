package widgets

import (
	"context"
	"image"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// The tests' driver has no goroutine of its own, so what would run there waits in UI until a test runs it; timers
// go off only when a test says so, and the time stands still.
var UI = make(chan func(), 4096)

var timers []func()

func init() {
	doUI = func(f func()) { UI <- f }
	started := time.Now()
	now = func() time.Time { return started }
	later = func(_ time.Duration, f func()) func() {
		done := false
		timers = append(timers, func() {
			if !done {
				f()
			}
		})
		return func() { done = true }
	}
}

// FireTimers lets all timers go off that weren't cancelled.
func FireTimers() {
	due := timers
	timers = nil
	for _, f := range due {
		f()
	}
}

var (
	Shrink = shrink
	Elide  = elide
	Wrap   = wrap
)

// Loader opens the loader of thumbnails to the tests.
type Loader struct{ *thumbLoader }

func NewLoader(load LoadThumb, ready func(item int), limit int) Loader {
	l := newThumbLoader(load, func(item int, _ thumbKey) { ready(item) })
	l.cache.limit = limit
	return Loader{l}
}

func (l Loader) Get(item, side int) (image.Image, error, bool) {
	t, ok := l.get(item, thumbKey{strconv.Itoa(item), side})
	if t.img == nil {
		return nil, t.err, ok
	}
	return t.img, t.err, ok
}
func (l Loader) Keep(first, last int) { l.keep(first, last) }
func (l Loader) Reset()               { l.reset() }
func (l Loader) Close()               { l.close() }
func (l Loader) Wait()                { l.idle.Wait() }

func (l Loader) Used() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cache.used
}

// Wait waits until the grid's loader has no work.
func (g *FaceGrid) Wait() { g.loader.idle.Wait() }

// Cells is the number of cells that the grid keeps for its items.
func (g *FaceGrid) Cells() int { return len(g.pane.shown) + len(g.pane.spare) }

// CacheBytes is what the grid's thumbnails take.
func (g *FaceGrid) CacheBytes() int { return Loader{g.loader}.Used() }

// ScrollTo scrolls as a wheel does.
func (g *FaceGrid) ScrollTo(y float32) { g.pane.glide.jump(y) }

// Offset is how far the grid is scrolled.
func (g *FaceGrid) Offset() float32 { return g.pane.glide.at }

// InView is the range of items in view.
func (g *FaceGrid) InView() (first, last int) {
	first, end := g.pane.inView()
	return first, end - 1
}

// Tap taps the cell of item i, if it is in view.
func (g *FaceGrid) Tap(i int) bool {
	c := g.pane.shown[i]
	if c != nil {
		c.Tapped(nil)
	}
	return c != nil
}

// Words are those shown about item i, if it is in view.
func (g *FaceGrid) Words(i int) (caption, badge, reason string) {
	if c := g.pane.shown[i]; c != nil && c.item == i {
		return c.caption, c.badge, c.reason
	}
	return "", "", ""
}

// Blank are the items in view that show neither a picture nor a reason, and n the number of all in view.
func (g *FaceGrid) Blank() (items []int, n int) {
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(g.pane).Y
	for _, o := range test.LaidOutObjects(g) {
		c, ok := o.(*faceCell)
		if !ok {
			continue
		}
		if y := driver.AbsolutePositionForObject(c).Y - top; y+c.Size().Height <= 0 || y >= g.pane.Size().Height {
			continue
		}
		n++
		if c.thumb.img == nil && c.thumb.err == nil {
			items = append(items, c.item)
		}
	}
	return items, n
}

// Keys is what takes the keyboard.
func (g *FaceGrid) Keys() *gridPane  { return g.pane }
func (p *PeopleList) Keys() *keyList { return p.list }

// Hover is the epoch pointed at; Rows are the values shown for it.
func (c *LiveChart) Hover() int { return c.epoch }

func (c *LiveChart) Rows() []string {
	if !c.values.Visible() {
		return nil
	}
	return c.values.Rows()
}

// CursorAt is where the line at the epoch pointed at stands.
func (c *LiveChart) CursorAt() float32 { return c.cursor.Position().X }

// Card is where the values stand.
func (c *LiveChart) Card() (left, right float32) {
	return c.card.Position().X, c.card.Position().X + c.card.Size().Width
}

// Paint asks for a picture as painting the chart at w×h pixels does.
func (c *LiveChart) Paint(w, h int) { c.picture.Paint(w, h) }

// Paint asks for a picture as painting at w×h pixels does.
func (p *Picture) Paint(w, h int) { p.painted(w, h) }

// DrawMarks draws the overlay of the slot's marks.
func (s *PhotoSlot) DrawMarks(w, h int) image.Image { return s.marks.draw(w, h) }

// Render is a stand-in with which a test counts calls.
func Render(f func(PictureSize) image.Image) RenderPicture {
	return func(_ context.Context, s PictureSize) image.Image { return f(s) }
}

// DetailText is what stands below the photo's name.
func (s *PhotoSlot) DetailText() string { return s.detail.Text }

// Cells counts the cells that the matrix keeps.
func (m *FaceMatrix) Cells() int { return m.table.made }

// Where is a cell's place in the table.
func (m *FaceMatrix) Where(row, col int) (fyne.Position, bool) {
	c := m.table.shown[widget.TableCellID{Row: row, Col: col}]
	if c == nil {
		return fyne.Position{}, false
	}
	driver := fyne.CurrentApp().Driver()
	return driver.AbsolutePositionForObject(c).Subtract(driver.AbsolutePositionForObject(m.table)), true
}

// The gap and the heading of a Plan.
const (
	PlanGap  = 4
	PlanHead = 30
)

// Plan opens the plan of a grid to the tests.
type Plan struct{ *gridPlan }

// NewPlan plans sections of so many items.
func NewPlan(counts []int, width float32) Plan {
	var sections []Section
	n := 0
	for _, c := range counts {
		sections, n = append(sections, Section{Count: c}), n+c
	}
	return Plan{newGridPlan(n, sections, width, gridMeasures{wanted: 120, least: LeastSide + 8, extra: 20, gap: PlanGap, head: PlanHead})}
}

func (p Plan) Columns() int                                 { return p.cols }
func (p Plan) Cell() fyne.Size                              { return p.cell }
func (p Plan) Place(i int) fyne.Position                    { return p.place(i) }
func (p Plan) Between(top, bottom float32) (first, end int) { return p.between(top, bottom) }
func (p Plan) Above(i int) int                              { return p.above(i) }
func (p Plan) Below(i int) int                              { return p.below(i) }
func (p Plan) Height() float32                              { return p.height }

// HoldBar presses on the scroll bar at a height.
func (g *FaceGrid) HoldBar(y float32) {
	g.pane.bar.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(4, y)}})
}

// PullBar drags the bar, which is held, to a height.
func (g *FaceGrid) PullBar(y float32) {
	g.pane.bar.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(4, y)}})
}

// DropBar lets the bar go.
func (g *FaceGrid) DropBar() { g.pane.bar.DragEnd() }

// Bubble is what stands beside the bar, "" where nothing does.
func (g *FaceGrid) Bubble() string {
	if !g.pane.bubble.Visible() {
		return ""
	}
	return g.pane.bubble.words
}

// Headings are the names of the headings in view, from above, with their heights in the grid.
func (g *FaceGrid) Headings() (names []string, y []float32) {
	for _, h := range g.pane.placeHeadings() {
		names, y = append(names, h.section.Name), append(y, h.Position().Y)
	}
	return names, y
}

// RightClick asks for the menu of item i, if it is in view.
func (g *FaceGrid) RightClick(i int) {
	if c := g.pane.shown[i]; c != nil {
		c.TappedSecondary(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(1, 2)})
	}
}

// RowHeight is the height of a row with the gap below it.
func (g *FaceGrid) RowHeight() float32 { return g.pane.plan.cell.Height + g.pane.plan.gap }

// Head is the row of titles; TitleAt is the middle of one.
func (t *SortTable) Head() interface {
	fyne.CanvasObject
	fyne.Tappable
} {
	return t.head
}

func (t *SortTable) TitleAt(column int) (at fyne.Position) {
	t.eachColumn(func(i int, x, width float32) {
		if i == column {
			at = fyne.NewPos(x+width/2, t.headHeight()/2)
		}
	})
	return at
}

// RowAt is a row in view.
func (t *SortTable) RowAt(i int) interface {
	fyne.CanvasObject
	fyne.Tappable
	fyne.SecondaryTappable
} {
	for _, o := range test.LaidOutObjects(t) {
		if r, ok := o.(*tableRow); ok && r.index == i && r.Visible() {
			return r
		}
	}
	return nil
}

// Sign is the search's sign: a glass, or a cross.
func (e *SearchEntry) Sign() *widget.Button { return e.sign }

// HoldKeys holds keys down until the returned function is called.
func HoldKeys(keys fyne.KeyModifier) (release func()) {
	was := heldKeys
	heldKeys = func() fyne.KeyModifier { return keys }
	return func() { heldKeys = was }
}
