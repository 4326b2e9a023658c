package screen

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// The numbers of the keys that write no character (keysymdef.h of the X Window System).
var keysyms = map[string]xproto.Keysym{
	"BackSpace": 0xff08, "Tab": 0xff09, "Return": 0xff0d, "Escape": 0xff1b, "Delete": 0xffff, "Insert": 0xff63,
	"Home": 0xff50, "Left": 0xff51, "Up": 0xff52, "Right": 0xff53, "Down": 0xff54,
	"Page_Up": 0xff55, "Page_Down": 0xff56, "End": 0xff57, "space": 0x20,
	"F1": 0xffbe, "F2": 0xffbf, "F3": 0xffc0, "F4": 0xffc1, "F5": 0xffc2, "F6": 0xffc3,
	"F7": 0xffc4, "F8": 0xffc5, "F9": 0xffc6, "F10": 0xffc7, "F11": 0xffc8, "F12": 0xffc9,
	"shift": 0xffe1, "ctrl": 0xffe3, "alt": 0xffe9, "super": 0xffeb,
}

// stroke is a key, and whether shift is held with it.
type stroke struct {
	code  xproto.Keycode
	shift bool
}

// keyboard tells which stroke gives a keysym.
type keyboard map[xproto.Keysym]stroke

// readKeyboard asks the server which keys it has. Of each key's columns the first is the key alone and the second the
// key with shift.
func readKeyboard(conn *xgb.Conn) (keyboard, error) {
	setup := xproto.Setup(conn)
	first, count := setup.MinKeycode, byte(setup.MaxKeycode-setup.MinKeycode+1)
	mapping, err := xproto.GetKeyboardMapping(conn, first, count).Reply()
	if err != nil {
		return nil, fmt.Errorf("the display tells no keyboard: %w", err)
	}
	keys := keyboard{}
	columns := int(mapping.KeysymsPerKeycode)
	for column := range min(columns, 2) {
		for i := column; i < len(mapping.Keysyms); i += columns {
			keysym := mapping.Keysyms[i]
			if _, known := keys[keysym]; !known && keysym != 0 {
				keys[keysym] = stroke{first + xproto.Keycode(i/columns), column == 1}
			}
		}
	}
	return keys, nil
}

// find is the stroke for a key's name ("Escape") or the one character that it writes.
func (k keyboard) find(name string) (stroke, error) {
	keysym, named := keysyms[name]
	if !named {
		r, size := utf8.DecodeRuneInString(name)
		if size == 0 || size != len(name) {
			return stroke{}, fmt.Errorf("no key is called %q", name)
		}
		keysym = keysymOf(r)
	}
	found, ok := k[keysym]
	if !ok {
		return stroke{}, fmt.Errorf("the display's keyboard has no key for %q", name)
	}
	return found, nil
}

// keysymOf is a character's keysym: Latin-1 has its own numbers, and the rest of Unicode is set off by 2²⁴.
func keysymOf(r rune) xproto.Keysym {
	if r < 0x100 {
		return xproto.Keysym(r)
	}
	return 0x01000000 + xproto.Keysym(r)
}

// splitCombo parts "ctrl+o" into the keys to hold and the key to press; the last may be a plus itself.
func splitCombo(combo string) (held []string, key string) {
	body, plus := combo, ""
	if strings.HasSuffix(combo, "+") {
		body, plus = strings.TrimSuffix(combo, "+"), "+"
	}
	parts := strings.Split(body, "+")
	last := len(parts) - 1
	return parts[:last], parts[last] + plus
}
