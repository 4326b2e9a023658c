package window

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/widgets"
)

// evaluationTab shows how well the model in use tells people apart. It draws the distances of all pairs with the threshold to
// move, beside the numbers and the most confusing pairs.
type evaluationTab struct {
	desk
	page    tabPage
	links   evaluationLinks
	content fyne.CanvasObject

	empty    *widgets.EmptyState
	filled   *fyne.Container
	title    *widget.Label
	who      *widgets.Select
	saving   *widgets.Button
	thorough *widgets.Button // asks for folds
	writing  *widgets.Button // asks for the report
	progress *widgets.Progress
	all      *widgets.Button // shows all numbers, or folds them

	shown   *evaluation // nil: none
	scoring *scoring
	chart   *evaluationChart
	tiles   *tilesPane
	numbers *numbersPane
	pairs   *pairsPane
	folds   *foldsTest
	report  *reportWriter
}

// evaluationLinks lead out of the Evaluation tab.
type evaluationLinks struct {
	compare         func(paths ...string) // shows two photos in Verification
	openFolder      func()
	openSamples     func()
	train           func()
	pickModel       func()
	trainingChoices func() trainingChoices
}

// The choices of people.
const (
	testPeople = iota
	everyone
	inFolds
)

func newEvaluationTab(d desk, page tabPage, links evaluationLinks) *evaluationTab {
	t := &evaluationTab{desk: d, page: page, links: links}
	t.scoring = newScoring(t)
	t.folds = &foldsTest{t: t}
	t.report = &reportWriter{t: t}
	t.chart = newEvaluationChart(t)
	t.tiles = newTilesPane(t)
	t.numbers = newNumbersPane(t)
	t.pairs = newPairsPane(t)
	t.empty = widgets.NewEmptyState("", "", " ", nil)
	t.title = widget.NewLabel("")
	t.title.Truncation = fyne.TextTruncateEllipsis
	t.title.TextStyle.Bold = true
	t.who = widgets.NewSelect(func(int) { t.scoring.score() })
	t.saving = widgets.NewButton("", theme.DocumentSaveIcon(), t.chart.exportFigure)
	t.thorough = widgets.NewButton("", nil, t.folds.ask)
	t.writing = widgets.NewButton("", nil, t.report.ask)
	t.all = widgets.NewQuietButton("", nil, func() { foldNumbers(t, t.numbers.content.Visible()) })
	t.progress = widgets.NewProgress("", "")
	t.progress.OnStop = t.stop
	t.progress.Ask = t.folds.askToStop
	t.content = t.makeContent()
	t.Models.Changed.Add(t.scoring.score)
	t.Folder.Opened.Add(t.scoring.changeFolder)
	t.Folder.LeftOut.Add(t.scoring.changeFolder)
	t.Work.Changed.Add(t.enable)
	t.Words.KeepWritten(t.retranslate)
	return t
}

func (t *evaluationTab) makeContent() fyne.CanvasObject {
	actions := container.NewHBox(t.thorough, t.saving, t.writing)
	who := container.New(between{least: 160}, fixWidth(156, t.who), t.title, actions)
	beside := container.NewHBox(t.numbers.reset, t.all)
	tabs := container.NewBorder(nil, nil, t.chart.figures, beside)
	foot := container.New(pages{fyne.NewSize(100, 36)}, t.progress)
	panes := container.New(figurePanes{t.numbers.fullWidth}, t.chart.plot, t.numbers.content, t.pairs.content)
	t.filled = container.New(evaluationRows{}, who, t.tiles.content, tabs, panes, foot)
	return container.NewStack(t.empty, t.filled)
}

func (t *evaluationTab) retranslate() {
	words := t.Words
	t.nameChoices()
	t.chart.retranslate()
	t.saving.SetText(words.Text("evaluation.export"))
	t.thorough.SetText(words.Text("evaluation.thorough"))
	t.writing.SetText(words.Text("evaluation.report"))
	t.saving.SetTip(words.Text("tip.export"))
	t.thorough.SetTip(words.Text("tip.thorough"))
	t.writing.SetTip(words.Text("tip.report"))
	t.who.SetTip(words.Text("tip.who"))
	t.numbers.reset.SetTip(words.Text("tip.reset"))
	t.numbers.compare.SetTip(words.Text("tip.compare"))
	t.pairs.kind.SetTip(words.Text("explain.pairs"))
	nameFold(t)
	t.progress.SetWords(words.Text("stop"), words.Text("stopping"))
	t.progress.SetTip(words.Text("tip.stop"))
	t.numbers.retranslate()
	t.refresh()
}

