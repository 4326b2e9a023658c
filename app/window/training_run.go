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

// resumeRun goes on with an unfinished run, on the folder that it is of, whichever is open.
func (t *trainingTab) resumeRun(r *foundRun) {
	if t.Work.Running || r == nil || r.unfinished == nil {
		return
	}
	u := *r.unfinished
	t.Work.SetRunning(true) // while the folder is read nothing else begins
	runInBackground(func() (*dataset.Dataset, error) {
		d, err := dataset.Open(context.Background(), u.Folder, nil)
		if err != nil {
			return nil, err
		}
		d = d.Without(u.Record.Excluded)
		u.SplitPeople(d)
		return d, nil
	}, func(d *dataset.Dataset, err error) {
		if err != nil {
			t.Work.SetRunning(false)
			t.showError(t.Words.Text("training.failed"), err)
			return
		}
		t.train(u.Options(r.folder), d)
	})
}

// train starts a run. The people must be a copy of the folder's: their split may be changed meanwhile.
func (t *trainingTab) train(o run.Options, data *dataset.Dataset) {
	t.result, t.running, t.stage = nil, o.Folder, run.Reading
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

// finish ends a run: its model becomes the one in use, unless the run was stopped. Then it waits among the runs until it is wanted.
func (t *trainingTab) finish(r *run.Result, err error) {
	words := t.Words
	var shown *shownRun
	switch {
	case errors.Is(err, context.Canceled):
		t.endWith(func() string { return words.Text("training.stopped.early") })
	case err != nil:
		t.endWith(func() string { return words.Text("training.failed") })
		t.showError(words.Text("training.failed"), err)
	default:
		t.result = &session.Model{Model: r.Model, Path: filepath.Join(r.Folder, run.ModelFile), Folder: r.Folder, Report: r.Report}
		t.endWith(func() string { return describeEnd(words, r) })
		shown = &shownRun{r.Folder, r.Report, t.view.history}
		t.runs.wanted = r.Folder
		if r.Stopped {
			t.result.Retire()
		} else {
			t.Models.Use(t.result)
		}
	}
	t.view.end(shown)
	t.endWork()
}

// endWork says that nothing is trained any more, and does what waited for that.
func (t *trainingTab) endWork() {
	t.withdrawQuestion()
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
	if e.Notice.Whole() {
		t.notice.say(t.Words.Choose(e.Notice))
		return
	}
	t.stage = e.Stage
	t.progress.Set(e.Share, describeStage(t.Words, e), describeLeft(t.Words, e.Left))
}

// describeStage says what is being done.
func describeStage(words *session.Words, e run.Event) string {
	done, total := format.Count(e.Done), format.Count(e.Total)
	switch e.Stage {
	case run.Auditing:
		return words.Text("stage.auditing", done, total)
	case run.Reading:
		return words.Text("stage.reading", done, total)
	case run.Training:
		return words.Text("stage.training", e.Train.Epoch, e.Train.Epochs, format.Count(int(e.Train.PairsPerSecond)))
	case run.Checking:
		return words.Text("stage.checking")
	case run.Refitting:
		return words.Text("stage.refitting")
	case run.Measuring:
		return words.Text("stage.measuring")
	}
	return words.Text("stage.writing")
}

// longLeft is from when on nobody watches a clock: what is left is written in words.
const longLeft = 10 * time.Minute

// describeLeft says how long all that is left will take, as exactly as an estimate is worth; "" where nobody knows.
func describeLeft(words *session.Words, left time.Duration) string {
	if left <= 0 {
		return ""
	}
	rounded := format.RoundLeft(left)
	if rounded > longLeft {
		return words.Text("stage.left", describeEstimate(words, rounded))
	}
	return words.Text("stage.left", format.Clock(rounded))
}
