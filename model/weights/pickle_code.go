package weights

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// code is what a pickle's machine reads: instructions and what stands behind them.
type code struct {
	in   *bufio.Reader
	left int64 // bytes that it may still read
}

var errPickleShort = errors.New("its pickle is cut short, or too long")

func (c *code) readByte() (byte, error) {
	if c.left < 1 {
		return 0, errPickleShort
	}
	b, err := c.in.ReadByte()
	if err != nil {
		return 0, errPickleShort
	}
	c.left--
	return b, nil
}

// readBytes reads n bytes; no string of a state dict is longer than maxString.
func (c *code) readBytes(n uint32) ([]byte, error) {
	if n > maxString {
		return nil, fmt.Errorf("%w: its pickle has a string of %d bytes", ErrTooLarge, n)
	}
	if int64(n) > c.left {
		return nil, errPickleShort
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(c.in, b); err != nil {
		return nil, errPickleShort
	}
	c.left -= int64(n)
	return b, nil
}

// readNumber reads an unsigned little-endian number of n bytes, at most 4.
func (c *code) readNumber(n uint32) (uint32, error) {
	b, err := c.readBytes(n)
	if err != nil {
		return 0, err
	}
	var full [4]byte
	copy(full[:], b)
	return binary.LittleEndian.Uint32(full[:]), nil
}

// readLine reads up to a newline.
func (c *code) readLine() (string, error) {
	var text []byte
	for len(text) <= maxString {
		b, err := c.readByte()
		if err != nil {
			return "", err
		}
		if b == '\n' {
			return string(text), nil
		}
		text = append(text, b)
	}
	return "", fmt.Errorf("%w: its pickle has a name without end", ErrTooLarge)
}

// readLong reads a signed little-endian number of up to 8 bytes.
func (c *code) readLong() (int64, error) {
	n, err := c.readNumber(1)
	if err != nil {
		return 0, err
	}
	if n > 8 {
		return 0, fmt.Errorf("%w: its pickle has a number of %d bytes", ErrTooLarge, n)
	}
	b, err := c.readBytes(n)
	if err != nil {
		return 0, err
	}
	var full [8]byte
	copy(full[:], b)
	v := int64(binary.LittleEndian.Uint64(full[:]))
	if shift := 64 - 8*n; n > 0 {
		v = v << shift >> shift
	}
	return v, nil
}

func (c *code) readFloat() (float64, error) {
	b, err := c.readBytes(8)
	if err != nil {
		return 0, err
	}
	return math.Float64frombits(binary.BigEndian.Uint64(b)), nil
}
