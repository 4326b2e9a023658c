package window

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"siamface/app/crash"
	"siamface/app/session"
	"siamface/model/parallel"
	"siamface/widgets"
)

// A panic in the background, or in what a click does, ends in a message, and the window goes on. One in the toolkit's own part of
// Fyne's goroutine ends the window: then what is at work is stopped and keeps what it has reached, and another process tells.

// tellPanic shows a panic that was recovered; the newest window sets it.
var tellPanic atomic.Pointer[func(err error)]

// reportPanic shows an error with a panic beneath it, on Fyne's goroutine.
func reportPanic(err error) {
	if tell := tellPanic.Load(); tell != nil {
		(*tell)(err)
	}
}

// listenToPanics has panics shown in the window.
func listenToPanics(w *Window) {
	shown := false // one message says enough
	tell := func(err error) {
		if shown {
			return
		}
		shown = true
		w.showErrorThen(w.Words.Text("panic.title"), crash.Explain(err), func() { shown = false })
	}
	tellPanic.Store(&tell)
	widgets.SetOnPanic(func(value any, stack []byte) {
		err := crash.Explain(&parallel.Panic{Value: value, Stack: stack})
		draw(func() { reportPanic(err) })
	})
}

// tellLast says that the program ended badly the last time, where it did.
func tellLast(w *Window) {
	if log := crash.Last(); log != "" {
		w.showErrorThen(w.Words.Text("panic.last"), errors.New(w.Words.Text("panic.log", log)), func() {})
	}
}

// savingFor is how long what is at work may take to keep what it has reached when the window has ended badly.
const savingFor = 2 * time.Minute

// runUntilClosed shows the window until it is closed, and returns the exit status.
func runUntilClosed(w *Window) int {
	err := parallel.Catch(func() error {
		w.win.ShowAndRun()
		return nil
	})
	if err == nil {
		return 0
	}
	err = crash.Explain(err)
	ended.Store(true) // nobody draws any more
	fmt.Fprintf(os.Stderr, "siamface: %v.\n", err)
	stopWork(savingFor)
	showCrash(err)
	return 1
}

// works are the pieces of work that go on and can be stopped.
var works struct {
	sync.Mutex
	stop map[*coalescer]context.CancelFunc
}

// noteWork remembers how a piece of work is stopped, or forgets it.
func noteWork(of *coalescer, stop context.CancelFunc) {
	works.Lock()
	defer works.Unlock()
	if works.stop == nil {
		works.stop = map[*coalescer]context.CancelFunc{}
	}
	if stop == nil {
		delete(works.stop, of)
		return
	}
	works.stop[of] = stop
}

// stopWork stops all that goes on in the background, and waits for it to keep what it has reached.
func stopWork(patience time.Duration) {
	works.Lock()
	for _, stop := range works.stop {
		stop()
	}
	works.Unlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		atWork.Wait()
	}()
	select {
	case <-done:
	case <-time.After(patience):
	}
}

// crashVariable is the environment variable that has the program show a message on another process that ended badly, and nothing else.
const crashVariable = "SIAMFACE_ENDED_BADLY"

// showCrash shows why this process ended, in another one: it has no window of its own any more.
var showCrash = func(err error) {
	program, lookErr := os.Executable()
	if lookErr != nil {
		return
	}
	other := exec.Command(program)
	other.Env = append(os.Environ(), crashVariable+"="+err.Error())
	_ = other.Start() // the message stands on stderr too
}

// newCrashWindow is the window that tells that another process ended.
func newCrashWindow(a fyne.App, text string) fyne.Window {
	words := session.New(a).Words
	win := a.NewWindow("Siamface")
	card := widgets.NewErrorCard(words.Text("copy"), words.Text("copied"))
	card.SetError(words.Text("panic.ended"), text, text)
	closing := container.NewHBox(widget.NewButton(words.Text("close"), win.Close))
	win.SetContent(container.NewPadded(container.NewBorder(nil, container.NewCenter(closing), nil, nil, container.NewVScroll(card))))
	win.Resize(fyne.NewSize(520, 300))
	return win
}
