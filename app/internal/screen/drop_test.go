package screen_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jezek/xgb/xproto"

	"siamface/app/internal/screen"
)

// way is what the target hears of a drag from its corner to 80,40; it stands at 40,30 on the screen.
var way = []string{
	"enter, version 5, text/uri-list",
	"at 50,35", "at 60,40", "at 70,45", "at 80,50", "at 90,55", "at 100,60", "at 110,65", "at 120,70",
}

func TestDrop(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	err := w.Drop(t.Context(), 80, 40, "/photos/a b.jpg", "/photos/人脸 é.png", "/photos/100%#1?.pgm", "/nowhere/../photos/")
	if err != nil {
		t.Fatal(err)
	}
	c.expect(way...)
	c.expect("drop", "text/uri-list: "+
		"file:///photos/a%20b.jpg\r\n"+
		"file:///photos/%E4%BA%BA%E8%84%B8%20%C3%A9.png\r\n"+
		"file:///photos/100%25%231%3F.pgm\r\n"+
		"file:///photos\r\n")

	// The next drag starts from nothing: the first has given the pointer back.
	if err := w.DropText(t.Context(), 80, 40, "http://example.org/a.png\r\n"); err != nil {
		t.Fatal(err)
	}
	c.expect(way...)
	c.expect("drop", "text/uri-list: http://example.org/a.png\r\n")
}

func TestDropOfARelativeName(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	if err := w.Drop(t.Context(), 80, 40, "drop_test.go"); err != nil {
		t.Fatal(err)
	}
	c.expect(way...)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	c.expect("drop", "text/uri-list: file://"+filepath.Join(here, "drop_test.go")+"\r\n")
}

func TestDropOffersItsTypes(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{asks: []string{"TARGETS", "image/png", "text/uri-list"}})
	w := find(t, s)
	if err := w.Drop(t.Context(), 80, 40, "/a"); err != nil {
		t.Fatal(err)
	}
	c.expect(way...)
	c.expect("drop", "TARGETS: TARGETS text/uri-list", "image/png: refused", "text/uri-list: file:///a\r\n")
}

func TestDragAway(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	if err := w.DragAway(t.Context(), 80, 40, "/a"); err != nil {
		t.Fatal(err)
	}
	c.expect(way...)
	c.expect("leave")
	c.quiet()
	pointer, err := xproto.QueryPointer(c.conn, c.id).Reply()
	if err != nil {
		t.Fatal(err)
	}
	if pointer.RootX != 639 || pointer.RootY != 479 {
		t.Errorf("the pointer is at %d,%d, want the screen's corner", pointer.RootX, pointer.RootY)
	}
}

func TestDragHovers(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	drag, err := w.Drag(t.Context(), 80, 40, "/a")
	if err != nil {
		t.Fatal(err)
	}
	c.expect(way...)
	if _, err := w.Drag(t.Context(), 10, 10, "/b"); err == nil {
		t.Error("two drags at once with one pointer")
	}
	if err := drag.MoveTo(t.Context(), 80, 48); err != nil {
		t.Fatal(err)
	}
	c.expect("at 120,71", "at 120,72", "at 120,73", "at 120,74", "at 120,75", "at 120,76", "at 120,77", "at 120,78")
	if err := drag.Drop(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.expect("drop", "text/uri-list: file:///a\r\n")
	if err := drag.Drop(t.Context()); err == nil {
		t.Error("the same drag is dropped twice")
	}
	if err := w.MoveTo(20, 30); err != nil {
		t.Fatal(err)
	}
	c.expect("pointer at 20,30")
}

func TestDropThatIsNotFinished(t *testing.T) {
	t.Parallel()
	s := start(t)
	open(t, s, manner{silentDrop: true})
	w := find(t, s)
	drag, err := w.Drag(t.Context(), 80, 40, "/a")
	if err != nil {
		t.Fatal(err)
	}
	err = drag.Drop(soon(t))
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "XdndFinished") {
		t.Errorf("error %v, want that there is no XdndFinished in time", err)
	}
}

func TestDropsThatFail(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		manner manner
		x      int
		file   string
		cause  error
		stage  string // what the error says
		heard  string // the last that the window hears, if anything
	}{
		{"no property", manner{unaware: true}, 80, "/a", screen.ErrNotAware, "doesn't begin", ""},
		{"outside", manner{}, 200, "/a", nil, "outside the window", ""},
		{"too long a list", manner{}, 80, strings.Repeat("/a", 100_001), nil, "doesn't begin", ""},
		{"refused", manner{refuses: true}, 80, "/a", screen.ErrRefused, "is at 80,40", "leave"},
		{"no status", manner{silent: true}, 80, "/a", context.DeadlineExceeded, "XdndStatus", "leave"},
		{"refused at last", manner{refusesDrop: true}, 80, "/a", screen.ErrRefused, "XdndFinished", "text/uri-list: file:///a\r\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			c := open(t, s, test.manner)
			w := find(t, s)
			ctx := t.Context()
			if test.manner.silent {
				ctx = soon(t)
			}
			err := w.Drop(ctx, test.x, 40, test.file)
			if err == nil || !strings.Contains(err.Error(), test.stage) {
				t.Fatalf("error %v, want one with %q", err, test.stage)
			}
			if test.cause != nil && !errors.Is(err, test.cause) {
				t.Errorf("error %v, want %v", err, test.cause)
			}
			if test.heard == "" {
				c.quiet()
				return
			}
			for line := ""; line != test.heard; {
				line = <-c.log
			}
		})
	}
}
