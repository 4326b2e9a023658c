package torch

/*
#include <stdint.h>
#include <stdlib.h>
char *siamface_mean_windows(void **out, void *x, int64_t size, int64_t stride, int64_t padding);
*/
import "C"

import "unsafe"

// PadEdge lets the edges of x [N, C, H, W] go on by so many pixels on every side.
func (f *Flow) PadEdge(x *Tensor, pixels int64) *Tensor {
	return f.apply(func() (*Tensor, error) {
		return x.ReplicationPad2d([]int64{pixels, pixels, pixels, pixels}, false)
	}, x)
}

// MeanWindows takes the mean over size×size windows of x [N, C, H, W] that start stride apart, the first of them padding, at most half of
// size, before the plane. What lies outside the plane doesn't count. It goes down the columns and then along the rows: what counts of a
// window is a rectangle.
func (f *Flow) MeanWindows(x *Tensor, size, stride, padding int64) *Tensor {
	return f.apply(func() (*Tensor, error) {
		var out unsafe.Pointer
		err := told(C.siamface_mean_windows(&out, unsafe.Pointer(x.Ctensor()), C.int64_t(size), C.int64_t(stride), C.int64_t(padding)))
		return made(out, err)
	}, x)
}

// Window is a part of x [N, C, H, W]: so many rows and columns, from a place on.
func (f *Flow) Window(x *Tensor, top, left, rows, columns int64) *Tensor {
	return f.apply(func() (*Tensor, error) {
		part, err := x.Narrow(2, top, rows, false)
		if err != nil {
			return nil, err
		}
		return part.Narrow(3, left, columns, true)
	}, x)
}
