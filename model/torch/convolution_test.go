package torch_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/torch"
	"siamface/model/torch/torchtest"
)

// grid is a picture of channels, rows and columns, with zeros outside of it.
type grid struct {
	c, h, w int
	data    []float32
}

func randomGrid(c, h, w int, rng *rand.Rand) grid {
	g := grid{c: c, h: h, w: w, data: make([]float32, c*h*w)}
	for i := range g.data {
		g.data[i] = float32(rng.NormFloat64())
	}
	return g
}

func (g grid) at(c, y, x int) float64 {
	if y < 0 || x < 0 || y >= g.h || x >= g.w {
		return 0
	}
	return float64(g.data[(c*g.h+y)*g.w+x])
}

// naive computes a new grid number by number.
func naive(c, h, w int, value func(c, y, x int) float64) grid {
	g := grid{c: c, h: h, w: w}
	for i := range c {
		for y := range h {
			for x := range w {
				g.data = append(g.data, float32(value(i, y, x)))
			}
		}
	}
	return g
}

// tensor has the grid's numbers, laid out by channels or by pixels.
func (g grid) tensor(byPixels bool) (*torch.Tensor, error) {
	if !byPixels {
		return torch.FromFloats(g.data, torchtest.Device, 1, int64(g.c), int64(g.h), int64(g.w))
	}
	var pixels []float32
	for y := range g.h {
		for x := range g.w {
			for c := range g.c {
				pixels = append(pixels, float32(g.at(c, y, x)))
			}
		}
	}
	x, err := torch.FromFloats(pixels, torchtest.Device, 1, int64(g.h), int64(g.w), int64(g.c))
	if err != nil {
		return nil, err
	}
	f := new(torch.Flow)
	return f.Planes(x), f.Err()
}

// equal runs operations on x, in both layouts, and compares what comes out.
func equal(t *testing.T, name string, x, want grid, run func(f *torch.Flow, x *torch.Tensor) *torch.Tensor) {
	t.Helper()
	for _, byPixels := range []bool{false, true} {
		on(t, func() error {
			in, err := x.tensor(byPixels)
			if err != nil {
				return err
			}
			f := new(torch.Flow)
			y := run(f, in)
			if f.Err() != nil {
				return fmt.Errorf("%s: %w", name, f.Err())
			}
			defer torch.Drop(y)
			size, err := y.Size()
			if err != nil {
				return err
			}
			if fmt.Sprint(size) != fmt.Sprint([]int{1, want.c, want.h, want.w}) {
				t.Errorf("%s: shape %v, want 1, %d, %d, %d", name, size, want.c, want.h, want.w)
				return nil
			}
			got, err := torch.Floats(y)
			for i := range got {
				if math.Abs(float64(got[i]-want.data[i])) > 1e-4 {
					t.Errorf("%s: number %d is %v, want %v", name, i, got[i], want.data[i])
					return nil
				}
			}
			return err
		})
	}
}

// naiveConvolution is the definition.
func naiveConvolution(s torch.Filters, x grid) grid {
	h, w := (x.h+2*s.Padding-s.Size)/s.Stride+1, (x.w+2*s.Padding-s.Size)/s.Stride+1
	per := s.In / s.Groups
	return naive(s.Out, h, w, func(o, row, column int) float64 {
		sum := 0.0
		if s.Bias != nil {
			sum = float64(s.Bias[o])
		}
		first := o / (s.Out / s.Groups) * per
		for i := range per {
			for dy := range s.Size {
				for dx := range s.Size {
					weight := s.Weight[((o*per+i)*s.Size+dy)*s.Size+dx]
					sum += float64(weight) * x.at(first+i, row*s.Stride+dy-s.Padding, column*s.Stride+dx-s.Padding)
				}
			}
		}
		return sum
	})
}

func activated(s torch.Filters, g, plus grid) grid {
	return naive(g.c, g.h, g.w, func(c, y, x int) float64 {
		v := g.at(c, y, x)
		if plus.data != nil {
			v += plus.at(c, y, x)
		}
		if s.After == torch.Rectified {
			return max(v, 0)
		}
		return v
	})
}

