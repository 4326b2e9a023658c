package window

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"siamface/model/dataset"
	"siamface/model/run"
	"siamface/model/train"
)

// train trains on the open folder, by one click.
func (t *trainingTab) train() {
	if t.w.state.training {
		return
	}
	if o, ok := t.options(); ok {
		t.begin(o, t.w.data.Clone())
	}
}

// options are what the form says, with a new folder for the run. What is wrong with them is said.
func (t *trainingTab) options() (run.Options, bool) {
	w := t.w
	epochs, seed, err := t.numbers()
	settings, wrong := t.more.settings(t.recipe.Selected)
	if err == nil {
		err = wrong
	}
	if err == nil && w.data == nil {
		err = reason(w.t("training.nofolder"))
	}
	if err != nil {
		w.notice.say(err.Error())
		return run.Options{}, false
	}
	folder, err := newRunFolder(w.prefs.runsFolder(), w.folderTitle(w.data.Root), t.recipe.Selected, time.Now())
	if err != nil {
		w.showError(w.t("training.cannot"), err)
		return run.Options{}, false
	}
	o := run.Options{Folder: folder, Recipe: t.recipe.Selected, Epochs: epochs, Seed: seed, Device: t.device.Selected, Settings: settings}
	if t.weightsRow.Visible() {
		o.Weights = t.weightsFile
	}
	return o, true
}

// begin starts a run. The people must be a copy of the folder's: their split may be changed meanwhile.
func (t *trainingTab) begin(o run.Options, data *dataset.Dataset) {
	w := t.w
	ctx, cancel := context.WithCancel(context.Background())
	report := &latest{}
	t.cancel = cancel
	t.history, t.total, t.warnings, t.result = nil, o.Epochs, nil, nil
	if o.Epochs == 0 && o.Settings != nil {
		t.total = o.Settings.Epochs
	}
	t.showCurves()
	t.showHealth()
	t.showReached()
	t.progress.Start(w.t("stage.reading", "0", grouped(data.Photos())))
	w.setTraining(true)
	inBackground(func() (*run.Result, error) {
		return run.Train(ctx, data, o, t.reporter(report))
	}, func(r *run.Result, err error) {
		report.Close()
		cancel()
		if err != nil {
			_ = os.Remove(o.Folder) // an empty folder is of no use; one with files stays
		}
		t.finish(r, err)
	})
}

// reporter hands events to Fyne's goroutine. Of events that come too fast to be shown the last epochs aren't lost: what
// comes after the training has them with it.
func (t *trainingTab) reporter(report *latest) func(run.Event) {
	var last *train.Event
	return func(e run.Event) {
		if e.Train != nil {
			last = e.Train
		}
		trained := last
		report.Put(func() {
			if trained != nil {
				t.showHistory(*trained)
			}
			t.showEvent(e)
		})
	}
}

// finish ends a run: its model becomes the one in use.
func (t *trainingTab) finish(r *run.Result, err error) {
	w := t.w
	switch {
	case errors.Is(err, context.Canceled):
		t.endWith(func() string { return w.t("training.stopped.early") })
	case err != nil:
		t.endWith(func() string { return w.t("training.failed") })
		w.showError(w.t("training.failed"), err)
	default:
		t.result = &heldModel{Model: r.Model, folder: r.Folder, report: r.Report}
		t.warnings = r.Report.Warnings
		t.endWith(func() string { return t.lastWord(r) })
		if (r.Stopped || r.Report.Early) && len(t.history) > 0 {
			t.total = len(t.history)
			t.showCurves()
		}
		w.setModel(t.result)
	}
	t.showReached()
	t.showHealth()
	t.idle()
}

// idle says that nothing is trained any more, and does what waited for that.
func (t *trainingTab) idle() {
	t.w.setTraining(false)
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

func (t *trainingTab) lastWord(r *run.Result) string {
	if r.Stopped {
		return t.w.n("training.stopped", r.Report.Epochs, filepath.Base(r.Folder))
	}
	if r.Report.Settings.Epochs == 0 {
		return t.w.t("training.solved", clock(time.Duration(r.Report.Seconds*float64(time.Second))), filepath.Base(r.Folder))
	}
	return t.w.n("training.done", r.Report.Epochs, clock(time.Duration(r.Report.Seconds*float64(time.Second))), filepath.Base(r.Folder))
}

// stopThen stops the run that goes on and calls then once it has ended.
func (t *trainingTab) stopThen(then func()) {
	if !t.w.state.training {
		then()
		return
	}
	t.ended = then
	t.progress.Stop()
}

// newRunFolder names a folder for a run that nothing has yet: by the time, the photos and the recipe.
func newRunFolder(in, data, recipe string, now time.Time) (string, error) {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, data)
	name := fmt.Sprintf("%s %s %s", now.Format("2006-01-02 150405"), clean, recipe)
	for i := 1; i < 100; i++ {
		path := filepath.Join(in, name)
		if i > 1 {
			path += fmt.Sprintf(" %d", i)
		}
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return path, nil
		}
	}
	return "", fmt.Errorf("there is no free name for a run in %s", in)
}

// base is a path's last name.
func base(path string) string { return filepath.Base(path) }

// shortened leaves out the middle of a long text.
func shortened(text string, most int) string {
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	return string(r[:most/2]) + "…" + string(r[len(r)-most/2+1:])
}
