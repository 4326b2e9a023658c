package window

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// TestWindowPanics has the real window meet panics, in a process of its own.
func TestWindowPanics(t *testing.T) { inWindow(t, "TestRealPanics", t.TempDir()) }

// TestRealPanics injects panics: those in the background end in a message, and the window goes on; one in the toolkit's part ends it,
// after what is at work has been kept.
func TestRealPanics(t *testing.T) {
	h := takeHold(t, "TestWindowPanics")
	runInBackground(func() (int, error) { panic(fs.ErrNotExist) }, func(int, error) {})
	h.wait("the message", 10*time.Second, func() bool { return len(h.w.sheets) == 1 })
	h.shot("panic")
	h.key("Escape")
	h.wait("closed", 5*time.Second, func() bool { return len(h.w.sheets) == 0 })
	h.key("?") // it goes on
	h.wait("help", 5*time.Second, func() bool { return len(h.w.sheets) == 1 })
	h.key("Escape")
	h.wait("closed", 5*time.Second, func() bool { return len(h.w.sheets) == 0 })

	kept := filepath.Join(t.TempDir(), "kept")
	told := make(chan error, 1)
	showCrash = func(err error) { told <- err }
	ui(func() bool {
		startWork(func(ctx context.Context, _ *coalescer) (int, error) {
			<-ctx.Done()
			return 0, os.WriteFile(kept, nil, 0o600)
		}, func(int, error) {})
		return true
	})
	fyne.Do(func() { panic("in the toolkit") })
	select {
	case err := <-told:
		_, log, found := strings.Cut(err.Error(), "; what is known of it is in ")
		if text, readErr := os.ReadFile(log); !found || readErr != nil || !strings.Contains(string(text), "in the toolkit") || !strings.Contains(string(text), "TestRealPanics") {
			t.Errorf("%v: %s, %v", err, text, readErr)
		}
	case <-time.After(time.Minute):
		t.Fatal("the window didn't end")
	}
	if _, err := os.Stat(kept); err != nil {
		t.Errorf("what was at work kept nothing: %v", err)
	}
	if status := <-realStatus; status != 1 {
		t.Errorf("exit status %d", status)
	}
}
