package torch

/*
char *siamface_linear(void **out, void *x, void *weight, void *bias);
*/
import "C"

import "unsafe"

// linear is x·weightᵀ + bias; an Adam of the weight computes its gradient.
func linear(x, weight, bias *Tensor) (*Tensor, error) {
	var out unsafe.Pointer
	err := told(C.siamface_linear(&out, unsafe.Pointer(x.Ctensor()), unsafe.Pointer(weight.Ctensor()), unsafe.Pointer(bias.Ctensor())))
	return made(out, err)
}
