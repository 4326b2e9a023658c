package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// keyGrid is a GridWrap whose keyboard and selection belong to a FaceGrid: GridWrap itself moves a focus apart from its
// selection.
type keyGrid struct {
	widget.GridWrap
	owner *FaceGrid
}

func newKeyGrid(owner *FaceGrid) *keyGrid {
	k := &keyGrid{owner: owner}
	k.Length = func() int { return owner.n }
	k.CreateItem = func() fyne.CanvasObject { return newFaceCell(owner) }
	k.UpdateItem = func(i widget.GridWrapItemID, o fyne.CanvasObject) { owner.bind(o.(*faceCell), i) }
	k.ExtendBaseWidget(k)
	return k
}

// FocusGained shows where the keyboard is: on the selected item, or the first.
func (k *keyGrid) FocusGained() {
	k.owner.focused = true
	if k.owner.current < 0 {
		k.owner.Select(0)
	}
	k.owner.applyStyle(k.owner.current)
}

// FocusLost dims the ring of the selected item.
func (k *keyGrid) FocusLost() {
	k.owner.focused = false
	k.owner.applyStyle(k.owner.current)
}

// TypedKey moves, opens, marks, compares and deletes, or hands on.
func (k *keyGrid) TypedKey(e *fyne.KeyEvent) {
	g := k.owner
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
		if g.marked == g.current {
			g.Mark(-1)
		} else {
			g.Mark(g.current)
		}
	default:
		if to, ok := k.target(e.Name); ok {
			g.Select(max(min(to, g.n-1), 0))
		} else {
			passKey(k, e)
		}
	}
}

// TypedRune hands on.
func (k *keyGrid) TypedRune(r rune) { passRune(k, r) }

// target is the item that a key leads to, perhaps beyond the ends.
func (k *keyGrid) target(key fyne.KeyName) (int, bool) {
	g, cols := k.owner, k.ColumnCount()
	switch key {
	case fyne.KeyLeft:
		return g.current - 1, true
	case fyne.KeyRight:
		return g.current + 1, true
	case fyne.KeyUp:
		if g.current < cols {
			return g.current, true
		}
		return g.current - cols, true
	case fyne.KeyDown:
		return g.current + cols, true
	case fyne.KeyHome:
		return 0, true
	case fyne.KeyEnd:
		return g.n - 1, true
	case fyne.KeyPageUp, fyne.KeyPageDown:
		first, last := g.visible()
		page := max(last-first+1-3*cols, cols)
		if key == fyne.KeyPageUp {
			page = -page
		}
		return g.current + page, true
	}
	return 0, false
}
