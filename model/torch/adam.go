package torch

/*
#include <stdint.h>
#include <stdlib.h>
char *siamface_adam(void *param, void *mean, void *square, double lr, double beta1, double beta2, double eps, int64_t step);
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/sugarme/gotch/ts"
)

// Adam is the optimiser of Kingma and Ba, "Adam: a method for stochastic optimization" (2015), without weight decay.
// gotch's own can't hand out its moments and makes several passes over memory; this one makes one.
type Adam struct {
	Beta1, Beta2, Epsilon float64

	params       []*Tensor
	mean, square []*Tensor
	steps        int64
}

// NewAdam returns an optimiser of params, contiguous float tensors that track gradients, with the constants of the paper
// and ε = 1e-7 as in Keras. Close frees its moments, not the parameters.
func NewAdam(params []*Tensor) (*Adam, error) {
	a := &Adam{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7, params: params}
	for _, p := range params {
		for _, moments := range []*[]*Tensor{&a.mean, &a.square} {
			zero, err := zerosLike(p)
			if err != nil {
				a.Close()
				return nil, err
			}
			*moments = append(*moments, zero)
		}
	}
	return a, nil
}

// Step changes every parameter that has a gradient, at the learning rate, and takes the gradients away.
func (a *Adam) Step(rate float64) error {
	a.steps++
	for i, p := range a.params {
		message := C.siamface_adam(p.Ctensor(), a.mean[i].Ctensor(), a.square[i].Ctensor(), C.double(rate),
			C.double(a.Beta1), C.double(a.Beta2), C.double(a.Epsilon), C.int64_t(a.steps))
		if message != nil {
			defer C.free(unsafe.Pointer(message))
			return fmt.Errorf("an optimiser step failed: %w", errors.New(C.GoString(message)))
		}
	}
	return nil
}

// Close frees the moments.
func (a *Adam) Close() {
	for _, t := range append(a.mean, a.square...) {
		Drop(t)
	}
	a.mean, a.square = nil, nil
}

func zerosLike(p *Tensor) (*Tensor, error) {
	size, err := p.Size()
	if err != nil {
		return nil, err
	}
	device, err := p.Device()
	if err != nil {
		return nil, err
	}
	return ts.Zeros(size, float32Type, device)
}
