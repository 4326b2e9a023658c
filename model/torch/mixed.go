package torch

/*
void siamface_mixed(int cuda, int on);
*/
import "C"

import (
	"errors"
	"fmt"

	"github.com/sugarme/gotch/ts"
)

// Why mixed precision is refused.
var (
	ErrMixedOnCPU = errors.New("mixed precision is for a GPU, and the device is the CPU: choose the precision full, or the device cuda")
	ErrNoBfloat16 = errors.New("this GPU doesn't compute in bfloat16, which mixed precision needs: choose the precision full")
)

// Mixed is what fn gives, in float32, with the convolutions and matrix products in it computed in bfloat16 and all that needs more
// precision in float32 (Micikevicius and others, "Mixed precision training", 2018). Weights stay as they are: what is used is rounded
// from them each time. Bfloat16 has float32's range, so no gradient vanishes and the loss isn't scaled. fn's operations are the
// flow's own, on that device; the gradients are computed after it and not inside. It doesn't nest.
func (f *Flow) Mixed(device Device, fn func() *Tensor) *Tensor {
	var cuda C.int
	if device.IsCuda() {
		cuda = 1
	}
	C.siamface_mixed(cuda, 1)
	defer C.siamface_mixed(cuda, 0)
	return f.full(fn())
}

// full is x in float32.
func (f *Flow) full(x *Tensor) *Tensor {
	if x == nil || x.DType() == float32Type {
		return x
	}
	return f.apply(func() (*Tensor, error) { return x.Totype(float32Type, false) }, x)
}

// CheckMixed says why mixed precision is of no use on a device: ErrMixedOnCPU, or ErrNoBfloat16 with the cause beneath. It is called
// on libtorch's thread and computes a little.
func CheckMixed(device Device) error {
	if !device.IsCuda() {
		return ErrMixedOnCPU
	}
	f := new(Flow)
	ones := func(shape ...int64) *Tensor {
		x, err := ts.Ones(shape, float32Type, device)
		return f.result(x, err)
	}
	weight, bias := ones(8, 8, 3, 3), ones(8)
	defer Drop(weight, bias)
	square := ones(8, 8)
	defer Drop(square)
	y := f.Mixed(device, func() *Tensor {
		x := f.Reshape(f.Conv(ones(1, 8, 8, 8), weight, bias, 1, 1, 1), -1, 8)
		return f.Mean(f.Linear(x, square, bias))
	})
	defer Drop(y)
	if f.Err() == nil {
		_, err := Scalar(y)
		f.Fail(err)
	}
	if err := f.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrNoBfloat16, err)
	}
	return nil
}
