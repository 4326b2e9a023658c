package photo

import (
	"context"
	"fmt"
	"image"
	"io"
)

// head is what the start of a file tells: the size is that of the stored picture, before it is turned upright.
type head struct {
	format
	width, height int
	orientation   orientation
	remark        string // what is wrong with the file, though not with its pixels
	doubtful      bool   // whether all pixels are there only decoding shows
	memory        int64  // bytes that decoding takes at most, what it makes of it included
	decode        func(ctx context.Context) (image.Image, error)
	busy          <-chan struct{} // closed when a decoder is done that goes on by itself
}

// readHead reads what there is to know before decoding, and refuses a picture of too many pixels, or one that takes too much memory.
func readHead(s *source, all bool) (*head, error) {
	if len(s.start) == 0 {
		return nil, &Error{Why: Empty, Err: io.EOF}
	}
	f, other, ok := sniffFormat(s.start)
	switch {
	case other != "":
		return nil, unsupportedError(other, image.ErrFormat)
	case !ok:
		return nil, &Error{Why: NotAPhoto, Err: image.ErrFormat}
	}
	h := &head{format: f, orientation: upright}
	if err := f.read(h, s, all); err != nil {
		return nil, explainError(err)
	}
	if h.width <= 0 || h.height <= 0 {
		return nil, &Error{Why: Damaged, Err: fmt.Errorf("it says it has %d × %d pixels", h.width, h.height)}
	}
	if err := checkSize(h.width, h.height, MaxPixels, s.size); err != nil {
		return nil, err
	}
	if h.memory > MaxMemory {
		return nil, tooMuchMemory(h.width, h.height, h.memory)
	}
	return h, nil
}

// countPixels counts those of the stored picture.
func (h *head) countPixels() int64 { return int64(h.width) * int64(h.height) }

// reserveMemory waits until there is memory for a photo, or ctx ends. The memory is to be given back once.
func (h *head) reserveMemory(ctx context.Context) (release func(), err error) {
	if err := memory.Acquire(ctx, h.memory); err != nil {
		return nil, stoppedBy(ctx)
	}
	collectGarbage(h.memory)
	taken(h.memory)
	giveBack := func() {
		taken(-h.memory)
		memory.Release(h.memory)
	}
	return func() {
		if h.busy == nil {
			giveBack()
			return
		}
		go func() {
			<-h.busy
			giveBack()
		}()
	}, nil
}
