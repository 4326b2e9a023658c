package torch

/*
#include <stdint.h>
#include <stdlib.h>
char *siamface_convolution(void **out, void *weight, void *bias, int64_t stride, int64_t padding, int64_t groups, int rectified);
void siamface_convolution_free(void *convolution);
*/
import "C"

import (
	"fmt"
	"unsafe"
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
	if err := errorFrom(message); err != nil {
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
