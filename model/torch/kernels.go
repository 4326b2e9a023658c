package torch

/*
#include <stdint.h>
#include <stdlib.h>
char *siamface_linear(void **out, void *x, void *weight, void *bias);
char *siamface_relu_pool(void **out, void *x);
char *siamface_mean_windows(void **out, void *x, int64_t size, int64_t stride, int64_t padding);
char *siamface_convolve(void **out, void *convolution, void *x);
char *siamface_residual(void **out, void *x, void *project, void **convolutions, int count);
char *siamface_block(void **out, void *x);
char *siamface_unblock(void **out, void *x);
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Linear is x·weightᵀ + bias for x [N, I], weight [O, I], bias [O]. An Adam of the weight computes its gradient.
func (f *Flow) Linear(x, weight, bias *Tensor) *Tensor {
	return f.applyKernel(func(out *unsafe.Pointer) *C.char {
		return C.siamface_linear(out, unsafe.Pointer(x.Ctensor()), unsafe.Pointer(weight.Ctensor()), unsafe.Pointer(bias.Ctensor()))
	}, x)
}

// ReLUMaxPool is the maximum over 2×2 windows of ReLU of x [N, C, H, W], in one pass; it likes the memory of Planes.
func (f *Flow) ReLUMaxPool(x *Tensor) *Tensor {
	return f.applyKernel(func(out *unsafe.Pointer) *C.char { return C.siamface_relu_pool(out, unsafe.Pointer(x.Ctensor())) }, x)
}

// MeanWindows takes the mean over size×size windows of x [N, C, H, W] that start stride apart. The first starts padding, at most half of
// size, before the plane. What lies outside the plane doesn't count. It goes down the columns and then along the rows: what counts of a
// window is a rectangle.
func (f *Flow) MeanWindows(x *Tensor, size, stride, padding int64) *Tensor {
	return f.applyKernel(func(out *unsafe.Pointer) *C.char {
		return C.siamface_mean_windows(out, unsafe.Pointer(x.Ctensor()), C.int64_t(size), C.int64_t(stride), C.int64_t(padding))
	}, x)
}

// Convolve is the convolution of x and its activation.
func (f *Flow) Convolve(x *Tensor, c *Convolution) *Tensor {
	return f.applyKernel(func(out *unsafe.Pointer) *C.char {
		return C.siamface_convolve(out, c.handle, unsafe.Pointer(x.Ctensor()))
	}, x)
}

// Residual is a block of convolutions one after another. The last is summed with x before its activation: with the convolution project
// of x where that isn't nil.
func (f *Flow) Residual(x *Tensor, project *Convolution, convolutions ...*Convolution) *Tensor {
	if len(convolutions) == 0 {
		f.Fail(errors.New("a residual block has at least one convolution"))
	}
	return f.applyKernel(func(out *unsafe.Pointer) *C.char {
		handles := make([]unsafe.Pointer, len(convolutions))
		for i, c := range convolutions {
			handles[i] = c.handle
		}
		var shortcut unsafe.Pointer
		if project != nil {
			shortcut = project.handle
		}
		return C.siamface_residual(out, unsafe.Pointer(x.Ctensor()), shortcut, &handles[0], C.int(len(handles)))
	}, x)
}

// Blocked is x in the layout of the processor's fastest kernels, which keep it from one to the next. On other devices it is x. Only
// Convolve, Residual, Share, MaxPool and Plain take such a tensor.
func (f *Flow) Blocked(x *Tensor) *Tensor {
	return f.applyKernel(func(out *unsafe.Pointer) *C.char { return C.siamface_block(out, unsafe.Pointer(x.Ctensor())) }, x)
}

// Plain is x in row-major order, also what comes of a Blocked one.
func (f *Flow) Plain(x *Tensor) *Tensor {
	return f.applyKernel(func(out *unsafe.Pointer) *C.char { return C.siamface_unblock(out, unsafe.Pointer(x.Ctensor())) }, x)
}

// applyKernel is apply for an operation in C++ of ours, which makes a tensor at out or returns a message.
func (f *Flow) applyKernel(kernel func(out *unsafe.Pointer) *C.char, inputs ...*Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) {
		var out unsafe.Pointer
		err := errorFrom(kernel(&out))
		return tensorFrom(out, err)
	}, inputs...)
}
