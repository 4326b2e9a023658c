package pgm

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
)

// header is what stands before the raster. The kind is the digit of the magic number, '1' to '6'.
type header struct {
	kind          byte
	width, height int
	maxval        int
}

// plain tells the kinds whose samples are decimal text.
func (h header) plain() bool { return h.kind <= '3' }

// bitmap tells the kinds of one bit a pixel, which have no maxval.
func (h header) bitmap() bool { return h.kind == '1' || h.kind == '4' }

// samples is the number of samples a pixel.
func (h header) samples() int {
	if h.kind == '3' || h.kind == '6' {
		return 3
	}
	return 1
}

// rasterBytes is the length of the raster: exact for a raw one, the least possible for a plain one.
func (h header) rasterBytes() int64 {
	width, height := int64(h.width), int64(h.height)
	switch {
	case h.kind == '1':
		return width * height
	case h.kind == '4':
		return (width + 7) / 8 * height
	case h.plain():
		return 2*width*height*int64(h.samples()) - 1 // a digit and a space each, but for the last
	case h.maxval > 255:
		return 2 * width * height * int64(h.samples())
	default:
		return width * height * int64(h.samples())
	}
}

func (h header) config() image.Config {
	model := color.GrayModel
	if h.samples() == 3 {
		model = color.RGBAModel
	}
	return image.Config{ColorModel: model, Width: h.width, Height: h.height}
}

// scanner reads the textual part of a file: the header, and the raster of the plain kinds.
type scanner struct {
	*bufio.Reader
	read int64
}

func newScanner(r io.Reader) *scanner { return &scanner{Reader: bufio.NewReader(r)} }

// next is the next character, a comment standing for the line break at its end, as Netpbm has it: so a comment may
// even follow a number without a space.
func (s *scanner) next() (byte, error) {
	c, err := s.ReadByte()
	s.read++
	for err == nil && c == '#' {
		for err == nil && c != '\n' && c != '\r' {
			c, err = s.ReadByte()
			s.read++
		}
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return c, err
}

// skipSpace is the first character that is no white space.
func (s *scanner) skipSpace() (byte, error) {
	for {
		c, err := s.next()
		if err != nil || !isSpace(c) {
			return c, err
		}
	}
}

// number reads a decimal number of at most limit and the one white space after it. At the end of the file that white
// space may be missing when last is set.
func (s *scanner) number(limit int, last bool) (int, error) {
	c, err := s.skipSpace()
	n := 0
	for digits := 0; err == nil && !isSpace(c); digits++ {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("%w: %q where a number should be", ErrFormat, c)
		}
		if n = 10*n + int(c-'0'); n > limit {
			return 0, fmt.Errorf("%w: a number above %d", ErrFormat, limit)
		}
		if c, err = s.next(); err != nil && last && errors.Is(err, io.ErrUnexpectedEOF) {
			return n, nil
		}
	}
	if err != nil {
		return 0, cutOff(err)
	}
	return n, nil
}

func (s *scanner) header() (header, error) {
	var magic [3]byte
	if _, err := io.ReadFull(s, magic[:2]); err != nil {
		return header{}, cutOff(err)
	}
	s.read = 2
	if magic[0] != 'P' {
		return header{}, fmt.Errorf("%w: it doesn't begin with a Netpbm magic number", ErrFormat)
	}
	if magic[1] < '1' || magic[1] > '6' {
		return header{}, fmt.Errorf("%w: kind P%c", ErrUnsupported, magic[1])
	}
	if c, err := s.next(); err != nil {
		return header{}, cutOff(err)
	} else if !isSpace(c) {
		return header{}, fmt.Errorf("%w: no white space after the magic number", ErrFormat)
	}

	h := header{kind: magic[1], maxval: 1}
	fields := []struct {
		value *int
		limit int
	}{{&h.width, maxSide}, {&h.height, maxSide}, {&h.maxval, 65535}}
	if h.bitmap() {
		fields = fields[:2]
	}
	for _, field := range fields {
		n, err := s.number(field.limit, false)
		if err != nil {
			return header{}, err
		}
		if n == 0 {
			return header{}, fmt.Errorf("%w: a width, height or maxval of 0", ErrFormat)
		}
		*field.value = n
	}
	return h, nil
}

func isSpace(c byte) bool {
	return c == ' ' || c >= '\t' && c <= '\r'
}

// cutOff says that the file ended too soon; other errors of the reader pass as they are.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the Netpbm file is cut off: %w", io.ErrUnexpectedEOF)
	}
	return err
}
