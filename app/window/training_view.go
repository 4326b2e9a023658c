package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/format"
	"siamface/model/run"
	"siamface/model/train"
	"siamface/widgets"
)

// shownRun is a run whose curves and numbers are shown.
type shownRun struct {
	folder  string
	report  run.Report
	history []train.Epoch
}

// trainingView shows what a run will be, how it goes, and what it came to.
type trainingView struct {
	desk
	headline  *widgets.Headline
	use       *widgets.Button // makes the run's model the one in use
	verify    *widgets.Button
	evaluate  *widgets.Button
	folder    *widgets.Button
	samples   *widgets.Button
	charts    *curveCharts
	health    *widgets.Passage
	healthAll *widgets.Button // shows the warnings in full
	warned    *widgets.Button // the same, of a run that has ended
	numbers   *widgets.NumberTable
	steps     *widget.Label // what will happen

	running, outcome, drawn, planned fyne.CanvasObject // of which some are shown at a time

	prospect func() (title, text, steps string) // of the run that the form stands for
	shown    *shownRun                          // nil: none
	busy     bool
	history  []train.Epoch
	total    int // epochs of the run shown
	warnings []string
}

func newTrainingView(d desk, links trainingLinks, use func()) *trainingView {
	v := &trainingView{desk: d, total: defaultEpochs, headline: widgets.NewHeadline(), numbers: widgets.NewNumberTable()}
	v.charts = newCurveCharts(d.Words)
	v.use = widgets.NewButton("", nil, use)
	v.use.Importance = widget.HighImportance
	v.verify = widgets.NewButton("", nil, links.verify)
	v.evaluate = widgets.NewButton("", nil, links.evaluate)
	v.folder = widgets.NewButton("", nil, links.openFolder)
	v.samples = widgets.NewButton("", nil, links.openSamples)
	v.health = widgets.NewPassage(1)
	v.healthAll = widgets.NewQuietButton("", theme.WarningIcon(), v.showWarnings)
	v.warned = widgets.NewQuietButton("", theme.WarningIcon(), v.showWarnings)
	v.healthAll.Hide()
	v.warned.Hide()
	v.steps = widget.NewLabel("")
	v.steps.Wrapping = fyne.TextWrapWord
	d.Models.Changed.Add(v.refresh)
	return v
}

// makeContent puts what leads the eye above, the curves and numbers below it, and the runs at the foot.
func (v *trainingView) makeContent(progress, runs fyne.CanvasObject) fyne.CanvasObject {
	v.outcome = container.New(outcomeLead{}, v.headline, v.warned, v.use, v.verify, v.evaluate, v.folder, v.samples)
	health := container.NewBorder(nil, nil, nil, container.NewVBox(v.healthAll), v.health)
	v.running = container.NewBorder(progress, nil, nil, nil, health)
	lead := container.New(pages{fyne.NewSize(320, leadHeight)}, v.outcome, v.running) // higher where it is narrow
	v.drawn = container.New(curvePanes{v.numbers}, v.charts.content, container.NewVScroll(v.numbers))
	v.planned = container.NewVScroll(alignText(v.steps))
	middle := container.New(pages{fyne.NewSize(320, 96)}, v.drawn, v.planned)
	return scrollPage(container.New(trainingRows{}, lead, middle, container.New(pages{fyne.NewSize(320, 96)}, runs)))
}

func (v *trainingView) retranslate() {
	words := v.Words
	v.use.SetText(words.Text("outcome.use"))
	v.use.SetTip(words.Text("tip.use"))
	v.verify.SetText(words.Text("outcome.verify"))
	v.verify.SetTip(words.Text("tip.verify"))
	v.evaluate.SetText(words.Text("outcome.evaluate"))
	v.evaluate.SetTip(words.Text("tip.evaluate"))
	v.folder.SetText(words.Text("outcome.folder"))
	v.folder.SetTip(words.Text("tip.openfolder"))
	v.samples.SetText(words.Text("outcome.samples"))
	v.samples.SetTip(words.Text("tip.samples"))
	v.showCurves()
	v.showHealth()
	v.refresh()
}

