package torch

import (
	"fmt"

	"github.com/sugarme/gotch/ts"
)

// Flow runs operations one after another. Every operation uses its tensor inputs up: they are dropped as soon as the result
// is there, so that their memory serves the next operation (weights and biases stay). The first error is kept, and what
// follows it does nothing but drop its inputs: check Err at the end.
//
// A tensor that is needed twice is shared first.
type Flow struct {
	err error
}

// Err is the first error that an operation met.
func (f *Flow) Err() error { return f.err }

// Fail makes err the flow's error, unless there is one.
func (f *Flow) Fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

// Share returns a second handle of x: one for each use.
func (f *Flow) Share(x *Tensor) *Tensor {
	if f.err != nil || x == nil {
		return nil
	}
	y, err := x.ShallowClone()
	return f.result(y, err)
}

// Conv is a 2-D convolution of x [N, C, H, W] with weight [O, C/groups, K, K] and, where it isn't nil, bias [O].
func (f *Flow) Conv(x, weight, bias *Tensor, stride, padding, groups int64) *Tensor {
	return f.apply(func() (*Tensor, error) {
		if bias == nil {
			bias = ts.None
		}
		return ts.Conv2d(x, weight, bias, []int64{stride, stride}, []int64{padding, padding}, []int64{1, 1}, groups)
	}, x)
}

// BatchNorm normalises the channels of x [N, C, …]; with training by the batch's own statistics, and mean and variance
// then move towards them.
func (f *Flow) BatchNorm(x, weight, bias, mean, variance *Tensor, training bool) *Tensor {
	return f.apply(func() (*Tensor, error) {
		return ts.BatchNorm(x, weight, bias, mean, variance, training, 0.1, 1e-5, true)
	}, x)
}

// ReLU is max(x, 0).
func (f *Flow) ReLU(x *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return x.Relu(false) }, x)
}

// MaxPool takes the maximum over size×size windows.
func (f *Flow) MaxPool(x *Tensor, size, stride, padding int64) *Tensor {
	return f.apply(func() (*Tensor, error) {
		return x.MaxPool2d([]int64{size, size}, []int64{stride, stride}, []int64{padding, padding}, []int64{1, 1}, false, false)
	}, x)
}

// AvgPool takes the mean of size×size windows that lie side by side; what is left at the right and bottom is left out.
func (f *Flow) AvgPool(x *Tensor, size int64) *Tensor {
	return f.apply(func() (*Tensor, error) {
		return x.AvgPool2d([]int64{size, size}, []int64{size, size}, []int64{0, 0}, false, true, nil, false)
	}, x)
}

// Planes is x [N, H, W, C], with the channels of each pixel together, as [N, C, H, W] over that order of memory. Convolutions like it best,
// and what follows keeps it.
func (f *Flow) Planes(x *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return x.Permute([]int64{0, 3, 1, 2}, false) }, x)
}

// PadEdge lets the edges of x [N, C, H, W] go on by so many pixels on every side.
func (f *Flow) PadEdge(x *Tensor, pixels int64) *Tensor {
	return f.apply(func() (*Tensor, error) {
		return x.ReplicationPad2d([]int64{pixels, pixels, pixels, pixels}, false)
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

// Add is a + b.
func (f *Flow) Add(a, b *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return a.Add(b, false) }, a, b)
}

// Sub is a − b.
func (f *Flow) Sub(a, b *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return a.Sub(b, false) }, a, b)
}

// Mul is a·b, element by element.
func (f *Flow) Mul(a, b *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return a.Mul(b, false) }, a, b)
}

// Div is a/b, element by element.
func (f *Flow) Div(a, b *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return a.Div(b, false) }, a, b)
}

// Affine is scale·x + shift.
func (f *Flow) Affine(x *Tensor, scale, shift float64) *Tensor {
	if scale != 1 {
		x = f.withScalar(x, scale, x.MulScalar)
	}
	if shift != 0 {
		x = f.withScalar(x, shift, x.AddScalar)
	}
	return x
}

// AtLeast is max(x, floor).
func (f *Flow) AtLeast(x *Tensor, floor float64) *Tensor {
	return f.withScalar(x, floor, x.ClampMin)
}

