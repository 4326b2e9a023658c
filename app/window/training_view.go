package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/format"
	"siamface/model/run"
	"siamface/model/train"
	"siamface/widgets"
)

// trainingView shows how a run goes, and what the last one reached.
type trainingView struct {
	desk
	charts       *curveCharts
	health       *widget.Label
	healthAll    *widgets.Button // shows the warnings in full
	reached      *widgets.NumberTable
	reachedTitle *widget.Label

	history  []train.Epoch
	total    int // epochs of the run shown
	warnings []string
}

func newTrainingView(d desk) *trainingView {
	v := &trainingView{desk: d, total: defaultEpochs}
	v.charts = newCurveCharts(d.Words)
	v.health = widget.NewLabel("")
	v.health.Truncation = fyne.TextTruncateEllipsis
	v.health.SizeName = theme.SizeNameCaptionText
	v.healthAll = widgets.NewQuietButton("", nil, v.showWarnings)
	v.healthAll.Hide()
	v.reached = widgets.NewNumberTable()
	v.reachedTitle = widget.NewLabel("")
	v.reachedTitle.Truncation = fyne.TextTruncateEllipsis
	v.reachedTitle.TextStyle.Bold = true
	return v
}

// makeContent puts the curves above, and what was reached beside the earlier runs below.
func (v *trainingView) makeContent(progress, runs fyne.CanvasObject) fyne.CanvasObject {
	reached := container.NewBorder(v.reachedTitle, nil, nil, nil, container.NewVScroll(addPadding(0, 0, 2*step, 0, v.reached)))
	foot := container.NewGridWithColumns(2, addPadding(0, 0, 0, 2*step, runs), addPadding(0, 0, 2*step, 0, reached))
	health := addPadding(-step, -step, -2*step, 0, container.NewBorder(nil, nil, nil, v.healthAll, v.health))
	layOut := column{
		gap: 2 * step, shares: map[int]float32{0: 2, 3: 1.5}, least: map[int]float32{0: 144, 3: 52},
	}
	return container.New(layOut, v.charts.content, progress, health, container.New(pages{fyne.NewSize(320, 52)}, foot))
}

func (v *trainingView) retranslate(result *session.Model) {
	v.showCurves()
	v.showReached(result)
	v.showHealth()
}

// begin shows that a run of so many epochs has begun.
func (v *trainingView) begin(epochs int) {
	v.history, v.total, v.warnings = nil, epochs, nil
	v.showCurves()
	v.showHealth()
	v.showReached(nil)
}

// end shows what a run came to.
func (v *trainingView) end(r *run.Result) {
	v.warnings = r.Report.Warnings
	if (r.Stopped || r.Report.Early) && len(v.history) > 0 {
		v.total = len(v.history)
		v.showCurves()
	}
}

// setSolved tells whether the recipe chosen is solved without epochs: then the charts say so.
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
		text = "⚠ " + v.Words.Translate(v.warnings[len(v.warnings)-1])
	case len(v.history) > 0:
		text = v.Words.Text("training.healthy")
	}
	v.health.SetText(text)
	v.healthAll.SetText(v.Words.Count("training.warnings", len(v.warnings)))
	setVisible(v.healthAll, len(v.warnings) > 0)
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

// showHistory draws the epochs that are done, where there are new ones.
func (v *trainingView) showHistory(e train.Event) {
	if len(e.History) != len(v.history) || v.total != e.Epochs {
		v.history, v.total, v.warnings = e.History, e.Epochs, e.Warnings
		v.showCurves()
		v.showHealth()
	}
}

// showReached shows in numbers what the last run reached.
func (v *trainingView) showReached(result *session.Model) {
	words := v.Words
	if result == nil {
		v.reachedTitle.SetText("")
		v.reached.SetNumbers(nil)
		return
	}
	r := result.Report
	title := words.Text("evaluation.title.test", v.FolderTitle(r.Folder), words.CountPeopleAndPhotos(r.Test.People, r.Test.Photos))
	if r.Stopped {
		title = words.Text("reached.stopped", r.Epochs, r.Settings.Epochs)
	}
	v.reachedTitle.SetText(title)
	m := r.Test
	v.reached.SetNumbers([]widgets.Number{
		rateRow(words, "number.eer", m.EER, m.Genuine, ""),
		rateRow(words, "number.accuracy", m.Accuracy, m.Genuine, words.Text("number.at", writeNumber(m.Threshold, 3))),
		rateRow(words, "number.half", m.AccuracyAtHalf, m.Genuine, ""),
		{Label: "AUC", Value: writeNumber(m.AUC, 3)},
		{Label: words.Text("number.genuine"), Value: format.Count(m.Genuine)},
		{Label: words.Text("number.impostor"), Value: format.Count(m.Impostor)},
	})
}
