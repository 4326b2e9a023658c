package screen_test

import (
	"context"
	"errors"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"siamface/app/internal/screen"
)

// find is the target's window as the driver sees it.
func find(t *testing.T, s *screen.Screen) *screen.Window {
	t.Helper()
	w, err := s.FindWindow(t.Context(), "Target")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// soon is a context for a wait that is expected to be in vain.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func TestFindWindow(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	if w.Title() != title {
		t.Errorf("title %q, want %q", w.Title(), title)
	}
	bounds, err := w.Bounds()
	if want := image.Rect(40, 30, 240, 180); err != nil || bounds != want {
		t.Errorf("bounds %v (%v), want %v", bounds, err, want)
	}
	_, err = s.FindWindow(soon(t), "Another")
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), title) {
		t.Errorf("error %v, want that time is up and which windows there are", err)
	}
	c.check(xproto.UnmapWindowChecked(c.conn, c.id).Check())
	if _, err := s.FindWindow(soon(t), "Target"); err == nil {
		t.Error("a hidden window is found")
	}
	c.check(xproto.MapWindowChecked(c.conn, c.id).Check())
	find(t, s)
}

// TestFindWindowByOldTitle finds a window that has only the title of old programs.
func TestFindWindowByOldTitle(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	c.property("_NET_WM_NAME", "UTF8_STRING", 8, nil)
	c.property("WM_NAME", "STRING", 8, []byte("Old title"))
	if _, err := s.FindWindow(t.Context(), "Old"); err != nil {
		t.Error(err)
	}
}

func TestResizeAndMove(t *testing.T) {
	t.Parallel()
	s := start(t)
	open(t, s, manner{})
	w := find(t, s)
	for _, err := range []error{w.Resize(300, 220), w.Move(-10, 5)} {
		if err != nil {
			t.Error(err)
		}
	}
	bounds, err := w.Bounds()
	if want := image.Rect(-10, 5, 290, 225); err != nil || bounds != want {
		t.Errorf("bounds %v (%v), want %v", bounds, err, want)
	}
	if err := w.Resize(0, 10); err == nil {
		t.Error("a window of no width is taken")
	}
}

func TestCloseAsksTheProgram(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	c.expect("message WM_PROTOCOLS WM_DELETE_WINDOW")
	c.check(xproto.DestroyWindowChecked(c.conn, c.id).Check())
	for what, err := range map[string]error{
		"Close": w.Close(), "Focus": w.Focus(), "Click": w.Click(1, 1), "Resize": w.Resize(10, 10),
		"Drop": w.Drop(t.Context(), 1, 1, "a"), "WaitStill": w.WaitStill(t.Context()),
	} {
		if err == nil {
			t.Errorf("%s works on a closed window", what)
		}
	}
}
