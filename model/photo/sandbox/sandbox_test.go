package sandbox_test

import (
	"context"
	"errors"
	"image"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"siamface/model/photo/sandbox"
)

const enough = 64 << 20

type decoder func(context.Context, []byte, int64) (image.Image, error)

var decoders = map[string]decoder{"o1.heic": sandbox.HEIC, "o1.avif": sandbox.AVIF}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "heif", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestAtOnce: calls don't wait for each other, and each has its own picture.
func TestAtOnce(t *testing.T) {
	var all sync.WaitGroup
	for name, decode := range decoders {
		data := read(t, name)
		for range 8 {
			all.Go(func() {
				img, err := decode(t.Context(), data, enough)
				if err != nil || img.Bounds() != image.Rect(0, 0, 96, 64) {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
	}
	all.Wait()
}

func TestMemoryIsBounded(t *testing.T) {
	for name, decode := range decoders {
		if _, err := decode(t.Context(), read(t, name), 1<<16); !errors.Is(err, sandbox.ErrMemory) {
			t.Errorf("%s in 64 KB: %v", name, err)
		}
	}
}

func TestDamaged(t *testing.T) {
	for name, decode := range decoders {
		data := read(t, name)
		for _, n := range []int{0, 1, 20, len(data) / 2, len(data) - 30} {
			if _, err := decode(t.Context(), data[:n], enough); !errors.Is(err, sandbox.ErrDecode) {
				t.Errorf("%d bytes of %s: %v", n, name, err)
			}
		}
	}
}

func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, decode := range decoders {
		if _, err := decode(ctx, read(t, name), enough); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzHEIC: whatever a file does to libheif stays within the call.
func FuzzHEIC(f *testing.F) {
	fuzz(f, sandbox.HEIC, "o6.heic", "alpha.heic", "10bit.heic", "grey.heic")
}

// FuzzAVIF is that for libavif.
func FuzzAVIF(f *testing.F) {
	fuzz(f, sandbox.AVIF, "o6.avif", "alpha.avif", "sequence.avif", "grey.avif")
}

func fuzz(f *testing.F, decode decoder, names ...string) {
	for _, name := range names {
		f.Add(read(f, name))
	}
	// The decoder is compiled by its first call, which on a slow machine takes as long as one input may.
	if _, err := decode(f.Context(), read(f, names[0]), enough); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		img, err := decode(t.Context(), data, enough)
		if (err == nil) != (img != nil) {
			t.Fatalf("%v and %v", img, err)
		}
		if err == nil && img.Bounds().Empty() {
			t.Fatal("an empty picture")
		}
	})
}
