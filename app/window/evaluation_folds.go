package window

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"siamface/model/evaluate"
	"siamface/model/run"
	"siamface/model/tower"
	"siamface/model/train"
	"siamface/widgets"
)

// foldsRun is a cross-validation that goes on.
type foldsRun struct {
	cancel context.CancelFunc
	begun  time.Time // of the first fold
	again  bool      // whether something is to be scored after it
	ended  func()    // called once it has ended
}

// usualFolds are offered first.
const usualFolds = 10

// foldsForm asks what to test thoroughly.
type foldsForm struct {
	t                   *evaluationTab
	recipe              *widgets.Select
	folds, epochs, seed *widgets.Entry
	untrained           *widget.Check
	chosen              *widget.Check // takes the Training tab's choices; hidden where none were made
	problem             *widget.Label
	sheet               *dialog.ConfirmDialog
}

// askFolds opens the sheet, or stops what goes on.
func (t *evaluationTab) askFolds() {
	w := t.w
	switch {
	case w.data == nil:
		w.notice.say(w.t("training.nofolder"))
		return
	case w.state.training:
		w.notice.say(w.t("folds.busy"))
		return
	}
	t.form = newFoldsForm(t)
}

func newFoldsForm(t *evaluationTab) *foldsForm {
	w := t.w
	f := &foldsForm{t: t, problem: widget.NewLabel("")}
	f.problem.Wrapping = fyne.TextWrapWord
	f.recipe = widgets.NewSelect(func(int) { f.enable() })
	f.recipe.SetWords(tower.Recipes()...)
	f.recipe.Pick(w.training.recipe.SelectedIndex())
	f.folds, f.epochs, f.seed = widgets.NewEntry(f.check), widgets.NewEntry(f.check), widgets.NewEntry(f.check)
	f.untrained = widget.NewCheck(w.t("folds.untrained"), func(bool) { f.enable() })
	f.chosen = widget.NewCheck(w.t("folds.chosen"), func(bool) { f.check("") })
	f.chosen.Checked = true
	f.build()
	f.folds.SetText(strconv.Itoa(min(usualFolds, len(w.data.People))))
	f.epochs.SetText(w.training.epochs.Text)
	f.seed.SetText(w.training.seedEntry.Text)
	f.enable()
	w.show(f.sheet, fyne.NewSize(520, 440))
	w.win.Canvas().Focus(f.folds)
	return f
}

// build makes the sheet.
func (f *foldsForm) build() {
	w := f.t.w
	form := widget.NewForm(
		widget.NewFormItem(w.t("form.recipe"), f.recipe),
		widget.NewFormItem(w.t("folds.count"), f.folds),
		widget.NewFormItem(w.t("form.epochs"), f.epochs),
		widget.NewFormItem(w.t("form.seed"), f.seed),
		widget.NewFormItem("", f.untrained),
		widget.NewFormItem("", f.chosen),
	)
	text := widget.NewLabel(w.t("folds.text"))
	text.Wrapping = fyne.TextWrapWord
	f.sheet = dialog.NewCustomConfirm(w.t("folds.title"), w.t("folds.start"), w.t("cancel"),
		container.NewVScroll(container.NewVBox(text, form, f.problem)), func(ok bool) {
			if ok {
				f.start()
			}
		}, w.win)
}

// enable lets the epochs be changed, and the choices of the Training tab be taken, where there is a training that has any.
func (f *foldsForm) enable() {
	if f.seed == nil {
		return // it is being made
	}
	recipe, _ := tower.Find(f.recipe.Selected)
	if f.untrained.Checked || recipe.Solved {
		f.epochs.Disable()
	} else {
		f.epochs.Enable()
	}
	setVisible(f.chosen, !f.untrained.Checked && f.t.w.training.more.chosen(f.recipe.Selected))
	f.check("")
}

// options reads the form; the error says what is wrong with it.
func (f *foldsForm) options() (run.FoldOptions, error) {
	w := f.t.w
	o := run.FoldOptions{Recipe: f.recipe.Selected, Device: w.training.device.Selected, Untrained: f.untrained.Checked}
	if recipe, err := tower.Find(o.Recipe); err == nil && recipe.TakesWeights {
		o.Weights = w.training.weightsFile
	}
	var err error
	if o.Epochs, o.Seed, err = w.readNumbers(o.Recipe, f.epochs.Text, f.seed.Text); err != nil {
		return o, err
	}
	if f.chosen.Visible() && f.chosen.Checked {
		if o.Settings, err = w.training.more.settings(o.Recipe); err != nil {
			return o, err
		}
	}
	if o.Folds, err = strconv.Atoi(strings.TrimSpace(f.folds.Text)); err != nil {
		return o, reason(w.t("folds.wrong"))
	}
	_, err = w.data.Folds(o.Folds, o.Seed)
	return o, err
}

// check says at once what is wrong.
func (f *foldsForm) check(string) {
	if f.seed == nil || f.seed.Text == "" || f.sheet == nil {
		return
	}
	_, err := f.options()
	f.problem.SetText("")
	if err != nil {
		f.problem.SetText(err.Error())
	}
}

