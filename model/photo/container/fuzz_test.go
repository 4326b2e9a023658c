package container_test

import (
	"bytes"
	"io"
	"testing"

	"siamface/model/photo/container"
)

// large is a size in memory that no head of the fuzzing's small files may ask for.
const large = 64 << 20

// checkReader reads a mended file: it ends, and is not much longer than the file.
func checkReader(t *testing.T, r io.Reader, size int) {
	t.Helper()
	n, err := io.Copy(io.Discard, io.LimitReader(r, large))
	if err == nil && n > int64(size)+1<<17 {
		t.Fatalf("%d bytes of %d", n, size)
	}
}

func checkOrientation(t *testing.T, o int) {
	t.Helper()
	if o < 0 || o > 8 {
		t.Fatalf("orientation %d", o)
	}
}

func FuzzJPEG(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		j, err := container.ReadJPEG(r)
		if err != nil {
			return
		}
		checkOrientation(t, j.Orientation)
		if j.Width < 0 || j.Height < 0 || j.Width > 65535 || j.Height > 65535 || j.Samples() < 0 {
			t.Fatalf("%+v", j)
		}
		scans, err := j.ReadScans(r, int64(len(data)))
		if err == nil {
			checkReader(t, scans.Open(r, []byte("between")), len(data))
		}
	})
}

func FuzzPNG(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		quick, quickErr := container.ReadPNG(bytes.NewReader(data), int64(len(data)), false)
		whole, err := container.ReadPNG(bytes.NewReader(data), int64(len(data)), true)
		if err != nil {
			return
		}
		checkOrientation(t, whole.Orientation)
		if quickErr != nil || quick.Width != whole.Width || quick.Height != whole.Height {
			t.Fatalf("%+v, %v, whole %+v", quick, quickErr, whole)
		}
		r, err := whole.Open()
		if err == nil {
			checkReader(t, r, len(data))
		}
	})
}

func FuzzWebP(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := container.ReadWebP(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		checkOrientation(t, w.Orientation)
		if w.Width <= 0 || w.Height <= 0 || w.X+w.Frame.Width > w.Width || w.Y+w.Frame.Height > w.Height || w.X < 0 || w.Y < 0 {
			t.Fatalf("%+v", w)
		}
		checkReader(t, w.Open(bytes.NewReader(data)), len(data))
	})
}

func FuzzHEIF(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := container.ReadHEIF(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		checkOrientation(t, h.Orientation)
		if w, v := h.Shown(); w <= 0 || v <= 0 || h.Width <= 0 || h.Height <= 0 {
			t.Fatalf("%+v shows %d × %d", h, w, v)
		}
	})
}

func FuzzTIFF(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := container.ReadTIFF(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		checkOrientation(t, h.Orientation)
		if h.Width <= 0 || h.Height <= 0 || h.BlockPixels <= 0 || h.Planes < 1 {
			t.Fatalf("%+v", h)
		}
		for plane := range h.Planes {
			r := h.Open(plane)
			if n, err := r.ReadAt(make([]byte, 8), 0); n < 8 {
				t.Fatalf("%d bytes of the header: %v", n, err)
			}
		}
	})
}

func FuzzGIF(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := container.ReadGIF(bytes.NewReader(data))
		if err == nil && (g.Width < 0 || g.Height < 0 || g.FrameWidth < 0 || g.FrameHeight < 0) {
			t.Fatalf("%+v", g)
		}
	})
}

func FuzzBMP(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := container.ReadBMP(bytes.NewReader(data), int64(len(data)))
		if err == nil && (b.Width <= 0 || b.Height <= 0 || b.Bits <= 0) {
			t.Fatalf("%+v", b)
		}
	})
}
