package torch

/*
#include <stdint.h>
#include <stdlib.h>
char *siamface_multiply(void *a, const int64_t *a_steps, void *b, const int64_t *b_steps, int64_t rows, int64_t inner, int64_t columns,
	void *out, int doubles);
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Matrix is one in a caller's numbers, whose rows and columns may lie anyhow: the number at row r and column c is
// Data[r·RowStep + c·ColumnStep].
type Matrix[T float32 | float64] struct {
	Data                []T
	Rows, Columns       int
	RowStep, ColumnStep int
}

// Rows is a matrix of rows that lie one behind the other, so many numbers each.
func Rows[T float32 | float64](data []T, columns int) Matrix[T] {
	return Matrix[T]{data, len(data) / max(columns, 1), columns, columns, 1}
}

// T is the matrix transposed, of the same numbers.
func (m Matrix[T]) T() Matrix[T] {
	return Matrix[T]{m.Data, m.Columns, m.Rows, m.ColumnStep, m.RowStep}
}

// Multiply is a·b, [a.Rows, b.Columns], in row-major order, each sum in an order of libtorch's choice. It is called on libtorch's
// thread and computes on the CPU.
func Multiply[T float32 | float64](a, b Matrix[T]) ([]T, error) {
	out := make([]T, a.Rows*b.Columns)
	return out, multiply(a, b, out)
}

// Products writes the products of the rows of two blocks into a caller's buffer: a [N, dim] and b [M, dim] in row-major order
// give out [N, M], out[i·M+j] = Σ a[i·dim+k]·b[j·dim+k], as Multiply does. Nothing is copied.
func Products(a, b []float32, dim int, out []float32) error {
	if dim < 1 || len(a)%dim != 0 || len(b)%dim != 0 || len(out) != len(a)/dim*(len(b)/dim) {
		return fmt.Errorf("blocks of %d and %d numbers in rows of %d don't have %d products", len(a), len(b), dim, len(out))
	}
	if len(out) == 0 {
		return nil
	}
	return multiply(Rows(a, dim), Rows(b, dim).T(), out)
}

// multiply is Multiply into a buffer that is large enough.
func multiply[T float32 | float64](a, b Matrix[T], out []T) error {
	if a.Columns != b.Rows || !a.fits() || !b.fits() {
		return fmt.Errorf("matrices of %d×%d and %d×%d in %d and %d numbers can't be multiplied", a.Rows, a.Columns, b.Rows, b.Columns, len(a.Data), len(b.Data))
	}
	first := func(x []T) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(x)) }
	doubles := C.int(unsafe.Sizeof(out[0]) / 8)
	message := C.siamface_multiply(first(a.Data), a.steps(), first(b.Data), b.steps(), C.int64_t(a.Rows), C.int64_t(a.Columns), C.int64_t(b.Columns), first(out), doubles)
	if err := errorFrom(message); err != nil {
		return fmt.Errorf("the matrices could not be multiplied: %w", err)
	}
	return nil
}

// fits says whether there is such a matrix in the numbers, which isn't empty.
func (m Matrix[T]) fits() bool {
	return m.Rows > 0 && m.Columns > 0 && m.RowStep >= 0 && m.ColumnStep >= 0 && (m.Rows-1)*m.RowStep+(m.Columns-1)*m.ColumnStep < len(m.Data)
}

func (m Matrix[T]) steps() *C.int64_t {
	return &[]C.int64_t{C.int64_t(m.RowStep), C.int64_t(m.ColumnStep)}[0]
}
