package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Number is one row of a NumberTable.
type Number struct {
	Label string
	Value string // figures, as exact as they are
	Unit  string
	Note  string // such as an interval, written quietly after the unit
}

// NumberTable shows labelled numbers: figures of equal width below each other, with their units behind them.
type NumberTable struct {
	widget.BaseWidget
	numbers []Number
	rows    []numberRow
}

type numberRow struct{ label, value, unit, note *canvas.Text }

// NewNumberTable makes an empty table.
func NewNumberTable() *NumberTable {
	t := &NumberTable{}
	t.ExtendBaseWidget(t)
	return t
}

// SetNumbers shows these rows; as long as their count stays, no object is made anew.
func (t *NumberTable) SetNumbers(numbers []Number) {
	t.numbers = append(t.numbers[:0], numbers...)
	for len(t.rows) < len(numbers) {
		t.rows = append(t.rows, numberRow{canvas.NewText("", nil), canvas.NewText("", nil), canvas.NewText("", nil), canvas.NewText("", nil)})
	}
	t.rows = t.rows[:len(numbers)]
	t.Refresh()
}

// Rows are the rows in words: "EER: 0.4 %  [0.1, 0.7]".
func (t *NumberTable) Rows() []string {
	rows := make([]string, len(t.numbers))
	for i, n := range t.numbers {
		rows[i] = n.Label + ": " + n.Value
		if n.Unit != "" {
			rows[i] += " " + n.Unit
		}
		if n.Note != "" {
			rows[i] += "  " + n.Note
		}
	}
	return rows
}

// CreateRenderer links the widget to its drawing.
func (t *NumberTable) CreateRenderer() fyne.WidgetRenderer {
	t.applyStyle()
	return &numberRenderer{t}
}

// numberRenderer differs from parts in that rows come and go.
type numberRenderer struct{ t *NumberTable }

func (r *numberRenderer) Layout(size fyne.Size) { r.t.layOut(size) }
func (r *numberRenderer) MinSize() fyne.Size    { return r.t.minSize() }
func (r *numberRenderer) Destroy()              {}

func (r *numberRenderer) Refresh() {
	r.t.applyStyle()
	r.t.layOut(r.t.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
	canvas.Refresh(r.t)
}

func (r *numberRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, 0, 4*len(r.t.rows))
	for _, row := range r.t.rows {
		objects = append(objects, row.label, row.value, row.unit, row.note)
	}
	return objects
}

func (t *NumberTable) applyStyle() {
	for i, row := range t.rows {
		n := t.numbers[i]
		style(t, row.label, theme.ColorNamePlaceHolder, theme.SizeNameText)
		style(t, row.value, theme.ColorNameForeground, theme.SizeNameText)
		style(t, row.unit, theme.ColorNameForeground, theme.SizeNameText)
		style(t, row.note, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
		row.value.TextStyle.Monospace, row.note.TextStyle.Monospace = true, true
		row.label.Text, row.value.Text, row.unit.Text, row.note.Text = n.Label, n.Value, n.Unit, n.Note
	}
}

// columns gives the widths that the texts of each column need.
func (t *NumberTable) columns() (label, value, unit, note float32) {
	for _, r := range t.rows {
		label, value = max(label, r.label.MinSize().Width), max(value, r.value.MinSize().Width)
		unit, note = max(unit, r.unit.MinSize().Width), max(note, r.note.MinSize().Width)
	}
	return label, value, unit, note
}

func (t *NumberTable) rowHeight() float32 { return lineHeight(t, theme.SizeNameText) + step }

func (t *NumberTable) minSize() fyne.Size {
	_, value, unit, note := t.columns()
	const label = 48
	return fyne.NewSize(label+value+unit+note+6*step, float32(len(t.rows))*t.rowHeight())
}

// fullSize is the size at which no label is shortened.
func (t *NumberTable) fullSize() fyne.Size {
	t.applyStyle()
	label, value, unit, note := t.columns()
	return fyne.NewSize(label+value+unit+note+6*step, t.minSize().Height)
}

// layOut keeps the columns together at the left: a number far from its label is misread.
func (t *NumberTable) layOut(size fyne.Size) {
	for i, r := range t.rows {
		r.label.Text = t.numbers[i].Label
	}
	label, value, unit, note := t.columns()
	rest := value + unit + note + 6*step
	label = min(label, max(size.Width-rest, 0))
	height := t.rowHeight()
	for i, r := range t.rows {
		y := float32(i) * height
		r.label.Text = elide(t.numbers[i].Label, label, r.label.TextSize, r.label.TextStyle)
		middle := func(o *canvas.Text, x float32) { put(o, x, y+(height-o.MinSize().Height)/2) }
		middle(r.label, 0)
		end := label + 3*step + value
		middle(r.value, end-r.value.MinSize().Width)
		middle(r.unit, end+step)
		middle(r.note, end+step+unit+2*step)
	}
}
