package weights

import (
	"bufio"
	"fmt"
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
	code
	stack
	memo map[uint32]any
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
	m := &machine{code: code{in: bufio.NewReader(section), left: length}, memo: map[uint32]any{}, persist: persist}
	value, err = m.run()
	return value, pos + length - m.left, err
}

func (m *machine) run() (any, error) {
	for range maxSteps {
		op, err := m.readByte()
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
		if len(m.values) > maxStack || len(m.marks) > maxStack || len(m.memo) > maxMemo {
			return nil, fmt.Errorf("%w: its pickle nests or remembers too much", ErrTooLarge)
		}
	}
	return nil, fmt.Errorf("%w: its pickle has more than %d steps", ErrTooLarge, maxSteps)
}
