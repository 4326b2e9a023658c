package window

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/widgets"
)

// foundRun is a run in the runs folder.
type foundRun struct {
	folder string
	when   time.Time
	report run.Report
}

// findRuns lists the runs in a folder, the newest first. It runs off Fyne's goroutine.
func findRuns(in string) []foundRun {
	var runs []foundRun
	entries, _ := os.ReadDir(in) // a folder that isn't there yet has no runs
	for _, e := range entries {
		folder := filepath.Join(in, e.Name())
		info, err := os.Stat(filepath.Join(folder, run.ModelFile))
		if err != nil {
			continue
		}
		if report, err := run.ReadReport(folder); err == nil {
			report.Photos = nil // thousands of hashes, which the list has no use for
			runs = append(runs, foundRun{folder, info.ModTime(), report})
		}
	}
	slices.SortFunc(runs, func(a, b foundRun) int { return cmp.Or(b.when.Compare(a.when), cmp.Compare(b.folder, a.folder)) })
	return runs
}

// runsPane lists the runs, each to be used by a click; above them the untrained recipe face, where its networks are.
type runsPane struct {
	desk
	models  *modelChooser
	content fyne.CanvasObject
	title   *widget.Label
	open    *widgets.Button
	list    *widget.List
	none    *widget.Label
	runs    []foundRun
	version int
}

func newRunsPane(d desk, models *modelChooser) *runsPane {
	p := &runsPane{desk: d, models: models, title: widget.NewLabel(""), none: widget.NewLabel("")}
	p.title.TextStyle.Bold = true
	p.none.Importance = widget.LowImportance
	p.none.Truncation = fyne.TextTruncateEllipsis
	p.open = widgets.NewQuietButton("", nil, p.pickModel)
	p.list = widget.NewList(p.countRows, p.newRow, p.fillRow)
	p.list.HideSeparators = true
	p.list.OnSelected = func(i widget.ListItemID) {
		p.useRow(i)
		p.list.UnselectAll()
	}
	head := container.NewBorder(nil, nil, nil, p.open, p.title)
	p.content = container.NewBorder(head, nil, nil, nil, container.NewStack(container.NewVBox(p.none), p.list))
	p.Models.Changed.Add(p.refresh)
	p.reload()
	return p
}

func (p *runsPane) retranslate() {
	p.title.SetText(p.Words.Text("runs.title"))
	p.open.SetText(p.Words.Text("runs.open"))
	p.none.SetText(p.Words.Text("runs.none"))
	p.refresh()
}

func (p *runsPane) refresh() {
	setVisible(p.none, p.countRows() == 0)
	p.list.Refresh()
}

// reload reads the runs folder again.
func (p *runsPane) reload() {
	p.version++
	mine, in := p.version, p.Settings.RunsFolder()
	runInBackground(func() ([]foundRun, error) { return findRuns(in), nil }, func(runs []foundRun, _ error) {
		if mine != p.version {
			return
		}
		p.runs = runs
		p.refresh()
	})
}

// first is the row of the newest run.
func (p *runsPane) first() int {
	if p.Models.Lacking == nil {
		return 1
	}
	return 0
}

func (p *runsPane) countRows() int { return p.first() + len(p.runs) }

func (p *runsPane) newRow() fyne.CanvasObject {
	what, use := widget.NewLabel(""), widget.NewLabel("")
	what.Truncation = fyne.TextTruncateEllipsis
	return container.NewBorder(nil, nil, nil, use, what)
}

func (p *runsPane) fillRow(i widget.ListItemID, o fyne.CanvasObject) {
	if i >= p.countRows() {
		return
	}
	row := o.(*fyne.Container).Objects
	what, use := row[0].(*widget.Label), row[1].(*widget.Label)
	what.SetText(p.nameRow(i))
	if p.inUse(i) {
		use.Importance = widget.MediumImportance
		use.SetText(p.Words.Text("runs.inuse"))
	} else {
		use.Importance = widget.HighImportance
		use.SetText(p.Words.Text("runs.use"))
	}
	o.Refresh()
}

func (p *runsPane) nameRow(i int) string {
	if i < p.first() {
		return p.Words.Text("model.untrained", recipes.Face)
	}
	r := p.runs[i-p.first()]
	eer := rateRow(p.Words, "number.eer", r.report.Test.EER, r.report.Test.Genuine, "")
	return p.Words.Text("runs.row", r.when.Format("2006-01-02 15:04"), p.FolderTitle(r.report.Folder), r.report.Recipe, eer.Value)
}

func (p *runsPane) inUse(i int) bool {
	if i < p.first() {
		return p.Models.Current.IsUntrained()
	}
	return p.Models.Current != nil && p.Models.Current.Folder == p.runs[i-p.first()].folder
}

// useRow makes a row's model the one in use.
func (p *runsPane) useRow(i int) {
	switch {
	case i >= p.countRows() || p.inUse(i):
	case i < p.first():
		p.models.useUntrained()
	default:
		p.models.openFile(filepath.Join(p.runs[i-p.first()].folder, run.ModelFile))
	}
}

func (p *runsPane) pickModel() {
	p.pickFile(p.Words.Text("runs.pick"), p.Settings.RunsFolder(), []string{".safetensors"}, p.models.openFile)
}
