package screen

import (
	"context"
	"fmt"
	"image"
	"sync"

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

// Drag drags files from outside to the point (x, y) of the window, and hovers there. The error is [ErrNotAware] or
// [ErrRefused] where the window doesn't want them; the drag has ended then.
func (w *Window) Drag(ctx context.Context, x, y int, files ...string) (*Drag, error) {
	list, err := uriList(files)
	if err != nil {
		return nil, err
	}
	return w.dragText(ctx, x, y, list)
}

func (w *Window) dragText(ctx context.Context, x, y int, list string) (*Drag, error) {
	if _, err := w.at(x, y); err != nil {
		return nil, fmt.Errorf("the drag doesn't begin: %w", err)
	}
	if len(list) > maxList {
		return nil, fmt.Errorf("the drag doesn't begin: its list of files has %d bytes, and %d are allowed", len(list), maxList)
	}
	version, err := w.version()
	if err != nil {
		return nil, fmt.Errorf("the drag doesn't begin: %w", err)
	}
	d := &Drag{
		window: w, list: []byte(list),
		answers: make(chan xproto.ClientMessageEvent), ended: make(chan struct{}),
	}
	d.end = sync.OnceFunc(d.release)
	if d.conn, err = xgb.NewConnDisplay(w.screen.Display()); err != nil {
		return nil, fmt.Errorf("the drag doesn't begin: no connection to the display: %w", err)
	}
	if err := d.begin(version); err != nil {
		d.end()
		return nil, fmt.Errorf("the drag doesn't begin: %w", err)
	}
	// The way in starts at the window's corner, as if the files came from outside.
	if err := d.MoveTo(ctx, x, y); err != nil {
		_ = d.Leave() // the refusal is what counts
		return nil, err
	}
	return d, nil
}

// begin makes the source and announces it to the window.
func (d *Drag) begin(version uint32) (err error) {
	d.atoms, err = intern(d.conn, "XdndEnter", "XdndPosition", "XdndStatus", "XdndLeave", "XdndDrop", "XdndFinished",
		"XdndSelection", "XdndActionCopy", "TARGETS", "text/uri-list")
	if err != nil {
		return err
	}
	if err := d.makeSource(); err != nil {
		return err
	}
	go d.serve()
	// A single type of data fits into the message: the flag for a longer list of types stays unset.
	return d.send("XdndEnter", version<<24, uint32(d.atoms["text/uri-list"]))
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

// release ends the source. It waits for the server, so that the next drag finds the pointer free.
func (d *Drag) release() {
	close(d.ended)
	// The connection ends next, and with it all that these may have failed to give back.
	_ = xproto.UngrabPointerChecked(d.conn, xproto.TimeCurrentTime).Check()
	_ = xproto.DestroyWindowChecked(d.conn, d.source).Check()
	d.conn.Close()
}

// MoveTo moves the drag in steps to the point (x, y) of the window, and waits for the window's answer to each.
func (d *Drag) MoveTo(ctx context.Context, x, y int) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	accepted := false
	for _, at := range steps(d.at, image.Pt(x, y)) {
		var err error
		if accepted, err = d.position(ctx, at); err != nil {
			return fmt.Errorf("the drag doesn't get to %d,%d: %w", at.X, at.Y, err)
		}
		d.at = at
	}
	if !accepted {
		return fmt.Errorf("the drag is at %d,%d, but %w", x, y, ErrRefused)
	}
	return nil
}

// position tells the window where the drag is; accepted is its answer.
func (d *Drag) position(ctx context.Context, at image.Point) (accepted bool, err error) {
	if err := d.window.MoveTo(at.X, at.Y); err != nil {
		return false, err
	}
	point, err := d.window.at(at.X, at.Y)
	if err != nil {
		return false, err
	}
	place := uint32(uint16(point.X))<<16 | uint32(uint16(point.Y))
	copying := uint32(d.atoms["XdndActionCopy"])
	if err := d.send("XdndPosition", 0, place, xproto.TimeCurrentTime, copying); err != nil {
		return false, err
	}
	status, err := d.await(ctx, "XdndStatus")
	return err == nil && status[1]&1 == 1, err
}

// Drop drops the files where they are, and waits until the window has taken them. The drag ends in any case.
func (d *Drag) Drop(ctx context.Context) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	defer d.end()
	if err := d.send("XdndDrop", 0, xproto.TimeCurrentTime); err != nil {
		return fmt.Errorf("the files can't be dropped: %w", err)
	}
	finished, err := d.await(ctx, "XdndFinished")
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
	d.window.screen.away(d.window)
	if err := d.send("XdndLeave"); err != nil {
		return fmt.Errorf("the drag can't leave: %w", err)
	}
	return nil
}
