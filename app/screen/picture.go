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
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("no folder for the picture of the window: %w", err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o644); err != nil {
		return fmt.Errorf("the picture of the window isn't kept: %w", err)
	}
	return nil
}

// ErrRestless says that a window went on changing until the time was up.
var ErrRestless = errors.New("the window doesn't stand still")

// WaitStill waits until two pictures of the window, a tenth of a second apart, are equal. A blinking cursor or a moving
// progress bar keeps a window from it: the error is [ErrRestless] then.
func (w *Window) WaitStill(ctx context.Context) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	last, err := w.Screenshot()
	for err == nil {
		if !pause(ctx, 100*time.Millisecond) {
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
