package container

import (
	"encoding/binary"
	"io"
)

// GIF is what a GIF tells up to its first frame (GIF89a).
type GIF struct {
	Width, Height           int // of the canvas
	FrameWidth, FrameHeight int
}

const mostGIFBlocks = 1 << 16

// ReadGIF reads up to the first frame's header.
func ReadGIF(r io.ReaderAt) (GIF, error) {
	head, err := block(r, 0, 13)
	if err != nil {
		return GIF{}, err
	}
	g := GIF{Width: int(binary.LittleEndian.Uint16(head[6:])), Height: int(binary.LittleEndian.Uint16(head[8:]))}
	at := int64(13)
	if head[10]&0x80 != 0 {
		at += 3 << (1 + head[10]&7)
	}
	for count := 0; count < mostGIFBlocks; count++ {
		start, err := readAt(r, make([]byte, 10), at)
		if err != nil {
			return g, err
		}
		switch {
		case len(start) == 10 && start[0] == 0x2c:
			g.FrameWidth, g.FrameHeight = int(binary.LittleEndian.Uint16(start[5:])), int(binary.LittleEndian.Uint16(start[7:]))
			return g, nil
		case len(start) < 3:
			return g, ErrCutOff
		case start[0] == 0x21:
			at, err = afterBlocks(r, at+2, &count)
		case start[0] == 0x3b:
			err = broken("no picture")
		default:
			err = broken("a block of kind %#x", start[0])
		}
		if err != nil {
			return g, err
		}
	}
	return g, ErrTooMuch
}

// afterBlocks steps over blocks of up to 255 bytes, and counts them; one of none ends them.
func afterBlocks(r io.ReaderAt, at int64, count *int) (int64, error) {
	for ; *count < mostGIFBlocks; *count++ {
		length, err := block(r, at, 1)
		if err != nil {
			return 0, err
		}
		at += 1 + int64(length[0])
		if length[0] == 0 {
			return at, nil
		}
	}
	return 0, ErrTooMuch
}
