package weights

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"
)

// encodeHeader makes the one header that stands for f, and refuses what the readers would not take.
func encodeHeader(f *File) ([]byte, error) {
	head := []byte("{")
	if len(f.Metadata) > 0 {
		for key, value := range f.Metadata {
			if !utf8.ValidString(key) || !utf8.ValidString(value) {
				return nil, fmt.Errorf("the metadata %q is not UTF-8", key)
			}
		}
		head = appendField(head, metadataKey, f.Metadata)
	}
	limits, end := Limits{}.orDefault(), int64(0)
	for _, name := range slices.Sorted(maps.Keys(f.Tensors)) {
		t := f.Tensors[name]
		if err := checkTensor(name, t, limits); err != nil {
			return nil, err
		}
		begin := end
		end += 4 * int64(len(t.Data))
		head = appendField(head, name, place{"F32", append([]int{}, t.Shape...), [2]int64{begin, end}})
	}
	head = append(head, '}')
	for len(head)%8 != 0 {
		head = append(head, ' ')
	}
	if len(f.Tensors) > limits.Tensors || int64(len(head)) > limits.HeaderBytes || end > min(limits.ValueBytes, limits.FileBytes-8-int64(len(head))) {
		return nil, fmt.Errorf("the file %w", ErrTooLarge)
	}
	return head, nil
}

// place is a tensor's entry in the header.
type place struct {
	DType   string   `json:"dtype"`
	Shape   []int    `json:"shape"`
	Offsets [2]int64 `json:"data_offsets"`
}

// appendField adds a key and its value to an open JSON object. Neither a string, a map of strings nor a place can fail.
func appendField(head []byte, key string, value any) []byte {
	if len(head) > 1 {
		head = append(head, ',')
	}
	name, _ := json.Marshal(key)
	text, _ := json.Marshal(value)
	head = append(head, name...)
	head = append(head, ':')
	return append(head, text...)
}

// checkTensor sees that the tensor can be written under its name.
func checkTensor(name string, t Tensor, limits Limits) error {
	dims := make([]int64, len(t.Shape))
	for i, d := range t.Shape {
		dims[i] = int64(d)
	}
	_, values, err := checkShape(dims, limits)
	switch {
	case err != nil:
	case values != int64(len(t.Data)):
		err = fmt.Errorf("%d values don't make the shape %v", len(t.Data), t.Shape)
	case name == metadataKey || !utf8.ValidString(name):
		err = fmt.Errorf("no tensor can have this name")
	}
	if err != nil {
		return fmt.Errorf("tensor %q: %w", name, err)
	}
	return nil
}
