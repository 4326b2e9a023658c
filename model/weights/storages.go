package weights

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// storages are the blobs that a pickle refers to by ("storage", type, key, location, values[, view]).
type storages struct {
	blobs map[string]*blob
	s     source
	// bind, when set, finds a new blob's bytes.
	bind func(*blob) error
}

// find is the machine's persist for the zip and the legacy format.
func (st *storages) find(id any) (any, error) {
	bad := fmt.Errorf("%w (it refers to something else than a storage)", ErrUnsafe)
	t, ok := id.(tuple)
	if !ok || len(t) < 5 || len(t) > 6 || t[0] != "storage" {
		return nil, bad
	}
	kind, isType := t[1].(*global)
	key, isKey := t[2].(string)
	values, isNumber := t[4].(int64)
	if !isType || kind.dtype == 0 || !isKey || !isNumber {
		return nil, bad
	}
	b, err := st.blob(key, kind.dtype, values)
	if err != nil {
		return nil, err
	}
	whole := &storage{b, 0, b.values}
	if len(t) == 6 && t[5] != nil {
		return whole.oldView(t[5])
	}
	return whole, nil
}

// oldView is the (key, offset, values) with which PyTorch 0.3 and before described a part of a storage.
func (s *storage) oldView(v any) (*storage, error) {
	t, ok := v.(tuple)
	if ok && len(t) == 3 {
		if place, ok := integers(t[1:]); ok {
			return s.view(place[0], place[1])
		}
	}
	return nil, errors.New("it describes a part of a storage wrongly")
}

// blob is the one blob of a key, with the same type and length each time.
func (st *storages) blob(key string, d dtype, values int64) (*blob, error) {
	if b := st.blobs[key]; b != nil {
		if b.dtype != d || b.values != values {
			return nil, fmt.Errorf("storage %q has two types or lengths", key)
		}
		return b, nil
	}
	if values < 0 || values > st.s.limits.ValueBytes/4 || len(st.blobs) >= st.s.limits.Tensors {
		return nil, fmt.Errorf("%w: storage %q of %d values", ErrTooLarge, key, values)
	}
	b := &blob{key: key, dtype: d, values: values}
	if st.bind != nil {
		if err := st.bind(b); err != nil {
			return nil, err
		}
	}
	st.blobs[key] = b
	return b, nil
}

// view is a part of a storage.
func (s *storage) view(offset, values int64) (*storage, error) {
	if offset < 0 || values < 0 || offset > s.values || values > s.values-offset {
		return nil, fmt.Errorf("a part of %d values from %d lies outside its storage of %d", values, offset, s.values)
	}
	return &storage{s.blob, s.base + offset, values}, nil
}

// bindAt puts a blob at pos, where its number of values stands in 8 bytes before the values, and gives the end.
func (s source) bindAt(b *blob, pos int64) (end int64, err error) {
	values, err := s.int64At(pos)
	if err != nil {
		return 0, err
	}
	if values != b.values {
		return 0, fmt.Errorf("storage %q has %d values where %d are announced", b.key, values, b.values)
	}
	length := values * b.dtype.size()
	section, err := s.section(pos+8, length)
	if err != nil {
		return 0, err
	}
	b.open = func() (io.Reader, error) { return section, nil }
	return pos + 8 + length, nil
}

func (s source) int64At(pos int64) (int64, error) {
	section, err := s.section(pos, 8)
	if err != nil {
		return 0, err
	}
	var raw [8]byte
	if _, err := io.ReadFull(section, raw[:]); err != nil {
		return 0, err
	}
	return int64(binary.LittleEndian.Uint64(raw[:])), nil
}

// checkOrder refuses big-endian files; machines that write these have long been out of use.
func checkOrder(info any) error {
	d, ok := info.(*dict)
	if !ok || d.get("little_endian") != true {
		return errors.New("it is big-endian, or doesn't say which order its bytes have")
	}
	return nil
}
