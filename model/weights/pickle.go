package weights

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// A pickle is a program for a small stack machine, and in Python's hands it can call anything. This machine knows only
// the instructions that a state dict needs, and only the names in globals; it builds data and calls nothing but the
// few functions of rebuild.go.

// What a pickle may use. A ResNet-50's has 12,000 steps; Python puts lists and dictionaries together in batches of 1,000.
const (
	maxSteps  = 4_000_000
	maxStack  = 1 << 14
	maxMemo   = 1_000_000
	maxString = 1 << 16
)

// A pickled value is nil, a bool, an int64, a float64, a string, or one of these, and in rebuild.go a *global, *storage,
// *tensor or *parameter.
type (
	tuple []any
	list  struct{ items []any }
	dict  struct{ keys, values []any }
)

// get is the value of a string key.
func (d *dict) get(key string) any {
	for i, k := range d.keys {
		if k == key {
			return d.values[i]
		}
	}
	return nil
}

// machine runs one pickle.
type machine struct {
	in    *bufio.Reader
	left  int64 // bytes that it may still read
	stack []any
	marks []int // heights of the stack
	memo  map[uint32]any
	// copied counts the entries of dictionaries made of lists: one list can be used again and again.
	copied int
	// persist gives the object that the file keeps outside the pickle.
	persist func(id any) (any, error)
}

// runPickle runs the pickle at pos, of at most length bytes, and says where it ended.
func (s source) runPickle(pos, length int64, persist func(id any) (any, error)) (value any, end int64, err error) {
	length = min(length, s.limits.HeaderBytes)
	section, err := s.section(pos, min(length, max(s.size-pos, 0)))
	if err != nil {
		return nil, 0, err
	}
	m := &machine{in: bufio.NewReader(section), left: length, memo: map[uint32]any{}, persist: persist}
	value, err = m.run()
	return value, pos + length - m.left, err
}

func (m *machine) run() (any, error) {
	for range maxSteps {
		op, err := m.byte()
		if err != nil {
			return nil, err
		}
		if op == '.' {
			return m.pop()
		}
		do := instructions[op]
		if do == nil {
			return nil, fmt.Errorf("%w (it uses the pickle instruction %#02x)", ErrUnsafe, op)
		}
		if err := do(m); err != nil {
			return nil, err
		}
		if len(m.stack) > maxStack || len(m.marks) > maxStack || len(m.memo) > maxMemo {
			return nil, fmt.Errorf("%w: its pickle nests or remembers too much", ErrTooLarge)
		}
	}
	return nil, fmt.Errorf("%w: its pickle has more than %d steps", ErrTooLarge, maxSteps)
}

var errPickleShort = errors.New("its pickle is cut short, or too long")

func (m *machine) byte() (byte, error) {
	if m.left < 1 {
		return 0, errPickleShort
	}
	b, err := m.in.ReadByte()
	if err != nil {
		return 0, errPickleShort
	}
	m.left--
	return b, nil
}

// bytes reads n bytes; no string of a state dict is longer than maxString.
func (m *machine) bytes(n uint32) ([]byte, error) {
	if n > maxString {
		return nil, fmt.Errorf("%w: its pickle has a string of %d bytes", ErrTooLarge, n)
	}
	if int64(n) > m.left {
		return nil, errPickleShort
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(m.in, b); err != nil {
		return nil, errPickleShort
	}
	m.left -= int64(n)
	return b, nil
}

// number reads an unsigned little-endian number of n bytes, at most 4.
func (m *machine) number(n uint32) (uint32, error) {
	b, err := m.bytes(n)
	if err != nil {
		return 0, err
	}
	var full [4]byte
	copy(full[:], b)
	return binary.LittleEndian.Uint32(full[:]), nil
}

// line reads up to a newline.
func (m *machine) line() (string, error) {
	var text []byte
	for len(text) <= maxString {
		b, err := m.byte()
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

// long reads a signed little-endian number of up to 8 bytes.
func (m *machine) long() error {
	n, err := m.number(1)
	if err != nil {
		return err
	}
	if n > 8 {
		return fmt.Errorf("%w: its pickle has a number of %d bytes", ErrTooLarge, n)
	}
	b, err := m.bytes(n)
	if err != nil {
		return err
	}
	var full [8]byte
	copy(full[:], b)
	v := int64(binary.LittleEndian.Uint64(full[:]))
	if shift := 64 - 8*n; n > 0 {
		v = v << shift >> shift
	}
	return m.push(v)
}

func (m *machine) float() error {
	b, err := m.bytes(8)
	if err != nil {
		return err
	}
	return m.push(math.Float64frombits(binary.BigEndian.Uint64(b)))
}

var errStack = errors.New("its pickle takes what it has not put down")

func (m *machine) push(v any) error {
	m.stack = append(m.stack, v)
	return nil
}

// pop takes the top of the stack, but nothing from below the last mark.
func (m *machine) pop() (any, error) {
	floor := 0
	if len(m.marks) > 0 {
		floor = m.marks[len(m.marks)-1]
	}
	if len(m.stack) <= floor {
		return nil, errStack
	}
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return v, nil
}

// popN takes the n topmost values, in the order in which they were put down.
func (m *machine) popN(n int) (tuple, error) {
	values := make(tuple, n)
	for i := n - 1; i >= 0; i-- {
		v, err := m.pop()
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// popMark takes everything above the last mark.
func (m *machine) popMark() (tuple, error) {
	if len(m.marks) == 0 {
		return nil, errStack
	}
	values, err := m.popN(len(m.stack) - m.marks[len(m.marks)-1])
	m.marks = m.marks[:len(m.marks)-1]
	return values, err
}