// Square is x².
func (f *Flow) Square(x *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return x.Square(false) }, x)
}

// Sqrt is √x.
func (f *Flow) Sqrt(x *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return x.Sqrt(false) }, x)
}

// MatMul is a·bᵀ for a [N, D] and b [M, D].
func (f *Flow) MatMul(a, b *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return ts.Linear(a, b, ts.None) }, a, b)
}

// Mirror turns x [N, C, H, W] left to right.
func (f *Flow) Mirror(x *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return x.Flip([]int64{3}, false) }, x)
}

// SumRows is the sum over the columns of x [N, D]: [N], or [N, 1] when the dimension is kept.
func (f *Flow) SumRows(x *Tensor, keep bool) *Tensor {
	return f.apply(func() (*Tensor, error) { return x.SumDimIntlist([]int64{1}, keep, float32Type, false) }, x)
}

// LogSumExpRows is ln Σ exp(x) over the columns of x [N, D]: [N]. It doesn't overflow.
func (f *Flow) LogSumExpRows(x *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return x.Logsumexp([]int64{1}, false, false) }, x)
}

// ZeroColumn adds a column of zeros at the right of x [N, D]: [N, D+1].
func (f *Flow) ZeroColumn(x *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return x.ConstantPadNd([]int64{0, 1}, false) }, x)
}

// UnitRows brings the rows of x [N, D] to length 1; one of zeros stays as it is.
func (f *Flow) UnitRows(x *Tensor) *Tensor {
	length := f.Sqrt(f.AtLeast(f.SumRows(f.Square(f.Share(x)), true), 1e-12))
	return f.Div(x, length)
}

// Mean is the mean of all numbers of x, a scalar tensor.
func (f *Flow) Mean(x *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return x.Mean(float32Type, false) }, x)
}

// Select is the rows of x at the indexes, in their order; one may come several times.
func (f *Flow) Select(x *Tensor, rows []int) *Tensor {
	return f.apply(func() (*Tensor, error) {
		index := make([]int64, len(rows))
		for i, r := range rows {
			index[i] = int64(r)
		}
		device, err := x.Device()
		if err != nil {
			return nil, err
		}
		at, err := ts.OfSlice(index)
		if err != nil {
			return nil, err
		}
		if device.IsCuda() {
			if at, err = at.To(device, true); err != nil {
				return nil, err
			}
		}
		defer Drop(at)
		return x.IndexSelect(0, at, false)
	}, x)
}

// Join is b behind a in their second dimension: the channels of [N, C, H, W], the columns of [N, D].
func (f *Flow) Join(a, b *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return ts.Cat([]*ts.Tensor{a, b}, 1) }, a, b)
}

// Reshape gives x another shape; one size may be −1.
func (f *Flow) Reshape(x *Tensor, shape ...int64) *Tensor {
	return f.apply(func() (*Tensor, error) { return x.Reshape(shape, false) }, x)
}

// Flatten is x [N, …] as [N, D].
func (f *Flow) Flatten(x *Tensor) *Tensor {
	return f.apply(func() (*Tensor, error) { return x.Flatten(1, -1, false) }, x)
}

// withScalar runs an operation of x that takes a number.
func (f *Flow) withScalar(x *Tensor, value float64, op func(*ts.Scalar, bool) (*Tensor, error)) *Tensor {
	return f.apply(func() (*Tensor, error) {
		s := ts.FloatScalar(value)
		defer s.Drop() //nolint:errcheck // as with tensors
		return op(s, false)
	}, x)
}

// apply runs op unless an earlier one failed, and drops the inputs either way.
func (f *Flow) apply(op func() (*Tensor, error), inputs ...*Tensor) *Tensor {
	defer Drop(inputs...)
	if f.err != nil {
		return nil
	}
	for _, x := range inputs {
		if x == nil {
			f.err = fmt.Errorf("an operation was given no tensor")
			return nil
		}
	}
	return f.result(op())
}

func (f *Flow) result(x *Tensor, err error) *Tensor {
	if err != nil {
		f.err = err
		return nil
	}
	return x
}
