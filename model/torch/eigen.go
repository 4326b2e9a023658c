package torch

/*
#include <stdint.h>
#include <stdlib.h>
char *siamface_eigen(double *a, int64_t n, double *values);
*/
import "C"

import (
	"errors"
	"fmt"
	"math"
	"unsafe"
)

// Eigen takes a symmetric matrix apart, of which the lower half is looked at: a [n, n] becomes its eigenvectors, one a row, of length 1,
// and the eigenvalues are returned, the least first. It is called on libtorch's thread and computes on the CPU.
func Eigen(a []float64, n int) ([]float64, error) {
	if n < 1 || len(a) != n*n {
		return nil, fmt.Errorf("%d numbers are no matrix of %d×%d", len(a), n, n)
	}
	values := make([]float64, n)
	first := func(x []float64) *C.double { return (*C.double)(unsafe.Pointer(unsafe.SliceData(x))) }
	if err := errorFrom(C.siamface_eigen(first(a), C.int64_t(n), first(values))); err != nil {
		return nil, fmt.Errorf("the eigenvectors could not be computed: %w", err)
	}
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, errors.New("the eigenvectors could not be computed: the matrix holds values that are no numbers")
		}
	}
	return values, nil
}
