package screen

import (
	"context"
	"fmt"
	"image"
	"strings"
	"time"

	"github.com/jezek/xgb/xproto"
)

// Window is a window on a [Screen]. Its methods must not be called at the same time: there is one pointer and one keyboard.
type Window struct {
	screen *Screen
	id     xproto.Window
}

// FindWindow waits for a top-level window that can be seen and whose title begins with titlePrefix.
func (s *Screen) FindWindow(ctx context.Context, titlePrefix string) (*Window, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	for {
		windows, err := s.topLevel()
		if err != nil {
			return nil, fmt.Errorf("can't list the windows of display %s: %w", s.Display(), err)
		}
		var titles []string
		for _, id := range windows {
			title := s.title(id)
			if strings.HasPrefix(title, titlePrefix) {
				return &Window{screen: s, id: id}, nil
			}
			titles = append(titles, title)
		}
		if !pause(ctx, 20*time.Millisecond) {
			return nil, fmt.Errorf("no window's title begins with %q (there are %q): %w", titlePrefix, titles, ctx.Err())
		}
	}
}

// topLevel lists the visible windows; without a window manager they are the root's own children.
func (s *Screen) topLevel() ([]xproto.Window, error) {
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

// title is the window's title, or "" where it has none or is gone.
func (s *Screen) title(id xproto.Window) string {
	for _, property := range []xproto.Atom{s.atoms["_NET_WM_NAME"], xproto.AtomWmName} {
		const words = 1024 // of four bytes each
		reply, err := xproto.GetProperty(s.conn, false, id, property, xproto.GetPropertyTypeAny, 0, words).Reply()
		if err == nil && len(reply.Value) > 0 {
			return string(reply.Value)
		}
	}
	return ""
}

// Title is the window's title as it is now.
func (w *Window) Title() string { return w.screen.title(w.id) }

// Bounds is where the window is on the screen, in pixels. Its size is the size of the window's content.
func (w *Window) Bounds() (image.Rectangle, error) {
	size, err := xproto.GetGeometry(w.screen.conn, xproto.Drawable(w.id)).Reply()
	if err != nil {
		return image.Rectangle{}, fmt.Errorf("the window has no size, it may be closed: %w", err)
	}
	at, err := xproto.TranslateCoordinates(w.screen.conn, w.id, w.screen.root, 0, 0).Reply()
	if err != nil {
		return image.Rectangle{}, fmt.Errorf("the window has no place on the screen, it may be closed: %w", err)
	}
	x, y := int(at.DstX), int(at.DstY)
	return image.Rect(x, y, x+int(size.Width), y+int(size.Height)), nil
}

// at is the point (x, y) of the window in the screen's coordinates. A point outside the window is an error: input there
// would go to something else.
func (w *Window) at(x, y int) (image.Point, error) {
	bounds, err := w.Bounds()
	if err != nil {
		return image.Point{}, err
	}
	point := bounds.Min.Add(image.Pt(x, y))
	if !point.In(bounds) {
		return image.Point{}, fmt.Errorf("the point %d,%d is outside the window of %d×%d", x, y, bounds.Dx(), bounds.Dy())
	}
	return point, nil
}

// Focus gives the window the keyboard. Without it, keys go to the window under the pointer.
func (w *Window) Focus() error {
	err := xproto.SetInputFocusChecked(w.screen.conn, xproto.InputFocusParent, w.id, xproto.TimeCurrentTime).Check()
	if err != nil {
		return fmt.Errorf("the window can't get the keyboard: %w", err)
	}
	return nil
}

// Resize gives the window a content of width × height pixels. The program hears of it afterwards.
func (w *Window) Resize(width, height int) error {
	return w.configure("size", xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, width, height)
}

// Move puts the window's top left at the point (x, y) of the screen.
func (w *Window) Move(x, y int) error {
	return w.configure("place", xproto.ConfigWindowX|xproto.ConfigWindowY, x, y)
}

func (w *Window) configure(what string, mask uint16, a, b int) error {
	// Places are signed and sent as their 32-bit pattern.
	values := []uint32{uint32(int32(a)), uint32(int32(b))}
	if err := xproto.ConfigureWindowChecked(w.screen.conn, w.id, mask, values).Check(); err != nil {
		return fmt.Errorf("the window doesn't take the %s %d, %d: %w", what, a, b, err)
	}
	return nil
}

// Close asks the program to close the window, as the button in a window's frame does.
func (w *Window) Close() error {
	s := w.screen
	event := message(w.id, s.atoms["WM_PROTOCOLS"], uint32(s.atoms["WM_DELETE_WINDOW"]), xproto.TimeCurrentTime)
	if err := xproto.SendEventChecked(s.conn, false, w.id, xproto.EventMaskNoEvent, event).Check(); err != nil {
		return fmt.Errorf("the window can't be asked to close: %w", err)
	}
	return nil
}

// message is a client message for a window, as the bytes that SendEvent takes. It has at most five words.
func message(to xproto.Window, kind xproto.Atom, words ...uint32) string {
	event := xproto.ClientMessageEvent{
		Format: 32, Window: to, Type: kind,
		Data: xproto.ClientMessageDataUnionData32New(append(words, make([]uint32, 5-len(words))...)),
	}
	return string(event.Bytes())
}
