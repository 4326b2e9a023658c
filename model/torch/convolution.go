package torch

/*
#include <stdint.h>
#include <stdlib.h>
char *siamface_convolution(void **out, void *weight, void *bias, int64_t stride, int64_t padding, int64_t groups, int rectified);
char *siamface_convolve(void **out, void *convolution, void *x);
char *siamface_residual(void **out, void *x, void *project, void **convolutions, int count);
void siamface_convolution_free(void *convolution);
char *siamface_block(void **out, void *x);
char *siamface_unblock(void **out, void *x);
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/sugarme/gotch/ts"
)

// Activation is the function that follows a frozen convolution.
type Activation int

const (
	// Identity changes nothing.
	Identity Activation = iota
	// Rectified is ReLU, max(x, 0).
	Rectified
)

// Filters describes a 2-D convolution of square filters, of as many rows and columns of zeros around the plane as Padding says.
type Filters struct {
	// Weight is [Out, In/Groups, Size, Size] in row-major order, Bias [Out]; without one it is zero.
	Weight, Bias    []float32
	Out, In, Size   int
	Stride, Padding int
	Groups          int // 1, or In where every channel has its own filters
	After           Activation
}

// Convolution is a frozen convolution, its weights laid out for the device, with the activation behind it. It works on tensors
// [N, C, H, W] that are Blocked, and tracks no gradients.
type Convolution struct {
	handle unsafe.Pointer // C++ holds the weights
}

// NewConvolution copies the filters to the device. It is called on libtorch's thread; Close frees them.
func NewConvolution(s Filters, device Device) (*Convolution, error) {
	if s.Groups < 1 || s.In%s.Groups != 0 || s.Out%s.Groups != 0 || s.Stride < 1 || s.Padding < 0 {
		return nil, fmt.Errorf("a convolution of %d to %d channels in %d groups, stride %d, padding %d, is none", s.In, s.Out, s.Groups, s.Stride, s.Padding)
	}
	weight, err := FromFloats(s.Weight, device, int64(s.Out), int64(s.In/s.Groups), int64(s.Size), int64(s.Size))
	if err != nil {
		return nil, err
	}
	defer Drop(weight)
	if s.Bias == nil {
		s.Bias = make([]float32, s.Out)
	}
	bias, err := FromFloats(s.Bias, device, int64(s.Out))
	if err != nil {
		return nil, err
	}
	defer Drop(bias)
	c := new(Convolution)
	message := C.siamface_convolution(&c.handle, unsafe.Pointer(weight.Ctensor()), unsafe.Pointer(bias.Ctensor()), C.int64_t(s.Stride), C.int64_t(s.Padding),
		C.int64_t(s.Groups), C.int(s.After))
	if err := told(message); err != nil {
		return nil, fmt.Errorf("the weights of a convolution could not be laid out: %w", err)
	}
	return c, nil
}

// Close frees the weights.
func (c *Convolution) Close() {
	if c != nil {
		C.siamface_convolution_free(c.handle)
		c.handle = nil
	}
}

// Convolve is the convolution of x and its activation.
func (f *Flow) Convolve(x *Tensor, c *Convolution) *Tensor {
	return f.apply(func() (*Tensor, error) {
		var out unsafe.Pointer
		err := told(C.siamface_convolve(&out, c.handle, unsafe.Pointer(x.Ctensor())))
		return made(out, err)
	}, x)
}

// Residual is a block of convolutions one after another, the last of which is summed with x before its activation: with the convolution
// project of x where that isn't nil.
func (f *Flow) Residual(x *Tensor, project *Convolution, convolutions ...*Convolution) *Tensor {
	return f.apply(func() (*Tensor, error) {
		if len(convolutions) == 0 {
			return nil, errors.New("a residual block has at least one convolution")
		}
		handles := make([]unsafe.Pointer, len(convolutions))
		for i, c := range convolutions {
			handles[i] = c.handle
		}
		var shortcut, out unsafe.Pointer
		if project != nil {
			shortcut = project.handle
		}
		err := told(C.siamface_residual(&out, unsafe.Pointer(x.Ctensor()), shortcut, &handles[0], C.int(len(handles))))
		return made(out, err)
	}, x)
}

// Blocked is x in the layout of the processor's fastest kernels, which keep it from one to the next; on other devices it is x. Only
// Convolve, Residual, Share, MaxPool and Plain take such a tensor.
func (f *Flow) Blocked(x *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) {
		var out unsafe.Pointer
		err := told(C.siamface_block(&out, unsafe.Pointer(x.Ctensor())))
		return made(out, err)
	}, x)
}

// Plain is x in row-major order, also what comes of a Blocked one.
func (f *Flow) Plain(x *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) {
		var out unsafe.Pointer
		err := told(C.siamface_unblock(&out, unsafe.Pointer(x.Ctensor())))
		return made(out, err)
	}, x)
}

// made is the new tensor at out, unless there was an error.
func made(out unsafe.Pointer, err error) (*Tensor, error) {
	if err != nil {
		return nil, err
	}
	return ts.FromCtensor(out), nil
}

// told is the error of a message of C++, which it frees; nil where there is none.
func told(message *C.char) error {
	if message == nil {
		return nil
	}
	defer C.free(unsafe.Pointer(message))
	return errors.New(C.GoString(message))
}
