package screen_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"siamface/app/internal/screen"
)

// start opens a display for the test, or skips it.
func start(t *testing.T) *screen.Screen {
	t.Helper()
	s, err := screen.Start(t.Context(), 640, 480)
	if errors.Is(err, screen.ErrNoXvfb) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// target is a program with a window: it writes down what happens to it, and plays the target's side of XDND.
type target struct {
	t      *testing.T
	conn   *xgb.Conn
	id     xproto.Window
	log    chan string
	atoms  map[xproto.Atom]string
	keys   *xproto.GetKeyboardMappingReply
	manner manner
	source xproto.Window // of the drag
	asked  int           // data that hasn't come yet
}

// manner is how a target behaves in a drag; the zero value takes everything.
type manner struct {
	unaware, refuses, silent, refusesDrop, silentDrop bool
	asks                                              []string // types of data to ask for, text/uri-list if none
}

const title = "Target – 目标"

// open shows a window of 200×150 pixels at 40, 30 on s.
func open(t *testing.T, s *screen.Screen, manner manner) *target {
	t.Helper()
	conn, err := xgb.NewConnDisplay(s.Display())
	if err != nil {
		t.Fatal(err)
	}
	c := &target{t: t, conn: conn, log: make(chan string, 1000), atoms: map[xproto.Atom]string{}, manner: manner}
	setup := xproto.Setup(conn)
	c.keys, err = xproto.GetKeyboardMapping(conn, setup.MinKeycode, byte(setup.MaxKeycode-setup.MinKeycode+1)).Reply()
	c.check(err)
	c.id, err = xproto.NewWindowId(conn)
	c.check(err)
	root := setup.DefaultScreen(conn)
	c.check(xproto.CreateWindowChecked(conn, root.RootDepth, c.id, root.Root, 40, 30, 200, 150, 0,
		xproto.WindowClassInputOutput, root.RootVisual, xproto.CwBackPixel|xproto.CwEventMask,
		[]uint32{0x102030, xproto.EventMaskKeyPress | xproto.EventMaskButtonPress | xproto.EventMaskButtonRelease |
			xproto.EventMaskPointerMotion}).Check())
	c.property("_NET_WM_NAME", "UTF8_STRING", 8, []byte(title))
	if !manner.unaware {
		c.property("XdndAware", "ATOM", 32, []byte{5, 0, 0, 0})
	}
	c.check(xproto.MapWindowChecked(conn, c.id).Check())
	ended := make(chan struct{})
	go func() { c.run(); close(ended) }()
	t.Cleanup(func() { conn.Close(); <-ended })
	return c
}

func (c *target) check(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Error(err)
	}
}

func (c *target) atom(name string) xproto.Atom {
	reply, err := xproto.InternAtom(c.conn, false, uint16(len(name)), name).Reply()
	c.check(err)
	return reply.Atom
}

func (c *target) name(atom xproto.Atom) string {
	if atom == 0 {
		return "none"
	}
	reply, err := xproto.GetAtomName(c.conn, atom).Reply()
	if err != nil {
		return err.Error()
	}
	return reply.Name
}

func (c *target) property(name, kind string, bits byte, data []byte) {
	c.check(xproto.ChangePropertyChecked(c.conn, xproto.PropModeReplace, c.id, c.atom(name), c.atom(kind), bits,
		uint32(len(data))*8/uint32(bits), data).Check())
}

// note writes a line down.
func (c *target) note(format string, args ...any) { c.log <- fmt.Sprintf(format, args...) }

// expect waits for these lines, in this order and without others between them.
func (c *target) expect(lines ...string) {
	c.t.Helper()
	for _, want := range lines {
		select {
		case got := <-c.log:
			if got != want {
				c.t.Fatalf("the window heard %q, want %q", got, want)
			}
		case <-time.After(time.Minute):
			c.t.Fatalf("the window heard nothing, want %q", want)
		}
	}
}

// quiet tells whether everything that was written down has been expected. The round trip lets late events arrive.
func (c *target) quiet() {
	c.t.Helper()
	c.atom("ATOM")
	for len(c.log) > 0 {
		c.t.Errorf("the window also heard %q", <-c.log)
	}
}

