package torch

/*
#include <stdint.h>
#include <stdlib.h>
char *siamface_multiply(const double *a, const int64_t *a_steps, const double *b, const int64_t *b_steps, int64_t rows, int64_t inner,
	int64_t columns, double *out);
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Matrix is one in a caller's numbers, whose rows and columns may lie anyhow: that at row r and column c is Data[r·RowStep + c·ColumnStep].
type Matrix struct {
	Data                []float64
	Rows, Columns       int
	RowStep, ColumnStep int
}

// Multiply is a·b, [a.Rows, b.Columns], in row-major order. It is called on libtorch's thread and computes on the CPU.
func Multiply(a, b Matrix) ([]float64, error) {
	if a.Columns != b.Rows || !a.fits() || !b.fits() {
		return nil, fmt.Errorf("matrices of %d×%d and %d×%d in %d and %d numbers can't be multiplied", a.Rows, a.Columns, b.Rows, b.Columns, len(a.Data), len(b.Data))
	}
	out := make([]float64, a.Rows*b.Columns)
	first := func(x []float64) *C.double { return (*C.double)(unsafe.Pointer(unsafe.SliceData(x))) }
	message := C.siamface_multiply(first(a.Data), a.steps(), first(b.Data), b.steps(), C.int64_t(a.Rows), C.int64_t(a.Columns), C.int64_t(b.Columns), first(out))
	if err := told(message); err != nil {
		return nil, fmt.Errorf("the matrices could not be multiplied: %w", err)
	}
	return out, nil
}

// fits says whether there is such a matrix in the numbers, which isn't empty.
func (m Matrix) fits() bool {
	return m.Rows > 0 && m.Columns > 0 && m.RowStep >= 0 && m.ColumnStep >= 0 && (m.Rows-1)*m.RowStep+(m.Columns-1)*m.ColumnStep < len(m.Data)
}

func (m Matrix) steps() *C.int64_t {
	return &[]C.int64_t{C.int64_t(m.RowStep), C.int64_t(m.ColumnStep)}[0]
}
