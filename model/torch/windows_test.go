package torch_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/torch"
	"siamface/model/torch/torchtest"
)

// TestWindowsAgainstLoops compares padding and means with plain loops over a plane that isn't square.
func TestWindowsAgainstLoops(t *testing.T) {
	const planes, height, width = 6, 7, 9
	random := rand.New(rand.NewPCG(1, 2))
	x := make([]float32, planes*height*width)
	for i := range x {
		x[i] = float32(random.NormFloat64())
	}
	at := func(plane, y, x0 int) float64 { return float64(x[(plane*height+y)*width+x0]) }
	inside := func(i, n int) int { return max(0, min(i, n-1)) }
	for _, c := range []struct {
		name    string
		run     func(f *torch.Flow, x *torch.Tensor) *torch.Tensor
		h, w    int
		element func(plane, y, x int) float64
	}{
		{"padded by 2", func(f *torch.Flow, x *torch.Tensor) *torch.Tensor { return f.PadEdge(x, 2) }, height + 4, width + 4, func(plane, y, x int) float64 {
			return at(plane, inside(y-2, height), inside(x-2, width))
		}},
		{"a window", func(f *torch.Flow, x *torch.Tensor) *torch.Tensor { return f.Window(x, 2, 3, 4, 5) }, 4, 5, func(plane, y, x int) float64 {
			return at(plane, y+2, x+3)
		}},
		{"means 4×4 /2", func(f *torch.Flow, x *torch.Tensor) *torch.Tensor { return f.MeanWindows(x, 4, 2, 0) }, 2, 3, func(plane, y, x int) float64 {
			return mean(at, plane, 2*y, 2*x, 2*y+4, 2*x+4)
		}},
		{"means 5×5 about each", func(f *torch.Flow, x *torch.Tensor) *torch.Tensor { return f.MeanWindows(x, 5, 1, 2) }, height, width, func(plane, y, x int) float64 {
			return mean(at, plane, max(0, y-2), max(0, x-2), min(height, y+3), min(width, x+3))
		}},
		{"means 3×3 /2 with edges", func(f *torch.Flow, x *torch.Tensor) *torch.Tensor { return f.MeanWindows(x, 3, 2, 1) }, 4, 5, func(plane, y, x int) float64 {
			return mean(at, plane, max(0, 2*y-1), max(0, 2*x-1), min(height, 2*y+2), min(width, 2*x+2))
		}},
		{"means 7×7 about each, all cut", func(f *torch.Flow, x *torch.Tensor) *torch.Tensor { return f.MeanWindows(x, 7, 1, 3) }, height, width, func(plane, y, x int) float64 {
			return mean(at, plane, max(0, y-3), max(0, x-3), min(height, y+4), min(width, x+4))
		}},
	} {
		var got []float32
		err := torch.Do(t.Context(), func() error {
			in, err := torch.FromFloats(x, torchtest.Device, 2, planes/2, height, width)
			if err != nil {
				return err
			}
			f := new(torch.Flow)
			out := c.run(f, in)
			if f.Err() != nil {
				return f.Err()
			}
			defer torch.Drop(out)
			got, err = torch.Floats(out)
			return err
		})
		if err != nil || len(got) != planes*c.h*c.w {
			t.Fatalf("%s: %d numbers, %v", c.name, len(got), err)
		}
		for i, v := range got {
			if want := c.element(i/(c.h*c.w), i/c.w%c.h, i%c.w); math.Abs(float64(v)-want) > 1e-6 {
				t.Fatalf("%s: number %d is %v, want %v", c.name, i, v, want)
			}
		}
	}
}

// mean is that of a plane's rows top to bottom and columns left to right, the last ones left out.
func mean(at func(plane, y, x int) float64, plane, top, left, bottom, right int) float64 {
	var sum float64
	for y := top; y < bottom; y++ {
		for x := left; x < right; x++ {
			sum += at(plane, y, x)
		}
	}
	return sum / float64((bottom-top)*(right-left))
}

// Windows that don't fit a plane are refused.
func TestWindowsThatDoNotFit(t *testing.T) {
	for _, c := range [][3]int64{{8, 1, 0}, {0, 1, 0}, {2, 0, 0}, {2, 1, 2}} {
		on(t, func() error {
			x, err := torch.FromFloats(make([]float32, 49), torchtest.Device, 1, 1, 7, 7)
			if err != nil {
				return err
			}
			f := new(torch.Flow)
			torch.Drop(f.MeanWindows(x, c[0], c[1], c[2]))
			if f.Err() == nil {
				t.Errorf("windows of %d numbers, %d apart, %d before the plane, gave means", c[0], c[1], c[2])
			}
			return nil
		})
	}
}

// Where gradients are tracked, and on a GPU, libtorch's own pooling gives the means: the same numbers.
func TestMeansAreLibtorchs(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	x := make([]float32, 2*3*11*13)
	for i := range x {
		x[i] = float32(random.NormFloat64())
	}
	for _, c := range [][3]int64{{1, 1, 0}, {4, 4, 0}, {5, 1, 2}, {11, 1, 5}, {3, 2, 1}, {2, 1, 1}} {
		on(t, func() error {
			means := func() (values []float32, err error) {
				in, err := torch.Variable(x, torchtest.Device, 2, 3, 11, 13)
				if err != nil {
					return nil, err
				}
				f := new(torch.Flow)
				out := f.MeanWindows(in, c[0], c[1], c[2])
				if f.Err() != nil {
					return nil, f.Err()
				}
				defer torch.Drop(out)
				return torch.Floats(out)
			}
			own, err := means()
			if err != nil {
				return err
			}
			var theirs []float32
			if err := torch.WithGrad(func() (err error) { theirs, err = means(); return err }); err != nil {
				return err
			}
			if len(own) != len(theirs) {
				t.Fatalf("windows %v: %d means, libtorch has %d", c, len(own), len(theirs))
			}
			for i := range own {
				if own[i] != theirs[i] {
					t.Errorf("windows %v: mean %d is %v, libtorch's %v", c, i, own[i], theirs[i])
					break
				}
			}
			return nil
		})
	}
}