func (f *foldsForm) start() {
	o, err := f.options()
	if err != nil {
		f.t.w.notice.say(err.Error())
		return
	}
	f.t.beginFolds(o)
}

// beginFolds tests in folds. Like a training it is the only one of its time; it works on a copy of the folder's people.
func (t *evaluationTab) beginFolds(o run.FoldOptions) {
	w := t.w
	if w.state.training {
		w.notice.say(w.t("folds.busy"))
		return
	}
	t.cancel() // of scoring
	t.version++
	ctx, cancel := context.WithCancel(context.Background())
	data, report, title, name := w.data.Clone(), &latest{}, w.folderTitle(w.data.Root), o.Recipe
	if o.Untrained {
		name = w.t("model.untrained", o.Recipe)
	}
	t.running = &foldsRun{cancel: cancel, again: t.scored == nil}
	t.progress.Start(w.t("stage.reading", "0", grouped(data.Photos())))
	w.setTraining(true)
	t.enable()
	inBackground(func() (*scored, error) {
		folded, err := run.CrossValidate(ctx, data, o, func(e run.Event) { report.Put(func() { t.showFoldsEvent(e) }) })
		if err != nil {
			return nil, err
		}
		return foldedScores(data.Root, title, name, folded), nil
	}, func(s *scored, err error) {
		report.Close()
		cancel()
		t.endFolds(s, err)
	})
}

// foldedScores are the pairs of all folds together. It runs off Fyne's goroutine.
func foldedScores(root, title, name string, f *run.Folded) *scored {
	threshold := evaluate.PublishedThreshold
	if f.Test.Threshold != nil {
		threshold = *f.Test.Threshold
	}
	all := &scored{
		scores: f.Scores, threshold: threshold, people: f.Test.People, photos: f.Test.Photos, skipped: f.Test.Skipped,
		who: inFolds, root: root, of: title, name: name, folded: f,
		metrics: f.Test.Metrics, curve: f.Scores.Curve(), baseline: compared(f.Baseline),
	}
	if f.Options.Untrained { // then the model is that baseline
		all.baseline = slices.DeleteFunc(all.baseline, func(b baseline) bool { return b.key == "baseline.untrained" })
	}
	all.closest, all.farthest = all.scores.NameHardest(f.Files)
	return all
}

func (t *evaluationTab) endFolds(s *scored, err error) {
	w, r := t.w, t.running
	t.running = nil
	t.progress.Done("")
	switch {
	case errors.Is(err, context.Canceled):
		t.progress.Done(w.t("evaluation.stopped"))
	case err != nil:
		w.showError(w.t("folds.cannot"), err)
	default:
		t.folded = s
		t.version++
		t.nameChoices()
		t.who.Pick(inFolds)
		t.take(s)
	}
	w.setTraining(false)
	t.enable()
	if err != nil && t.scored != nil {
		t.bound(*t.scored) // what was being found was given up
	}
	if r.again && t.who.SelectedIndex() != inFolds {
		t.score()
	}
	if r.ended != nil {
		r.ended()
	}
}

// stopThen stops the folds that go on and calls then once they have ended.
func (t *evaluationTab) stopThen(then func()) {
	if t.running == nil {
		then()
		return
	}
	t.running.ended = then
	t.progress.Stop()
}

// showFoldsEvent shows where the folds stand.
func (t *evaluationTab) showFoldsEvent(e run.Event) {
	r := t.running
	if r == nil {
		return
	}
	if e.Fold == 0 {
		part := float64(e.Done) / float64(max(e.Total, 1))
		t.progress.Set(part, t.w.t("stage.reading", grouped(e.Done), grouped(e.Total)), "")
		return
	}
	if r.begun.IsZero() {
		r.begun = time.Now()
	}
	done := (float64(e.Fold-1) + foldDone(e)) / float64(e.Folds)
	left := ""
	if done > 0.02 {
		left = t.w.t("stage.left", clock(time.Duration(float64(time.Since(r.begun))*(1-done)/done)))
	}
	t.progress.Set(done, t.foldWords(e), left)
}

// foldDone is how much of a fold is done, from 0 to 1. To train takes most of it.
func foldDone(e run.Event) float64 {
	const training, checking, refitting = 0.5, 0.7, 0.95
	part := float64(e.Done) / float64(max(e.Total, 1))
	switch e.Stage {
	case run.Training:
		return training * trained(*e.Train)
	case run.Checking:
		return training + (checking-training)*part
	case run.Refitting:
		return checking + (refitting-checking)*part
	case run.Measuring:
		return refitting
	}
	return 0
}

func trained(e train.Event) float64 {
	return float64((e.Epoch-1)*e.Steps+e.Step) / float64(max(e.Epochs*e.Steps, 1))
}

func (t *evaluationTab) foldWords(e run.Event) string {
	fold := t.w.t("folds.fold", e.Fold, e.Folds)
	if e.Stage == run.Training {
		return t.w.t("list", fold, t.w.t("folds.epoch", e.Train.Epoch, e.Train.Epochs))
	}
	return fold
}
