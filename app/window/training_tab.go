package window

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/recipes"
	"siamface/model/run"
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
	prospect    *runProspect

	cancel   context.CancelFunc // of the run that goes on
	running  string             // its folder
	stage    run.Stage          // where it stands
	question dialog.Dialog      // whether to stop it; nil: nobody was asked
	ended    func()             // called once the run has ended
	last     func() string      // what was said at the end of the last run
	result   *session.Model     // what the last run reached
}

// trainingLinks lead out of the Training tab.
type trainingLinks struct {
	verify, evaluate        func() // show those tabs
	openFolder, openSamples func()
}

func newTrainingTab(d desk, models *modelChooser, links trainingLinks) *trainingTab {
	t := &trainingTab{desk: d, cancel: func() {}}
	t.form = newTrainingForm(d, t.chooseAnother, func() { t.runs.reload() })
	t.start = widgets.NewButton("", nil, t.startRun)
	t.start.Importance = widget.HighImportance
	t.best = widgets.NewButton("", nil, func() { t.search.open() })
	t.progress = widgets.NewProgress("", "")
	t.progress.OnStop = func() { t.cancel() }
	t.progress.Ask = t.askToStop
	t.view = newTrainingView(d, links, func() { t.runs.use(t.view.shown.folder) })
	t.search = newRecipeSearch(t)
	t.runs = newRunsPane(d, models, t.showRun)
	t.runs.resume = t.resumeRun
	card := widgets.NewCard(container.NewVBox(t.form.card, t.start, t.best)) // in sight however long the rest is
	form := addPadding(0, 0, 0, 4*step, fixWidth(236, container.NewBorder(card, nil, nil, nil, addPadding(2*step, 0, 0, 0, t.form.scroll))))
	t.content = container.NewBorder(nil, nil, form, nil, t.view.makeContent(t.progress, t.runs.content))
	t.prospect = &runProspect{t: t}
	t.view.prospect = t.prospect.describe
	t.form.checked = func() {
		t.search.enable()
		t.prospect.foresee()
	}
	t.Folder.Opened.Add(func() {
		t.chooseAnother()
		t.form.checkFolder()
	})
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
	t.best.SetTip(t.Words.Text("tip.best"))
	t.search.retranslate()
	t.progress.SetWords(t.Words.Text("stop"), t.Words.Text("stopping"))
	t.progress.SetTip(t.Words.Text("tip.stop"))
	if t.last != nil && !t.progress.Active() {
		t.progress.Done(t.last())
	}
	t.view.retranslate()
	t.runs.retranslate()
	t.enable()
}

// chooseAnother is called when another recipe is chosen or another folder open: what comes next is shown, not what was.
func (t *trainingTab) chooseAnother() {
	if !t.Work.Running {
		t.runs.unselect()
		t.view.showRun(nil)
	}
	t.enable()
}

// showRun shows a run that was chosen, unless one goes on.
func (t *trainingTab) showRun(r *shownRun) {
	if !t.progress.Active() {
		t.view.showRun(r)
	}
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
	t.start.SetTip(t.Words.Text("tip.start"))
	setEnabled(t.start, !t.Work.Running)
	t.form.checkFolder()
}
