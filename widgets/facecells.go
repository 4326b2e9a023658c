package widgets

import (
	"image"
	"math"
	"strconv"

	"fyne.io/fyne/v2"
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

// faceCells are the items of a FaceGrid, and what fills the cells of those in view.
type faceCells struct {
	faceTexts
	of       fyne.Widget
	pane     *gridPane
	loader   *thumbLoader
	n        int
	sections []Section
	side     float32 // of the pictures, as it was asked for
}

// Update writes the words of the items in view anew, where they have changed, lets them recede or not, and fetches the pictures that
// are called otherwise now; until they come the old ones stay.
func (g *faceCells) Update() {
	for i, c := range g.pane.shown {
		if c.key != g.keyOf(i) {
			g.bind(c, i)
		} else {
			c.setWords(g.wordsOf(i, c.thumb))
		}
	}
}

// fetch asks for the pictures that were not asked for while the scroll bar was dragged.
func (g *faceCells) fetch() {
	for i, c := range g.pane.shown {
		if c.thumb.img == nil && c.thumb.err == nil {
			g.bind(c, i)
		}
	}
}

// keyOf names the thumbnail of item i.
func (g *faceCells) keyOf(i int) thumbKey { return thumbKey{g.nameOf(i), g.pixels()} }

// bind lets a cell, which may have shown another item, show item i.
func (g *faceCells) bind(c *faceCell, i int) {
	key := g.keyOf(i)
	t, ok := g.loader.find(key)
	if !ok && !g.pane.bar.held {
		t, ok = g.loader.get(i, key)
	}
	if !ok && c.item == i {
		t = c.thumb
	}
	c.key = key
	c.set(i, t, g.wordsOf(i, t))
}

// thumbReady shows a thumbnail that has come.
func (g *faceCells) thumbReady(item int, key thumbKey) {
	c := g.pane.shown[item]
	if c == nil || c.key != key {
		return
	}
	if t, ok := g.loader.find(key); ok {
		c.set(item, t, g.wordsOf(item, t))
	}
}

// pixels is the side of thumbnails on this screen, in steps, so that a slightly other size needs no others.
func (g *faceCells) pixels() int {
	const steps = 32
	return int(math.Ceil(float64(g.side*scaleOf(g.of))/steps)) * steps
}

// nameAt is what stands at an item, for whoever looks for a place: its section, or its caption.
func (g *faceCells) nameAt(i int) string {
	switch {
	case len(g.sections) > 0 && g.pane.plan != nil:
		return g.sections[g.pane.plan.sectionOf(i)].Name
	case g.caption != nil:
		return g.caption(i)
	}
	return ""
}

func (g *faceCells) applyStyle(items ...int) {
	for _, i := range items {
		if c := g.pane.shown[i]; c != nil {
			c.Refresh()
		}
	}
}

// Thumbnail is the picture of item i as far as it is in memory, else nil.
func (g *faceCells) Thumbnail(i int) image.Image {
	if t, ok := g.loader.find(g.keyOf(i)); ok && t.img != nil {
		return t.img
	}
	return nil
}
