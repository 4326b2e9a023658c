package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Column is a column of a SortTable. It is as wide as its texts.
type Column struct {
	Title   string
	Right   bool   // numbers: their ends stand below each other
	Shrinks bool   // is shortened in its middle where there is too little room
	Tip     string // explains the title where the pointer rests on it
	Rank    int    // where there is too little room all the same, columns of the greatest rank are left out first; 0 never is
}

// Row is a row of a SortTable.
type Row struct {
	Cells  []string
	Strong bool // in bold
	Faint  bool // receding
	Ticked bool
	Bare   bool // without a box to tick
}

// SortTable shows rows with a head that says by which column they are sorted: a click on a title sorts by it, a second one the other way
// round. Sorting is the owner's business. Rows are selected by a click or the arrow keys, opened by a double click or Enter, ticked by a
// click on their box or Space. Only the rows in view exist.
type SortTable struct {
	widget.BaseWidget
	OnSelected func(row int)
	OnOpened   func(row int)
	OnTicked   func(row int)
	OnMenu     func(row int, at fyne.Position) // at is a place in the window
	OnSorted   func(column int, falling bool)
	OnKey      func(row int, key fyne.KeyName) (used bool) // of other keys

	columns []Column
	rows    []Row
	widths  []float32 // that the columns need
	shown   []float32 // that they have; 0: left out
	sorted  int
	falling bool

	clicked   int // the row of the last click
	clickedAt time.Time

	head *tableHead
	list *keyList
}

// NewSortTable makes an empty table, sorted by a column.
func NewSortTable(sorted int, falling bool) *SortTable {
	t := &SortTable{sorted: sorted, falling: falling}
	t.head = newTableHead(t)
	t.list = newKeyList(func() int { return len(t.rows) }, func() fyne.CanvasObject { return newTableRow(t) },
		func(i int, o fyne.CanvasObject) { o.(*tableRow).set(i) },
		func(i int) {
			if t.OnSelected != nil {
				t.OnSelected(i)
			}
		})
	t.list.onKey = t.useKey
	t.ExtendBaseWidget(t)
	return t
}

// SetColumns changes the columns.
func (t *SortTable) SetColumns(columns ...Column) {
	t.columns = columns
	t.measure()
	t.Refresh()
}

// SetRows shows rows, of which one is selected without a call of OnSelected; -1 selects none.
func (t *SortTable) SetRows(rows []Row, selected int) {
	t.rows = rows
	t.measure()
	told := t.OnSelected
	t.OnSelected = nil
	t.list.UnselectAll()
	t.list.selected = -1
	if selected >= 0 && selected < len(rows) {
		t.list.Select(selected)
	}
	t.OnSelected = told
	t.Refresh()
}

// Sorting is the column that the rows are sorted by, and whether the greatest comes first.
func (t *SortTable) Sorting() (column int, falling bool) { return t.sorted, t.falling }

// Selected is the selected row, -1 for none.
func (t *SortTable) Selected() int { return t.list.selected }

// Select selects a row, scrolls there and calls OnSelected.
func (t *SortTable) Select(row int) { t.list.Select(row) }

// Focus sends the keyboard to the rows.
func (t *SortTable) Focus() { t.list.focus(t) }

// Keys is what the keyboard goes to.
func (t *SortTable) Keys() fyne.Focusable { return t.list }

// ColumnsShown are the titles of the columns for which there is room.
func (t *SortTable) ColumnsShown() (titles []string) {
	for i, w := range t.shown {
		if w > 0 {
			titles = append(titles, t.columns[i].Title)
		}
	}
	return titles
}

// SortBy is a click on a column's title.
func (t *SortTable) SortBy(column int) {
	t.falling = column == t.sorted && !t.falling
	t.sorted = column
	t.Refresh()
	if t.OnSorted != nil {
		t.OnSorted(t.sorted, t.falling)
	}
}

func (t *SortTable) useKey(e *fyne.KeyEvent) bool {
	row := t.list.selected
	switch {
	case row < 0:
		return false
	case (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && t.OnOpened != nil:
		t.OnOpened(row)
	case e.Name == fyne.KeySpace && t.OnTicked != nil:
		t.OnTicked(row)
	default:
		return t.OnKey != nil && t.OnKey(row, e.Name)
	}
	return true
}

const (
	tickSize  = 20
	columnGap = 4 * step
	arrowRoom = 3 * step
)

// measure finds how wide the columns' texts are.
func (t *SortTable) measure() {
	t.widths = make([]float32, len(t.columns))
	size := theme.SizeForWidget(theme.SizeNameText, t)
	caption := theme.SizeForWidget(theme.SizeNameCaptionText, t)
	for i, c := range t.columns {
		t.widths[i] = fyne.MeasureText(c.Title, caption, fyne.TextStyle{Bold: true}).Width + arrowRoom
		for _, r := range t.rows {
			if i < len(r.Cells) {
				t.widths[i] = max(t.widths[i], fyne.MeasureText(r.Cells[i], size, fyne.TextStyle{Bold: r.Strong}).Width)
			}
		}
	}
}

// leastShrunk is the least width of a column that shrinks.
const leastShrunk = 170

// fit shares a width among the columns: those of the greatest rank go first, then the one that shrinks gives.
func (t *SortTable) fit(width float32) {
	t.shown = append(t.shown[:0], t.widths...)
	need := func() (sum float32) {
		for i, w := range t.shown {
			if w > 0 && t.columns[i].Shrinks {
				w = min(w, leastShrunk)
			}
			if w > 0 {
				sum += w + columnGap
			}
		}
		return sum
	}
	for need() > width {
		last := -1
		for i, c := range t.columns {
			if t.shown[i] > 0 && c.Rank > 0 && (last < 0 || c.Rank >= t.columns[last].Rank) {
				last = i
			}
		}
		if last < 0 {
			break
		}
		t.shown[last] = 0
	}
	spare := width - need()
	for i, c := range t.columns {
		if t.shown[i] > 0 && c.Shrinks {
			t.shown[i] = min(t.shown[i], min(t.widths[i], leastShrunk)+max(spare, 0))
		}
	}
}

// eachColumn calls place with each column that is shown, and where it stands in a row.
func (t *SortTable) eachColumn(place func(column int, x, width float32)) {
	x := float32(2 * step)
	if t.OnTicked != nil {
		x += tickSize + 2*step
	}
	for i, w := range t.shown {
		if w > 0 {
			place(i, x, w)
			x += w + columnGap
		}
	}
}

func (t *SortTable) headHeight() float32 { return lineHeight(t, theme.SizeNameCaptionText) + 2*step }

// CreateRenderer links the widget to its drawing.
func (t *SortTable) CreateRenderer() fyne.WidgetRenderer {
	inner := t.list.renderer(t, fyne.NewSize(160, 48))
	objects := append(inner.Objects(), t.head)
	return &parts{
		of: t, objects: objects, applyStyle: inner.Refresh,
		minSize: func() fyne.Size { return fyne.NewSize(200, t.headHeight()+2*step+lineHeight(t, theme.SizeNameText)) },
		layOut: func(size fyne.Size) {
			margin := float32(4 * step)
			if t.OnTicked != nil {
				margin += tickSize + 2*step
			}
			t.fit(size.Width - margin)
			top := t.headHeight()
			place(t.head, 0, 0, size.Width, top)
			place(t.list, 0, top, size.Width, size.Height-top)
			place(t.list.ring, 0, top, size.Width, size.Height-top)
			t.head.Refresh()
			t.list.Refresh()
		},
	}
}
