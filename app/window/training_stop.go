package window

import (
	"path/filepath"

	"siamface/model/run"
)

// askToStop asks whether a run shall be stopped, and says what is kept of it. The question goes when the run has ended by itself.
func (t *trainingTab) askToStop(stop func()) {
	words := t.Words
	if t.question != nil {
		return
	}
	t.question = t.confirm(words.Text("training.stop.title"), t.describeKept(), words.Text("training.stop.yes"), words.Text("close.no"), stop)
	t.question.SetOnClosed(func() { t.question = nil })
}

// withdrawQuestion closes the question whether to stop, which has answered itself.
func (t *trainingTab) withdrawQuestion() {
	if t.question != nil {
		t.question.Hide()
	}
}

// describeKept says what is kept when the run is stopped now.
func (t *trainingTab) describeKept() string {
	words, epochs := t.Words, len(t.view.history)
	switch {
	case t.search.progress.Active():
		return words.Text("training.stop.search")
	case t.stage == run.Reading:
		return words.Text("training.stop.nothing")
	case t.stage == run.Training && epochs == 0:
		return words.Text("training.stop.start")
	case t.stage == run.Training:
		return words.Count("training.stop.best", epochs, filepath.Base(t.running), t.ModelName())
	}
	return words.Text("training.stop.thresholds", filepath.Base(t.running), t.ModelName())
}
