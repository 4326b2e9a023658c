package window

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/format"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/widgets"
)

// foundRun is a run in the runs folder.
type foundRun struct {
	folder     string
	when       time.Time
	report     run.Report
	people     int
	note       string
	unfinished *run.Unfinished // what can be gone on with; else nil
	bare       bool            // without a model so far
}

// name is how the run is called: as its folder.
func (r *foundRun) name() string { return filepath.Base(r.folder) }

// findRuns lists the runs in a folder, the newest first. It runs off Fyne's goroutine.
func findRuns(in string) []*foundRun {
	var runs []*foundRun
	entries, _ := os.ReadDir(in) // a folder that isn't there yet has no runs
	for _, e := range entries {
		folder := filepath.Join(in, e.Name())
		unfinished, _ := run.ReadUnfinished(folder) // one that can't be read can't be gone on with
		info, err := os.Stat(filepath.Join(folder, run.ModelFile))
		if err != nil {
			if r := describeUnfinished(folder, unfinished); r != nil {
				runs = append(runs, r)
			}
			continue
		}
		report, err := run.ReadReport(folder)
		if err != nil {
			continue
		}
		r := &foundRun{folder: folder, when: info.ModTime(), report: report, unfinished: unfinished}
		for _, names := range report.Split {
			r.people += len(names)
		}
		r.note, _ = run.ReadNote(folder) // a note that can't be read is no reason not to list the run
		r.report.Photos = nil            // thousands of hashes, which the list has no use for
		runs = append(runs, r)
	}
	slices.SortFunc(runs, compareAge)
	return runs
}

// compareAge puts the newer run first.
func compareAge(a, b *foundRun) int {
	return cmp.Or(b.when.Compare(a.when), cmp.Compare(b.folder, a.folder))
}

// runsPane lists the runs in a table: one that is selected brings back its curves and numbers, one that is opened becomes the model in use.
// Above them stands the untrained recipe face, where its networks are.
type runsPane struct {
	desk
	models  *modelChooser
	act     *runActions
	chosen  func(*shownRun)
	resume  func(r *foundRun) // goes on with an unfinished run
	content fyne.CanvasObject
	title   *widget.Label
	open    *widgets.Button
	compare *widgets.Button
	more    *widgets.Button
	table   *widgets.SortTable
	none    *widget.Label
	runs    []*foundRun // as they are listed
	ticked  map[string]bool
	wanted  string // the folder of the run to be selected, once the list has been read
	version int
	shown   int // counts the runs that were asked for, so that only the newest is shown
}

func newRunsPane(d desk, models *modelChooser, chosen func(*shownRun)) *runsPane {
	p := &runsPane{desk: d, models: models, chosen: chosen, title: widget.NewLabel(""), none: widget.NewLabel(""), ticked: map[string]bool{}}
	p.title.TextStyle.Bold = true
	p.none.Importance = widget.LowImportance
	p.none.Truncation = fyne.TextTruncateEllipsis
	p.open = widgets.NewQuietButton("", nil, p.pickModel)
	p.compare = widgets.NewQuietButton("", nil, p.compareTicked)
	p.act = &runActions{p}
	p.more = widgets.NewQuietButton("", theme.MoreHorizontalIcon(), p.act.showMenu)
	p.table = widgets.NewSortTable(columnMade, true)
	p.table.OnSelected, p.table.OnOpened, p.table.OnTicked = p.choose, p.useRow, p.tick
	p.table.OnMenu, p.table.OnKey = p.act.popUp, p.act.useKey
	p.table.OnSorted = func(int, bool) { p.sort() }
	head := container.NewBorder(nil, nil, alignText(p.title), container.NewHBox(p.compare, p.open, p.more))
	p.content = container.NewBorder(head, nil, nil, nil, container.NewStack(container.NewVBox(p.none), p.table))
	p.Models.Changed.Add(p.refresh)
	p.reload()
	return p
}

// The columns of the table.
const (
	columnName = iota
	columnEER
	columnInterval
	columnState
	columnRecipe
	columnPeople
	columnFolder
	columnTook
	columnMade
)

func (p *runsPane) retranslate() {
	words := p.Words
	p.title.SetText(words.Text("runs.title"))
	p.open.SetText(words.Text("runs.open"))
	p.open.SetTip(words.Text("tip.openmodel"))
	p.compare.SetText(words.Text("runs.compare"))
	p.more.SetTip(words.Text("tip.more"))
	p.compare.SetTip(words.Text("tip.compareruns"))
	p.none.SetText(words.Text("runs.none"))
	column := func(key string, rank int, right bool) widgets.Column {
		return widgets.Column{Title: words.Text(key), Rank: rank, Right: right}
	}
	name := column("runs.name", 0, false)
	name.Shrinks = true
	eer, interval, recipe := column("runs.eer", 0, true), column("runs.interval", 2, false), column("runs.recipe", 3, false)
	eer.Tip, interval.Tip, recipe.Tip = words.Text("explain.eer"), words.Text("explain.interval"), words.Text("explain.recipe")
	p.table.SetColumns(name, eer, interval, column("runs.state", 1, false),
		recipe, column("runs.people", 6, true), column("runs.folder", 5, false),
		column("runs.took", 7, true), column("runs.made", 4, false))
	p.refresh()
}

