package photo

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/semaphore"
)

const (
	// MaxBytes is the largest file that is opened.
	MaxBytes = 256 << 20
	// MaxPixels is the largest width × height of a decoded picture. A JPEG of up to four times as many is read at half its size.
	MaxPixels = 120_000_000
	// MaxSide is the largest width or height.
	MaxSide = 65_535
	// MaxAspect is how many times as long as the other one side may be.
	MaxAspect = 1_000
	// MaxMemory is what decoding one photo may take, in bytes.
	MaxMemory = 840 << 20

	allMemory  = 1 << 30   // for all photos that are decoded at once
	muchMemory = 64 << 20  // what a photo needs a reason for
	mostPacked = 10_000    // pixels a byte: PNG's coding can't hold more; only a picture without anything in it has more in others
	collectAt  = 128 << 20 // from so many bytes on it counts what else lies about
)

// memory is shared by all that decodes: many large photos at once wait for each other.
var memory = semaphore.NewWeighted(allMemory)

// taken is told how much memory is taken and, below zero, given back. Tests listen.
var taken = func(int64) {}

// checkSize refuses a picture by its size, in pixels, and that of its file.
func checkSize(width, height int, pixels, bytes int64) error {
	why, reason := "", TooLarge
	switch most, least := int64(max(width, height)), int64(min(width, height)); {
	case most > MaxSide || int64(width)*int64(height) > pixels:
	case most > MaxAspect*least:
		reason = TooNarrow
	case int64(width)*int64(height) > max(muchMemory/4, mostPacked*bytes):
		why = fmt.Sprintf(" in %d bytes", bytes)
	default:
		return nil
	}
	return &Error{Why: fmt.Sprintf("%s: %d × %d pixels%s", reason, width, height, why)}
}

// tooMuchMemory refuses a picture of that size for the bytes that it would take.
func tooMuchMemory(width, height int, bytes int64) error {
	return &Error{Why: fmt.Sprintf("%s: %d × %d pixels, which take %d MB to decode", TooLarge, width, height, bytes>>20)}
}

// collectGarbage makes room before much memory is taken: else what the last large photo has left would count as well.
func collectGarbage(bytes int64) {
	if bytes >= collectAt {
		runtime.GC()
	}
}

func stoppedBy(ctx context.Context) error { return &Error{Why: Stopped, Err: context.Cause(ctx)} }
