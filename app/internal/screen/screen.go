package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os/exec"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// ErrNoXvfb says that this machine has no Xvfb; a test skips then.
var ErrNoXvfb = errors.New("no Xvfb on this machine: install the package xvfb to drive the window")

// patience bounds a wait whose context has no deadline.
const patience = time.Minute

// The library logs every missing ~/.Xauthority and every connection's end, which are no faults here; what fails is
// returned as an error as well.
func init() { xgb.Logger = log.New(io.Discard, "", 0) }

// Screen is a display of its own, with one screen of 24-bit colour and a keyboard and pointer that only this value moves.
type Screen struct {
	server *server
	conn   *xgb.Conn
	root   xproto.Window
	keys   keyboard
	atoms  map[string]xproto.Atom
}

// Start starts a display of width × height pixels and connects to it. The error is [ErrNoXvfb] where Xvfb is missing.
// The display ends by Close, and on Linux with the process that started it.
func Start(ctx context.Context, width, height int) (*Screen, error) {
	const largest = 1<<15 - 1 // the protocol's coordinates are 16-bit and signed
	if width < 1 || height < 1 || width > largest || height > largest {
		return nil, fmt.Errorf("no screen has %d×%d pixels: sides go from 1 to %d", width, height, largest)
	}
	binary, err := exec.LookPath("Xvfb")
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNoXvfb, err)
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	server, err := startServer(ctx, binary, width, height)
	if err != nil {
		return nil, err
	}
	s := &Screen{server: server}
	if err := s.connect(); err != nil {
		s.Close()
		return nil, fmt.Errorf("the display %s runs, but can't be used: %w", server.display, err)
	}
	return s, nil
}

func (s *Screen) connect() (err error) {
	if s.conn, err = xgb.NewConnDisplay(s.Display()); err != nil {
		return err
	}
	if err = xtest.Init(s.conn); err != nil {
		return err
	}
	s.root = xproto.Setup(s.conn).DefaultScreen(s.conn).Root
	if s.keys, err = readKeyboard(s.conn); err != nil {
		return err
	}
	s.atoms, err = lookUpAtoms(s.conn, "_NET_WM_NAME", "WM_PROTOCOLS", "WM_DELETE_WINDOW", "XdndAware")
	return err
}

// Display is the display's name as the environment variable DISPLAY wants it: ":7".
func (s *Screen) Display() string { return s.server.display }

// Root is the whole screen as a window: its pictures show every window on it, and its coordinates are the screen's.
func (s *Screen) Root() *Window { return &Window{screen: s, id: s.root} }

// Close ends the display; programs that still show a window there lose it, and most of them end. It may be called twice.
func (s *Screen) Close() {
	if s.conn != nil {
		s.conn.Close()
	}
	s.server.stop()
}

// FindWindow waits for a top-level window that can be seen and whose title begins with titlePrefix.
func (s *Screen) FindWindow(ctx context.Context, titlePrefix string) (*Window, error) {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	for {
		windows, err := s.listWindows()
		if err != nil {
			return nil, fmt.Errorf("can't list the windows of display %s: %w", s.Display(), err)
		}
		var titles []string
		for _, id := range windows {
			title := s.readTitle(id)
			if strings.HasPrefix(title, titlePrefix) {
				return &Window{screen: s, id: id}, nil
			}
			titles = append(titles, title)
		}
		if !waitFor(ctx, 20*time.Millisecond) {
			return nil, fmt.Errorf("no window's title begins with %q (there are %q): %w", titlePrefix, titles, ctx.Err())
		}
	}
}

// listWindows lists the visible windows; without a window manager they are the root's own children.
func (s *Screen) listWindows() ([]xproto.Window, error) {
	tree, err := xproto.QueryTree(s.conn, s.root).Reply()
	if err != nil {
		return nil, err
	}
	var visible []xproto.Window
	for _, id := range tree.Children {
		// A window may be gone by now: then it isn't visible.
		attributes, err := xproto.GetWindowAttributes(s.conn, id).Reply()
		if err == nil && attributes.MapState == xproto.MapStateViewable {
			visible = append(visible, id)
		}
	}
	return visible, nil
}

// readTitle is the window's title, or "" where it has none or is gone.
func (s *Screen) readTitle(id xproto.Window) string {
	for _, property := range []xproto.Atom{s.atoms["_NET_WM_NAME"], xproto.AtomWmName} {
		const words = 1024 // of four bytes each
		reply, err := xproto.GetProperty(s.conn, false, id, property, xproto.GetPropertyTypeAny, 0, words).Reply()
		if err == nil && len(reply.Value) > 0 {
			return string(reply.Value)
		}
	}
	return ""
}

// withDeadline gives ctx a deadline if it has none.
func withDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, patience)
}

// waitFor waits for d; false means that ctx was done before.
func waitFor(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// lookUpAtoms looks up the server's numbers for names.
func lookUpAtoms(conn *xgb.Conn, names ...string) (map[string]xproto.Atom, error) {
	atoms := make(map[string]xproto.Atom, len(names))
	for _, name := range names {
		reply, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return nil, fmt.Errorf("the display has no number for the name %s: %w", name, err)
		}
		atoms[name] = reply.Atom
	}
	return atoms, nil
}
