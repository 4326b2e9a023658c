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

// sendInput sends one movement of the pointer or a key. Detail is a button or keycode; at counts for movements only.
func (s *Screen) sendInput(kind, detail byte, at image.Point) error {
	return xtest.FakeInputChecked(s.conn, kind, detail, 0, s.root, int16(at.X), int16(at.Y), 0).Check()
}

// moveButton presses (or releases) a button where the pointer is.
func (s *Screen) moveButton(kind, button byte) error {
	if err := s.sendInput(kind, button, image.Point{}); err != nil {
		return fmt.Errorf("pointer button %d doesn't move: %w", button, err)
	}
	time.Sleep(beat)
	return nil
}

// pressButton presses and releases a button where the pointer is.
func (s *Screen) pressButton(button byte) error {
	if err := s.moveButton(xproto.ButtonPress, button); err != nil {
		return err
	}
	return s.moveButton(xproto.ButtonRelease, button)
}

// MoveTo moves the pointer to (x, y).
func (w *Window) MoveTo(x, y int) error {
	point, err := w.toScreen(x, y)
	if err != nil {
		return err
	}
	if err := w.screen.sendInput(xproto.MotionNotify, 0, point); err != nil {
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
		if err := w.screen.pressButton(button); err != nil {
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
		if err := w.screen.pressButton(wheel); err != nil {
			return err
		}
	}
	return nil
}

// Pull holds the left button from (x0, y0) to (x1, y1), as a hand moves a slider. Files are dragged by [Window.Drag].
func (w *Window) Pull(x0, y0, x1, y1 int) error {
	if err := w.MoveTo(x0, y0); err != nil {
		return err
	}
	return w.screen.holdButton(func() error {
		for _, at := range listSteps(image.Pt(x0, y0), image.Pt(x1, y1)) {
			if err := w.MoveTo(at.X, at.Y); err != nil {
				return err
			}
		}
		return nil
	})
}

// holdButton holds the left button while something is done.
func (s *Screen) holdButton(do func() error) error {
	if err := s.moveButton(xproto.ButtonPress, buttonLeft); err != nil {
		return err
	}
	err := do()
	if up := s.moveButton(xproto.ButtonRelease, buttonLeft); err == nil {
		err = up
	}
	return err
}

// Sweep holds the left button over a window from (x0, y0) to (x1, y1) for a while, with 500 movements a second, as a fast mouse makes them.
func Sweep(w *Window, x0, y0, x1, y1 int, during time.Duration) error {
	if err := w.MoveTo(x0, y0); err != nil {
		return err
	}
	bounds, err := w.Bounds()
	if err != nil {
		return err
	}
	const pause = 2 * time.Millisecond
	from, way := image.Pt(x0, y0), image.Pt(x1-x0, y1-y0)
	return w.screen.holdButton(func() error {
		for began := time.Now(); time.Since(began) < during; time.Sleep(pause) {
			share := int(1000 * time.Since(began) / during)
			if err := w.screen.sendInput(xproto.MotionNotify, 0, bounds.Min.Add(from).Add(way.Mul(share).Div(1000))); err != nil {
				return err
			}
		}
		return nil
	})
}

// movePointerAway moves the pointer to a corner of the screen that the window doesn't cover, if it can.
func (s *Screen) movePointerAway(w *Window) {
	window, err := w.Bounds()
	if err != nil {
		return
	}
	screen := xproto.Setup(s.conn).DefaultScreen(s.conn)
	right, bottom := int(screen.WidthInPixels)-1, int(screen.HeightInPixels)-1
	for _, corner := range []image.Point{{right, bottom}, {0, 0}, {right, 0}, {0, bottom}} {
		if !corner.In(window) {
			_ = s.sendInput(xproto.MotionNotify, 0, corner)
			return
		}
	}
}

// listSteps is a straight way of a few steps from a point (not included) to another (included).
func listSteps(from, to image.Point) []image.Point {
	points := make([]image.Point, 8)
	for i := range points {
		points[i] = from.Add(to.Sub(from).Mul(i + 1).Div(len(points)))
	}
	return points
}

// Key presses and releases a key with the keys that are held with it: "Escape", "Return", "a", "?", "ctrl+o",
// "ctrl+shift+s", "ctrl++". Names are those of the X Window System; held keys are shift, ctrl, alt and super. A character
// that needs shift has it held.
func (w *Window) Key(combo string) error {
	held, key := splitCombo(combo)
	main, err := w.screen.keys.find(key)
	if err != nil {
		return fmt.Errorf("can't press %s: %w", combo, err)
	}
	if main.shift {
		held = append(held, "shift")
	}
	codes := make([]xproto.Keycode, 0, len(held)+1)
	for _, name := range held {
		modifier, err := w.screen.keys.find(name)
		if err != nil {
			return fmt.Errorf("can't press %s: %w", combo, err)
		}
		codes = append(codes, modifier.code)
	}
	if err := w.screen.pressChord(append(codes, main.code)); err != nil {
		return fmt.Errorf("can't press %s: %w", combo, err)
	}
	return nil
}

// Type writes text, key by key. A character that the display's keyboard lacks (it is an American one) is an error.
func (w *Window) Type(text string) error {
	for _, r := range text {
		name := string(r)
		switch r {
		case '\n':
			name = "Return"
		case '\t':
			name = "Tab"
		}
		if err := w.Key(name); err != nil {
			return fmt.Errorf("can't type %q: %w", text, err)
		}
	}
	return nil
}

// pressChord presses keys in their order and releases them in the opposite one, those that went down even after a failure.
func (s *Screen) pressChord(codes []xproto.Keycode) (err error) {
	for _, code := range codes {
		if err := s.sendInput(xproto.KeyPress, byte(code), image.Point{}); err != nil {
			return err
		}
		defer func() {
			up := s.sendInput(xproto.KeyRelease, byte(code), image.Point{})
			if err == nil {
				err = up
			}
		}()
	}
	time.Sleep(beat)
	return nil
}
