package window

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"siamface/app/session"
	"siamface/model/dataset"
	"siamface/model/format"
	"siamface/model/run"
	"siamface/model/train"
)

// startRun trains on the open folder, by one click.
func (t *trainingTab) startRun() {
	if t.Work.Running {
		return
	}
	if o, ok := t.form.readOptions(); ok {
		t.train(o, t.Folder.Data.Clone())
	}
}

// train starts a run. The people must be a copy of the folder's: their split may be changed meanwhile.
func (t *trainingTab) train(o run.Options, data *dataset.Dataset) {
	t.result = nil
	epochs := o.Epochs
	if o.Epochs == 0 && o.Settings != nil {
		epochs = o.Settings.Epochs
	}
	t.view.begin(epochs)
	t.progress.Start(t.Words.Text("stage.reading", "0", format.Count(data.Photos())))
	t.Work.SetRunning(true)
	t.cancel = startWork(func(ctx context.Context, report *coalescer) (*run.Result, error) {
		return run.Train(ctx, data, o, t.reportTo(report))
	}, func(r *run.Result, err error) {
		if err != nil {
			_ = os.Remove(o.Folder) // an empty folder is of no use; one with files stays
		}
		t.finish(r, err)
	})
}

// reportTo hands events to Fyne's goroutine. Of events that come too fast to be shown the last epochs aren't lost: what
// comes after the training has them with it.
func (t *trainingTab) reportTo(report *coalescer) func(run.Event) {
	var last *train.Event
	return func(e run.Event) {
		if e.Train != nil {
			last = e.Train
		}
		trained := last
		report.put(func() {
			if trained != nil {
				t.view.showHistory(*trained)
			}
			t.showEvent(e)
		})
	}
}

// finish ends a run: its model becomes the one in use.
func (t *trainingTab) finish(r *run.Result, err error) {
	words := t.Words
	switch {
	case errors.Is(err, context.Canceled):
		t.endWith(func() string { return words.Text("training.stopped.early") })
	case err != nil:
		t.endWith(func() string { return words.Text("training.failed") })
		t.showError(words.Text("training.failed"), err)
	default:
		t.result = &session.Model{Model: r.Model, Folder: r.Folder, Report: r.Report}
		t.endWith(func() string { return describeEnd(words, r) })
		t.view.end(r)
		t.Models.Use(t.result)
	}
	t.view.showReached(t.result)
	t.view.showHealth()
	t.endWork()
}

// endWork says that nothing is trained any more, and does what waited for that.
func (t *trainingTab) endWork() {
	t.Work.SetRunning(false)
	t.runs.reload()
	if then := t.ended; then != nil {
		t.ended = nil
		then()
	}
}

// endWith makes the progress idle with a last word, to be said in whatever language the window then has.
func (t *trainingTab) endWith(word func() string) {
	t.last = word
	t.progress.Done(word())
}

// describeEnd says what a run came to.
func describeEnd(words *session.Words, r *run.Result) string {
	name, took := filepath.Base(r.Folder), format.Clock(time.Duration(r.Report.Seconds*float64(time.Second)))
	switch {
	case r.Stopped:
		return words.Count("training.stopped", r.Report.Epochs, name)
	case r.Report.Settings.Epochs == 0:
		return words.Text("training.solved", took, name)
	}
	return words.Count("training.done", r.Report.Epochs, took, name)
}

// stopThen stops the run that goes on and calls then once it has ended.
func (t *trainingTab) stopThen(then func()) {
	if !t.Work.Running {
		then()
		return
	}
	t.ended = then
	t.progress.Stop()
}

// showEvent shows where a run stands.
func (t *trainingTab) showEvent(e run.Event) {
	part := -1.0
	if e.Total > 0 {
		part = float64(e.Done) / float64(e.Total)
	}
	switch e.Stage {
	case run.Reading:
		t.progress.Set(part, t.Words.Text("stage.reading", format.Count(e.Done), format.Count(e.Total)), "")
	case run.Training:
		t.showStep(*e.Train)
	case run.Checking:
		t.progress.Set(part, t.Words.Text("stage.checking"), "")
	case run.Refitting:
		t.progress.Set(part, t.Words.Text("stage.refitting"), "")
	case run.Measuring:
		t.progress.Set(-1, t.Words.Text("stage.measuring"), "")
	case run.Writing:
		t.progress.Set(-1, t.Words.Text("stage.writing"), "")
	}
}

func (t *trainingTab) showStep(e train.Event) {
	done := float64((e.Epoch-1)*e.Steps+e.Step) / float64(e.Epochs*e.Steps)
	t.progress.Set(done, t.Words.Text("stage.training", e.Epoch, e.Epochs, format.Count(int(e.PairsPerSecond))), t.Words.Text("stage.left", format.Clock(e.Left)))
}
