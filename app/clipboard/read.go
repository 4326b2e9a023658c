package clipboard

import (
	"context"
	"errors"
	"slices"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// pictureKinds are those that photos may be copied as, the best first.
var pictureKinds = []string{"image/png", "image/jpeg", "image/webp", "image/tiff", "image/bmp"}

// errRefused says that the owner of the clipboard didn't give a kind that it had offered.
var errRefused = errors.New("the program that holds the clipboard doesn't give what it offers")

// Read is what the clipboard holds: files, else a picture, else text. Without a display the error is ErrNone; an empty clipboard is no
// error.
func Read(ctx context.Context) (Content, error) {
	r, err := newReader()
	if err != nil {
		return Content{}, err
	}
	defer context.AfterFunc(ctx, r.conn.Close)()
	defer r.conn.Close()
	var c Content
	kinds, err := r.listKinds()
	if err != nil || len(kinds) == 0 {
		return c, err
	}
	if slices.Contains(kinds, "text/uri-list") {
		list, err := r.take("text/uri-list")
		if c.Files = parseList(string(list)); err == nil && len(c.Files) > 0 {
			return c, nil
		}
	}
	for _, kind := range pictureKinds {
		if slices.Contains(kinds, kind) {
			if c.Picture, err = r.take(kind); err == nil && len(c.Picture) > 0 {
				return c, nil
			}
		}
	}
	for _, kind := range []string{"UTF8_STRING", "text/plain;charset=utf-8", "STRING"} {
		if slices.Contains(kinds, kind) {
			text, err := r.take(kind)
			return Content{Text: string(text)}, err
		}
	}
	return Content{}, err
}

// reader is a client of the display with a window that asks for what is copied.
type reader struct {
	conn   *xgb.Conn
	window xproto.Window
	atoms  map[string]xproto.Atom
}

func newReader() (*reader, error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, ErrNone
	}
	r := &reader{conn: conn, atoms: map[string]xproto.Atom{}}
	if r.window, err = makeWindow(conn); err != nil {
		conn.Close()
		return nil, err
	}
	return r, nil
}

// makeWindow makes a window that is never seen and hears of its properties.
func makeWindow(conn *xgb.Conn) (xproto.Window, error) {
	id, err := xproto.NewWindowId(conn)
	if err != nil {
		return 0, err
	}
	screen := xproto.Setup(conn).DefaultScreen(conn)
	return id, xproto.CreateWindowChecked(conn, 0, id, screen.Root, -1, -1, 1, 1, 0, xproto.WindowClassInputOnly, 0,
		xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
}

// atom is the number that the display has for a name.
func (r *reader) atom(name string) (xproto.Atom, error) { return lookUpAtom(r.conn, r.atoms, name) }

func lookUpAtom(conn *xgb.Conn, known map[string]xproto.Atom, name string) (xproto.Atom, error) {
	if a, ok := known[name]; ok {
		return a, nil
	}
	reply, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return 0, err
	}
	known[name] = reply.Atom
	return reply.Atom, nil
}

// listKinds are the kinds in which the clipboard's content can be had; none where it is empty.
func (r *reader) listKinds() (kinds []string, err error) {
	selection, err := r.atom("CLIPBOARD")
	if err != nil {
		return nil, err
	}
	owner, err := xproto.GetSelectionOwner(r.conn, selection).Reply()
	if err != nil || owner.Owner == 0 {
		return nil, err
	}
	list, err := r.take("TARGETS")
	for ; len(list) >= 4; list = list[4:] {
		if name, err := xproto.GetAtomName(r.conn, xproto.Atom(xgb.Get32(list))).Reply(); err == nil {
			kinds = append(kinds, name.Name)
		}
	}
	return kinds, err
}

// take asks for the content in a kind and waits for it.
func (r *reader) take(kind string) ([]byte, error) {
	var atoms [4]xproto.Atom
	for i, name := range []string{"CLIPBOARD", kind, "SIAMFACE", "INCR"} {
		var err error
		if atoms[i], err = r.atom(name); err != nil {
			return nil, err
		}
	}
	property, incremental := atoms[2], atoms[3]
	xproto.ConvertSelection(r.conn, r.window, atoms[0], atoms[1], property, xproto.TimeCurrentTime)
	for {
		switch e := r.next().(type) {
		case nil:
			return nil, errRefused
		case xproto.SelectionNotifyEvent:
			if e.Property == 0 {
				return nil, errRefused
			}
			data, of, err := r.pull(property)
			if err == nil && of == incremental {
				return r.gather(property)
			}
			return data, err
		}
	}
}

// next is the display's next event; nil once the connection has ended.
func (r *reader) next() xgb.Event {
	for {
		e, err := r.conn.WaitForEvent()
		if e != nil || err == nil {
			return e
		}
	}
}

// pull takes a property away from the window: all of it.
func (r *reader) pull(property xproto.Atom) (data []byte, kind xproto.Atom, err error) {
	const words = 1 << 16 // at once
	for offset := uint32(0); ; offset += words {
		reply, err := xproto.GetProperty(r.conn, false, r.window, property, xproto.GetPropertyTypeAny, offset, words).Reply()
		if err != nil {
			return nil, 0, err
		}
		data = append(data, reply.Value...)
		if len(data) > mostBytes {
			return nil, 0, errors.New("what was copied is too large")
		}
		if reply.BytesAfter == 0 {
			return data, reply.Type, xproto.DeletePropertyChecked(r.conn, r.window, property).Check()
		}
	}
}

// gather takes content that comes in parts, each of which is a property that is taken away for the next; an empty one is the end.
func (r *reader) gather(property xproto.Atom) (all []byte, err error) {
	for {
		switch e := r.next().(type) {
		case nil:
			return nil, errRefused
		case xproto.PropertyNotifyEvent:
			if e.Atom != property || e.State != xproto.PropertyNewValue {
				continue
			}
			part, _, err := r.pull(property)
			if err != nil || len(part) == 0 {
				return all, err
			}
			if all = append(all, part...); len(all) > mostBytes {
				return nil, errors.New("what was copied is too large")
			}
		}
	}
}
