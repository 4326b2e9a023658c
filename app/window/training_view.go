package window

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/run"
	"siamface/model/train"
	"siamface/widgets"
)

func (t *trainingTab) makeView() {
	t.loss = widgets.NewLiveChart("", "", "")
	t.accuracy = widgets.NewLiveChart("", "", "")
	t.progress = widgets.NewProgress("", "")
	t.progress.OnStop = func() { t.cancel() }
	t.health = widget.NewLabel("")
	t.health.Truncation = fyne.TextTruncateEllipsis
	t.health.SizeName = theme.SizeNameCaptionText
	t.healthAll = widgets.NewQuietButton("", nil, t.showWarnings)
	t.healthAll.Hide()
	t.reached = widgets.NewNumberTable()
	t.reachedTitle = widget.NewLabel("")
	t.reachedTitle.Truncation = fyne.TextTruncateEllipsis
	t.reachedTitle.TextStyle.Bold = true
}

// view puts the curves above, and what was reached beside the earlier runs below.
func (t *trainingTab) view() fyne.CanvasObject {
	reached := container.NewBorder(t.reachedTitle, nil, nil, nil, container.NewVScroll(padded(0, 0, 2*step, 0, t.reached)))
	foot := container.NewGridWithColumns(2, padded(0, 0, 0, 2*step, t.runs.content), padded(0, 0, 2*step, 0, reached))
	layout := column{
		gap: 2 * step, shares: map[int]float32{0: 1, 1: 1, 4: 1.5}, least: map[int]float32{0: 68, 1: 68, 4: 52},
	}
	return container.New(layout, t.loss, t.accuracy, t.progress, padded(-step, -step, -2*step, 0, container.NewBorder(nil, nil, nil, t.healthAll, t.health)), container.New(pages{fyne.NewSize(320, 52)}, foot))
}

// nameCurves writes what the curves show, and why there are none as long as there are none.
func (t *trainingTab) nameCurves(solved bool) {
	none := "training.nothing"
	if solved {
		none = "training.nocurves"
	}
	t.loss.SetWords(t.w.t("training.loss"), t.w.t("training.epoch"), t.w.t(none))
	t.accuracy.SetWords(t.w.t("training.accuracy"), t.w.t("training.epoch"), t.w.t(none))
}

// showCurves draws the history so far.
func (t *trainingTab) showCurves() {
	column := func(of func(train.Epoch) float64) []float64 {
		values := make([]float64, len(t.history))
		for i, e := range t.history {
			values[i] = of(e)
		}
		return values
	}
	series := func(training, validation func(train.Epoch) float64) []widgets.Series {
		return []widgets.Series{
			{Name: t.w.t("split.train"), Color: widgets.ColorTraining, Y: column(training)},
			{Name: t.w.t("split.validation"), Color: widgets.ColorValidation, Dashed: true, Y: column(validation)},
		}
	}
	t.loss.SetTotal(t.total)
	t.accuracy.SetTotal(t.total)
	t.loss.SetSeries(series(func(e train.Epoch) float64 { return e.Loss }, func(e train.Epoch) float64 { return e.ValidationLoss }))
	t.accuracy.SetSeries(series(func(e train.Epoch) float64 { return e.Accuracy },
		func(e train.Epoch) float64 { return e.ValidationAccuracy }))
}

// showHealth says what goes wrong in the run, or that nothing does.
func (t *trainingTab) showHealth() {
	text := ""
	switch {
	case len(t.warnings) > 0:
		text = "⚠ " + t.w.translated(t.warnings[len(t.warnings)-1])
	case len(t.history) > 0:
		text = t.w.t("training.healthy")
	}
	t.health.SetText(text)
	t.healthAll.SetText(t.w.n("training.warnings", len(t.warnings)))
	setVisible(t.healthAll, len(t.warnings) > 0)
}

// showWarnings shows in full what goes wrong, with what to try.
func (t *trainingTab) showWarnings() {
	list := container.NewVBox()
	for _, text := range t.warnings {
		label := widget.NewLabel("⚠ " + t.w.translated(text))
		label.Wrapping = fyne.TextWrapWord
		list.Add(label)
	}
	t.w.sheet(t.w.t("training.warnings.title"), container.NewVScroll(list), fyne.NewSize(560, 320))
}

// showEvent shows where a run stands.
func (t *trainingTab) showEvent(e run.Event) {
	w := t.w
	part := -1.0
	if e.Total > 0 {
		part = float64(e.Done) / float64(e.Total)
	}
	switch e.Stage {
	case run.Reading:
		t.progress.Set(part, w.t("stage.reading", grouped(e.Done), grouped(e.Total)), "")
	case run.Training:
		t.showStep(*e.Train)
	case run.Checking:
		t.progress.Set(part, w.t("stage.checking"), "")
	case run.Refitting:
		t.progress.Set(part, w.t("stage.refitting"), "")
	case run.Measuring:
		t.progress.Set(-1, w.t("stage.measuring"), "")
	case run.Writing:
		t.progress.Set(-1, w.t("stage.writing"), "")
	}
}

func (t *trainingTab) showStep(e train.Event) {
	done := float64((e.Epoch-1)*e.Steps+e.Step) / float64(e.Epochs*e.Steps)
	t.progress.Set(done, t.w.t("stage.training", e.Epoch, e.Epochs, grouped(int(e.PairsPerSecond))), t.w.t("stage.left", clock(e.Left)))
}

// showHistory draws the epochs that are done, where there are new ones.
func (t *trainingTab) showHistory(e train.Event) {
	if len(e.History) != len(t.history) || t.total != e.Epochs {
		t.history, t.total, t.warnings = e.History, e.Epochs, e.Warnings
		t.showCurves()
		t.showHealth()
	}
}

// showReached shows in numbers what the last run reached.
func (t *trainingTab) showReached() {
	w := t.w
	if t.result == nil {
		t.reachedTitle.SetText("")
		t.reached.SetNumbers(nil)
		return
	}
	r := t.result.report
	title := w.t("evaluation.title.test", w.folderTitle(r.Folder), w.peopleAndPhotos(r.Test.People, r.Test.Photos))
	if r.Stopped {
		title = w.t("reached.stopped", r.Epochs, r.Settings.Epochs)
	}
	t.reachedTitle.SetText(title)
	m := r.Test
	t.reached.SetNumbers([]widgets.Number{
		w.rate("number.eer", m.EER, m.Impostor, ""),
		w.rate("number.accuracy", m.Accuracy, m.Genuine, w.t("number.at", number(m.Threshold))),
		w.rate("number.half", m.AccuracyAtHalf, m.Genuine, ""),
		{Label: "AUC", Value: number(m.AUC)},
		{Label: w.t("number.genuine"), Value: grouped(m.Genuine)},
		{Label: w.t("number.impostor"), Value: grouped(m.Impostor)},
	})
}

// rate is a row with a share of n things in percent.
func (s *state) rate(key string, v *float64, n int, note string) widgets.Number {
	if v == nil {
		return widgets.Number{Label: s.t(key), Value: "–"}
	}
	return widgets.Number{Label: s.t(key), Value: percentText(*v, n), Unit: "%", Note: note}
}

// number writes a figure without a unit.
func number(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.3f", *v)
}
