package screen

import (
	"context"
	"fmt"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// xdndVersion is the version of the drag-and-drop protocol for the X Window System that is spoken here.
const xdndVersion = 5

// dropVersion is the version of XDND in which the window takes drops, at most this package's.
func dropVersion(w *Window) (uint32, error) {
	reply, err := xproto.GetProperty(w.screen.conn, false, w.id, w.screen.atoms["XdndAware"],
		xproto.AtomAtom, 0, 1).Reply()
	if err != nil {
		return 0, fmt.Errorf("the window can't be asked for its version of XDND: %w", err)
	}
	// Version 3 settled the messages as they are.
	if len(reply.Value) < 4 || xgb.Get32(reply.Value) < 3 {
		return 0, ErrNotAware
	}
	return min(xgb.Get32(reply.Value), xdndVersion), nil
}

// sendMessage sends one of the source's messages to the window; the first word of each is the source.
func (d *Drag) sendMessage(kind string, words ...uint32) error {
	event := newMessage(d.window.id, d.atoms[kind], append([]uint32{uint32(d.source)}, words...)...)
	err := xproto.SendEventChecked(d.conn, false, d.window.id, xproto.EventMaskNoEvent, event).Check()
	if err != nil {
		return fmt.Errorf("%s can't be sent: %w", kind, err)
	}
	return nil
}

// awaitAnswer waits for a message from the window and gives its five words.
func (d *Drag) awaitAnswer(ctx context.Context, kind string) ([]uint32, error) {
	for {
		select {
		case answer := <-d.answers:
			if answer.Type == d.atoms[kind] {
				return answer.Data.Data32, nil
			}
		case <-ctx.Done():
			return nil, fmt.Errorf("the window sends no %s: %w", kind, ctx.Err())
		}
	}
}

// serveData gives the data to who asks for it and passes the window's messages on, until the connection ends.
func (d *Drag) serveData() {
	for {
		event, failure := d.conn.WaitForEvent()
		if event == nil && failure == nil {
			return
		}
		switch event := event.(type) {
		case xproto.SelectionRequestEvent:
			d.answerRequest(event)
		case xproto.ClientMessageEvent:
			select {
			case d.answers <- event:
			case <-d.ended:
			}
		}
	}
}

// answerRequest answers a request for the selection with the list of files or the types of data that there are. Any other
// type is refused, by no property. An asker that is gone meanwhile misses nothing.
func (d *Drag) answerRequest(request xproto.SelectionRequestEvent) {
	uris, targets := d.atoms["text/uri-list"], d.atoms["TARGETS"]
	property := request.Property
	if property == xproto.AtomNone { // an asker of before 1993
		property = request.Target
	}
	switch request.Target {
	case uris:
		xproto.ChangeProperty(d.conn, xproto.PropModeReplace, request.Requestor, property, uris, 8,
			uint32(len(d.list)), d.list)
	case targets:
		types := make([]byte, 8)
		xgb.Put32(types, uint32(targets))
		xgb.Put32(types[4:], uint32(uris))
		xproto.ChangeProperty(d.conn, xproto.PropModeReplace, request.Requestor, property, xproto.AtomAtom, 32, 2, types)
	default:
		property = xproto.AtomNone
	}
	answer := xproto.SelectionNotifyEvent{
		Time: request.Time, Requestor: request.Requestor, Selection: request.Selection,
		Target: request.Target, Property: property,
	}
	xproto.SendEvent(d.conn, false, request.Requestor, xproto.EventMaskNoEvent, string(answer.Bytes()))
}

// newMessage is a client message for a window, as the bytes that SendEvent takes. It has at most five words.
func newMessage(to xproto.Window, kind xproto.Atom, words ...uint32) string {
	event := xproto.ClientMessageEvent{
		Format: 32, Window: to, Type: kind,
		Data: xproto.ClientMessageDataUnionData32New(append(words, make([]uint32, 5-len(words))...)),
	}
	return string(event.Bytes())
}
