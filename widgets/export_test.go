package widgets

import (
	"context"
	"image"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
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
	l := newThumbLoader(load, func(s thumbSpot) { ready(s.item) })
	l.cache.limit = limit
	return Loader{l}
}

func (l Loader) Get(item, side int) (image.Image, error, bool) {
	t, ok := l.get(thumbSpot{item, side}, strconv.Itoa(item))
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
func (g *FaceGrid) Cells() int { return len(g.shown) }

// CacheBytes is what the grid's thumbnails take.
func (g *FaceGrid) CacheBytes() int { return Loader{g.loader}.Used() }

// ScrollTo scrolls as a wheel does.
func (g *FaceGrid) ScrollTo(y float32) { g.grid.ScrollToOffset(y) }

// InView is the range of items in view.
func (g *FaceGrid) InView() (first, last int) { return g.visible() }

// Tap taps the cell of item i, if it is in view.
func (g *FaceGrid) Tap(i int) bool {
	c := g.shown[i]
	if c != nil {
		c.Tapped(nil)
	}
	return c != nil
}

// Words are those shown about item i, if it is in view.
func (g *FaceGrid) Words(i int) (caption, badge, reason string) {
	if c := g.shown[i]; c != nil && c.item == i {
		return c.caption, c.badge, c.reason
	}
	return "", "", ""
}

// Blank are the items in view that show neither a picture nor a reason, and n the number of all in view.
func (g *FaceGrid) Blank() (items []int, n int) {
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(g.grid).Y
	for _, o := range test.LaidOutObjects(g) {
		c, ok := o.(*faceCell)
		if !ok {
			continue
		}
		if y := driver.AbsolutePositionForObject(c).Y - top; y+c.Size().Height <= 0 || y >= g.grid.Size().Height {
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
func (g *FaceGrid) Keys() *keyGrid   { return g.grid }
func (p *PeopleList) Keys() *keyList { return p.list }

// Button is the Stop button.
func (p *Progress) Button() interface{ Disabled() bool } { return p.stop }

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
