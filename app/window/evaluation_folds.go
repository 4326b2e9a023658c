package window

import (
	"context"
	"errors"
	"slices"

	"siamface/app/session"
	"siamface/model/evaluate"
	"siamface/model/format"
	"siamface/model/run"
)

// foldsRun is a cross-validation that goes on.
type foldsRun struct {
	cancel context.CancelFunc
	fold   int    // that is tested now, from 1; 0: none yet
	again  bool   // whether something is to be scored after it
	ended  func() // called once it has ended
}

// foldsTest tests everyone in folds, as a cross-validation.
type foldsTest struct {
	t       *evaluationTab
	form    *foldsForm  // that asks for it
	running *foldsRun   // the one that goes on, nil: none
	result  *evaluation // of the last one
}

// usualFolds are offered first.
const usualFolds = 10

// ask opens the sheet, or says why it can't.
func (f *foldsTest) ask() {
	t := f.t
	switch {
	case t.Folder.Data == nil:
		t.notice.say(t.Words.Text("training.nofolder"))
		return
	case t.Work.Running:
		t.notice.say(t.Words.Text("folds.busy"))
		return
	}
	f.form = newFoldsForm(t)
}

// askToStop asks whether folds shall be stopped: nothing of them is kept. Anything else that the tab does is stopped at once.
func (f *foldsTest) askToStop(stop func()) {
	if f.running == nil {
		stop()
		return
	}
	words := f.t.Words
	f.t.confirm(words.Text("folds.stop.title"), words.Text("folds.stop.text"), words.Text("training.stop.yes"), words.Text("folds.stop.no"), stop)
}

// begin tests in folds. Like a training it is the only one of its time; it works on a copy of the folder's people.
func (f *foldsTest) begin(o run.FoldOptions) {
	t := f.t
	if t.Work.Running {
		t.notice.say(t.Words.Text("folds.busy"))
		return
	}
	t.scoring.giveUp()
	data, title, name := t.Folder.Data.Clone(), t.FolderTitle(t.Folder.Data.Root), o.Recipe
	if o.Untrained {
		name = t.Words.Text("model.untrained", o.Recipe)
	}
	f.running = &foldsRun{again: t.shown == nil}
	t.progress.Start(t.Words.Text("stage.reading", "0", format.Count(data.Photos())))
	t.Work.SetRunning(true)
	t.enable()
	f.running.cancel = startWork(func(ctx context.Context, report *coalescer) (*evaluation, error) {
		folded, err := run.CrossValidate(ctx, data, o, func(e run.Event) { report.put(func() { f.showEvent(e) }) })
		if err != nil {
			return nil, err
		}
		return evaluateFolds(data.Root, title, name, folded), nil
	}, f.end)
}

// evaluateFolds gives the pairs of all folds together. It runs off Fyne's goroutine.
func evaluateFolds(root, title, name string, f *run.Folded) *evaluation {
	threshold := evaluate.PublishedThreshold
	if f.Test.Threshold != nil {
		threshold = *f.Test.Threshold
	}
	all := &evaluation{
		scores: f.Scores, threshold: threshold, people: f.Test.People, photos: f.Test.Photos, skipped: f.Test.Skipped,
		who: inFolds, root: root, of: title, name: name, folded: f,
		metrics: f.Test.Metrics, curve: f.Scores.Curve(), baseline: measureBaselines(f.Baseline),
	}
	if f.Options.Untrained { // then the model is that baseline
		all.baseline = slices.DeleteFunc(all.baseline, func(b baseline) bool { return b.key == "baseline.untrained" })
	}
	all.closest, all.farthest = all.scores.NameHardest(f.Files)
	return all
}

func (f *foldsTest) end(e *evaluation, err error) {
	t, r := f.t, f.running
	f.running = nil
	t.progress.Done("")
	switch {
	case errors.Is(err, context.Canceled):
		t.progress.Done(t.Words.Text("evaluation.stopped"))
	case err != nil:
		t.showError(t.Words.Text("folds.cannot"), err)
	default:
		f.result = e
		t.scoring.version++
		t.nameChoices()
		t.who.Pick(inFolds)
		t.show(e)
	}
	t.Work.SetRunning(false)
	t.enable()
	if err != nil && t.shown != nil {
		t.scoring.findIntervals(*t.shown) // what was being found was given up
	}
	if r.again && t.who.SelectedIndex() != inFolds {
		t.scoring.score()
	}
	if r.ended != nil {
		r.ended()
	}
}

// stopThen stops the folds that go on and calls then once they have ended.
func (f *foldsTest) stopThen(then func()) {
	if f.running == nil {
		then()
		return
	}
	f.running.ended = then
	f.t.progress.Stop()
}

// showEvent shows where the folds stand.
func (f *foldsTest) showEvent(e run.Event) {
	if f.running != nil {
		f.running.fold = e.Fold
		f.t.progress.Set(e.Share, describeFoldEvent(f.t.Words, e), describeLeft(f.t.Words, e.Left))
	}
}

// describeFoldEvent says which fold and epoch is trained.
func describeFoldEvent(words *session.Words, e run.Event) string {
	if e.Fold == 0 {
		return describeStage(words, e)
	}
	fold := words.Text("folds.fold", e.Fold, e.Folds)
	if e.Stage == run.Training {
		return words.Text("list", fold, words.Text("folds.epoch", e.Train.Epoch, e.Train.Epochs))
	}
	return fold
}
