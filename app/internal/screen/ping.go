package screen

import (
	"context"
	"fmt"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Pinger asks a window again and again whether it answers, by the protocol with which window managers find programs that hang
// (_NET_WM_PING). A program answers when it asks for its input: the time until then is how long it stood still.
type Pinger struct {
	window *Window
	conn   *xgb.Conn
	atoms  map[string]xproto.Atom
	count  uint32
}

// NewPinger makes one for a window. Close ends it.
func NewPinger(w *Window) (*Pinger, error) {
	conn, err := xgb.NewConnDisplay(w.screen.Display())
	if err != nil {
		return nil, fmt.Errorf("the window can't be pinged: no connection to the display: %w", err)
	}
	p := &Pinger{window: w, conn: conn}
	if p.atoms, err = lookUpAtoms(conn, "WM_PROTOCOLS", "_NET_WM_PING"); err == nil {
		// Answers go to the root, as if it were the window manager's.
		err = xproto.ChangeWindowAttributesChecked(conn, w.screen.root, xproto.CwEventMask, []uint32{xproto.EventMaskSubstructureNotify}).Check()
	}
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("the window can't be pinged: %w", err)
	}
	return p, nil
}

// Close ends the connection, and with it a ping that waits.
func (p *Pinger) Close() { p.conn.Close() }

// Ping is how long the window took to answer.
func (p *Pinger) Ping() (time.Duration, error) {
	p.count++
	began := time.Now()
	message := newMessage(p.window.id, p.atoms["WM_PROTOCOLS"], uint32(p.atoms["_NET_WM_PING"]), p.count, uint32(p.window.id))
	if err := xproto.SendEventChecked(p.conn, false, p.window.id, xproto.EventMaskNoEvent, message).Check(); err != nil {
		return 0, fmt.Errorf("the window can't be pinged: %w", err)
	}
	for {
		event, failure := p.conn.WaitForEvent()
		if event == nil && failure == nil {
			return time.Since(began), fmt.Errorf("the window gave no answer before the connection ended")
		}
		answer, ok := event.(xproto.ClientMessageEvent)
		if ok && answer.Type == p.atoms["WM_PROTOCOLS"] && answer.Data.Data32[1] == p.count {
			return time.Since(began), nil
		}
	}
}

// LongestPing pings until ctx is done, and gives the longest answer. One that is still missing then counts as long as it was waited for.
func (p *Pinger) LongestPing(ctx context.Context) (longest time.Duration, err error) {
	for ctx.Err() == nil {
		took, err := p.Ping()
		if longest = max(longest, took); err != nil {
			return longest, err
		}
		waitFor(ctx, 2*time.Millisecond)
	}
	return longest, nil
}
