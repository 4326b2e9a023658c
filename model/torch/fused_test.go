package torch_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/torch"
	"siamface/model/torch/torchtest"
)

// A weight's gradient that Adam computes block by block gives the steps that one computed as a whole gives, whatever the sizes.
func TestAdamOfLinearAgainstWholeGradient(t *testing.T) {
	for _, size := range []struct{ rows, in, out int }{{3, 70, 7}, {1, 5, 1}, {32, 1100, 9}} {
		for _, clip := range []float64{0, 0.01} {
			deferred := trainLinear(t, size.rows, size.in, size.out, clip, (*torch.Flow).Linear)
			whole := trainLinear(t, size.rows, size.in, size.out, clip, func(f *torch.Flow, x, w, b *torch.Tensor) *torch.Tensor {
				return f.Add(f.MatMul(x, f.Share(w)), f.Share(b))
			})
			for i := range whole {
				if math.Abs(float64(deferred[i]-whole[i])) > 2e-5 {
					t.Errorf("%+v, clip %v: weight %d is %v, want %v", size, clip, i, deferred[i], whole[i])
					break
				}
			}
			again := trainLinear(t, size.rows, size.in, size.out, clip, (*torch.Flow).Linear)
			if fmt.Sprint(again) != fmt.Sprint(deferred) {
				t.Errorf("%+v: the same steps gave other weights", size)
			}
		}
	}
}

// trainLinear makes some steps of a layer towards zero and returns its weights.
func trainLinear(t *testing.T, rows, in, out int, clip float64, layer func(f *torch.Flow, x, w, b *torch.Tensor) *torch.Tensor) (weights []float32) {
	t.Helper()
	rng := rand.New(rand.NewPCG(8, 9))
	x, start := randomGrid(1, rows, in, rng).data, randomGrid(1, out, in, rng).data
	on(t, func() error {
		w, err := torch.Variable(start, torchtest.Device, int64(out), int64(in))
		if err != nil {
			return err
		}
		b, err := torch.Variable(make([]float32, out), torchtest.Device, int64(out))
		if err != nil {
			return err
		}
		defer torch.Drop(w, b)
		adam, err := torch.NewAdam([]*torch.Tensor{w, b})
		if err != nil {
			return err
		}
		defer adam.Close()
		adam.Clip, adam.Decay = clip, 0.1
		for range 3 {
			if err := torch.WithGrad(func() error {
				input, err := torch.FromFloats(x, torchtest.Device, int64(rows), int64(in))
				if err != nil {
					return err
				}
				f := new(torch.Flow)
				loss := f.Mean(f.Square(layer(f, input, w, b)))
				if f.Err() != nil {
					return f.Err()
				}
				defer torch.Drop(loss)
				if err := loss.Backward(); err != nil {
					return err
				}
				return adam.Step(0.01)
			}); err != nil {
				return err
			}
		}
		weights, err = torch.Floats(w)
		return err
	})
	return weights
}

// A residual block gives what its convolutions give one by one, and leaves a shared input alone.
func TestResidualAgainstSteps(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 11))
	filters := func(in, out, size int) torch.Filters {
		return torch.Filters{
			Weight: randomGrid(out, in, size*size, rng).data, Bias: randomGrid(out, 1, 1, rng).data, Out: out, In: in, Size: size,
			Stride: 1, Padding: size / 2, Groups: 1, After: torch.Rectified,
		}
	}
	first, last, across := filters(16, 8, 3), filters(8, 16, 1), filters(16, 16, 1)
	across.After = torch.Identity
	x := randomGrid(16, 6, 5, rng)
	for i := range x.data {
		x.data[i] /= 16
	}
	inner := activated(first, naiveConvolution(first, x), grid{})
	for _, projected := range []bool{false, true} {
		plus := x
		if projected {
			plus = naiveConvolution(across, x)
		}
		want := activated(last, naiveConvolution(last, inner), plus)
		withConvolution(t, first, func(a *torch.Convolution) {
			withConvolution(t, last, func(b *torch.Convolution) {
				withConvolution(t, across, func(c *torch.Convolution) {
					if !projected {
						c = nil
					}
					equal(t, "residual", x, want, func(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
						return f.Plain(f.Residual(f.Blocked(x), c, a, b))
					})
					equal(t, "shared input", x, x, func(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
						x = f.Blocked(x)
						torch.Drop(f.Residual(f.Share(x), c, a, b))
						return f.Plain(x)
					})
				})
			})
		})
	}
}
