package window

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"siamface/app/crash"
	"siamface/widgets"
)

// wantMessage wants one message over the window that names a log, and closes it.
func wantMessage(t *testing.T, w *Window, what string) {
	t.Helper()
	pump(t, func() bool { return len(w.sheets) > 0 })
	if len(w.sheets) != 1 {
		t.Errorf("%s: %d messages", what, len(w.sheets))
	}
	w.sheets[0].Hide()
	if len(w.sheets) != 0 {
		t.Errorf("%s: the message stays", what)
	}
}

// TestPanicsAreTold: wherever a panic happens, the window tells, with a log, and goes on.
func TestPanicsAreTold(t *testing.T) {
	w := pretend(t)
	var told error
	runInBackground(func() (int, error) { panic(fs.ErrNotExist) }, func(_ int, err error) { told = err })
	wantMessage(t, w, "work in the background")
	_, log, found := strings.Cut(told.Error(), "; what is known of it is in ")
	if text, err := os.ReadFile(log); !found || !errors.Is(told, fs.ErrNotExist) || err != nil || !strings.Contains(string(text), "TestPanicsAreTold") {
		t.Errorf("%v: %s, %v", told, text, err)
	}
	draw(func() { panic("while drawing") })
	wantMessage(t, w, "drawing")
	startWork(func(context.Context, *coalescer) (int, error) { return 1, nil }, func(int, error) { panic("when it is done") })
	wantMessage(t, w, "the end of work")
	widgets.NewButton("x", nil, func() { panic("a click") }).OnTapped()
	wantMessage(t, w, "a click")
	for range 5 {
		draw(func() { panic("again and again") })
	}
	wantMessage(t, w, "five panics")
	if last := crash.Last(); last != "" {
		t.Errorf("%s was told already", last)
	}
}

// TestStopWork: what is at work keeps what it has before the process ends.
func TestStopWork(t *testing.T) {
	w := pretend(t)
	kept := false
	startWork(func(ctx context.Context, _ *coalescer) (int, error) {
		<-ctx.Done()
		kept = true
		return 0, nil
	}, func(int, error) {})
	stopWork(savingFor)
	if !kept {
		t.Error("it wasn't waited for")
	}
	_ = w
}
