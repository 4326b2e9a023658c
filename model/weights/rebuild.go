package weights

import (
	"errors"
	"fmt"
	"io"
	"slices"
)

// blob is the bytes of one storage in the file.
type blob struct {
	key    string
	dtype  dtype
	values int64
	// open gives exactly the stored bytes; an error of the container (a wrong CRC) comes before their end.
	open func() (io.Reader, error)
}

// storage is a part of a blob: values from base on.
type storage struct {
	blob         *blob
	base, values int64
}

// tensor is a view of a blob by strides, all of it inside.
type tensor struct {
	blob   *blob
	offset int64
	size   []int64
	stride []int64
}

// parameter is torch.nn.Parameter, a tensor that is trained; the first versions of PyTorch set its tensor after it is made.
type parameter struct{ tensor *tensor }

// setState takes the state of a Parameter of PyTorch 0.1: (data, gradient, hooks, requires_grad, volatile), or the last three.
func (p *parameter) setState(state any) error {
	t, ok := state.(tuple)
	if ok && len(t) == 3 {
		return nil
	}
	if ok && len(t) == 5 {
		if p.tensor, ok = t[0].(*tensor); ok {
			return nil
		}
	}
	return fmt.Errorf("%w (it sets the state of a parameter)", ErrUnsafe)
}

// global is a name that a pickle may use: the type of a storage, or a function.
type global struct {
	dtype dtype
	make  func(args tuple) (any, error)
}

var globals = map[string]*global{
	"collections.OrderedDict":         {make: makeDict},
	"torch._utils._rebuild_tensor":    {make: makeTensor},
	"torch._utils._rebuild_tensor_v2": {make: makeTensor},
	"torch._utils._rebuild_parameter": {make: makeParameter},
	"torch.nn.parameter.Parameter":    {make: makeParameter},
	"torch.FloatStorage":              {dtype: f32},
	"torch.HalfStorage":               {dtype: f16},
	"torch.BFloat16Storage":           {dtype: bf16},
	"torch.DoubleStorage":             {dtype: f64},
	"torch.LongStorage":               {dtype: i64},
	"torch.IntStorage":                {dtype: i32},
	"torch.ByteStorage":               {dtype: u8}, // of random streams, in checkpoints
	"torch.BoolStorage":               {dtype: u8},
}

// makeDict is OrderedDict(), or, as Python 2 pickled it, OrderedDict([[key, value], …]).
func makeDict(args tuple) (any, error) {
	d := &dict{}
	if len(args) == 0 {
		return d, nil
	}
	pairs, ok := args[0].(*list)
	if !ok || len(args) != 1 {
		return nil, errors.New("its pickle makes an OrderedDict of something else than pairs")
	}
	for _, p := range pairs.items {
		var pair []any
		switch p := p.(type) {
		case *list:
			pair = p.items
		case tuple:
			pair = p
		}
		if len(pair) != 2 {
			return nil, errors.New("its pickle makes an OrderedDict of something else than pairs")
		}
		d.keys, d.values = append(d.keys, pair[0]), append(d.values, pair[1])
	}
	return d, nil
}

// makeTensor is _rebuild_tensor(storage, offset, size, stride), or _v2 with requires_grad, hooks and metadata after these.
func makeTensor(args tuple) (any, error) {
	bad := errors.New("its pickle rebuilds a tensor from something else than a storage, an offset, a size and strides")
	if len(args) < 4 || len(args) > 7 {
		return nil, bad
	}
	s, isStorage := args[0].(*storage)
	offset, isNumber := args[1].(int64)
	size, isSize := integers(args[2])
	stride, isStride := integers(args[3])
	if !isStorage || !isNumber || !isSize || !isStride {
		return nil, bad
	}
	if len(args) == 7 && args[6] != nil {
		if marks, ok := args[6].(*dict); !ok || len(marks.keys) > 0 {
			return nil, errors.New("it has a tensor that is stored conjugated or negated")
		}
	}
	return newTensor(s, offset, size, stride)
}

// newTensor checks that the first and the last value of the view lie in the storage.
func newTensor(s *storage, offset int64, size, stride []int64) (*tensor, error) {
	if !inside(s.values, offset, size, stride) {
		return nil, fmt.Errorf("a tensor of size %v, strides %v from %d lies outside its storage of %d values", size, stride, offset, s.values)
	}
	return &tensor{s.blob, s.base + offset, size, stride}, nil
}

func inside(values, offset int64, size, stride []int64) bool {
	if len(size) != len(stride) || offset < 0 || offset > values {
		return false
	}
	room := values - offset - 1 // how far the last value may be from the first
	for i, n := range size {
		if n < 0 || stride[i] < 0 {
			return false
		}
		if n > 1 && stride[i] > 0 && room >= 0 {
			if stride[i] > room/(n-1) {
				room = -1
				continue
			}
			room -= (n - 1) * stride[i]
		}
	}
	return room >= 0 || slices.Contains(size, 0)
}

// makeParameter is _rebuild_parameter(tensor, requires_grad, hooks), Parameter(tensor, …), or an empty Parameter().
func makeParameter(args tuple) (any, error) {
	if len(args) == 0 {
		return &parameter{}, nil
	}
	switch v := args[0].(type) {
	case *tensor:
		return &parameter{v}, nil
	case *parameter:
		return v, nil
	}
	return nil, errors.New("its pickle makes a parameter of something else than a tensor")
}

func integers(v any) ([]int64, bool) {
	t, ok := v.(tuple)
	if !ok || len(t) > maxRank {
		return nil, false
	}
	list := make([]int64, len(t))
	for i, n := range t {
		if list[i], ok = n.(int64); !ok {
			return nil, false
		}
	}
	return list, true
}
