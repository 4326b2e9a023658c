package window

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"siamface/widgets"
)

// runningWork shows what goes on in any tab wherever one looks: as a chip in the status bar, as a percentage in the window's title, and at
// its end by a notice.
type runningWork struct {
	desk
	status   *widgets.StatusBar
	sources  []*workSource
	shown    *workSource // nil: nothing goes on
	percent  string      // in the title
	changed  func()      // the percentage is another one
	behind   bool        // whether the window isn't in front
	returned func()      // it is in front again
	announce func(title, text string)
}

// workSource is work that shows a progress in its tab.
type workSource struct {
	name     string // key of its name, for the notice at its end
	tab      tabPage
	progress *widgets.Progress
	begun    time.Time             // zero: it doesn't go on
	last     widgets.ProgressState // while it went on
}

// longWork is how long work must have taken for its end to be told outside of the window too, where that is in front.
var longWork = 5 * time.Second

// newRunningWork watches sources; of several that go on the first is shown.
func newRunningWork(d desk, status *widgets.StatusBar, changed func(), sources ...*workSource) *runningWork {
	r := &runningWork{desk: d, status: status, sources: sources, changed: changed, returned: func() {}, announce: notifySystem}
	for _, s := range sources {
		s.progress.OnChanged = func() { r.follow(s) }
	}
	status.Work.OnTapped = func() { r.lead(func(s *workSource) { s.tab.show() }) }
	status.Work.OnStop = func() { r.lead(func(s *workSource) { s.progress.RequestStop() }) }
	life := fyne.CurrentApp().Lifecycle()
	life.SetOnEnteredForeground(func() {
		r.behind = false
		r.returned()
	})
	life.SetOnExitedForeground(func() { r.behind = true })
	d.Words.Changed.Add(r.show)
	return r
}

// lead does something with the work that is shown.
func (r *runningWork) lead(do func(*workSource)) {
	if r.shown != nil {
		do(r.shown)
	}
}

// follow is called whenever a source's progress shows something else.
func (r *runningWork) follow(s *workSource) {
	active := s.progress.Active()
	switch {
	case active && s.begun.IsZero():
		s.begun, s.last = time.Now(), s.progress.State()
	case active:
		s.last = s.progress.State()
	case !s.begun.IsZero():
		took := time.Since(s.begun)
		s.begun = time.Time{}
		r.tellEnd(s, took)
	}
	r.show()
}

// show brings chip and title in line with what goes on.
func (r *runningWork) show() {
	r.shown = nil
	for _, s := range r.sources {
		if s.progress.Active() {
			r.shown = s
			break
		}
	}
	if s := r.shown; s == nil {
		r.status.ClearWork()
	} else {
		state := s.progress.State()
		stop := r.Words.Text("stop")
		if state.Stopping {
			stop = r.Words.Text("stopping")
		}
		r.status.SetWork(r.describe(s), stop, state.Fraction, state.Stopping)
	}
	if now := r.Percent(); now != r.percent {
		r.percent = now
		r.changed()
	}
}

// describe says what is being done, how far it is and what is left.
func (r *runningWork) describe(s *workSource) string {
	state := s.progress.State()
	text := state.What
	if percent := percentOf(state); percent != "" {
		text = r.Words.Text("work.part", text, percent)
	}
	if state.Left != "" {
		text = r.Words.Text("work.part", text, state.Left)
	}
	return text
}

// Percent is how far the work that is shown is, for the title; "" where nothing goes on or nobody knows.
func (r *runningWork) Percent() string {
	if r.shown == nil {
		return ""
	}
	return percentOf(r.shown.progress.State())
}

func percentOf(state widgets.ProgressState) string {
	if state.Fraction < 0 {
		return ""
	}
	return strconv.Itoa(int(100*min(state.Fraction, 1))) + " %"
}

// tellEnd says that work has ended, to those who aren't looking at it. What gives way to other work, and goes on after it, hasn't ended.
func (r *runningWork) tellEnd(s *workSource, took time.Duration) {
	if took < longWork && !r.behind {
		return
	}
	text := s.progress.State().What
	switch {
	case text != "":
	case s.last.Fraction < 1 && r.Work.Running:
		return
	default:
		text = r.Words.Text("work.ended", s.last.What)
	}
	if !s.tab.isShown() || r.behind {
		r.notice.say(text)
	}
	if !s.last.Stopping {
		r.announce(r.Words.Text(s.name), text)
	}
}

// notifySystem has the desktop show a notice, where there is one.
func notifySystem(title, text string) {
	if !hasDesktop() {
		return
	}
	a := fyne.CurrentApp()
	atWork.Go(func() { a.SendNotification(fyne.NewNotification(title, text)) }) // it waits for the desktop's answer
}

// hasDesktop tells whether there is a bus to send notices by: without one the toolkit complains on stderr.
func hasDesktop() bool {
	if runtime.GOOS != "linux" || os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	_, err := os.Stat(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "bus"))
	return err == nil && os.Getenv("XDG_RUNTIME_DIR") != ""
}
