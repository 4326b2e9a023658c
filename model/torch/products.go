package torch

/*
#include <stdint.h>
#include <stdlib.h>
char *siamface_products(const float *a, int64_t n, const float *b, int64_t m, int64_t dim, float *out);
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Products writes the products of the rows of two blocks into a caller's buffer: a [N, dim] and b [M, dim] in row-major order
// give out [N, M], out[i·M+j] = Σ a[i·dim+k]·b[j·dim+k], summed in float32 in an order of libtorch's choice. Nothing is copied.
// It is called on libtorch's thread and computes on the CPU.
func Products(a, b []float32, dim int, out []float32) error {
	if dim < 1 || len(a)%dim != 0 || len(b)%dim != 0 || len(out) != len(a)/dim*(len(b)/dim) {
		return fmt.Errorf("blocks of %d and %d numbers in rows of %d don't have %d products", len(a), len(b), dim, len(out))
	}
	if len(out) == 0 {
		return nil
	}
	first := func(x []float32) *C.float { return (*C.float)(unsafe.Pointer(unsafe.SliceData(x))) }
	if err := told(C.siamface_products(first(a), C.int64_t(len(a)/dim), first(b), C.int64_t(len(b)/dim), C.int64_t(dim), first(out))); err != nil {
		return fmt.Errorf("the products could not be computed: %w", err)
	}
	return nil
}
