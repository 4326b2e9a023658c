package xwindow_test

import (
	"errors"
	"image"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"siamface/app/internal/screen"
	"siamface/app/internal/xwindow"
)

// show shows a window of 300×200 pixels that takes drops, on a screen of its own.
func show(t *testing.T) (*screen.Screen, *xgb.Conn, xproto.Window) {
	t.Helper()
	s, err := screen.Start(t.Context(), 640, 480)
	if errors.Is(err, screen.ErrNoXvfb) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	t.Setenv("DISPLAY", s.Display())
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	id, err := xproto.NewWindowId(conn)
	if err != nil {
		t.Fatal(err)
	}
	setup := xproto.Setup(conn).DefaultScreen(conn)
	if err := xproto.CreateWindowChecked(conn, setup.RootDepth, id, setup.Root, 100, 50, 300, 200, 0, xproto.WindowClassInputOutput,
		setup.RootVisual, 0, nil).Check(); err != nil {
		t.Fatal(err)
	}
	if err := xproto.MapWindowChecked(conn, id).Check(); err != nil {
		t.Fatal(err)
	}
	return s, conn, id
}

func TestSetClass(t *testing.T) {
	_, conn, id := show(t)
	if err := xwindow.SetClass(xwindow.ID(id), "siamface"); err != nil {
		t.Fatal(err)
	}
	reply, err := xproto.GetProperty(conn, false, id, xproto.AtomWmClass, xproto.AtomString, 0, 64).Reply()
	if err != nil || string(reply.Value) != "siamface\x00siamface\x00" {
		t.Errorf("%q, %v", reply.Value, err)
	}
}

// A drag is told where it is over the window, and once that it has left or ended.
func TestWatchDrags(t *testing.T) {
	s, conn, id := show(t)
	type news struct {
		at     image.Point
		inside bool
	}
	heard := make(chan news, 1000)
	end, err := xwindow.WatchDrags(xwindow.ID(id), func(x, y int, inside bool) { heard <- news{image.Pt(x, y), inside} })
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	wait := func(what string, is func(news) bool) {
		t.Helper()
		for limit := time.After(time.Minute); ; {
			select {
			case n := <-heard:
				if is(n) {
					return
				}
			case <-limit:
				t.Fatalf("nothing is told of %s", what)
			}
		}
	}
	atom, err := xproto.InternAtom(conn, false, 13, "XdndSelection").Reply()
	if err != nil {
		t.Fatal(err)
	}
	root := s.Root()
	own := func(owner xproto.Window) {
		t.Helper()
		if err := xproto.SetSelectionOwnerChecked(conn, owner, atom.Atom, xproto.TimeCurrentTime).Check(); err != nil {
			t.Fatal(err)
		}
	}
	if err := root.MoveTo(10, 10); err != nil {
		t.Fatal(err)
	}
	own(id)
	for _, at := range []image.Point{{150, 90}, {399, 249}} {
		if err := root.MoveTo(at.X, at.Y); err != nil {
			t.Fatal(err)
		}
		wait("a drag inside", func(n news) bool { return n.inside && n.at == at.Sub(image.Pt(100, 50)) })
	}
	if err := root.MoveTo(401, 100); err != nil {
		t.Fatal(err)
	}
	wait("a drag that has left", func(n news) bool { return !n.inside })
	if err := root.MoveTo(200, 100); err != nil {
		t.Fatal(err)
	}
	wait("a drag that has come back", func(n news) bool { return n.inside })
	own(xproto.WindowNone)
	wait("the end", func(n news) bool { return !n.inside })
}
