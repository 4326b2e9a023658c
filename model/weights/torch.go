package weights

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// readTorch reads a state dict as torch.save writes it: the zip files of PyTorch 1.6 and later, and the files of 0.1.9 and later
// that begin with a pickled number. A state dict may lie in a checkpoint, under "state_dict", "model" or another key, and its names may
// begin with what wrapped the network (module.): see checkpoint.go. Its entries that are no tensors are left out.
func readTorch(s source) (*File, error) {
	var root any
	var err error
	switch {
	case s.isZip():
		root, err = readZip(s)
	case s.isTar(): // torchvision's resnet50-19c8e357.pth is one
		err = errors.New("it is a PyTorch checkpoint of before 2018 (tar); save it again with a newer PyTorch")
	default:
		root, err = readLegacy(s)
	}
	if err != nil {
		return nil, err
	}
	named, err := collect(root)
	if err != nil {
		return nil, err
	}
	return loadTensors(s, named)
}

// collect finds the state dict and its tensors.
func collect(root any) (map[string]*tensor, error) {
	state, ok := root.(*dict)
	if !ok {
		return nil, errors.New("it holds no dictionary of tensors")
	}
	state, err := new(search).find(state, 0)
	if err != nil {
		return nil, err
	}
	named := map[string]*tensor{}
	for i, key := range state.keys {
		name, isString := key.(string)
		t := asTensor(state.values[i])
		if !isString || t == nil {
			continue
		}
		if named[name] != nil {
			return nil, fmt.Errorf("tensor %q comes twice", name)
		}
		named[name] = t
	}
	if len(named) == 0 {
		return nil, errors.New("it holds no tensors")
	}
	return unwrap(named), nil
}

func asTensor(v any) *tensor {
	switch v := v.(type) {
	case *tensor:
		return v
	case *parameter:
		return v.tensor
	}
	return nil
}

// maxExpansion is how many times larger than the file its values may be: 4 is the most that types alone make, deflated
// zeros and tensors that share a storage make more, and no network's weights come near this.
const maxExpansion = 64

// loadTensors reads the blobs, one at a time, and copies the tensors out of them.
func loadTensors(s source, named map[string]*tensor) (*File, error) {
	if len(named) > s.limits.Tensors {
		return nil, fmt.Errorf("%w: %d tensors, at most %d", ErrTooLarge, len(named), s.limits.Tensors)
	}
	users := map[*blob][]string{}
	most := min(s.limits.ValueBytes, maxExpansion*s.size) / 4
	var values, stored int64
	for _, name := range slices.Sorted(maps.Keys(named)) {
		t := named[name]
		_, n, err := checkShape(t.size, s.limits)
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		if users[t.blob] == nil {
			stored += t.blob.values
		}
		users[t.blob] = append(users[t.blob], name)
		if values += n; max(values, stored) > most {
			return nil, fmt.Errorf("%w: more than %d values in a file of %d bytes", ErrTooLarge, most, s.size)
		}
	}
	f := &File{Tensors: make(map[string]Tensor, len(named)), Metadata: map[string]string{}}
	for b, names := range users {
		names = slices.DeleteFunc(names, func(name string) bool { return !s.limits.wants(name) })
		if len(names) == 0 {
			continue
		}
		data, err := b.read()
		if err != nil {
			return nil, fmt.Errorf("storage %q: %w", b.key, err)
		}
		for i, name := range names {
			f.Tensors[name] = named[name].from(data, i == 0)
		}
	}
	return f, nil
}

// read decodes the whole blob and meets its end, where a container tells whether its bytes were right.
func (b *blob) read() ([]float32, error) {
	r, err := b.open()
	if err != nil {
		return nil, err
	}
	data := make([]float32, b.values)
	if err := readValues(r, b.dtype, data); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(r, make([]byte, 1)); err != io.EOF {
		return nil, fmt.Errorf("it doesn't end where it should: %w", err)
	}
	return data, nil
}

// from takes the tensor's values out of its blob's; one tensor of a blob may keep the blob's own memory.
func (t *tensor) from(data []float32, keep bool) Tensor {
	shape, values := make([]int, len(t.size)), 1
	for i, n := range t.size {
		shape[i] = int(n)
		values *= int(n)
	}
	if values == 0 {
		return Tensor{shape, []float32{}}
	}
	if t.contiguous() {
		part := data[t.offset : t.offset+int64(values)]
		if !keep || len(part) < len(data) {
			part = slices.Clone(part)
		}
		return Tensor{shape, part}
	}
	return Tensor{shape, t.gather(data, make([]float32, 0, values))}
}

// contiguous tells whether the values lie in the order of rows.
func (t *tensor) contiguous() bool {
	step := int64(1)
	for i, n := range slices.Backward(t.size) {
		if n != 1 && t.stride[i] != step {
			return false
		}
		step *= n
	}
	return true
}

// gather appends the values in the order of rows: the last index counts fastest, as in a mileage counter.
func (t *tensor) gather(data, into []float32) []float32 {
	index, at := make([]int64, len(t.size)), t.offset
	for len(into) < cap(into) {
		into = append(into, data[at])
		for i := len(index) - 1; i >= 0; i-- {
			index[i]++
			at += t.stride[i]
			if index[i] < t.size[i] {
				break
			}
			at -= index[i] * t.stride[i]
			index[i] = 0
		}
	}
	return into
}
