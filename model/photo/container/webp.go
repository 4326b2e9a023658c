package container

import (
	"encoding/binary"
	"io"

	"siamface/model/photo/exif"
)

// WebP is what a WebP's chunks tell (RFC 9649).
type WebP struct {
	Width, Height int // of the canvas
	X, Y          int // where the picture lies on it: 0 but in an animation
	Frame         Picture
	Animated      bool
	Orientation   int

	alpha, picture []piece // as chunks
	inXMP, notes   int
}

// Picture is the first picture of a WebP.
type Picture struct {
	Width, Height int
	Lossless      bool
	Alpha         bool // a plane of its own
}

const mostRIFF = 1 << 14 // chunks

// riff steps through chunks between two offsets. An odd length has a byte behind it that doesn't count.
type riff struct {
	r      io.ReaderAt
	at, to int64
	count  int
}

type riffChunk struct {
	name     string
	from, to int64 // of its content
}

// next is the next chunk; io.EOF behind the last, ErrCutOff for one that reaches beyond the end, which is given all the same.
func (w *riff) next() (riffChunk, error) {
	if w.count++; w.count > mostRIFF {
		return riffChunk{}, ErrTooMuch
	}
	if w.at+8 > w.to {
		return riffChunk{}, io.EOF
	}
	head, err := block(w.r, w.at, 8)
	if err != nil {
		return riffChunk{}, err
	}
	c := riffChunk{name: string(head[:4]), from: w.at + 8}
	c.to = c.from + int64(binary.LittleEndian.Uint32(head[4:]))
	w.at = c.to + c.to&1 - c.from&1
	if c.to > w.to {
		c.to, err = w.to, ErrCutOff
	}
	return c, err
}

// ReadWebP reads a file of that size. What follows the picture may be cut off.
func ReadWebP(r io.ReaderAt, size int64) (*WebP, error) {
	w := &WebP{}
	walk := riff{r: r, at: 12, to: size}
	for {
		c, err := walk.next()
		if err == io.EOF || w.found() && (err == ErrCutOff || err == ErrTooMuch) {
			break
		}
		if err != nil && err != ErrCutOff {
			return nil, err
		}
		if err := w.take(r, c, err == ErrCutOff); err != nil {
			return nil, err
		}
	}
	if !w.found() {
		return nil, ErrCutOff
	}
	if w.Orientation == exif.Unknown {
		w.Orientation = w.inXMP
	}
	return w, w.check()
}

func (w *WebP) take(r io.ReaderAt, c riffChunk, cut bool) error {
	switch c.name {
	case "VP8X":
		return w.readCanvas(r, c)
	case "ANMF":
		if !w.found() {
			return w.readFrame(r, c, cut)
		}
	case "EXIF", "XMP ":
		w.readNote(r, c)
	default:
		return w.readPicture(r, c, cut)
	}
	return nil
}

// readNote reads the orientation. What is wrong there never loses the photo.
func (w *WebP) readNote(r io.ReaderAt, c riffChunk) {
	if w.notes++; w.notes > mostNotes {
		return
	}
	data, err := readAt(r, make([]byte, min(c.to-c.from, mostNote)), c.from)
	switch {
	case err != nil:
	case c.name == "EXIF":
		w.Orientation = exif.Orientation(data)
	default:
		w.inXMP = exif.InXMP(data)
	}
}

func (w *WebP) found() bool { return w.Frame.Width > 0 }

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

func (w *WebP) readCanvas(r io.ReaderAt, c riffChunk) error {
	if c.to-c.from < 10 {
		return broken("a canvas told in %d bytes", c.to-c.from)
	}
	data, err := block(r, c.from, 10)
	if err != nil {
		return err
	}
	w.Animated, w.Width, w.Height = data[0]&2 != 0, uint24(data[4:])+1, uint24(data[7:])+1
	return nil
}

