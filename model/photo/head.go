package photo

import (
	"fmt"
	"image"
	"io"
)

// readHead reads what there is to know before decoding, and refuses a picture of too many pixels, or one that takes too much memory.
func readHead(s *source, all bool) (*head, error) {
	if len(s.start) == 0 {
		return nil, &Error{Why: Empty, Err: io.EOF}
	}
	f, other, ok := sniff(s.start)
	switch {
	case other != "":
		return nil, unsupported(other, image.ErrFormat)
	case !ok:
		return nil, &Error{Why: NotAPhoto, Err: image.ErrFormat}
	}
	h := &head{format: f, orientation: upright}
	if err := f.read(h, s, all); err != nil {
		return nil, failure(err)
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

// pixels are how many there are.
func (h *head) pixels() int64 { return int64(h.width) * int64(h.height) }
