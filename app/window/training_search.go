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

	"siamface/app/session"
	"siamface/model/dataset"
	"siamface/model/format"
	"siamface/model/run"
	"siamface/model/train"
	"siamface/widgets"
)

// recipeSearch looks for the recipe and settings that serve the open folder best and has the winner trained. It is a sheet that may be closed
// meanwhile: the Training tab shows the progress too.
type recipeSearch struct {
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

func newRecipeSearch(t *trainingTab) *recipeSearch {
	s := &recipeSearch{t: t, running: -1, label: widget.NewLabel(""), note: widget.NewLabel(""), table: widgets.NewNumberTable()}
	s.minutes = widgets.NewEntry(nil)
	s.minutes.SetText(strconv.Itoa(usualMinutes))
	s.minutes.OnChanged = func(string) { s.enable() }
	s.start = widgets.NewButton("", nil, s.startSearch)
	s.start.Importance = widget.HighImportance
	s.note.Wrapping = fyne.TextWrapWord
	s.progress = widgets.NewProgress("", "")
	s.progress.OnStop = t.progress.Stop
	s.progress.Ask = t.askToStop
	s.which = widgets.NewSelect(nil)
	s.compare = widget.NewLabel("")
	which := container.NewBorder(nil, nil, fixWidth(labelWidth, s.compare), nil, s.which)
	row := container.NewBorder(nil, nil, fixWidth(labelWidth, s.label), s.start, s.minutes)
	head := container.NewVBox(s.note, which, row, s.progress)
	s.content = container.NewBorder(head, nil, nil, nil, container.NewVScroll(addPadding(0, 0, 2*step, 0, s.table)))
	return s
}

func (s *recipeSearch) retranslate() {
	words := s.t.Words
	s.label.SetText(words.Text("search.minutes"))
	s.compare.SetText(words.Text("search.compare"))
	picked := max(0, s.which.SelectedIndex())
	s.which.SetWords(words.Text("search.all"), words.Text("search.one", s.t.form.recipe.Selected))
	s.which.Pick(picked)
	s.start.SetText(words.Text("search.start"))
	s.start.SetTip(words.Text("tip.search"))
	s.note.SetText(words.Text("search.note"))
	s.progress.SetWords(words.Text("stop"), words.Text("stopping"))
	s.progress.SetTip(words.Text("tip.stop"))
	if s.last != nil && !s.progress.Active() {
		s.progress.Done(s.last())
	}
	s.enable()
	s.show()
}

// enable lets a search begin where one can.
func (s *recipeSearch) enable() {
	_, err := s.readLimit()
	setEnabled(s.start, err == nil && !s.t.Work.Running && s.t.form.wrong == "")
}

// readLimit reads the minutes.
func (s *recipeSearch) readLimit() (time.Duration, error) {
	minutes, err := strconv.ParseFloat(strings.TrimSpace(s.minutes.Text), 64)
	if err != nil || !(minutes > 0 && minutes <= mostMinutes) {
		return 0, shortReason(s.t.Words.Text("search.minutes.wrong", format.Count(mostMinutes)))
	}
	return time.Duration(minutes * float64(time.Minute)), nil
}

// open shows the sheet.
func (s *recipeSearch) open() {
	s.retranslate()
	s.t.showSheet(s.t.Words.Text("search.title"), s.content, fyne.NewSize(680, 520))
}

// startSearch searches, and then trains the winner.
func (s *recipeSearch) startSearch() {
	t, words := s.t, s.t.Words
	if t.Work.Running {
		return
	}
	limit, err := s.readLimit()
	if err != nil {
		t.notice.say(err.Error())
		return
	}
	o, ok := s.readOptions(limit)
	if !ok {
		return
	}
	all := s.which.SelectedIndex() == 0
	data := t.Folder.Data.Clone()
	s.trials, s.running, s.over = nil, -1, false
	s.setProgress(0, words.Text("stage.reading", "0", format.Count(data.Photos())), "")
	s.progress.Start("")
	t.progress.Start("")
	t.view.begin(0)
	t.Work.SetRunning(true)
	s.show()
	t.cancel = startWork(func(ctx context.Context, report *coalescer) (run.Options, error) {
		if all {
			o.Recipes = run.Searchable(o.Weights)
		}
		winner, _, err := run.Search(ctx, data, o, func(e run.Event) {
			report.put(func() { s.showEvent(e) })
		})
		return winner, err
	}, func(winner run.Options, err error) {
		s.finish(data, winner, err)
		if err != nil {
			_ = os.Remove(o.Folder) // an empty folder is of no use
		}
	})
}

// readOptions are the form's, which say how to train its recipe; others are trained with their own settings. The weights are for all.
func (s *recipeSearch) readOptions(limit time.Duration) (run.SearchOptions, bool) {
	form := s.t.form
	o, ok := form.readOptions()
	if ok && s.which.SelectedIndex() == 0 {
		o.Weights = form.weightsFile
		o.Folder, ok = form.nameRunFolder("search")
	}
	return run.SearchOptions{Options: o, Limit: limit}, ok
}

// finish has the winner trained, unless the window waits for the end.
func (s *recipeSearch) finish(data *dataset.Dataset, winner run.Options, err error) {
	t, words := s.t, s.t.Words
	s.running = -1
	if err == nil {
		s.trials, s.over = winner.Trials, true
		s.endWith(func() string { return words.Text("search.winner", nameTrial(words, winner.Trials[0])) })
		s.show()
		if t.ended == nil {
			t.train(winner, data)
			return
		}
		err = context.Canceled
	}
	word := func() string { return words.Text("search.stopped") }
	if !errors.Is(err, context.Canceled) {
		word = func() string { return words.Text("search.failed") }
		if errors.Is(err, train.ErrNothingFound) {
			word = func() string { return words.Text("search.nothing") }
		} else {
			t.showError(words.Text("search.failed"), err)
		}
	}
	s.endWith(word)
	t.endWith(word)
	t.view.end(nil)
	t.endWork()
}

// endWith makes the progress idle with a last word, to be said in whatever language the window then has.
func (s *recipeSearch) endWith(word func() string) {
	s.last = word
	s.progress.Done(word())
}

// setProgress shows in both places how far the search is.
func (s *recipeSearch) setProgress(part float64, what, left string) {
	s.progress.Set(part, what, left)
	s.t.progress.Set(part, what, left)
}

func (s *recipeSearch) showEvent(e run.Event) {
	words := s.t.Words
	part := float64(e.Done) / float64(max(1, e.Total))
	if at := e.Search; at != nil {
		s.trials, s.running = at.Trials, at.Running
		s.setProgress(part, words.Text("stage.searching", at.Round, at.Rounds, nameTrial(words, at.Trials[at.Running])), words.Text("stage.left.most", format.Clock(at.Left)))
		s.show()
		return
	}
	s.setProgress(part, words.Text("stage.reading.recipe", e.Recipe, format.Count(e.Done), format.Count(e.Total)), "")
}

// nameTrial is a trial's recipe and what was tried with it, in the window's language.
func nameTrial(words *session.Words, trial run.Trial) string {
	return trial.Recipe + " · " + words.Translate(trial.Name)
}

// show writes the table of trials: EER, then d′, folds and seconds.
func (s *recipeSearch) show() {
	words := s.t.Words
	rows := make([]widgets.Number, len(s.trials))
	for i, trial := range s.trials {
		rows[i] = widgets.Number{Label: nameTrial(words, trial), Value: "–", Note: s.describeState(i)}
		if trial.EER != nil {
			rows[i].Value, rows[i].Unit = strconv.FormatFloat(100**trial.EER, 'f', 2, 64), "%"
		}
		if trial.DPrime != nil && !math.IsNaN(*trial.DPrime) {
			rows[i].Tip = words.Text("explain.dprime")
			rows[i].Note = fmt.Sprintf("d′ %.2f · %s · %s", *trial.DPrime, words.Count("search.folds", trial.Folds), rows[i].Note)
		}
	}
	if len(rows) > 0 {
		rows = append([]widgets.Number{{Label: words.Text("search.candidate"), Value: "EER", Tip: words.Text("explain.eer")}}, rows...)
	}
	s.table.SetNumbers(rows)
}

// describeState is where a trial stands, in a word or its seconds.
func (s *recipeSearch) describeState(i int) string {
	words, trial := s.t.Words, s.trials[i]
	switch {
	case trial.Reason != "":
		return words.Text("search.unusable")
	case s.over && trial.Folds == 0:
		return words.Text("search.untried")
	case i == s.running:
		return words.Text("search.running")
	case trial.Dropped:
		return words.Text("search.dropped")
	case trial.Seconds == 0:
		return words.Text("search.waiting")
	}
	spent := words.Text("search.seconds", fmt.Sprintf("%.1f", trial.Seconds))
	if s.over && i == 0 {
		return spent + " · " + words.Text("search.best")
	}
	return spent
}