// readFrame reads an animation's first frame, which holds chunks of its own.
func (w *WebP) readFrame(r io.ReaderAt, c riffChunk, cut bool) error {
	if c.to-c.from < 16 {
		return broken("a frame of %d bytes", c.to-c.from)
	}
	data, err := block(r, c.from, 16)
	if err != nil {
		return err
	}
	w.Animated, w.X, w.Y = true, 2*uint24(data), 2*uint24(data[3:])
	inside := riff{r: r, at: c.from + 16, to: c.to}
	for !w.found() {
		part, err := inside.next()
		if err == io.EOF && !cut {
			return broken("a frame without a picture")
		}
		if err == io.EOF || err == ErrCutOff {
			return ErrCutOff
		}
		if err != nil {
			return err
		}
		if err := w.readPicture(r, part, false); err != nil {
			return err
		}
	}
	return nil
}

// readPicture takes the picture itself, or the plane of alpha before it.
func (w *WebP) readPicture(r io.ReaderAt, c riffChunk, cut bool) error {
	if c.name != "ALPH" && c.name != "VP8 " && c.name != "VP8L" {
		return nil
	}
	if w.found() {
		return nil
	}
	if cut {
		return ErrCutOff
	}
	head := binary.LittleEndian.AppendUint32([]byte(c.name), uint32(c.to-c.from))
	pieces := []piece{{text: head}, {at: c.from, to: c.to}}
	if (c.to-c.from)&1 == 1 {
		pieces = append(pieces, piece{text: []byte{0}})
	}
	if c.name == "ALPH" {
		w.alpha = pieces
		return nil
	}
	w.picture = pieces
	return w.readSize(r, c)
}

// readSize reads a picture's own header (RFC 6386, section 9.1; RFC 9649, section 3.4).
func (w *WebP) readSize(r io.ReaderAt, c riffChunk) error {
	data, err := readAt(r, make([]byte, min(10, c.to-c.from)), c.from)
	if err != nil {
		return err
	}
	switch {
	case c.name == "VP8L" && len(data) >= 5 && data[0] == 0x2f:
		bits := binary.LittleEndian.Uint32(data[1:])
		w.Frame.Width, w.Frame.Height, w.Frame.Lossless = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1, true
	case c.name == "VP8 " && len(data) == 10 && string(data[3:6]) == "\x9d\x01\x2a":
		w.Frame.Width, w.Frame.Height = int(binary.LittleEndian.Uint16(data[6:])&0x3fff), int(binary.LittleEndian.Uint16(data[8:])&0x3fff)
		w.Frame.Alpha = len(w.alpha) > 0
	default:
		return broken("a picture without its header")
	}
	return nil
}

// check compares the picture with its canvas.
func (w *WebP) check() error {
	if w.Width == 0 {
		w.Width, w.Height = w.Frame.Width, w.Frame.Height
	}
	f := w.Frame
	if f.Width <= 0 || f.Height <= 0 || w.X+f.Width > w.Width || w.Y+f.Height > w.Height {
		return broken("a picture of %d × %d on a canvas of %d × %d", f.Width, f.Height, w.Width, w.Height)
	}
	if !w.Animated && (f.Width != w.Width || f.Height != w.Height) {
		return broken("a picture of %d × %d for one of %d × %d", f.Width, f.Height, w.Width, w.Height)
	}
	return nil
}

// Open reads a file of the first picture alone.
func (w *WebP) Open(r io.ReaderAt) io.Reader {
	var body []piece
	if w.Frame.Alpha {
		head := []byte("VP8X\x0a\x00\x00\x00\x10\x00\x00\x00")
		for _, n := range []int{w.Frame.Width - 1, w.Frame.Height - 1} {
			head = append(head, byte(n), byte(n>>8), byte(n>>16))
		}
		body = append([]piece{{text: head}}, w.alpha...)
	}
	body = append(body, w.picture...)
	length := int64(4)
	for _, p := range body {
		length += int64(len(p.text)) + p.to - p.at
	}
	start := append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(length)), "WEBP"...)
	return join(r, append([]piece{{text: start}}, body...))
}