// run handles events until the connection ends.
func (c *target) run() {
	for {
		event, failure := c.conn.WaitForEvent()
		if event == nil && failure == nil {
			return
		}
		switch e := event.(type) {
		case xproto.KeyPressEvent:
			c.note("key %s", c.key(e))
		case xproto.ButtonPressEvent:
			c.note("button %d down at %d,%d", e.Detail, e.EventX, e.EventY)
		case xproto.ButtonReleaseEvent:
			c.note("button %d up at %d,%d", e.Detail, e.EventX, e.EventY)
		case xproto.MotionNotifyEvent:
			c.note("pointer at %d,%d", e.EventX, e.EventY)
		case xproto.ClientMessageEvent:
			c.hear(c.name(e.Type), e.Data.Data32)
		case xproto.SelectionNotifyEvent:
			c.take(e)
		}
	}
}

// key names a key by its keysym: "o", "ctrl+o", "0xffe3".
func (c *target) key(e xproto.KeyPressEvent) string {
	column := int(e.State & xproto.ModMaskShift)
	first := int(xproto.Setup(c.conn).MinKeycode)
	keysym := c.keys.Keysyms[(int(e.Detail)-first)*int(c.keys.KeysymsPerKeycode)+column]
	name := fmt.Sprintf("%#x", keysym)
	if keysym < 0x100 {
		name = string(rune(keysym))
	}
	if e.State&xproto.ModMaskControl != 0 {
		name = "ctrl+" + name
	}
	return name
}

// hear plays the target's side of a drag. XdndEnter's flags hold the version.
func (c *target) hear(message string, words []uint32) {
	switch message {
	case "XdndEnter":
		c.source = xproto.Window(words[0])
		c.note("enter, version %d, %s", words[1]>>24, c.name(xproto.Atom(words[2])))
	case "XdndPosition":
		c.note("at %d,%d", words[2]>>16, words[2]&0xffff)
		if !c.manner.silent {
			c.answer("XdndStatus", uint32(c.id), yes(c.manner.refuses), 0, 0, words[4])
		}
	case "XdndDrop":
		c.note("drop")
		asks := c.manner.asks
		if len(asks) == 0 {
			asks = []string{"text/uri-list"}
		}
		c.asked = len(asks)
		selection, at := c.atom("XdndSelection"), xproto.Timestamp(words[2])
		for _, kind := range asks { // each answer gets a property of its own, the type's
			xproto.ConvertSelection(c.conn, c.id, selection, c.atom(kind), c.atom(kind), at)
		}
	case "XdndLeave":
		c.note("leave")
	default:
		c.note("message %s %s", message, c.name(xproto.Atom(words[0])))
	}
}

// yes is the flag of an answer to the source.
func yes(refuses bool) uint32 {
	if refuses {
		return 0
	}
	return 1
}

func (c *target) answer(kind string, words ...uint32) {
	event := xproto.ClientMessageEvent{
		Format: 32, Window: c.source, Type: c.atom(kind), Data: xproto.ClientMessageDataUnionData32New(words),
	}
	xproto.SendEvent(c.conn, false, c.source, 0, string(event.Bytes()))
}

// take writes down the data of a drop, and finishes it when all that was asked for has come.
func (c *target) take(e xproto.SelectionNotifyEvent) {
	c.note("%s: %s", c.name(e.Target), c.data(e.Property))
	if c.asked--; c.asked == 0 && !c.manner.silentDrop {
		c.answer("XdndFinished", uint32(c.id), yes(c.manner.refusesDrop), uint32(c.atom("XdndActionCopy")), 0, 0)
	}
}

// data is the value of the window's property, which is removed.
func (c *target) data(property xproto.Atom) string {
	if property == xproto.AtomNone {
		return "refused"
	}
	reply, err := xproto.GetProperty(c.conn, true, c.id, property, xproto.GetPropertyTypeAny, 0, 1<<20).Reply()
	if err != nil {
		return err.Error()
	}
	if reply.Format == 8 {
		return string(reply.Value)
	}
	var names []string
	for i := 0; i < len(reply.Value); i += 4 {
		names = append(names, c.name(xproto.Atom(xgb.Get32(reply.Value[i:]))))
	}
	return strings.Join(names, " ")
}