// reload reads the runs folder again.
func (p *runsPane) reload() {
	p.version++
	mine, in := p.version, p.Settings.RunsFolder()
	runInBackground(func() ([]*foundRun, error) { return findRuns(in), nil }, func(runs []*foundRun, _ error) {
		if mine != p.version {
			return
		}
		p.runs = runs
		p.sort()
	})
}

// sort brings the runs into the order of the table's head.
func (p *runsPane) sort() {
	column, falling := p.table.Sorting()
	wanted := p.selected()
	slices.SortStableFunc(p.runs, func(a, b *foundRun) int {
		order := p.compareRuns(column, a, b)
		if falling {
			order = -order
		}
		return cmp.Or(order, compareAge(a, b))
	})
	p.wanted = cmp.Or(p.wanted, wanted)
	p.refresh()
}

func (p *runsPane) compareRuns(column int, a, b *foundRun) int {
	switch column {
	case columnEER, columnInterval:
		return compareKnown(a.report.Test.EER, b.report.Test.EER)
	case columnState:
		return cmp.Compare(p.stateOf(a), p.stateOf(b))
	case columnRecipe:
		return cmp.Compare(a.report.Recipe, b.report.Recipe)
	case columnPeople:
		return cmp.Compare(a.people, b.people)
	case columnFolder:
		return cmp.Compare(strings.ToLower(a.report.Folder), strings.ToLower(b.report.Folder))
	case columnTook:
		return cmp.Compare(a.report.Seconds, b.report.Seconds)
	case columnMade:
		return a.when.Compare(b.when)
	}
	return cmp.Compare(strings.ToLower(a.name()), strings.ToLower(b.name()))
}

// compareKnown puts what isn't known behind what is.
func compareKnown(a, b *float64) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*a, *b)
}

// first is the row of the first run.
func (p *runsPane) first() int {
	if p.Models.Lacking == nil {
		return 1
	}
	return 0
}

func (p *runsPane) countRows() int { return p.first() + len(p.runs) }

// at is the run of a row, nil for the untrained recipe.
func (p *runsPane) at(row int) *foundRun {
	if row < p.first() || row >= p.countRows() {
		return nil
	}
	return p.runs[row-p.first()]
}

// selected is the folder of the run that is selected, "" where that is none.
func (p *runsPane) selected() string {
	if r := p.at(p.table.Selected()); r != nil {
		return r.folder
	}
	return ""
}

// refresh shows the rows anew, and keeps what is selected.
func (p *runsPane) refresh() {
	wanted := cmp.Or(p.wanted, p.selected())
	rows, selected := []widgets.Row{}, -1
	for i := range p.countRows() {
		rows = append(rows, p.describeRow(i))
		if r := p.at(i); r != nil && r.folder == wanted {
			selected, p.wanted = i, ""
		}
	}
	setVisible(p.none, len(rows) == 0)
	setVisible(p.table, len(rows) > 0)
	p.table.SetRows(rows, selected)
	setEnabled(p.compare, len(p.listTicked()) == 2)
}

// describeRow is a row's texts.
func (p *runsPane) describeRow(row int) widgets.Row {
	words, r := p.Words, p.at(row)
	if r == nil {
		state := ""
		if p.inUse(row) {
			state = words.Text("runs.inuse")
		}
		return widgets.Row{Cells: []string{words.Text("model.untrained", recipes.Face), "", "", state, recipes.Face}, Strong: p.inUse(row), Bare: true}
	}
	m := r.report.Test
	interval := ""
	if ends, known := m.Interval["eer"]; known {
		interval = writeInterval(ends, m.Genuine)
	}
	name := r.name()
	if r.note != "" {
		name = words.Text("runs.noted", name)
	}
	return widgets.Row{
		Cells: []string{
			name, rateRow(words, "number.eer", m.EER, m.Genuine, "").Value, interval, p.stateOf(r), r.report.Recipe, format.Count(r.people),
			p.FolderTitle(r.report.Folder), format.Clock(time.Duration(r.report.Seconds * float64(time.Second))), r.when.Format("2006-01-02 15:04"),
		},
		Strong: p.inUse(row), Ticked: p.ticked[r.folder], Bare: r.bare,
	}
}

// stateOf says whether a run's model is in use, and whether the run was stopped.
func (p *runsPane) stateOf(r *foundRun) string {
	switch {
	case p.Models.Current != nil && p.Models.Current.Folder == r.folder:
		return p.Words.Text("runs.inuse")
	case r.bare && r.unfinished.Reached.Stage != run.Training:
		return p.Words.Text("runs.unfinished")
	case r.bare:
		return p.Words.Text("runs.unfinished.epoch", r.unfinished.Reached.Epoch)
	case r.report.Stopped:
		return p.Words.Text("runs.stopped", r.report.Epochs)
	}
	return ""
}

func (p *runsPane) inUse(row int) bool {
	r := p.at(row)
	if r == nil {
		return p.Models.Current.IsUntrained()
	}
	return p.Models.Current != nil && p.Models.Current.Folder == r.folder
}
