package torch

/*
char *siamface_relu_pool(void **out, void *x);
*/
import "C"

import "unsafe"

// reluMaxPool is the maximum over 2×2 windows of ReLU of x.
func reluMaxPool(x *Tensor) (*Tensor, error) {
	var out unsafe.Pointer
	err := told(C.siamface_relu_pool(&out, unsafe.Pointer(x.Ctensor())))
	return made(out, err)
}
