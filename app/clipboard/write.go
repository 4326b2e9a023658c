package clipboard

import (
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"siamface/model/parallel"
)

// owner is a client that holds the clipboard until somebody else does.
type owner struct {
	conn   *xgb.Conn
	window xproto.Window
	atoms  map[string]xproto.Atom
	png    []byte
}

// current is the owner that this process has now.
var current struct {
	sync.Mutex
	*owner
}

// WritePNG puts a PNG file onto the clipboard. As with every program under X11, it stays there while the program runs, or longer where a
// clipboard manager keeps it.
func WritePNG(png []byte) error {
	conn, err := xgb.NewConn()
	if err != nil {
		return ErrNone
	}
	o := &owner{conn: conn, atoms: map[string]xproto.Atom{}, png: png}
	if err := o.claim(); err != nil {
		conn.Close()
		return err
	}
	current.Lock()
	defer current.Unlock()
	if current.owner != nil {
		current.conn.Close()
	}
	current.owner = o
	go func() { _ = parallel.Catch(o.serve) }() // what goes wrong only ends the offer
	return nil
}

// claim makes the window and the clipboard its own.
func (o *owner) claim() (err error) {
	for _, name := range []string{"CLIPBOARD", "TARGETS", "image/png", "INCR"} {
		if _, err := lookUpAtom(o.conn, o.atoms, name); err != nil {
			return err
		}
	}
	if o.window, err = makeWindow(o.conn); err != nil {
		return err
	}
	return xproto.SetSelectionOwnerChecked(o.conn, o.window, o.atoms["CLIPBOARD"], xproto.TimeCurrentTime).Check()
}

// serve answers who pastes, until somebody else copies.
func (o *owner) serve() error {
	defer o.conn.Close()
	sending := map[xproto.Window]*delivery{}
	for {
		e, err := o.conn.WaitForEvent()
		if e == nil && err == nil {
			return nil // the connection has ended
		}
		switch e := e.(type) {
		case xproto.SelectionClearEvent:
			return nil
		case xproto.SelectionRequestEvent:
			o.answer(e, sending)
		case xproto.PropertyNotifyEvent:
			if d := sending[e.Window]; d != nil && e.Atom == d.property && e.State == xproto.PropertyDelete && d.sendPart(o) {
				delete(sending, e.Window)
			}
		}
	}
}

// atOnce is how much goes in one property; more goes in parts.
const atOnce = 128 << 10

// answer gives a requestor the kinds that there are, or the picture.
func (o *owner) answer(e xproto.SelectionRequestEvent, sending map[xproto.Window]*delivery) {
	property := e.Property
	if property == 0 {
		property = e.Target // of clients of before
	}
	given := property
	switch e.Target {
	case o.atoms["TARGETS"]:
		list := make([]byte, 8)
		xgb.Put32(list, uint32(o.atoms["TARGETS"]))
		xgb.Put32(list[4:], uint32(o.atoms["image/png"]))
		xproto.ChangeProperty(o.conn, xproto.PropModeReplace, e.Requestor, property, xproto.AtomAtom, 32, 2, list)
	case o.atoms["image/png"]:
		if len(o.png) <= atOnce {
			xproto.ChangeProperty(o.conn, xproto.PropModeReplace, e.Requestor, property, e.Target, 8, uint32(len(o.png)), o.png)
			break
		}
		sending[e.Requestor] = &delivery{to: e.Requestor, property: property, kind: e.Target, left: o.png}
		xproto.ChangeWindowAttributes(o.conn, e.Requestor, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
		size := make([]byte, 4)
		xgb.Put32(size, uint32(len(o.png)))
		xproto.ChangeProperty(o.conn, xproto.PropModeReplace, e.Requestor, property, o.atoms["INCR"], 32, 1, size)
	default:
		given = 0
	}
	note := xproto.SelectionNotifyEvent{Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: given}
	xproto.SendEvent(o.conn, false, e.Requestor, 0, string(note.Bytes()))
}

// delivery is a picture that goes to somebody in parts.
type delivery struct {
	to             xproto.Window
	property, kind xproto.Atom
	left           []byte
}

// sendPart sends the next part, at last an empty one; then it is done.
func (d *delivery) sendPart(o *owner) (done bool) {
	n := min(len(d.left), atOnce)
	xproto.ChangeProperty(o.conn, xproto.PropModeReplace, d.to, d.property, d.kind, 8, uint32(n), d.left[:n])
	d.left = d.left[n:]
	return n == 0
}
