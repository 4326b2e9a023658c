package screen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"github.com/jezek/xgb/xproto"
)

// Window is a window on a [Screen]. Its methods must not be called at the same time: there is one pointer and one keyboard.
type Window struct {
	screen *Screen
	id     xproto.Window
}

// Title is the window's title as it is now.
func (w *Window) Title() string { return w.screen.readTitle(w.id) }

// Bounds is where the window is on the screen, in pixels. Its size is the size of the window's content.
func (w *Window) Bounds() (image.Rectangle, error) {
	size, err := xproto.GetGeometry(w.screen.conn, xproto.Drawable(w.id)).Reply()
	if err != nil {
		return image.Rectangle{}, fmt.Errorf("the window has no size, it may be closed: %w", err)
	}
	at, err := xproto.TranslateCoordinates(w.screen.conn, w.id, w.screen.root, 0, 0).Reply()
	if err != nil {
		return image.Rectangle{}, fmt.Errorf("the window has no place on the screen, it may be closed: %w", err)
	}
	x, y := int(at.DstX), int(at.DstY)
	return image.Rect(x, y, x+int(size.Width), y+int(size.Height)), nil
}

// toScreen is the point (x, y) of the window in the screen's coordinates. A point outside the window is an error: input there
// would go to something else.
func (w *Window) toScreen(x, y int) (image.Point, error) {
	bounds, err := w.Bounds()
	if err != nil {
		return image.Point{}, err
	}
	point := bounds.Min.Add(image.Pt(x, y))
	if !point.In(bounds) {
		return image.Point{}, fmt.Errorf("the point %d,%d is outside the window of %d×%d", x, y, bounds.Dx(), bounds.Dy())
	}
	return point, nil
}

// Focus gives the window the keyboard. Without it, keys go to the window under the pointer.
func (w *Window) Focus() error {
	err := xproto.SetInputFocusChecked(w.screen.conn, xproto.InputFocusParent, w.id, xproto.TimeCurrentTime).Check()
	if err != nil {
		return fmt.Errorf("the window can't get the keyboard: %w", err)
	}
	return nil
}

// Resize gives the window a content of width × height pixels. The program hears of it afterwards.
func (w *Window) Resize(width, height int) error {
	return w.configure("size", xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, width, height)
}

// Move puts the window's top left at the point (x, y) of the screen.
func (w *Window) Move(x, y int) error {
	return w.configure("place", xproto.ConfigWindowX|xproto.ConfigWindowY, x, y)
}

func (w *Window) configure(what string, mask uint16, a, b int) error {
	// Places are signed and sent as their 32-bit pattern.
	values := []uint32{uint32(int32(a)), uint32(int32(b))}
	if err := xproto.ConfigureWindowChecked(w.screen.conn, w.id, mask, values).Check(); err != nil {
		return fmt.Errorf("the window doesn't take the %s %d, %d: %w", what, a, b, err)
	}
	return nil
}

// Close asks the program to close the window, as the button in a window's frame does.
func (w *Window) Close() error {
	s := w.screen
	event := newMessage(w.id, s.atoms["WM_PROTOCOLS"], uint32(s.atoms["WM_DELETE_WINDOW"]), xproto.TimeCurrentTime)
	if err := xproto.SendEventChecked(s.conn, false, w.id, xproto.EventMaskNoEvent, event).Check(); err != nil {
		return fmt.Errorf("the window can't be asked to close: %w", err)
	}
	return nil
}

// Screenshot is a picture of the window, opaque and without the pointer, from (0, 0). Windows in front of it are in the
// picture. A window that isn't wholly on the screen has none.
func (w *Window) Screenshot() (*image.RGBA, error) {
	bounds, err := w.Bounds()
	if err != nil {
		return nil, fmt.Errorf("no picture of the window: %w", err)
	}
	width, height := bounds.Dx(), bounds.Dy()
	reply, err := xproto.GetImage(w.screen.conn, xproto.ImageFormatZPixmap, xproto.Drawable(w.id),
		0, 0, uint16(width), uint16(height), 0xffffffff).Reply()
	if err != nil {
		return nil, fmt.Errorf("no picture of the window at %v, it may be partly off the screen: %w", bounds, err)
	}
	if len(reply.Data) != 4*width*height {
		return nil, fmt.Errorf("no picture of the window: %d bytes for %d×%d pixels", len(reply.Data), width, height)
	}
	return fromBGRX(reply.Data, width, height), nil
}

// fromBGRX makes a picture of a 24-bit screen's pixels: blue, green, red and a byte without meaning.
func fromBGRX(data []byte, width, height int) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := 0; i < len(data); i += 4 {
		picture.Pix[i], picture.Pix[i+1], picture.Pix[i+2], picture.Pix[i+3] = data[i+2], data[i+1], data[i], 0xff
	}
	return picture
}

// SavePNG writes a picture of the window to path, and makes its folder where it is missing.
func (w *Window) SavePNG(path string) error {
	picture, err := w.Screenshot()
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		return fmt.Errorf("the picture of the window can't be written as PNG: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("no folder for the picture of the window: %w", err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		return fmt.Errorf("the picture of the window isn't kept: %w", err)
	}
	return nil
}

// ErrRestless says that a window went on changing until the time was up.
var ErrRestless = errors.New("the window doesn't stand still")

// WaitStill waits until two pictures of the window, a tenth of a second apart, are equal. A blinking cursor or a moving
// progress bar keeps a window from it: the error is [ErrRestless] then.
func (w *Window) WaitStill(ctx context.Context) error {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	last, err := w.Screenshot()
	for err == nil {
		if !waitFor(ctx, 100*time.Millisecond) {
			return fmt.Errorf("%w: %w", ErrRestless, ctx.Err())
		}
		var next *image.RGBA
		if next, err = w.Screenshot(); err == nil && last.Rect == next.Rect && bytes.Equal(last.Pix, next.Pix) {
			return nil
		}
		last = next
	}
	return err
}
