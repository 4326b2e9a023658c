package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// matrixTable is a Table whose keyboard and choice belong to a FaceMatrix. Table's own selection scrolls what is in view already,
// by the size of its headers.
type matrixTable struct {
	widget.Table
	owner   *FaceMatrix
	focused bool
	shown   map[widget.TableCellID]*matrixCell // by the pair shown last
	made    int
}

func newMatrixTable(owner *FaceMatrix) *matrixTable {
	t := &matrixTable{owner: owner, shown: map[widget.TableCellID]*matrixCell{}}
	t.ShowHeaderRow, t.ShowHeaderColumn, t.HideSeparators = true, true, true
	t.Length = func() (rows, cols int) { return len(owner.rows), len(owner.cols) }
	t.CreateCell = func() fyne.CanvasObject { t.made++; return newMatrixCell(t) }
	t.UpdateCell = func(id widget.TableCellID, o fyne.CanvasObject) { t.bind(o.(*matrixCell), id) }
	t.CreateHeader = func() fyne.CanvasObject { return newMatrixHead() }
	t.UpdateHeader = func(id widget.TableCellID, o fyne.CanvasObject) {
		if id.Row < 0 {
			o.(*matrixHead).set(owner.cols[id.Col], id.Col == owner.col)
		} else {
			o.(*matrixHead).set(owner.rows[id.Row], id.Row == owner.row)
		}
	}
	t.ExtendBaseWidget(t)
	return t
}

// bind gives a cell, perhaps one that showed another pair, a pair to show.
func (t *matrixTable) bind(c *matrixCell, id widget.TableCellID) {
	if t.shown[c.id] == c {
		delete(t.shown, c.id)
	}
	t.shown[id] = c
	c.set(id, t.owner.cells[id.Row][id.Col], id.Row == t.owner.row && id.Col == t.owner.col)
}

// tapped chooses a cell and takes the keyboard.
func (t *matrixTable) tapped(id widget.TableCellID) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil {
		c.Focus(t)
	}
	t.owner.pick(id.Row, id.Col)
}

// reveal scrolls as little as it takes to bring a pair into view. How far the table is scrolled now shows by the cell that is
// chosen, as long as that is in view.
func (t *matrixTable) reveal(row, col int) {
	pitch := cellSide + theme.SizeForWidget(theme.SizeNamePadding, t)
	var now fyne.Position
	size := t.Size()
	if c := t.shown[widget.TableCellID{Row: t.owner.row, Col: t.owner.col}]; c != nil {
		driver := fyne.CurrentApp().Driver()
		at := driver.AbsolutePositionForObject(c).Subtract(driver.AbsolutePositionForObject(t))
		if at.X > 0 && at.Y > 0 && at.X < size.Width && at.Y < size.Height {
			now = fyne.NewPos(float32(t.owner.col)*pitch+cellSide-at.X, float32(t.owner.row)*pitch+cellSide-at.Y)
		}
	}
	into := func(now float32, i int, room float32) float32 {
		return max(0, min(max(now, float32(i)*pitch+cellSide-room), float32(i)*pitch))
	}
	to := fyne.NewPos(into(now.X, col, size.Width-cellSide), into(now.Y, row, size.Height-cellSide))
	if size.Width > 0 && to != now {
		t.ScrollToOffset(to)
	}
}

// FocusGained shows that the keyboard is here.
func (t *matrixTable) FocusGained() { t.setFocused(true) }

// FocusLost hides it.
func (t *matrixTable) FocusLost() { t.setFocused(false) }

func (t *matrixTable) setFocused(f bool) {
	t.focused = f
	t.Refresh()
}

// TypedKey chooses the pair beside, or hands on.
func (t *matrixTable) TypedKey(e *fyne.KeyEvent) {
	m := t.owner
	row, col := m.row, m.col
	switch e.Name {
	case fyne.KeyLeft:
		col--
	case fyne.KeyRight:
		col++
	case fyne.KeyUp:
		row--
	case fyne.KeyDown:
		row++
	default:
		passKey(t, e)
		return
	}
	if row >= 0 && col >= 0 && row < len(m.rows) && col < len(m.cols) {
		m.pick(row, col)
	}
}

// TypedRune hands on.
func (t *matrixTable) TypedRune(r rune) { passRune(t, r) }
