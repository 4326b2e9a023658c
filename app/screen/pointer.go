package screen

import (
	"fmt"
	"image"
	"time"

	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// beat is the pause between two movements of a hand. A program that asks for input sixty times a second sees them one
// after the other.
const beat = 20 * time.Millisecond

// The pointer's buttons; a wheel is two of them.
const (
	buttonLeft  = 1
	buttonRight = 3
	wheelUp     = 4
	wheelDown   = 5
)

// fake sends one movement of the pointer or a key. Detail is a button or keycode; at counts for movements only.
func (s *Screen) fake(kind, detail byte, at image.Point) error {
	return xtest.FakeInputChecked(s.conn, kind, detail, 0, s.root, int16(at.X), int16(at.Y), 0).Check()
}

// button presses (or releases) a button where the pointer is.
func (s *Screen) button(kind, button byte) error {
	if err := s.fake(kind, button, image.Point{}); err != nil {
		return fmt.Errorf("pointer button %d doesn't move: %w", button, err)
	}
	time.Sleep(beat)
	return nil
}

// press presses and releases a button where the pointer is.
func (s *Screen) press(button byte) error {
	if err := s.button(xproto.ButtonPress, button); err != nil {
		return err
	}
	return s.button(xproto.ButtonRelease, button)
}

// MoveTo moves the pointer to (x, y).
func (w *Window) MoveTo(x, y int) error {
	point, err := w.at(x, y)
	if err != nil {
		return err
	}
	if err := w.screen.fake(xproto.MotionNotify, 0, point); err != nil {
		return fmt.Errorf("the pointer doesn't move to %d,%d: %w", x, y, err)
	}
	time.Sleep(beat)
	return nil
}

// Click moves the pointer to (x, y) and presses the left button once. Two clicks at once are a double click to most
// programs: wait for what the first one does.
func (w *Window) Click(x, y int) error { return w.click(x, y, buttonLeft, 1) }

// DoubleClick moves the pointer to (x, y) and presses the left button twice.
func (w *Window) DoubleClick(x, y int) error { return w.click(x, y, buttonLeft, 2) }

// RightClick moves the pointer to (x, y) and presses the right button once.
func (w *Window) RightClick(x, y int) error { return w.click(x, y, buttonRight, 1) }

func (w *Window) click(x, y int, button byte, times int) error {
	if err := w.MoveTo(x, y); err != nil {
		return err
	}
	for range times {
		if err := w.screen.press(button); err != nil {
			return err
		}
	}
	return nil
}

// Scroll turns the wheel n steps where the pointer is: down, towards the end, or up if n is negative.
func (w *Window) Scroll(n int) error {
	wheel := byte(wheelDown)
	if n < 0 {
		wheel, n = wheelUp, -n
	}
	for range n {
		if err := w.screen.press(wheel); err != nil {
			return err
		}
	}
	return nil
}

// Pull holds the left button from (x0, y0) to (x1, y1), as a hand moves a slider. Files are dragged by [Window.Drag].
func (w *Window) Pull(x0, y0, x1, y1 int) (err error) {
	if err := w.MoveTo(x0, y0); err != nil {
		return err
	}
	if err := w.screen.button(xproto.ButtonPress, buttonLeft); err != nil {
		return err
	}
	defer func() {
		if up := w.screen.button(xproto.ButtonRelease, buttonLeft); err == nil {
			err = up
		}
	}()
	for _, at := range steps(image.Pt(x0, y0), image.Pt(x1, y1)) {
		if err := w.MoveTo(at.X, at.Y); err != nil {
			return err
		}
	}
	return nil
}

// away moves the pointer to a corner of the screen that the window doesn't cover, if it can.
func (s *Screen) away(w *Window) {
	window, err := w.Bounds()
	if err != nil {
		return
	}
	screen := xproto.Setup(s.conn).DefaultScreen(s.conn)
	right, bottom := int(screen.WidthInPixels)-1, int(screen.HeightInPixels)-1
	for _, corner := range []image.Point{{right, bottom}, {0, 0}, {right, 0}, {0, bottom}} {
		if !corner.In(window) {
			_ = s.fake(xproto.MotionNotify, 0, corner)
			return
		}
	}
}

// steps is a straight way of a few steps from a point (not included) to another (included).
func steps(from, to image.Point) []image.Point {
	points := make([]image.Point, 8)
	for i := range points {
		points[i] = from.Add(to.Sub(from).Mul(i + 1).Div(len(points)))
	}
	return points
}