// begin shows that a run of so many epochs has begun.
func (v *trainingView) begin(epochs int) {
	v.shown, v.busy = nil, true
	v.history, v.total, v.warnings = nil, epochs, nil
	v.showCurves()
	v.showHealth()
	v.refresh()
}

// end shows a run that has ended; nil shows the prospect of the next one.
func (v *trainingView) end(r *shownRun) {
	v.busy = false
	v.showRun(r)
}

// showRun brings back the curves and the numbers of a run; nil shows the prospect of the next one.
func (v *trainingView) showRun(r *shownRun) {
	if v.shown = r; r != nil {
		v.history, v.total, v.warnings = r.history, max(len(r.history), 2), r.report.Warnings
		if !r.report.Stopped && !r.report.Early && r.report.Settings.Epochs > 0 {
			v.total = r.report.Settings.Epochs
		}
		v.setSolved(r.report.Settings.Epochs == 0)
	}
	v.showCurves()
	v.showHealth()
	v.refresh()
}

// refresh shows what there is to show: the run that goes on, the one that was chosen, or the prospect of the next.
func (v *trainingView) refresh() {
	if v.running == nil {
		return // it is being made
	}
	setVisible(v.running, v.busy)
	setVisible(v.outcome, !v.busy)
	setVisible(v.drawn, v.busy || v.shown != nil)
	setVisible(v.planned, !v.busy && v.shown == nil)
	inUse := v.shown != nil && v.Models.Current != nil && v.Models.Current.Folder == v.shown.folder
	setVisible(v.use, v.shown != nil && !inUse)
	setVisible(v.verify, inUse)
	setVisible(v.evaluate, inUse)
	none := v.shown == nil && v.Folder.Data == nil
	setVisible(v.folder, none)
	setVisible(v.samples, none)
	v.headline.SetTip("")
	switch {
	case v.shown != nil:
		v.headline.SetTip(v.Words.Text("explain.eer"))
		v.headline.SetWords(describeGain(v.Words, v.shown.report), v.describeRun(inUse))
		v.numbers.SetNumbers(runNumbers(v.Words, v.shown.report))
	case v.prospect != nil:
		title, text, steps := v.prospect()
		v.headline.SetWords(title, text)
		v.steps.SetText(steps)
		v.numbers.SetNumbers(nil)
	}
}

// setSolved tells whether the recipe is solved without epochs: then the charts say so.
func (v *trainingView) setSolved(solved bool) {
	if solved != v.charts.solved {
		v.charts.solved = solved
		v.showCurves()
	}
}

// showCurves draws the history so far.
func (v *trainingView) showCurves() { v.charts.showEpochs(v.history, v.total) }

// showHealth says what goes wrong in the run, or that nothing does.
func (v *trainingView) showHealth() {
	text := ""
	switch {
	case len(v.warnings) > 0:
		text = v.Words.Translate(v.warnings[len(v.warnings)-1])
	case len(v.history) > 0:
		text = v.Words.Text("training.healthy")
	}
	v.health.SetText(text)
	for _, b := range []*widgets.Button{v.healthAll, v.warned} {
		b.SetText(format.Count(len(v.warnings)))
		b.SetTip(v.Words.Count("training.warnings", len(v.warnings)))
	}
	setVisible(v.healthAll, len(v.warnings) > 0)
	setVisible(v.warned, v.shown != nil && len(v.warnings) > 0)
}

// showWarnings shows in full what goes wrong, with what to try.
func (v *trainingView) showWarnings() {
	list := container.NewVBox()
	for _, text := range v.warnings {
		label := widget.NewLabel("⚠ " + v.Words.Translate(text))
		label.Wrapping = fyne.TextWrapWord
		list.Add(label)
	}
	v.showSheet(v.Words.Text("training.warnings.title"), container.NewVScroll(list), fyne.NewSize(560, 320))
}

// showHistory draws the epochs that are done, where there are new ones, and what is wrong, where that changed.
func (v *trainingView) showHistory(e train.Event) {
	if len(e.History) != len(v.history) || v.total != e.Epochs {
		v.history, v.total, v.warnings = e.History, e.Epochs, e.Warnings
		v.showCurves()
		v.showHealth()
	}
}
