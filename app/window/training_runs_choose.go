package window

import (
	"path/filepath"

	"siamface/model/run"
)

// choose brings back the curves and the numbers of a row's run.
func (p *runsPane) choose(row int) {
	p.shown++
	mine, r := p.shown, p.at(row)
	if r == nil || r.bare {
		p.chosen(nil)
		return
	}
	runInBackground(func() (*shownRun, error) {
		history, err := run.ReadHistory(r.folder)
		return &shownRun{r.folder, r.report, history}, err
	}, func(shown *shownRun, err error) {
		if mine != p.shown {
			return
		}
		if err != nil {
			p.notice.say(p.Words.Text("runs.nohistory", r.name()))
		}
		p.chosen(shown)
	})
}

// unselect takes the selection away: something else is shown.
func (p *runsPane) unselect() {
	p.shown++
	p.wanted = ""
	p.table.SetRows(nil, -1)
	p.refresh()
}

// showNewest selects the run of a folder once the list has been read anew.
func (p *runsPane) showNewest(folder string) {
	p.wanted = folder
	p.reload()
}

// useRow makes a row's model the one in use.
func (p *runsPane) useRow(row int) {
	switch r := p.at(row); {
	case row >= p.countRows() || p.inUse(row):
	case r == nil:
		p.models.useUntrained()
	case r.bare:
		p.resume(r)
	default:
		p.use(r.folder)
	}
}

// use makes the model of a run the one in use.
func (p *runsPane) use(folder string) { p.models.openFile(filepath.Join(folder, run.ModelFile)) }

// tick marks a row's run for a comparison, or takes the mark away. Of three the one that was marked first is given up.
func (p *runsPane) tick(row int) {
	r := p.at(row)
	if r == nil {
		return
	}
	if p.ticked[r.folder] {
		delete(p.ticked, r.folder)
	} else {
		if others := p.listTicked(); len(others) == 2 {
			delete(p.ticked, others[1].folder)
		}
		p.ticked[r.folder] = true
	}
	p.refresh()
}

// listTicked are the runs that are marked, in the order of the table.
func (p *runsPane) listTicked() (list []*foundRun) {
	for _, r := range p.runs {
		if p.ticked[r.folder] {
			list = append(list, r)
		}
	}
	return list
}

func (p *runsPane) compareTicked() {
	if list := p.listTicked(); len(list) == 2 {
		showComparison(p.desk, list[0], list[1])
	}
}

func (p *runsPane) pickModel() {
	p.pickFile(p.Words.Text("runs.pick"), p.Settings.RunsFolder(), []string{".safetensors"}, p.models.openFile)
}
