package photo

import (
	"context"
	"image"
	"io"
	"testing"
)

// RGBOf is the conversion of a JPEG's luma and chroma.
var RGBOf = rgbOf

// StatOf is Stat of a file at hand.
var StatOf = statFile

// HalfRGB is the half of that conversion.
var HalfRGB = halfRGB

// Turned is a picture of this package turned as an orientation says.
func Turned(img image.Image, o int) image.Image { return orientation(o).apply(img) }

// AllMemory is the budget of all that decodes.
const AllMemory = allMemory

// TakeMemory takes a part of the budget.
func TakeMemory(t *testing.T, bytes int64) (release func()) {
	t.Helper()
	if err := memory.Acquire(t.Context(), bytes); err != nil {
		t.Fatal(err)
	}
	return func() { memory.Release(bytes) }
}

// OnDecode listens to what is taken of the budget.
func OnDecode(t *testing.T, listen func(int64)) {
	taken = listen
	t.Cleanup(func() { taken = func(int64) {} })
}

// The bounds of the files that are held.
const (
	MostHeld    = mostHeld
	LargestHeld = largestHeld
)

// Held is how many bytes of how many files are held, and LetGo what happens to them after a while.
func Held() (bytes int64, files int) {
	known.mu.Lock()
	defer known.mu.Unlock()
	return known.held, len(known.files)
}

func LetGo() { known.dropAll() }

// Decode is DecodeContext without an end.
func Decode(r io.ReadSeeker) (image.Image, error) { return DecodeContext(context.Background(), r) }
