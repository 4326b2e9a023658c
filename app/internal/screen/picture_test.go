package screen_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"siamface/app/internal/screen"
)

// fill colours a rectangle of a window, 0xrrggbb.
func (c *target) fill(id xproto.Window, area image.Rectangle, rgb uint32) {
	gc, err := xproto.NewGcontextId(c.conn)
	c.check(err)
	c.check(xproto.CreateGCChecked(c.conn, gc, xproto.Drawable(id), xproto.GcForeground, []uint32{rgb}).Check())
	c.check(xproto.PolyFillRectangleChecked(c.conn, xproto.Drawable(id), gc, []xproto.Rectangle{{
		X: int16(area.Min.X), Y: int16(area.Min.Y), Width: uint16(area.Dx()), Height: uint16(area.Dy()),
	}}).Check())
	c.check(xproto.FreeGCChecked(c.conn, gc).Check())
}

// same tells the first difference of two pictures.
func same(t *testing.T, got, want image.Image) {
	t.Helper()
	if got.Bounds() != want.Bounds() {
		t.Fatalf("a picture of %v, want %v", got.Bounds(), want.Bounds())
	}
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			if g, w := color.RGBAModel.Convert(got.At(x, y)), color.RGBAModel.Convert(want.At(x, y)); g != w {
				t.Fatalf("the pixel at %d,%d is %v, want %v", x, y, g, w)
			}
		}
	}
}

func TestPictureOfTheScreen(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	find(t, s)
	root := xproto.Setup(c.conn).DefaultScreen(c.conn).Root
	c.fill(root, image.Rect(0, 0, 640, 480), 0xff8001)
	c.fill(root, image.Rect(300, 200, 310, 230), 0x0000ff)

	want := image.NewRGBA(image.Rect(0, 0, 640, 480))
	draw.Draw(want, want.Rect, image.NewUniform(color.RGBA{0xff, 0x80, 0x01, 0xff}), image.Point{}, draw.Src)
	draw.Draw(want, image.Rect(300, 200, 310, 230), image.NewUniform(color.RGBA{0, 0, 0xff, 0xff}), image.Point{}, draw.Src)
	draw.Draw(want, image.Rect(40, 30, 240, 180), image.NewUniform(color.RGBA{0x10, 0x20, 0x30, 0xff}), image.Point{}, draw.Src)
	got, err := s.Root().Screenshot()
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, want)
}

func TestSavePNG(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	c.fill(c.id, image.Rect(150, 100, 200, 150), 0xaabbcc)
	path := filepath.Join(t.TempDir(), "a new folder", "window.png")
	if err := w.SavePNG(path); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	want := image.NewRGBA(image.Rect(0, 0, 200, 150))
	draw.Draw(want, want.Rect, image.NewUniform(color.RGBA{0x10, 0x20, 0x30, 0xff}), image.Point{}, draw.Src)
	draw.Draw(want, image.Rect(150, 100, 200, 150), image.NewUniform(color.RGBA{0xaa, 0xbb, 0xcc, 0xff}), image.Point{}, draw.Src)
	same(t, got, want)

	if err := w.SavePNG(filepath.Join(path, "x.png")); err == nil {
		t.Error("a picture is written below a file")
	}
	if err := w.Move(-100, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Screenshot(); err == nil {
		t.Error("there is a picture of a window that is half off the screen")
	}
}

func TestWaitStill(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := open(t, s, manner{})
	w := find(t, s)
	if err := w.WaitStill(t.Context()); err != nil {
		t.Error(err)
	}

	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for rgb := uint32(0); ; rgb++ {
			c.fill(c.id, image.Rect(0, 0, 1, 1), rgb)
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if err := w.WaitStill(ctx); !errors.Is(err, screen.ErrRestless) {
		t.Errorf("error %v, want ErrRestless", err)
	}
	close(stop)
	<-stopped
	if err := w.WaitStill(t.Context()); err != nil {
		t.Error(err)
	}
}