// nameChoices offers the folds where there are some.
func (t *evaluationTab) nameChoices() {
	words := []string{t.Words.Text("evaluation.test"), t.Words.Text("evaluation.all")}
	if r := t.folds.result; r != nil {
		words = append(words, t.Words.Count("evaluation.infolds", len(r.folded.Folds)))
	}
	t.who.SetWords(words...)
}

// enable brings the controls in line with what can be done: one training at a time, and nothing is scored beside the folds.
func (t *evaluationTab) enable() {
	idle := t.folds.running == nil
	setEnabled(t.thorough, !t.Work.Running && t.Folder.Data != nil)
	setEnabled(t.who, idle)
	setEnabled(t.writing, idle && t.shown != nil)
	setEnabled(t.numbers.compare, idle)
}

// refresh shows what there is, or what to do to get something.
func (t *evaluationTab) refresh() {
	model := t.Models.Current
	nothing := t.shown == nil && t.folds.running == nil && (model == nil || model.Folder == "" && t.Folder.Data == nil)
	setVisible(t.empty, nothing)
	setVisible(t.filled, !nothing)
	t.showEmpty()
	t.enable()
	t.showNumbers()
	t.pairs.retranslate()
	t.chart.placeThreshold()
	t.chart.redraw()
}

func (t *evaluationTab) showEmpty() {
	words := t.Words
	if t.Folder.Data == nil {
		text := words.Text("evaluation.empty.nofolder")
		if t.Models.Current != nil {
			text = words.Text("evaluation.empty.open")
		}
		t.empty.SetWords(words.Text("evaluation.empty.title"), text, words.Text("dataset.open"))
		t.empty.SetAction(t.links.openFolder)
		t.empty.SetSecond(words.Text("dataset.sample"), t.links.openSamples)
		t.empty.SetTips(words.Text("tip.openfolder"), words.Text("tip.samples"))
		return
	}
	t.empty.SetWords(words.Text("evaluation.empty.title"), words.Text("evaluation.empty.train"), words.Text("training.start"))
	t.empty.SetAction(t.links.train)
	t.empty.SetSecond(words.Text("runs.open"), t.links.pickModel)
	t.empty.SetTips(words.Text("tip.start"), words.Text("tip.openmodel"))
}

// showNumbers writes the title and all numbers beside the figure. Nothing is measured here.
func (t *evaluationTab) showNumbers() {
	title := ""
	if e := t.shown; e != nil {
		key := [...]string{testPeople: "evaluation.title.test", everyone: "evaluation.title.all", inFolds: "evaluation.title.folds"}[e.who]
		title = t.Words.Text(key, e.of, t.Words.CountPeopleAndPhotos(e.people, e.photos))
	}
	t.title.SetText(title)
	t.numbers.show()
}

// show shows an evaluation, first without intervals, then with them.
func (t *evaluationTab) show(e *evaluation) {
	t.shown = e
	t.chart.begin(e)
	t.refresh()
	t.chart.settle()
	t.scoring.findIntervals(*e)
}

// update shows the same evaluation with more known of it. The threshold stays where it was moved to.
func (t *evaluationTab) update(e *evaluation) {
	if r := t.folds.result; r != nil && r.folded == e.folded {
		t.folds.result = e
	}
	t.shown = e
	t.showNumbers()
	t.chart.redraw()
}

// reportEnd ends the progress with what happened.
func (t *evaluationTab) reportEnd(err error) {
	t.progress.Done("")
	switch {
	case errors.Is(err, context.Canceled):
		t.progress.Done(t.Words.Text("evaluation.stopped"))
	case err != nil:
		t.showError(t.Words.Text("evaluation.cannot"), err)
	}
}

// stop ends what the progress shows.
func (t *evaluationTab) stop() {
	if t.folds.running != nil {
		t.folds.running.cancel()
		return
	}
	t.scoring.cancel()
}

// close ends what goes on.
func (t *evaluationTab) close() {
	t.stop()
	t.scoring.close()
	t.chart.close()
	t.pairs.list.Close()
}
