package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Number is one row of a NumberTable.
type Number struct {
	Label string
	Value string // figures, as exact as they are
	Unit  string
	Note  string // such as an interval, written quietly after the unit
	Tip   string // explains the label where the pointer rests on the row
}

// NumberTable shows labelled numbers: figures of equal width below each other, with their units behind them, and then their notes. Where it
// is too narrow for that each note stands below its number.
type NumberTable struct {
	widget.BaseWidget
	numbers []Number
	rows    []numberRow
	tipped  int  // the row whose tooltip was offered, −1: none
	folded  bool // the notes stand below
}

var _ desktop.Hoverable = (*NumberTable)(nil)

type numberRow struct{ label, value, unit, note *canvas.Text }

// NewNumberTable makes an empty table.
func NewNumberTable() *NumberTable {
	t := &NumberTable{tipped: -1}
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

// Tips are the tooltips of the rows.
func (t *NumberTable) Tips() []string {
	tips := make([]string, len(t.numbers))
	for i, n := range t.numbers {
		tips[i] = n.Tip
	}
	return tips
}

// MouseIn offers the tooltip of the row below the pointer.
func (t *NumberTable) MouseIn(e *desktop.MouseEvent) { t.MouseMoved(e) }

// MouseMoved offers the tooltip of another row.
func (t *NumberTable) MouseMoved(e *desktop.MouseEvent) {
	top := float32(0)
	for row, n := range t.numbers {
		height := t.heightOf(row)
		if e.Position.Y < top+height {
			if row != t.tipped {
				t.tipped = row
				offerTipAt(t, n.Tip, fyne.NewPos(0, top), fyne.NewSize(t.Size().Width, height))
			}
			return
		}
		top += height
	}
}

// MouseOut takes it away.
func (t *NumberTable) MouseOut() {
	t.tipped = -1
	hideTip(t)
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

// columns gives the widths that the texts of each column need. Figures stand below each other by their decimal points.
func (t *NumberTable) columns() (label, value, unit, note float32) {
	before, after := float32(0), float32(0)
	for _, r := range t.rows {
		label = max(label, r.label.MinSize().Width)
		whole := wholePart(r.value)
		before, after = max(before, whole), max(after, r.value.MinSize().Width-whole)
		unit, note = max(unit, r.unit.MinSize().Width), max(note, r.note.MinSize().Width)
	}
	return label, before + after, unit, note
}

// wholePart is the width of a number's figures before its decimal point.
func wholePart(number *canvas.Text) float32 {
	whole, _, found := strings.Cut(number.Text, ".")
	if !found {
		return number.MinSize().Width
	}
	return fyne.MeasureText(whole, number.TextSize, number.TextStyle).Width
}

func (t *NumberTable) rowHeight() float32 { return lineHeight(t, theme.SizeNameText) + step }

// heightOf is the height of a row, with its note where that stands below.
func (t *NumberTable) heightOf(row int) float32 {
	if t.folded && t.numbers[row].Note != "" {
		return t.rowHeight() + lineHeight(t, theme.SizeNameCaptionText)
	}
	return t.rowHeight()
}

func (t *NumberTable) minSize() fyne.Size {
	_, value, unit, _ := t.columns()
	const label = 48
	size := fyne.NewSize(label+value+unit+4*step, 0)
	for i := range t.numbers {
		size.Height += t.heightOf(i)
	}
	return size
}

// FullWidth is the width at which each row is one line.
func (t *NumberTable) FullWidth() float32 { return t.fullSize().Width }

// fullSize is the size at which each row is one line.
func (t *NumberTable) fullSize() fyne.Size {
	t.applyStyle()
	label, value, unit, note := t.columns()
	return fyne.NewSize(label+value+unit+note+6*step, float32(len(t.rows))*t.rowHeight())
}

// writeLabels writes the labels in a size.
func (t *NumberTable) writeLabels(size fyne.ThemeSizeName) {
	for i, r := range t.rows {
		r.label.Text, r.label.TextSize = t.numbers[i].Label, theme.SizeForWidget(size, t)
	}
}

// layOut keeps the columns together at the left: a number far from its label is misread.
func (t *NumberTable) layOut(size fyne.Size) {
	t.writeLabels(theme.SizeNameText)
	label, value, unit, note := t.columns()
	rest := value + unit + note + 6*step
	if t.folded = size.Width > 0 && size.Width < label+rest; t.folded {
		rest = value + unit + 4*step
	}
	if label > size.Width-rest {
		t.writeLabels(theme.SizeNameCaptionText)
		label, _, _, _ = t.columns()
	}
	label = min(label, max(size.Width-rest, 0))
	height, before := t.rowHeight(), float32(0)
	for _, r := range t.rows {
		before = max(before, wholePart(r.value))
	}
	top := float32(0)
	for i, r := range t.rows {
		r.label.Text = elide(t.numbers[i].Label, label, r.label.TextSize, r.label.TextStyle)
		middle := func(o *canvas.Text, x float32) { put(o, x, top+(height-o.MinSize().Height)/2) }
		middle(r.label, 0)
		end := label + 3*step + value
		middle(r.value, label+3*step+before-wholePart(r.value))
		middle(r.unit, end+step)
		if middle(r.note, end+step+unit+2*step); t.folded {
			put(r.note, max(0, min(label+3*step, size.Width-r.note.MinSize().Width)), top+height-step)
		}
		top += t.heightOf(i)
	}
}
