package window

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"siamface/model/dataset"
	"siamface/model/run"
	"siamface/model/train"
	"siamface/widgets"
)

// finder looks for the recipe and settings that serve the open folder best and has the winner trained. It is a sheet that may be closed
// meanwhile: the Training tab shows the progress too.
type finder struct {
	t        *trainingTab
	minutes  *widgets.Entry
	label    *widget.Label
	which    *widgets.Select // all recipes, or the form's alone
	compare  *widget.Label
	start    *widgets.Button
	note     *widget.Label
	progress *widgets.Progress
	table    *widgets.NumberTable
	content  fyne.CanvasObject

	trials  []run.Trial
	running int  // the trial at work, -1: none
	over    bool // whether the trials are a result, the best first
	last    func() string
}

const (
	usualMinutes = 10
	mostMinutes  = 7 * 24 * 60
)

func newFinder(t *trainingTab) *finder {
	f := &finder{t: t, running: -1, label: widget.NewLabel(""), note: widget.NewLabel(""), table: widgets.NewNumberTable()}
	f.minutes = widgets.NewEntry(nil)
	f.minutes.SetText(strconv.Itoa(usualMinutes))
	f.minutes.OnChanged = func(string) { f.enable() }
	f.start = widgets.NewButton("", nil, f.find)
	f.start.Importance = widget.HighImportance
	f.note.Wrapping = fyne.TextWrapWord
	f.progress = widgets.NewProgress("", "")
	f.progress.OnStop = t.progress.Stop
	f.which = widgets.NewSelect(nil)
	f.compare = widget.NewLabel("")
	which := container.NewBorder(nil, nil, wide(labelWidth, f.compare), nil, f.which)
	row := container.NewBorder(nil, nil, wide(labelWidth, f.label), f.start, f.minutes)
	head := container.NewVBox(f.note, which, row, f.progress)
	f.content = container.NewBorder(head, nil, nil, nil, container.NewVScroll(padded(0, 0, 2*step, 0, f.table)))
	return f
}

func (f *finder) speak() {
	w := f.t.w
	f.label.SetText(w.t("search.minutes"))
	f.compare.SetText(w.t("search.compare"))
	picked := max(0, f.which.SelectedIndex())
	f.which.SetWords(w.t("search.all"), w.t("search.one", f.t.recipe.Selected))
	f.which.Pick(picked)
	f.start.SetText(w.t("search.start"))
	f.note.SetText(w.t("search.note"))
	f.progress.SetWords(w.t("stop"), w.t("stopping"))
	if f.last != nil && !f.progress.Active() {
		f.progress.Done(f.last())
	}
	f.enable()
	f.show()
}

// enable lets a search begin where one can.
func (f *finder) enable() {
	_, err := f.limit()
	if err == nil && !f.t.w.state.training && f.t.wrong == "" {
		f.start.Enable()
	} else {
		f.start.Disable()
	}
}

// limit reads the minutes.
func (f *finder) limit() (time.Duration, error) {
	minutes, err := strconv.ParseFloat(strings.TrimSpace(f.minutes.Text), 64)
	if err != nil || !(minutes > 0 && minutes <= mostMinutes) {
		return 0, reason(f.t.w.t("search.minutes.wrong", grouped(mostMinutes)))
	}
	return time.Duration(minutes * float64(time.Minute)), nil
}

// open shows the sheet.
func (f *finder) open() {
	f.speak()
	f.t.w.sheet(f.t.w.t("search.title"), f.content, fyne.NewSize(680, 520))
}

// find searches, and then trains the winner.
func (f *finder) find() {
	t, w := f.t, f.t.w
	if w.state.training {
		return
	}
	limit, err := f.limit()
	if err != nil {
		w.notice.say(err.Error())
		return
	}
	o, ok := f.options(limit)
	if !ok {
		return
	}
	all := f.which.SelectedIndex() == 0
	ctx, cancel := context.WithCancel(context.Background())
	data, report := w.data.Clone(), &latest{}
	t.cancel = cancel
	f.trials, f.running, f.over = nil, -1, false
	f.say(0, w.t("stage.reading", "0", grouped(data.Photos())), "")
	f.progress.Start("")
	t.progress.Start("")
	w.setTraining(true)
	f.show()
	inBackground(func() (run.Options, error) {
		if all {
			o.Recipes = run.Searchable(o.Weights)
		}
		winner, _, err := run.Search(ctx, data, o, func(e run.Event) {
			report.Put(func() { f.showEvent(e) })
		})
		return winner, err
	}, func(winner run.Options, err error) {
		report.Close()
		cancel()
		f.finish(data, winner, err)
		if err != nil {
			_ = os.Remove(o.Folder) // an empty folder is of no use
		}
	})
}

