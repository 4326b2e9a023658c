package widgets_test

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"siamface/widgets"
)

func runTable() *widgets.SortTable {
	t := widgets.NewSortTable(1, true)
	t.OnTicked = func(int) {}
	t.SetColumns(
		widgets.Column{Title: "Name", Shrinks: true}, widgets.Column{Title: "EER", Right: true}, widgets.Column{Title: "95 %"},
		widgets.Column{Title: "Recipe", Rank: 2}, widgets.Column{Title: "People", Right: true, Rank: 3}, widgets.Column{Title: "Made", Rank: 4})
	t.SetRows([]widgets.Row{
		{Cells: []string{"face, untrained", "0.1", "[0.0, 0.3]", "face", "", ""}, Faint: true, Bare: true},
		{Cells: []string{"2026-01-02 150405 orl small", "10.4", "[7.1, 14.0]", "small", "40", "2026-01-02 15:04"}, Strong: true, Ticked: true},
		{Cells: []string{"a name that is far longer than any column could ever be wide, were it shown", "0.36", "[0.10, 0.70]", "gradients-aligned", "5,749", "2026-01-03 09:10"}},
	}, 1)
	return t
}

func TestGoldenSortTable(t *testing.T) {
	for name, width := range map[string]float32{"sorttable": 860, "sorttable-narrow": 380} {
		table := runTable()
		golden(t, name, table, width, 140, nil)
	}
}

// A click on a title sorts by it, a second one the other way round; the columns that matter least go where there is no room.
func TestSortTableSorts(t *testing.T) {
	table := runTable()
	win := window(t, table, 900, 140)
	var asked []string
	table.OnSorted = func(column int, falling bool) { asked = append(asked, fmt.Sprint(column, falling)) }
	for range 2 {
		test.TapAt(table.Head(), table.TitleAt(0))
	}
	test.TapAt(table.Head(), table.TitleAt(3))
	if want := []string{"0 false", "0 true", "3 false"}; !slices.Equal(asked, want) {
		t.Errorf("sorted by %q, want %q", asked, want)
	}
	all := table.ColumnsShown()
	win.Resize(fyne.NewSize(400, 140))
	if few := table.ColumnsShown(); len(all) != 6 || !slices.Equal(few, []string{"Name", "EER", "95 %"}) {
		t.Errorf("wide %q, narrow %q", all, few)
	}
}

// Rows are selected, opened, ticked and asked for a menu, by pointer and by keyboard.
func TestSortTableRows(t *testing.T) {
	table := runTable()
	window(t, table, 900, 140)
	var did []string
	note := func(what string) func(int) { return func(row int) { did = append(did, fmt.Sprint(what, row)) } }
	table.OnSelected, table.OnOpened, table.OnTicked = note("select"), note("open"), note("tick")
	table.OnMenu = func(row int, _ fyne.Position) { did = append(did, fmt.Sprint("menu", row)) }
	table.OnKey = func(row int, key fyne.KeyName) bool {
		did = append(did, fmt.Sprint(key, row))
		return key == fyne.KeyDelete
	}
	row := table.RowAt
	test.TapAt(row(0), fyne.NewPos(120, 8))
	test.TapAt(row(0), fyne.NewPos(120, 8)) // soon after: the second of a double click
	test.TapAt(row(2), fyne.NewPos(12, 8))
	test.TapSecondaryAt(row(2), fyne.NewPos(120, 8))
	for _, key := range []fyne.KeyName{fyne.KeyUp, fyne.KeyReturn, fyne.KeySpace, fyne.KeyDelete} {
		table.Keys().TypedKey(&fyne.KeyEvent{Name: key})
	}
	want := []string{"select0", "open0", "tick2", "select2", "menu2", "Up2", "select1", "open1", "tick1", "Delete1"}
	if !slices.Equal(did, want) {
		t.Errorf("%q, want %q", did, want)
	}
	before := len(did)
	if table.SetRows([]widgets.Row{{Cells: []string{"x"}}}, 0); table.Selected() != 0 || len(did) != before {
		t.Error("new rows call for what a person does")
	}
	table.SetRows(nil, 5)
	if table.Selected() != -1 {
		t.Error("a row that there isn't is selected")
	}
}
