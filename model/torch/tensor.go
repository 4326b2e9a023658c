package torch

/*
#include <stdint.h>
#include <stdlib.h>
char *siamface_pinned(void **out, const int64_t *shape, int dims);
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"github.com/sugarme/gotch"
	"github.com/sugarme/gotch/ts"
)

const float32Type = gotch.Float

// FromFloats copies data into a new tensor of that shape on the device. Its numbers are moved by pointer: gotch's own ways
// are a hundred times slower. A GPU fetches them while the program goes on.
func FromFloats(data []float32, device Device, shape ...int64) (*Tensor, error) {
	if n := product(shape); n != int64(len(data)) {
		return nil, fmt.Errorf("%d numbers don't fill a tensor of shape %v", len(data), shape)
	}
	if err := askFault(device, len(data)); err != nil {
		return nil, err
	}
	x, err := hostFloats(device, shape)
	if err != nil {
		return nil, err
	}
	view, err := floatView(x)
	if err != nil {
		Drop(x)
		return nil, err
	}
	copy(view, data)
	runtime.KeepAlive(x)
	if !device.IsCuda() {
		return x, nil
	}
	return x.ToDevice(device, float32Type, true, false, true) // the pinned memory isn't used again before it is read
}

// hostFloats is a float tensor of that shape, not initialised, in the processor's memory from which numbers come to the device the
// fastest.
func hostFloats(device Device, shape []int64) (*Tensor, error) {
	if device.IsCuda() && len(shape) > 0 {
		var out unsafe.Pointer
		message := C.siamface_pinned(&out, (*C.int64_t)(unsafe.Pointer(&shape[0])), C.int(len(shape)))
		if x, err := tensorFrom(out, errorFrom(message)); err == nil {
			return x, nil
		} // pinned memory is scarce: from any other the copy is waited for
	}
	return ts.Empty(shape, float32Type, gotch.CPU)
}

// Floats copies a float tensor's numbers, in row-major order, wherever it lives.
func Floats(x *Tensor) ([]float32, error) {
	whole, err := x.Contiguous(false)
	if err != nil {
		return nil, err
	}
	defer func() { Drop(whole) }()
	device, err := whole.Device()
	if err != nil {
		return nil, err
	}
	if device.IsCuda() {
		if whole, err = whole.To(gotch.CPU, true); err != nil {
			return nil, err
		}
	}
	view, err := floatView(whole)
	if err != nil {
		return nil, err
	}
	data := make([]float32, len(view))
	copy(data, view)
	runtime.KeepAlive(whole)
	return data, nil
}

// Scalar is the one number of a tensor that holds one.
func Scalar(x *Tensor) (float64, error) {
	data, err := Floats(x)
	if err != nil {
		return 0, err
	}
	if len(data) != 1 {
		return 0, fmt.Errorf("a tensor of %d numbers is no scalar", len(data))
	}
	return float64(data[0]), nil
}

// Drop frees tensors; nil ones are passed over.
func Drop(tensors ...*Tensor) {
	for _, x := range tensors {
		if x != nil {
			_ = x.Drop() // it reports nothing that could be acted on
		}
	}
}

// floatView is the memory of a contiguous CPU tensor of floats; the tensor must be kept alive while it is used.
func floatView(x *Tensor) ([]float32, error) {
	if x.DType() != float32Type {
		return nil, fmt.Errorf("a tensor of %v where floats were expected", x.DType())
	}
	size, err := x.Size()
	if err != nil {
		return nil, err
	}
	n := product(size)
	if n == 0 {
		return nil, nil
	}
	p, err := x.DataPtr()
	if err != nil {
		return nil, err
	}
	return unsafe.Slice((*float32)(p), n), nil
}

func product(shape []int64) int64 {
	n := int64(1)
	for _, s := range shape {
		n *= s
	}
	return n
}

// Variable is FromFloats for a parameter: the tensor tracks gradients.
func Variable(data []float32, device Device, shape ...int64) (*Tensor, error) {
	x, err := FromFloats(data, device, shape...)
	if err != nil {
		return nil, err
	}
	return x.SetRequiresGrad(true, true)
}

// tensorFrom is the new tensor at out, unless there was an error.
func tensorFrom(out unsafe.Pointer, err error) (*Tensor, error) {
	if err != nil {
		return nil, err
	}
	return ts.FromCtensor(out), nil
}

// errorFrom is the error of a message of C++, which it frees; nil where there is none.
func errorFrom(message *C.char) error {
	if message == nil {
		return nil
	}
	defer C.free(unsafe.Pointer(message))
	return errors.New(C.GoString(message))
}
