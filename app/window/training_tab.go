package window

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/recipes"
	"siamface/widgets"
)

// trainingTab trains on the open folder and shows how it goes; runs of earlier days are listed below.
type trainingTab struct {
	desk
	content     fyne.CanvasObject
	form        *trainingForm
	start, best *widgets.Button // best opens the search
	view        *trainingView
	search      *recipeSearch
	runs        *runsPane
	progress    *widgets.Progress

	cancel context.CancelFunc // of the run that goes on
	ended  func()             // called once the run has ended
	last   func() string      // what was said at the end of the last run
	result *session.Model     // what the last run reached
}

func newTrainingTab(d desk, models *modelChooser) *trainingTab {
	t := &trainingTab{desk: d, cancel: func() {}}
	t.form = newTrainingForm(d, t.enable, func() { t.runs.reload() })
	t.start = widgets.NewButton("", nil, t.startRun)
	t.start.Importance = widget.HighImportance
	t.best = widgets.NewButton("", nil, func() { t.search.open() })
	t.progress = widgets.NewProgress("", "")
	t.progress.OnStop = func() { t.cancel() }
	t.view = newTrainingView(d)
	t.search = newRecipeSearch(t)
	t.runs = newRunsPane(d, models)
	start := addPadding(2*step, 0, 0, 2*step, container.NewVBox(t.start, t.best)) // in sight however long the form is
	form := addPadding(0, 0, 0, 2*step, fixWidth(232+2*step, container.NewBorder(nil, start, nil, nil, t.form.scroll)))
	t.content = container.NewBorder(nil, nil, form, nil, t.view.makeContent(t.progress, t.runs.content))
	t.form.checked = t.search.enable
	t.Folder.Opened.Add(t.form.checkFolder)
	t.Folder.SplitChanged.Add(t.form.checkFolder)
	t.Folder.LeaksCounted.Add(t.form.showProblem)
	t.Work.Changed.Add(t.enable)
	t.Models.Changed.Add(t.form.showProblem)
	t.Words.KeepWritten(t.retranslate)
	return t
}

func (t *trainingTab) retranslate() {
	t.form.retranslate()
	t.best.SetText(t.Words.Text("training.best"))
	t.search.retranslate()
	t.progress.SetWords(t.Words.Text("stop"), t.Words.Text("stopping"))
	if t.last != nil && !t.progress.Active() {
		t.progress.Done(t.last())
	}
	t.view.retranslate(t.result)
	t.runs.retranslate()
	t.enable()
}

// enable brings the form in line with what can be done.
func (t *trainingTab) enable() {
	recipe, _ := recipes.Find(t.form.recipe.Selected)
	t.form.showRows(recipe)
	t.view.setSolved(recipe.Solved())
	word := "training.start"
	if t.Work.Running {
		word = "training.running"
	}
	t.start.SetText(t.Words.Text(word))
	setEnabled(t.start, !t.Work.Running)
	t.form.checkFolder()
}
