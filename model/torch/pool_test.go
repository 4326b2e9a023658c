package torch_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"siamface/model/torch"
	"siamface/model/torch/torchtest"
)

// ReLU and the pool behind it in one pass give what the two give one after the other, number for number, and so do their gradients:
// in either order of memory, with equal numbers in a window, and where the sides are odd.
func TestReLUMaxPoolAgainstSteps(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 13))
	for _, shape := range [][]int64{{2, 3, 4, 6}, {1, 1, 2, 2}, {3, 33, 8, 2}, {2, 4, 5, 7}} {
		n := int(shape[0] * shape[1] * shape[2] * shape[3])
		values := make([]float32, n)
		for i := range values {
			values[i] = float32(rng.IntN(7) - 3) // some are equal
		}
		for _, planes := range []bool{false, true} {
			steps := func(f *torch.Flow, x *torch.Tensor) *torch.Tensor { return f.MaxPool(f.ReLU(x), 2, 2, 0) }
			y, dx := pooled(t, values, shape, planes, steps)
			gotY, gotDX := pooled(t, values, shape, planes, (*torch.Flow).ReLUMaxPool)
			if !slices.Equal(y, gotY) {
				t.Errorf("%v, planes %v: %v, want %v", shape, planes, gotY, y)
			}
			if !slices.Equal(dx, gotDX) {
				t.Errorf("%v, planes %v: the gradient is %v, want %v", shape, planes, gotDX, dx)
			}
		}
	}
}

// Of a window with a NaN comes a NaN, wherever it stands.
func TestReLUMaxPoolPassesNaN(t *testing.T) {
	for i := range 4 {
		window := []float32{1, 2, 3, 4}
		window[i] = float32(math.NaN())
		if y, _ := pooled(t, window, []int64{1, 1, 2, 2}, true, (*torch.Flow).ReLUMaxPool); !math.IsNaN(float64(y[0])) {
			t.Errorf("of %v comes %v", window, y)
		}
	}
}

// pooled is pool of values, and the gradient of a sum of its numbers with a weight each. With planes, values and gradient are [N, H, W, C].
func pooled(t *testing.T, values []float32, shape []int64, planes bool, pool func(*torch.Flow, *torch.Tensor) *torch.Tensor) (y, dx []float32) {
	t.Helper()
	on(t, func() error {
		return torch.WithGrad(func() (err error) {
			if planes {
				shape = []int64{shape[0], shape[2], shape[3], shape[1]}
			}
			x, err := torch.Variable(values, torchtest.Device, shape...)
			if err != nil {
				return err
			}
			defer torch.Drop(x)
			f := new(torch.Flow)
			in := f.Share(x)
			if planes {
				in = f.Planes(in)
			}
			out := f.Reshape(pool(f, in), -1)
			if f.Err() != nil {
				return f.Err()
			}
			if y, err = torch.Floats(out); err != nil {
				torch.Drop(out)
				return err
			}
			weight := make([]float32, len(y))
			for i := range weight {
				weight[i] = float32(i + 1)
			}
			w, err := torch.FromFloats(weight, torchtest.Device, int64(len(y)))
			f.Fail(err)
			sum := f.Mean(f.Mul(out, w))
			if f.Err() != nil {
				return f.Err()
			}
			defer torch.Drop(sum)
			if err := sum.Backward(); err != nil {
				return fmt.Errorf("backward: %w", err)
			}
			gradient, err := x.Grad(false)
			if err != nil {
				return err
			}
			defer torch.Drop(gradient)
			dx, err = torch.Floats(gradient)
			return err
		})
	})
	return y, dx
}