// options are the form's, which say how to train its recipe; others are trained with their own settings. The weights are for all.
func (f *finder) options(limit time.Duration) (run.SearchOptions, bool) {
	t, w := f.t, f.t.w
	o, ok := t.options()
	if ok && f.which.SelectedIndex() == 0 {
		o.Weights = t.weightsFile
		folder, err := newRunFolder(w.prefs.runsFolder(), w.folderTitle(w.data.Root), "search", time.Now())
		if err != nil {
			w.showError(w.t("training.cannot"), err)
			return run.SearchOptions{}, false
		}
		o.Folder = folder
	}
	return run.SearchOptions{Options: o, Limit: limit}, ok
}

// finish has the winner trained, unless the window waits for the end.
func (f *finder) finish(data *dataset.Dataset, winner run.Options, err error) {
	t, w := f.t, f.t.w
	f.running = -1
	if err == nil {
		f.trials, f.over = winner.Trials, true
		f.endWith(func() string { return w.t("search.winner", w.trialName(winner.Trials[0])) })
		f.show()
		if t.ended == nil {
			t.begin(winner, data)
			return
		}
		err = context.Canceled
	}
	word := func() string { return w.t("search.stopped") }
	if !errors.Is(err, context.Canceled) {
		word = func() string { return w.t("search.failed") }
		if errors.Is(err, train.ErrNothingFound) {
			word = func() string { return w.t("search.nothing") }
		} else {
			w.showError(w.t("search.failed"), err)
		}
	}
	f.endWith(word)
	t.endWith(word)
	t.idle()
}

// endWith makes the progress idle with a last word, to be said in whatever language the window then has.
func (f *finder) endWith(word func() string) {
	f.last = word
	f.progress.Done(word())
}

// say shows in both places how far the search is.
func (f *finder) say(part float64, what, left string) {
	f.progress.Set(part, what, left)
	f.t.progress.Set(part, what, left)
}

func (f *finder) showEvent(e run.Event) {
	w := f.t.w
	part := float64(e.Done) / float64(max(1, e.Total))
	if s := e.Search; s != nil {
		f.trials, f.running = s.Trials, s.Running
		f.say(part, w.t("stage.searching", s.Round, s.Rounds, w.trialName(s.Trials[s.Running])), w.t("stage.left.most", clock(s.Left)))
		f.show()
		return
	}
	f.say(part, w.t("stage.reading.recipe", e.Recipe, grouped(e.Done), grouped(e.Total)), "")
}

// trialName is a trial's recipe and what was tried with it, in the window's language.
func (s *state) trialName(trial run.Trial) string {
	return trial.Recipe + " · " + s.translated(trial.Name)
}

// show writes the table of trials: EER, then d′, folds and seconds.
func (f *finder) show() {
	w := f.t.w
	rows := make([]widgets.Number, len(f.trials))
	for i, trial := range f.trials {
		rows[i] = widgets.Number{Label: w.trialName(trial), Value: "–", Note: f.state(i)}
		if trial.EER != nil {
			rows[i].Value, rows[i].Unit = strconv.FormatFloat(100**trial.EER, 'f', 2, 64), "%"
		}
		if trial.DPrime != nil && !math.IsNaN(*trial.DPrime) {
			rows[i].Note = fmt.Sprintf("d′ %.2f · %s · %s", *trial.DPrime, w.n("search.folds", trial.Folds), rows[i].Note)
		}
	}
	if len(rows) > 0 {
		rows = append([]widgets.Number{{Label: w.t("search.candidate"), Value: "EER"}}, rows...)
	}
	f.table.SetNumbers(rows)
}

// state is where a trial stands, in a word or its seconds.
func (f *finder) state(i int) string {
	w, trial := f.t.w, f.trials[i]
	switch {
	case trial.Reason != "":
		return w.t("search.unusable")
	case f.over && trial.Folds == 0:
		return w.t("search.untried")
	case i == f.running:
		return w.t("search.running")
	case trial.Dropped:
		return w.t("search.dropped")
	case trial.Seconds == 0:
		return w.t("search.waiting")
	}
	spent := w.t("search.seconds", fmt.Sprintf("%.1f", trial.Seconds))
	if f.over && i == 0 {
		return spent + " · " + w.t("search.best")
	}
	return spent
}
