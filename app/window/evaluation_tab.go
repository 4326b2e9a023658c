package window

import (
	"context"
	"math"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/widgets"
)

// evaluationTab shows how well the model in use tells people apart: the distances of all pairs of some people as figures with
// the threshold to move, the numbers, and the most confusing pairs.
type evaluationTab struct {
	w       *Window
	content fyne.CanvasObject

	empty    *widgets.EmptyState
	shown    *fyne.Container
	figures  *widgets.TabBar
	plot     *widgets.Plot
	numbers  *numbersPane
	pairs    *pairsPane
	title    *widget.Label
	who      *widgets.Select
	saving   *widgets.Button
	thorough *widgets.Button
	page     *widgets.Button // for the report
	progress *widgets.Progress
	form     *foldsForm // that asks for folds

	scored    *scored
	threshold float64     // where it was moved to
	around    atThreshold // the intervals there
	folded    *scored     // the last test in folds
	running   *foldsRun   // the one that goes on, nil: none
	drawn     atomic.Pointer[drawing]

	cancel             context.CancelFunc // of scoring
	settling, bounding func()             // cancel what finds intervals
	version            int                // of the scoring: only the newest counts
	waiting            bool               // whether people are to be scored once the tab is seen
}

// The choices of people.
const (
	testPeople = iota
	everyone
	inFolds
)

func newEvaluationTab(w *Window) *evaluationTab {
	t := &evaluationTab{w: w, cancel: func() {}, settling: func() {}, bounding: func() {}, threshold: math.NaN()}
	t.empty = widgets.NewEmptyState("", "", " ", nil)
	t.figures = widgets.NewTabBar(figureCount, func(int) { t.redraw() })
	t.plot = widgets.NewPlot(t.draw)
	t.plot.OnMoved = t.setThreshold
	t.numbers, t.pairs = newNumbersPane(t), newPairsPane(t)
	t.title = widget.NewLabel("")
	t.title.Truncation = fyne.TextTruncateEllipsis
	t.title.TextStyle.Bold = true
	t.who = widgets.NewSelect(func(int) { t.score() })
	t.saving = widgets.NewButton("", theme.DocumentSaveIcon(), t.export)
	t.thorough = widgets.NewButton("", nil, t.askFolds)
	t.page = widgets.NewButton("", nil, t.askReport)
	t.progress = widgets.NewProgress("", "")
	t.progress.OnStop = t.stop

	head := container.NewBorder(nil, nil, t.figures, nil, t.title)
	foot := container.NewBorder(nil, nil, container.NewHBox(wide(156, t.who), t.saving, t.page, t.thorough), nil,
		padded(0, 0, 3*step, 0, container.New(pages{fyne.NewSize(100, 36)}, t.progress)))
	panes := container.New(figurePanes{}, t.plot, t.numbers.content, t.pairs.content)
	t.shown = container.NewBorder(head, padded(2*step, 0, 0, 0, foot), nil, nil, panes)
	t.content = container.NewStack(t.empty, t.shown)
	w.onModel = append(w.onModel, t.score)
	w.onData = append(w.onData, t.otherFolder)
	w.onTraining = append(w.onTraining, t.enable)
	w.say(t.speak)
	return t
}

func (t *evaluationTab) speak() {
	w := t.w
	t.nameChoices()
	t.figures.SetWords(w.t("figures.histogram"), "ROC", "DET", "FMR/FNMR", w.t("figures.calibration"))
	t.plot.SetName(w.t("figure.threshold"))
	t.saving.SetText(w.t("evaluation.export"))
	t.thorough.SetText(w.t("evaluation.thorough"))
	t.page.SetText(w.t("evaluation.report"))
	t.progress.SetWords(w.t("stop"), w.t("stopping"))
	t.numbers.speak(w)
	t.refresh()
}

// nameChoices offers the folds where there are some.
func (t *evaluationTab) nameChoices() {
	words := []string{t.w.t("evaluation.test"), t.w.t("evaluation.all")}
	if t.folded != nil {
		words = append(words, t.w.n("evaluation.infolds", len(t.folded.folded.Folds)))
	}
	t.who.SetWords(words...)
}

// enable brings the controls in line with what can be done: one training at a time, and nothing is scored beside the folds.
func (t *evaluationTab) enable() {
	able := func(o fyne.Disableable, can bool) {
		if can {
			o.Enable()
		} else {
			o.Disable()
		}
	}
	able(t.thorough, !t.w.state.training && t.w.data != nil)
	able(t.who, t.running == nil)
	able(t.page, t.running == nil && t.scored != nil)
	able(t.numbers.compare, t.running == nil)
}

// stop ends what the progress shows.
func (t *evaluationTab) stop() {
	if t.running != nil {
		t.running.cancel()
		return
	}
	t.cancel()
}

// refresh shows what there is, or what to do to get something.
func (t *evaluationTab) refresh() {
	model := t.w.model
	nothing := t.scored == nil && t.running == nil && (model == nil || model.folder == "" && t.w.data == nil)
	setVisible(t.empty, nothing)
	setVisible(t.shown, !nothing)
	t.showEmpty()
	t.enable()
	t.showNumbers()
	t.pairs.speak()
	t.placeThreshold()
	t.redraw()
}

func (t *evaluationTab) showEmpty() {
	w := t.w
	if w.data == nil {
		text := w.t("evaluation.empty.nofolder")
		if w.model != nil {
			text = w.t("evaluation.empty.open")
		}
		t.empty.SetWords(w.t("evaluation.empty.title"), text, w.t("dataset.open"))
		t.empty.SetAction(w.dataset.pick)
		t.empty.SetSecond(w.t("dataset.sample"), func() {
			w.selectTab(tabDataset)
			w.dataset.openSamples()
		})
		return
	}
	t.empty.SetWords(w.t("evaluation.empty.title"), w.t("evaluation.empty.train"), w.t("training.start"))
	t.empty.SetAction(w.startTraining)
	t.empty.SetSecond(w.t("runs.open"), w.training.runs.pickModel)
}

// close ends what goes on.
func (t *evaluationTab) close() {
	t.stop()
	t.cancel()
	t.settling()
	t.bounding()
	t.plot.Close()
	t.pairs.list.Close()
}
