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

	"siamface/model/run"
	"siamface/model/tower"
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
	w       *Window
	content fyne.CanvasObject
	title   *widget.Label
	open    *widgets.Button
	list    *widget.List
	none    *widget.Label
	runs    []foundRun
	version int
}

func newRunsPane(w *Window) *runsPane {
	p := &runsPane{w: w, title: widget.NewLabel(""), none: widget.NewLabel("")}
	p.title.TextStyle.Bold = true
	p.none.Importance = widget.LowImportance
	p.none.Truncation = fyne.TextTruncateEllipsis
	p.open = widgets.NewQuietButton("", nil, p.pickModel)
	p.list = widget.NewList(p.rows, p.newRow, p.fillRow)
	p.list.HideSeparators = true
	p.list.OnSelected = func(i widget.ListItemID) {
		p.use(i)
		p.list.UnselectAll()
	}
	head := container.NewBorder(nil, nil, nil, p.open, p.title)
	p.content = container.NewBorder(head, nil, nil, nil, container.NewStack(container.NewVBox(p.none), p.list))
	w.onModel = append(w.onModel, p.refresh)
	p.reload()
	return p
}

func (p *runsPane) speak() {
	p.title.SetText(p.w.t("runs.title"))
	p.open.SetText(p.w.t("runs.open"))
	p.none.SetText(p.w.t("runs.none"))
	p.refresh()
}

func (p *runsPane) refresh() {
	setVisible(p.none, p.rows() == 0)
	p.list.Refresh()
}

// reload reads the runs folder again.
func (p *runsPane) reload() {
	p.version++
	mine, in := p.version, p.w.prefs.runsFolder()
	inBackground(func() ([]foundRun, error) { return findRuns(in), nil }, func(runs []foundRun, _ error) {
		if mine != p.version {
			return
		}
		p.runs = runs
		p.refresh()
	})
}

// first is the row of the newest run.
func (p *runsPane) first() int {
	if p.w.lacking == nil {
		return 1
	}
	return 0
}

func (p *runsPane) rows() int { return p.first() + len(p.runs) }

func (p *runsPane) newRow() fyne.CanvasObject {
	what, use := widget.NewLabel(""), widget.NewLabel("")
	what.Truncation = fyne.TextTruncateEllipsis
	return container.NewBorder(nil, nil, nil, use, what)
}

func (p *runsPane) fillRow(i widget.ListItemID, o fyne.CanvasObject) {
	if i >= p.rows() {
		return
	}
	row := o.(*fyne.Container).Objects
	what, use := row[0].(*widget.Label), row[1].(*widget.Label)
	what.SetText(p.words(i))
	if p.inUse(i) {
		use.Importance = widget.MediumImportance
		use.SetText(p.w.t("runs.inuse"))
	} else {
		use.Importance = widget.HighImportance
		use.SetText(p.w.t("runs.use"))
	}
	o.Refresh()
}

func (p *runsPane) words(i int) string {
	if i < p.first() {
		return p.w.t("model.untrained", tower.Face)
	}
	r := p.runs[i-p.first()]
	eer := p.w.rate("number.eer", r.report.Test.EER, r.report.Test.Impostor, "")
	return p.w.t("runs.row", r.when.Format("2006-01-02 15:04"), p.w.folderTitle(r.report.Folder), r.report.Recipe, eer.Value)
}

func (p *runsPane) inUse(i int) bool {
	if i < p.first() {
		return p.w.model.isUntrained()
	}
	return p.w.model != nil && p.w.model.folder == p.runs[i-p.first()].folder
}

// use makes a row's model the one in use.
func (p *runsPane) use(i int) {
	switch {
	case i >= p.rows() || p.inUse(i):
	case i < p.first():
		p.w.useUntrained()
	default:
		p.w.openModel(filepath.Join(p.runs[i-p.first()].folder, run.ModelFile))
	}
}

func (p *runsPane) pickModel() {
	p.w.pickFile(p.w.t("runs.pick"), p.w.prefs.runsFolder(), []string{".safetensors"}, p.w.openModel)
}