func TestConvolutionAgainstLoops(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, s := range []torch.Filters{
		{Out: 16, In: 3, Size: 3, Stride: 1, Groups: 1, After: torch.Rectified},
		{Out: 8, In: 3, Size: 7, Stride: 2, Groups: 1, After: torch.Rectified},
		{Out: 8, In: 8, Size: 3, Stride: 1, Padding: 1, Groups: 8},
		{Out: 24, In: 8, Size: 1, Stride: 1, Groups: 1},
		{Out: 32, In: 32, Size: 3, Stride: 1, Padding: 1, Groups: 1, After: torch.Rectified},
		{Out: 5, In: 6, Size: 3, Stride: 1, Padding: 1, Groups: 1},
	} {
		s.Weight = randomGrid(s.Out, s.In/s.Groups, s.Size*s.Size, rng).data
		for i := range s.Weight { // so that sums stay small
			s.Weight[i] /= float32(s.Size)
		}
		if s.Out != 5 {
			s.Bias = randomGrid(s.Out, 1, 1, rng).data
		}
		for _, size := range []int{9, 12} {
			x := randomGrid(s.In, size, size+3, rng)
			linear := naiveConvolution(s, x)
			name := fmt.Sprintf("%+v", torch.Filters{Out: s.Out, In: s.In, Size: s.Size, Stride: s.Stride, Padding: s.Padding, Groups: s.Groups, After: s.After})
			withConvolution(t, s, func(c *torch.Convolution) {
				equal(t, name, x, activated(s, linear, grid{}), func(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
					return f.Plain(f.Convolve(f.Blocked(x), c))
				})
			})
		}
	}
}

func withConvolution(t *testing.T, s torch.Filters, use func(c *torch.Convolution)) {
	var c *torch.Convolution
	on(t, func() (err error) {
		c, err = torch.NewConvolution(s, torchtest.Device)
		return err
	})
	use(c)
	on(t, func() error { c.Close(); c.Close(); return nil })
}

func TestConvolutionRefuses(t *testing.T) {
	good := torch.Filters{Weight: make([]float32, 8), Out: 2, In: 4, Size: 1, Stride: 1, Groups: 1}
	for name, change := range map[string]func(*torch.Filters){
		"too few weights": func(s *torch.Filters) { s.Weight = s.Weight[:7] },
		"wrong bias":      func(s *torch.Filters) { s.Bias = make([]float32, 3) },
		"no groups":       func(s *torch.Filters) { s.Groups = 0 },
		"odd groups":      func(s *torch.Filters) { s.Groups = 3 },
		"no stride":       func(s *torch.Filters) { s.Stride = 0 },
	} {
		s := good
		change(&s)
		on(t, func() error {
			if c, err := torch.NewConvolution(s, torchtest.Device); err == nil {
				c.Close()
				t.Errorf("%s: taken", name)
			}
			return nil
		})
	}
	withConvolution(t, good, func(c *torch.Convolution) {
		on(t, func() error {
			x, err := torch.FromFloats(make([]float32, 12), torchtest.Device, 1, 3, 2, 2)
			if err != nil {
				return err
			}
			f := new(torch.Flow)
			torch.Drop(f.Convolve(f.Blocked(x), c))
			if f.Err() == nil {
				t.Error("three channels went through a convolution of four")
			}
			return nil
		})
	})
}

func TestAvgPoolAgainstLoops(t *testing.T) {
	x := randomGrid(3, 7, 10, rand.New(rand.NewPCG(5, 6)))
	equal(t, "average", x, naive(3, 3, 5, func(c, row, column int) float64 {
		return (x.at(c, 2*row, 2*column) + x.at(c, 2*row+1, 2*column) + x.at(c, 2*row, 2*column+1) + x.at(c, 2*row+1, 2*column+1)) / 4
	}), func(f *torch.Flow, x *torch.Tensor) *torch.Tensor { return f.AvgPool(x, 2) })
}
