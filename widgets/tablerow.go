package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tableHead is the titles of a SortTable.
type tableHead struct {
	widget.BaseWidget
	of    *SortTable
	texts []*canvas.Text
	line  *canvas.Rectangle
	told  int // the column whose tooltip was offered, −1: none
}

var _ desktop.Hoverable = (*tableHead)(nil)

func newTableHead(t *SortTable) *tableHead {
	h := &tableHead{of: t, line: canvas.NewRectangle(nil), told: -1}
	h.ExtendBaseWidget(h)
	return h
}

// columnAt is the column at a place, −1 where there is none.
func (h *tableHead) columnAt(at float32) (column int, left float32) {
	column = -1
	h.of.eachColumn(func(i int, x, width float32) {
		if at >= x-columnGap/2 && at < x+width+columnGap/2 {
			column, left = i, x
		}
	})
	return column, left
}

// Tapped sorts by the column below the pointer.
func (h *tableHead) Tapped(e *fyne.PointEvent) {
	if column, _ := h.columnAt(e.Position.X); column >= 0 {
		h.of.SortBy(column)
	}
}

// MouseIn offers the tooltip of the column below the pointer.
func (h *tableHead) MouseIn(e *desktop.MouseEvent) { h.MouseMoved(e) }

// MouseMoved offers the tooltip of another column.
func (h *tableHead) MouseMoved(e *desktop.MouseEvent) {
	column, left := h.columnAt(e.Position.X)
	if column == h.told {
		return
	}
	if h.told = column; column < 0 {
		hideTip(h)
		return
	}
	offerTipAt(h, h.of.columns[column].Tip, fyne.NewPos(left, 0), fyne.NewSize(columnGap, h.Size().Height))
}

// MouseOut takes it away.
func (h *tableHead) MouseOut() {
	h.told = -1
	hideTip(h)
}

// Cursor shows that there is something to click.
func (h *tableHead) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer links the widget to its drawing.
func (h *tableHead) CreateRenderer() fyne.WidgetRenderer { return &headRenderer{h} }

// headRenderer differs from parts in that columns come and go.
type headRenderer struct{ h *tableHead }

func (r *headRenderer) Destroy()           {}
func (r *headRenderer) MinSize() fyne.Size { return fyne.NewSize(40, r.h.of.headHeight()) }

func (r *headRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.h.line}
	for _, t := range r.h.texts {
		objects = append(objects, t)
	}
	return objects
}

func (r *headRenderer) Refresh() {
	r.Layout(r.h.Size())
	canvas.Refresh(r.h)
}

func (r *headRenderer) Layout(size fyne.Size) {
	h := r.h
	h.line.FillColor = ink(h, theme.ColorNameSeparator)
	place(h.line, 0, size.Height-1, size.Width, 1)
	for len(h.texts) < len(h.of.columns) {
		h.texts = append(h.texts, canvas.NewText("", nil))
	}
	for _, t := range h.texts {
		t.Hide()
	}
	h.of.eachColumn(func(i int, x, width float32) {
		t, c := h.texts[i], h.of.columns[i]
		style(h, t, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
		t.Text, t.TextStyle.Bold = c.Title, i == h.of.sorted
		if i == h.of.sorted {
			t.Color = ink(h, theme.ColorNameForeground)
			arrow := " ▲"
			if h.of.falling {
				arrow = " ▼"
			}
			t.Text += arrow
		}
		if c.Shrinks {
			t.Text = elide(t.Text, width, t.TextSize, t.TextStyle)
		}
		at := x
		if c.Right {
			at = x + width - t.MinSize().Width
		}
		t.Show()
		put(t, at, (size.Height-t.MinSize().Height)/2)
	})
}

// tableRow is a row of a SortTable.
type tableRow struct {
	widget.BaseWidget
	of    *SortTable
	index int
	tick  *widget.Icon
	texts []*canvas.Text
}

func newTableRow(t *SortTable) *tableRow {
	r := &tableRow{of: t, tick: widget.NewIcon(nil)}
	r.ExtendBaseWidget(r)
	return r
}

func (r *tableRow) set(i int) {
	r.index = i
	r.Refresh()
}

// Tapped ticks, selects, or, the second time soon after the first, opens. It doesn't wait whether a second click comes.
func (r *tableRow) Tapped(e *fyne.PointEvent) {
	t := r.of
	if t.OnTicked != nil && e.Position.X < 2*step+tickSize+step {
		t.OnTicked(r.index)
		return
	}
	t.Focus()
	second := t.clicked == r.index && now().Sub(t.clickedAt) < fyne.CurrentApp().Driver().DoubleTapDelay()
	t.clicked, t.clickedAt = r.index, now()
	t.list.Select(r.index)
	if second && t.OnOpened != nil {
		t.clicked = -1
		t.OnOpened(r.index)
	}
}

// TappedSecondary selects and offers what can be done.
func (r *tableRow) TappedSecondary(e *fyne.PointEvent) {
	r.of.list.Select(r.index)
	if r.of.OnMenu != nil {
		r.of.OnMenu(r.index, e.AbsolutePosition)
	}
}

// CreateRenderer links the widget to its drawing.
func (r *tableRow) CreateRenderer() fyne.WidgetRenderer { return &rowRenderer{r} }

// rowRenderer differs from parts in that columns come and go.
type rowRenderer struct{ r *tableRow }

func (r *rowRenderer) Destroy() {}
func (r *rowRenderer) MinSize() fyne.Size {
	return fyne.NewSize(40, lineHeight(r.r, theme.SizeNameText)+step)
}

func (r *rowRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.r.tick}
	for _, t := range r.r.texts {
		objects = append(objects, t)
	}
	return objects
}

func (r *rowRenderer) Refresh() {
	r.Layout(r.r.Size())
	canvas.Refresh(r.r)
}

func (r *rowRenderer) Layout(size fyne.Size) {
	row, t := r.r, r.r.of
	for len(row.texts) < len(t.columns) {
		row.texts = append(row.texts, canvas.NewText("", nil))
	}
	for _, text := range row.texts {
		text.Hide()
	}
	if row.index >= len(t.rows) {
		return
	}
	content := t.rows[row.index]
	icon := theme.CheckButtonIcon()
	if content.Ticked {
		icon = theme.CheckButtonCheckedIcon()
	}
	row.tick.SetResource(theme.NewThemedResource(icon))
	show(row.tick, t.OnTicked != nil && !content.Bare)
	place(row.tick, 2*step, (size.Height-tickSize)/2, tickSize, tickSize)
	t.eachColumn(func(i int, x, width float32) {
		if i >= len(content.Cells) {
			return
		}
		text := row.texts[i]
		colour := theme.ColorNameForeground
		if content.Faint {
			colour = theme.ColorNamePlaceHolder
		}
		style(row, text, colour, theme.SizeNameText)
		text.TextStyle.Bold = content.Strong
		text.Text = content.Cells[i]
		if t.columns[i].Shrinks {
			text.Text = elide(text.Text, width, text.TextSize, text.TextStyle)
		}
		at := x
		if t.columns[i].Right {
			at = x + width - text.MinSize().Width
		}
		text.Show()
		put(text, at, (size.Height-text.MinSize().Height)/2)
	})
}
