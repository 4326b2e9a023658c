// Package xwindow does for a window on the X Window System what the toolkit leaves out: it gives it the program's name, and it tells when
// something is dragged over it from elsewhere. On other systems there is no display, and an error says so.
package xwindow

import (
	"fmt"
	"io"
	"log"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// The library logs a missing ~/.Xauthority, which is no fault; what fails is returned as an error as well.
func init() { xgb.Logger = log.New(io.Discard, "", 0) }

// ID is the number of a window.
type ID = uint32

// SetClass writes the name by which the desktop puts a window to its program (WM_CLASS).
func SetClass(window ID, name string) error {
	conn, err := xgb.NewConn()
	if err != nil {
		return fmt.Errorf("the window can't be named: no connection to a display: %w", err)
	}
	defer conn.Close()
	value := []byte(name + "\x00" + name + "\x00")
	err = xproto.ChangePropertyChecked(conn, xproto.PropModeReplace, xproto.Window(window), xproto.AtomWmClass, xproto.AtomString, 8,
		uint32(len(value)), value).Check()
	if err != nil {
		return fmt.Errorf("the window can't be named: %w", err)
	}
	return nil
}
