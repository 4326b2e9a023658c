package weights

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
)

// metadataKey is the one entry of a safetensors header that is no tensor.
const metadataKey = "__metadata__"

// maxRank is the most dimensions that a tensor may have; networks use four.
const maxRank = 16

// header is the JSON part of a safetensors file, checked: the tensors, in the order of their data, fill it without a gap.
type header struct {
	raw      []byte
	tensors  []entry
	metadata map[string]string
}

// entry is one tensor's place: bytes begin to end of the data.
type entry struct {
	name       string
	dtype      dtype
	shape      []int
	values     int64
	begin, end int64
}

// parseHeader checks the header of a file that has dataBytes bytes after it. It reads token by token, so that a
// header takes little more memory than its own bytes, and knows nothing but what the format allows.
func parseHeader(raw []byte, dataBytes int64, limits Limits) (*header, error) {
	if !bytes.HasPrefix(raw, []byte("{")) || !utf8.Valid(raw) || !json.Valid(raw) {
		return nil, errors.New("its header is not a JSON object")
	}
	h := &header{raw: raw, metadata: map[string]string{}}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	err := object(dec, func(key string) error {
		if key == metadataKey {
			return object(dec, func(key string) (err error) {
				h.metadata[key], err = next[string](dec)
				return err
			})
		}
		if len(h.tensors) >= limits.Tensors {
			return fmt.Errorf("%w: more than %d tensors", ErrTooLarge, limits.Tensors)
		}
		e, err := parseEntry(dec, key, limits)
		h.tensors = append(h.tensors, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("in its header: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("its header goes on after its end")
	}
	return h, h.check(dataBytes, limits)
}

// check sees that the tensors lie end to end and fill the data, and that their values are within the limit.
func (h *header) check(dataBytes int64, limits Limits) error {
	slices.SortFunc(h.tensors, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end), cmp.Compare(a.name, b.name))
	})
	var end, values int64
	for _, e := range h.tensors {
		if e.begin != end || e.end-e.begin != e.values*e.dtype.size() {
			return fmt.Errorf("the data of tensor %q is not where its shape and its neighbours put it", e.name)
		}
		end = e.end
		if values += e.values; values > limits.ValueBytes/4 {
			return fmt.Errorf("%w: more than %d bytes of values", ErrTooLarge, limits.ValueBytes)
		}
	}
	if end != dataBytes {
		return fmt.Errorf("its tensors take %d bytes, and it has %d", end, dataBytes)
	}
	return nil
}

func parseEntry(dec *json.Decoder, name string, limits Limits) (entry, error) {
	e := entry{name: name}
	var offsets []int64
	seen := 0
	err := object(dec, func(key string) error {
		seen++
		switch key {
		case "dtype":
			text, err := next[string](dec)
			if err != nil {
				return err
			}
			if e.dtype = dtypeNames[text]; e.dtype == 0 {
				return fmt.Errorf("values of type %q are not read here", text)
			}
			return nil
		case "shape":
			dims, err := numbers(dec)
			if err == nil {
				e.shape, e.values, err = checkShape(dims, limits)
			}
			return err
		case "data_offsets":
			var err error
			offsets, err = numbers(dec)
			return err
		}
		return fmt.Errorf("unknown key %q", key)
	})
	if err == nil && (seen != 3 || len(offsets) != 2 || offsets[0] > offsets[1]) {
		err = errors.New("it needs dtype, shape and two data_offsets")
	}
	if err != nil {
		return e, fmt.Errorf("tensor %q: %w", name, err)
	}
	e.begin, e.end = offsets[0], offsets[1]
	return e, nil
}

// checkShape multiplies the dimensions without overflow.
func checkShape(dims []int64, limits Limits) (shape []int, values int64, err error) {
	if len(dims) > maxRank {
		return nil, 0, fmt.Errorf("%d dimensions, at most %d", len(dims), maxRank)
	}
	most := limits.ValueBytes / 4
	shape, values = make([]int, len(dims)), 1
	for i, d := range dims {
		if d < 0 {
			return nil, 0, fmt.Errorf("a dimension of %d", d)
		}
		if d > most || d > 0 && values > most/d {
			return nil, 0, fmt.Errorf("%w: a tensor of shape %v", ErrTooLarge, dims)
		}
		shape[i], values = int(d), values*d
	}
	return shape, values, nil
}

// object walks a JSON object and has each read every key's value; a key that comes twice is an error.
func object(dec *json.Decoder, each func(key string) error) error {
	if open, err := next[json.Delim](dec); err != nil || open != '{' {
		return cmp.Or(err, errors.New("an object is missing"))
	}
	seen := map[string]bool{}
	for dec.More() {
		key, err := next[string](dec)
		if err != nil {
			return err
		}
		if seen[key] {
			return fmt.Errorf("%q comes twice", key)
		}
		seen[key] = true
		if err := each(key); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

// numbers reads an array of at most maxRank whole numbers that are not negative.
func numbers(dec *json.Decoder) ([]int64, error) {
	if open, err := next[json.Delim](dec); err != nil || open != '[' {
		return nil, cmp.Or(err, errors.New("an array is missing"))
	}
	list := []int64{}
	for dec.More() {
		text, err := next[json.Number](dec)
		if err != nil {
			return nil, err
		}
		n, err := strconv.ParseUint(text.String(), 10, 63)
		if err != nil || len(list) == maxRank {
			return nil, errors.New("a list holds something else than a few whole numbers")
		}
		list = append(list, int64(n))
	}
	_, err := dec.Token()
	return list, err
}

// next is the next JSON token, which must be a T.
func next[T any](dec *json.Decoder) (T, error) {
	var none T
	token, err := dec.Token()
	if err != nil {
		return none, err
	}
	t, ok := token.(T)
	if !ok {
		return none, fmt.Errorf("a %T stands where a %T should", token, none)
	}
	return t, nil
}
