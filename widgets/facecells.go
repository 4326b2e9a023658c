package widgets

import (
	"maps"
	"math"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// faceTexts are what a FaceGrid says about its items.
type faceTexts struct {
	caption, badge func(i int) string
	name           func(i int) string // of the picture, under which it is kept
	reason         func(error) string
	faded          func(i int) bool
}

// wordsOf are those about item i, whose thumbnail is given.
func (t *faceTexts) wordsOf(i int, of thumb) (w cellWords) {
	if t.caption != nil {
		w.caption = t.caption(i)
	}
	if t.badge != nil {
		w.badge = t.badge(i)
	}
	w.faded = t.faded != nil && t.faded(i)
	if of.err != nil {
		if w.reason = of.err.Error(); t.reason != nil {
			w.reason = t.reason(of.err)
		}
	}
	return w
}

func (t *faceTexts) nameOf(i int) string {
	if t.name == nil {
		return strconv.Itoa(i)
	}
	return t.name(i)
}

// faceCells are the cells of a FaceGrid that are in view, with the thumbnails in them.
type faceCells struct {
	faceTexts
	of       fyne.Widget
	grid     *keyGrid
	loader   *thumbLoader
	faceSize FaceSize
	shown    map[int]*faceCell
}

// Update writes the words of the items in view anew, where they have changed, and lets them recede or not.
func (g *faceCells) Update() {
	first, last := g.bound()
	for i := first; i <= last; i++ {
		if c := g.shown[i]; c != nil && c.item == i {
			c.setWords(g.wordsOf(i, c.thumb))
		}
	}
}

// thumb is what is there of item i, which is asked for where there is nothing.
func (g *faceCells) thumb(i int) (thumb, bool) {
	return g.loader.get(thumbSpot{i, g.pixels()}, g.nameOf(i))
}

// bind lets a cell, which may have shown another item, show item i.
func (g *faceCells) bind(c *faceCell, i int) {
	if c.item != i && g.shown[c.item] == c {
		delete(g.shown, c.item)
	}
	g.shown[i] = c
	first, last := g.bound()
	g.loader.keep(first, last)
	if len(g.shown) > 4*(last-first+1) {
		maps.DeleteFunc(g.shown, func(k int, _ *faceCell) bool { return k < first || k > last })
	}
	t, _ := g.thumb(i)
	c.set(i, t, g.wordsOf(i, t))
}

// bound is the range of items for which there may be cells: those in view, and the first one below them, for which the toolkit's grid
// makes a cell too.
func (g *faceCells) bound() (first, last int) {
	first, last = g.visible()
	return first, last + 1
}

// visible is the range of items in view, with one row more below.
func (g *faceCells) visible() (first, last int) {
	row := float64(g.cellSize().Height + theme.SizeForWidget(theme.SizeNamePadding, g.of))
	top := float64(g.grid.GetScrollOffset())
	cols := g.grid.ColumnCount()
	return int(top/row) * cols, (int(math.Ceil((top+float64(g.grid.Size().Height))/row))+1)*cols - 1
}

func (g *faceCells) cellSize() fyne.Size {
	side := g.faceSize.side()
	return fyne.NewSize(side+2*step, side+3*step+lineHeight(g.of, theme.SizeNameCaptionText))
}

// pixels is the side of a thumbnail on this screen.
func (g *faceCells) pixels() int {
	scale := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(g.of); c != nil {
		scale = c.Scale()
	}
	return int(math.Ceil(float64(g.faceSize.side() * scale)))
}

func (g *faceCells) thumbReady(spot thumbSpot) {
	c := g.shown[spot.item]
	if c == nil || spot.side != g.pixels() {
		return
	}
	if t, ok := g.thumb(spot.item); ok {
		c.set(c.item, t, g.wordsOf(c.item, t))
	}
}

func (g *faceCells) applyStyle(items ...int) {
	for _, i := range items {
		if c := g.shown[i]; c != nil {
			c.Refresh()
		}
	}
}
