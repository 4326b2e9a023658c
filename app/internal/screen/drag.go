package screen

import (
	"context"
	"fmt"
	"image"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// maxList is how many bytes a drag carries: more would need the protocol for large selections.
const maxList = 200_000

// Drag is a drag that is over the window and not yet dropped. It ends by Drop or Leave.
//
// It is the source's side of XDND: a client of its own, as a file manager is one, with a window that owns the selection.
// Meanwhile it has grabbed the pointer, so that the window under test hears of movements by XDND only.
type Drag struct {
	window  *Window
	conn    *xgb.Conn
	atoms   map[string]xproto.Atom
	source  xproto.Window
	list    []byte
	answers chan xproto.ClientMessageEvent
	ended   chan struct{}
	end     func()      // gives the pointer and the connection back; may be called twice
	at      image.Point // in the window
}

// enterWindow makes the source and announces it to the window.
func (d *Drag) enterWindow(version uint32) (err error) {
	d.atoms, err = lookUpAtoms(d.conn, "XdndEnter", "XdndPosition", "XdndStatus", "XdndLeave", "XdndDrop", "XdndFinished",
		"XdndSelection", "XdndActionCopy", "TARGETS", "text/uri-list")
	if err != nil {
		return err
	}
	if err := d.makeSource(); err != nil {
		return err
	}
	go d.serveData()
	// A single type of data fits into the message: the flag for a longer list of types stays unset.
	return d.sendMessage("XdndEnter", version<<24, uint32(d.atoms["text/uri-list"]))
}

// makeSource makes the source's window, which owns the selection and is never seen, and takes the pointer.
func (d *Drag) makeSource() (err error) {
	if d.source, err = xproto.NewWindowId(d.conn); err != nil {
		return err
	}
	setup := xproto.Setup(d.conn).DefaultScreen(d.conn)
	err = xproto.CreateWindowChecked(d.conn, setup.RootDepth, d.source, setup.Root, 0, 0, 1, 1, 0,
		xproto.WindowClassInputOutput, setup.RootVisual, 0, nil).Check()
	if err != nil {
		return fmt.Errorf("no window for the source: %w", err)
	}
	// The pointer comes first: another drag that has it keeps its selection too.
	grab, err := xproto.GrabPointer(d.conn, false, setup.Root, xproto.EventMaskNoEvent, xproto.GrabModeAsync,
		xproto.GrabModeAsync, xproto.WindowNone, xproto.CursorNone, xproto.TimeCurrentTime).Reply()
	if err != nil {
		return fmt.Errorf("the pointer can't be grabbed: %w", err)
	}
	if grab.Status != xproto.GrabStatusSuccess {
		return fmt.Errorf("the pointer can't be grabbed (status %d): another drag or program may hold it", grab.Status)
	}
	selection := d.atoms["XdndSelection"]
	err = xproto.SetSelectionOwnerChecked(d.conn, d.source, selection, xproto.TimeCurrentTime).Check()
	if err != nil {
		return fmt.Errorf("the selection can't be owned: %w", err)
	}
	return nil
}

// endSource ends the source. It waits for the server, so that the next drag finds the pointer free.
func (d *Drag) endSource() {
	close(d.ended)
	// The connection ends next, and with it all that these may have failed to give back.
	_ = xproto.UngrabPointerChecked(d.conn, xproto.TimeCurrentTime).Check()
	_ = xproto.DestroyWindowChecked(d.conn, d.source).Check()
	d.conn.Close()
}

// MoveTo moves the drag in steps to the point (x, y) of the window, and waits for the window's answer to each.
func (d *Drag) MoveTo(ctx context.Context, x, y int) error {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	accepted := false
	for _, at := range listSteps(d.at, image.Pt(x, y)) {
		var err error
		if accepted, err = d.tellPosition(ctx, at); err != nil {
			return fmt.Errorf("the drag doesn't get to %d,%d: %w", at.X, at.Y, err)
		}
		d.at = at
	}
	if !accepted {
		return fmt.Errorf("the drag is at %d,%d, but %w", x, y, ErrRefused)
	}
	return nil
}

// tellPosition tells the window where the drag is; accepted is its answer.
func (d *Drag) tellPosition(ctx context.Context, at image.Point) (accepted bool, err error) {
	if err := d.window.MoveTo(at.X, at.Y); err != nil {
		return false, err
	}
	point, err := d.window.toScreen(at.X, at.Y)
	if err != nil {
		return false, err
	}
	place := uint32(uint16(point.X))<<16 | uint32(uint16(point.Y))
	copying := uint32(d.atoms["XdndActionCopy"])
	if err := d.sendMessage("XdndPosition", 0, place, xproto.TimeCurrentTime, copying); err != nil {
		return false, err
	}
	status, err := d.awaitAnswer(ctx, "XdndStatus")
	return err == nil && status[1]&1 == 1, err
}

// Drop drops the files where they are, and waits until the window has taken them. The drag ends in any case.
func (d *Drag) Drop(ctx context.Context) error {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	defer d.end()
	if err := d.sendMessage("XdndDrop", 0, xproto.TimeCurrentTime); err != nil {
		return fmt.Errorf("the files can't be dropped: %w", err)
	}
	finished, err := d.awaitAnswer(ctx, "XdndFinished")
	if err != nil {
		return fmt.Errorf("the files are dropped, but not taken: %w", err)
	}
	// Bit 0 says "accepted", but GLFW 3.3 puts the number of bytes here: only zero is a refusal.
	if finished[1] == 0 {
		return fmt.Errorf("the files are dropped, but %w (XdndFinished)", ErrRefused)
	}
	return nil
}

// Leave ends the drag without a drop: the pointer goes out of the window, to a corner of the screen, and stays there. A
// window that covers every corner keeps it.
func (d *Drag) Leave() error {
	defer d.end()
	d.window.screen.movePointerAway(d.window)
	if err := d.sendMessage("XdndLeave"); err != nil {
		return fmt.Errorf("the drag can't leave: %w", err)
	}
	return nil
}
