package xwindow

import (
	"fmt"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xfixes"
	"github.com/jezek/xgb/xproto"

	"siamface/model/parallel"
)

const (
	look    = 50 * time.Millisecond // between two looks at where a drag is
	longest = time.Minute           // that a drag is believed to go on whose button was never seen
)

// WatchDrags calls over while something is dragged by another program: with the place in the window, in its pixels, and inside false once it
// has left or has ended. It goes on until close is called. A drag is known by who owns the selection XdndSelection; what is dragged isn't.
func WatchDrags(window ID, over func(x, y int, inside bool)) (close func(), err error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("drags can't be watched: no connection to a display: %w", err)
	}
	w := &dragWatch{conn: conn, window: xproto.Window(window), over: over, owners: make(chan bool, 8)}
	if err := w.listen(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("drags can't be watched: %w", err)
	}
	for _, work := range []func(){w.readEvents, w.follow} {
		go func() {
			_ = parallel.Catch(func() error { work(); return nil }) // then no drag is shown any more
		}()
	}
	return conn.Close, nil
}

// dragWatch watches the drags over a window.
type dragWatch struct {
	conn   *xgb.Conn
	window xproto.Window
	over   func(x, y int, inside bool)
	owners chan bool // whether somebody has begun to own the selection, or nobody owns it any more
	inside bool      // what over was told last
}

// listen asks for news of who owns the selection.
func (w *dragWatch) listen() error {
	if err := xfixes.Init(w.conn); err != nil {
		return err
	}
	if _, err := xfixes.QueryVersion(w.conn, 1, 0).Reply(); err != nil {
		return err
	}
	const name = "XdndSelection"
	selection, err := xproto.InternAtom(w.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return err
	}
	root := xproto.Setup(w.conn).DefaultScreen(w.conn).Root
	const all = xfixes.SelectionEventMaskSetSelectionOwner | xfixes.SelectionEventMaskSelectionWindowDestroy |
		xfixes.SelectionEventMaskSelectionClientClose
	return xfixes.SelectSelectionInputChecked(w.conn, root, selection.Atom, all).Check()
}

// readEvents passes the news on until the connection ends.
func (w *dragWatch) readEvents() {
	defer close(w.owners)
	for {
		event, failure := w.conn.WaitForEvent()
		if event == nil && failure == nil {
			return
		}
		if e, ok := event.(xfixes.SelectionNotifyEvent); ok {
			w.owners <- e.Subtype == xfixes.SelectionEventSetSelectionOwner && e.Owner != xproto.WindowNone
		}
	}
}

// follow looks where the pointer is, as long as a drag goes on.
func (w *dragWatch) follow() {
	for begun := range w.owners {
		if begun {
			w.followDrag()
		}
		w.tell(0, 0, false)
	}
}

// followDrag ends when the button is let go, when the source gives up, or with the connection.
func (w *dragWatch) followDrag() {
	held := false
	for end := time.Now().Add(longest); time.Now().Before(end); {
		select {
		case begun, open := <-w.owners:
			if !begun || !open {
				return
			}
		case <-time.After(look):
		}
		pointer, err := xproto.QueryPointer(w.conn, w.window).Reply()
		if err != nil {
			return
		}
		size, err := xproto.GetGeometry(w.conn, xproto.Drawable(w.window)).Reply()
		if err != nil {
			return
		}
		const buttons = xproto.KeyButMaskButton1 | xproto.KeyButMaskButton2 | xproto.KeyButMaskButton3
		pressed := pointer.Mask&buttons != 0
		if held && !pressed {
			return
		}
		held = held || pressed
		x, y := int(pointer.WinX), int(pointer.WinY)
		w.tell(x, y, pointer.SameScreen && x >= 0 && y >= 0 && x < int(size.Width) && y < int(size.Height))
	}
}

// tell says where the drag is, and once that it is over.
func (w *dragWatch) tell(x, y int, inside bool) {
	if inside || w.inside {
		w.inside = inside
		w.over(x, y, inside)
	}
}
