//go:build !headless

package app

import (
	"context"
	"image"
	"math"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/evaluate"
	"siamface/model/figure"
	"siamface/widgets"
)

// evaluationTab shows how well the model in use tells people apart: the distances of all pairs of some people, and numbers.
type evaluationTab struct {
	w       *Window
	content fyne.CanvasObject

	empty    *widgets.EmptyState
	shown    *fyne.Container
	picture  *widgets.Picture
	table    *widgets.NumberTable
	title    *widget.Label
	who      *widgets.Select
	saving   *widgets.Button
	progress *widgets.Progress

	scored  *scored
	drawn   atomic.Pointer[drawing] // what the picture's goroutine draws
	cancel  context.CancelFunc
	version int  // of the scoring: only the newest counts
	waiting bool // whether people are to be scored once the tab is seen
}

// scored are the distances of some people's pairs.
type scored struct {
	scores         evaluate.Scores
	threshold      float64
	people, photos int
	skipped        int
	everyone       bool
	of             string // the folder
}

// drawing is a histogram's data with the words it is drawn with.
type drawing struct {
	scored *scored
	style  func(dark bool) figure.Style
}

// The choices of people.
const (
	testPeople = iota
	everyone
)

func newEvaluationTab(w *Window) *evaluationTab {
	t := &evaluationTab{w: w, cancel: func() {}}
	t.empty = widgets.NewEmptyState("", "", " ", nil)
	t.picture = widgets.NewPicture(t.draw)
	t.table = widgets.NewNumberTable()
	t.title = widget.NewLabel("")
	t.title.Truncation = fyne.TextTruncateEllipsis
	t.title.TextStyle.Bold = true
	t.who = widgets.NewSelect(func(int) { t.score() })
	t.saving = widgets.NewButton("", theme.DocumentSaveIcon(), t.export)
	t.progress = widgets.NewProgress("", "")
	t.progress.OnStop = func() { t.cancel() }

	numbers := container.NewVScroll(padded(0, 0, 3*step, step, t.table))
	foot := container.NewBorder(nil, nil, container.NewHBox(wide(230, t.who), t.saving), nil,
		padded(0, 0, 3*step, 0, container.New(pages{fyne.NewSize(100, 36)}, t.progress)))
	t.shown = container.NewBorder(t.title, padded(2*step, 0, 0, 0, foot), nil, nil, container.New(beside{}, t.picture, numbers))
	t.content = container.NewStack(t.empty, t.shown)
	w.onModel = append(w.onModel, t.score)
	w.onData = append(w.onData, t.otherFolder)
	w.say(t.speak)
	return t
}

func (t *evaluationTab) speak() {
	w := t.w
	t.who.SetWords(w.t("evaluation.test"), w.t("evaluation.all"))
	t.saving.SetText(w.t("evaluation.export"))
	t.progress.SetWords(w.t("stop"), w.t("stopping"))
	t.refresh()
}

// refresh shows what there is, or what to do to get something.
func (t *evaluationTab) refresh() {
	nothing := t.w.model == nil || t.w.model.folder == "" && t.w.data == nil
	setVisible(t.empty, nothing)
	setVisible(t.shown, !nothing)
	t.showEmpty()
	t.showNumbers()
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

// redraw takes the words along: they belong to Fyne's goroutine, the drawing doesn't.
func (t *evaluationTab) redraw() {
	light, dark := t.w.style(false), t.w.style(true)
	t.drawn.Store(&drawing{t.scored, func(d bool) figure.Style {
		if d {
			return dark
		}
		return light
	}})
	t.picture.Redraw()
}

// draw runs off Fyne's goroutine.
func (t *evaluationTab) draw(_ context.Context, size widgets.PictureSize) image.Image {
	d := t.drawn.Load()
	if d == nil || d.scored == nil {
		return nil
	}
	return figure.ImageAt(d.scored.figure(d.style(size.Dark)), size.Width, size.Height, resolution(size))
}

// resolution is the pixels an inch at which a figure's text is as high as the window's; a small picture has smaller text.
func resolution(size widgets.PictureSize) int {
	const most, least = 96, 48 // for a screen of scale 1
	const width, height = 4.5, 3.2
	fit := min(float64(size.Width)/width, float64(size.Height)/height)
	scale := float64(size.Scale)
	return int(math.Round(min(max(fit, least*scale), most*scale)))
}

func (s *scored) figure(style figure.Style) figure.Figure {
	return figure.Histogram(s.scores.Genuine(), s.scores.Impostor(), s.threshold, style)
}

// export saves the histogram as it is drawn in files: light, in the window's language.
func (t *evaluationTab) export() {
	if t.scored == nil {
		t.w.notice.say(t.w.t("evaluation.nothing"))
		return
	}
	f := t.scored.figure(t.w.style(false))
	t.w.askExport("histogram", figure.Formats, func(path string) error { return figure.Save(path, f) })
}

// close ends what goes on.
func (t *evaluationTab) close() {
	t.cancel()
	t.picture.Close()
}

// showNumbers writes the numbers beside the histogram.
func (t *evaluationTab) showNumbers() {
	w, s := t.w, t.scored
	if s == nil {
		t.title.SetText("")
		t.table.SetNumbers(nil)
		return
	}
	key := "evaluation.title.test"
	if s.everyone {
		key = "evaluation.title.all"
	}
	t.title.SetText(w.t(key, s.of, w.peopleAndPhotos(s.people, s.photos)))
	m := evaluate.Measure(s.scores, s.threshold)
	rows := []widgets.Number{
		{Label: w.t("number.threshold"), Value: distanceText(s.threshold)},
		t.errors("number.fmr", s.scores.FMR, s.scores.Impostor()),
		t.errors("number.fnmr", s.scores.FNMR, s.scores.Genuine()),
		w.rate("number.eer", m.EER, m.Impostor, ""),
		{Label: "AUC", Value: number(m.AUC)},
		w.rate("number.accuracy", m.Accuracy, m.Genuine, ""),
		w.rate("number.half", m.AccuracyAtHalf, m.Genuine, ""),
		w.rate("number.tar2", m.TAR["0.01"], m.Genuine, ""),
		w.rate("number.tar3", m.TAR["0.001"], m.Genuine, ""),
		{Label: w.t("number.genuine"), Value: grouped(m.Genuine)},
		{Label: w.t("number.impostor"), Value: grouped(m.Impostor)},
	}
	if s.skipped > 0 {
		rows = append(rows, widgets.Number{Label: w.t("number.skipped"), Value: grouped(s.skipped), Unit: w.t("number.files")})
	}
	t.table.SetNumbers(rows)
}

// errors is a row with an error rate at the threshold and how many pairs it comes from.
func (t *evaluationTab) errors(key string, rate func(float64) (float64, bool), distances evaluate.Distances) widgets.Number {
	v, ok := rate(t.scored.threshold)
	if !ok {
		return t.w.rate(key, nil, 0, "")
	}
	wrong := int(math.Round(v * float64(distances.N())))
	return t.w.rate(key, &v, distances.N(), t.w.t("number.share", grouped(wrong), grouped(distances.N())))
}
