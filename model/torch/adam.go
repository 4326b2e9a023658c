package torch

/*
#include <stdint.h>
#include <stdlib.h>
char *siamface_adam(void *param, void *mean, void *square, double lr, double beta1, double beta2, double eps, int64_t step,
                    double shrink, double keep);
char *siamface_gradient_squares(void *param, double *sum);
void *siamface_defer(void *weight);
void siamface_defer_no_more(void *handle);
*/
import "C"

import (
	"fmt"
	"math"
	"unsafe"

	"github.com/sugarme/gotch/ts"
)

// Adam is the optimiser of Kingma and Ba, "Adam: a method for stochastic optimization" (2015). gotch's own can't hand out its
// moments and makes several passes over memory; this one makes one. On the processor the gradient of a weight of Flow.Linear is
// computed within that pass, block by block, and never as a whole: its tensor has no gradient to look at.
type Adam struct {
	Beta1, Beta2, Epsilon float64
	// Decay is the decoupled weight decay of Loshchilov and Hutter, "Decoupled weight decay regularization" (2019): each step first
	// multiplies a parameter by 1 − rate·Decay. Parameters of fewer than two dimensions (biases, and what normalises) are left
	// out. 0 is none.
	Decay float64
	// Clip is the greatest norm of all gradients together, as of one long vector; longer ones are scaled down to it (Pascanu,
	// Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013). 0 is no limit.
	Clip float64

	params       []*Tensor
	mean, square []*Tensor
	deferred     []unsafe.Pointer // weights whose gradients Flow.Linear leaves to Step
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
		if handle := C.siamface_defer(p.Ctensor()); handle != nil {
			a.deferred = append(a.deferred, handle)
		}
	}
	return a, nil
}

// Step changes every parameter that has a gradient, at the learning rate, and takes the gradients away.
func (a *Adam) Step(rate float64) error {
	shrink, err := a.shrink()
	if err != nil {
		return err
	}
	a.steps++
	for i, p := range a.params {
		keep := 1.0
		if a.Decay > 0 && p.Dim() > 1 {
			keep = 1 - rate*a.Decay
		}
		message := C.siamface_adam(p.Ctensor(), a.mean[i].Ctensor(), a.square[i].Ctensor(), C.double(rate),
			C.double(a.Beta1), C.double(a.Beta2), C.double(a.Epsilon), C.int64_t(a.steps), C.double(shrink), C.double(keep))
		if err := failed(message); err != nil {
			return err
		}
	}
	return nil
}

// shrink is what the gradients are multiplied by so that their norm isn't above Clip.
func (a *Adam) shrink() (float64, error) {
	if a.Clip <= 0 {
		return 1, nil
	}
	norm, err := a.GradientNorm()
	if err != nil || norm <= a.Clip {
		return 1, err
	}
	return a.Clip / norm, nil
}

// GradientNorm is the Euclidean norm of all parameters' gradients, taken as one vector.
func (a *Adam) GradientNorm() (float64, error) {
	var sum C.double
	for _, p := range a.params {
		if err := failed(C.siamface_gradient_squares(p.Ctensor(), &sum)); err != nil {
			return 0, err
		}
	}
	return math.Sqrt(float64(sum)), nil
}

// failed is the error of a message, which it frees.
func failed(message *C.char) error {
	if err := errorFrom(message); err != nil {
		return fmt.Errorf("an optimiser step failed: %w", err)
	}
	return nil
}

// AdamState is what an optimiser knows beside its parameters: the moments of each, and how many steps were done.
type AdamState struct {
	Mean, Square [][]float32
	Steps        int64
}

// State copies what the optimiser knows.
func (a *Adam) State() (s AdamState, err error) {
	s.Steps = a.steps
	if s.Mean, err = copyAll(a.mean); err != nil {
		return s, err
	}
	s.Square, err = copyAll(a.square)
	return s, err
}

// Restore makes the optimiser go on as the one whose state it was would have: of parameters of the same shapes in the same order.
func (a *Adam) Restore(s AdamState) error {
	if len(s.Mean) != len(a.params) || len(s.Square) != len(a.params) {
		return fmt.Errorf("the moments of %d parameters are not those of %d", len(s.Mean), len(a.params))
	}
	for i, p := range a.params {
		mean, err := floatsLike(p, s.Mean[i])
		if err != nil {
			return err
		}
		square, err := floatsLike(p, s.Square[i])
		if err != nil {
			Drop(mean)
			return err
		}
		Drop(a.mean[i], a.square[i])
		a.mean[i], a.square[i] = mean, square
	}
	a.steps = s.Steps
	return nil
}

// Close frees the moments.
func (a *Adam) Close() {
	for _, handle := range a.deferred {
		C.siamface_defer_no_more(handle)
	}
	for _, t := range append(a.mean, a.square...) {
		Drop(t)
	}
	a.mean, a.square, a.deferred = nil, nil, nil
}

func copyAll(tensors []*Tensor) ([][]float32, error) {
	all := make([][]float32, len(tensors))
	for i, t := range tensors {
		var err error
		if all[i], err = Floats(t); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// floatsLike is a new tensor of the values with the shape and the device of p.
func floatsLike(p *Tensor, values []float32) (*Tensor, error) {
	size, err := p.Size()
	if err != nil {
		return nil, err
	}
	device, err := p.Device()
	if err != nil {
		return nil, err
	}
	return FromFloats(values, device, size...)
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
