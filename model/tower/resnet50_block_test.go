package tower

import (
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/torch"
	"siamface/model/torch/torchtest"
)

// TestTrainedBlockAgainstLoops runs a small residual block that is trained, with a projection and a stride: its output is that of loops
// in double precision, and its gradients are what small changes of each weight do to a weighted sum of that output.
func TestTrainedBlockAgainstLoops(t *testing.T) {
	const n, in, side = 2, 3, 4
	b := newBottleneck("b", "x", in, 2, 2, side, true)
	rng := rand.New(rand.NewPCG(1, 2))
	random := func(size int, scale, middle float64) []float64 {
		list := make([]float64, size)
		for i := range list {
			list[i] = middle + scale*rng.NormFloat64()
		}
		return list
	}
	w := map[string][]float64{}
	for _, p := range b.unfrozen() {
		w[p.Name] = random(p.Count(), 0.5, 0.2)
		if p.Statistic {
			for i, v := range w[p.Name] {
				w[p.Name][i] = v*v + 0.5
			}
		}
	}
	x, weight := random(n*in*side*side, 1, 0), random(n*8*2*2, 1, 0)
	output, gradients := throughTorch(t, b, x, weight, n, in, side, w)
	want := blockByLoops(b, x, n, side, w)
	for i, v := range want {
		if math.Abs(v-output[i]) > 1e-4*(1+math.Abs(v)) {
			t.Fatalf("output %d is %v, want %v", i, output[i], v)
		}
	}
	sum := func() (total float64) {
		for i, v := range blockByLoops(b, x, n, side, w) {
			total += v * weight[i]
		}
		return total
	}
	const step = 1e-6
	for _, p := range b.unfrozen() {
		if p.Statistic {
			if gradients[p.Name] != nil {
				t.Errorf("%s is trained", p.Name)
			}
			continue
		}
		values := w[p.Name]
		for i, v := range values {
			values[i] = v + step
			up := sum()
			values[i] = v - step
			down := sum()
			values[i] = v
			if want, got := (up-down)/(2*step), gradients[p.Name][i]; math.Abs(got-want) > 1e-3*(1+math.Abs(want)) {
				t.Errorf("%s, number %d: gradient %v, differences give %v", p.Name, i, got, want)
			}
		}
	}
}

// throughTorch is the block's output and the gradients of its sum weighted by weight.
func throughTorch(t *testing.T, b bottleneck, x, weight []float64, n, in, side int64, w map[string][]float64) (output []float64, gradients map[string][]float64) {
	t.Helper()
	err := torch.Do(t.Context(), func() error {
		return torch.WithGrad(func() error {
			tensors := map[string]*torch.Tensor{}
			for _, p := range b.unfrozen() {
				put := torch.Variable
				if p.Statistic {
					put = torch.FromFloats
				}
				var err error
				if tensors[p.Name], err = put(narrow(w[p.Name]), torchtest.Device, shape64(p.Shape)...); err != nil {
					return err
				}
				defer torch.Drop(tensors[p.Name])
			}
			photos, err := torch.FromFloats(narrow(x), torchtest.Device, n, in, side, side)
			if err != nil {
				return err
			}
			f := new(torch.Flow)
			y := b.run(f, photos, tensors)
			if f.Err() != nil {
				return f.Err()
			}
			if output, err = wide(y); err != nil {
				return err
			}
			times, err := torch.FromFloats(narrow(weight), torchtest.Device, n, int64(len(weight))/n/4, 2, 2)
			if err != nil {
				return err
			}
			mean := f.Mean(f.Mul(y, times))
			if f.Err() != nil {
				return f.Err()
			}
			defer torch.Drop(mean)
			if err := mean.Backward(); err != nil {
				return err
			}
			gradients, err = gradientsOf(b, tensors, float64(len(weight)))
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return output, gradients
}

// gradientsOf are the gradients of what is trained, times scale.
func gradientsOf(b bottleneck, tensors map[string]*torch.Tensor, scale float64) (map[string][]float64, error) {
	gradients := map[string][]float64{}
	for _, p := range b.unfrozen() {
		if p.Statistic {
			continue
		}
		g, err := tensors[p.Name].Grad(false)
		if err != nil {
			return nil, err
		}
		values, err := wide(g)
		torch.Drop(g)
		if err != nil {
			return nil, err
		}
		for i := range values {
			values[i] *= scale
		}
		gradients[p.Name] = values
	}
	return gradients, nil
}

// blockByLoops is the block as its definition says.
func blockByLoops(b bottleneck, x []float64, n, side int, w map[string][]float64) []float64 {
	y, at := x, side
	for _, c := range b.convs {
		y = convolvedByLoops(c, y, n, at, w)
		at = c.height
		if c.relu {
			rectify(y)
		}
	}
	for i, v := range convolvedByLoops(*b.project, x, n, side, w) {
		y[i] += v
	}
	rectify(y)
	return y
}

func rectify(values []float64) {
	for i, v := range values {
		values[i] = max(v, 0)
	}
}

// convolvedByLoops is a convolution with its normalisation.
func convolvedByLoops(c convolution, x []float64, n, side int, w map[string][]float64) []float64 {
	kernel, mean, variance := w[c.name+".weight"], w[c.norm+".running_mean"], w[c.norm+".running_var"]
	y := make([]float64, n*c.out*c.height*c.height)
	for i := range y {
		column, row, o, photo := i%c.height, i/c.height%c.height, i/c.height/c.height%c.out, i/c.height/c.height/c.out
		sum := w[c.name+".bias"][o]
		for k := range c.in * c.size * c.size {
			dx, dy, in := k%c.size, k/c.size%c.size, k/c.size/c.size
			px, py := column*c.stride+dx-c.size/2, row*c.stride+dy-c.size/2
			if px >= 0 && py >= 0 && px < side && py < side {
				sum += kernel[o*c.in*c.size*c.size+k] * x[((photo*c.in+in)*side+py)*side+px]
			}
		}
		y[i] = (sum-mean[o])/math.Sqrt(variance[o]+normEpsilon)*w[c.norm+".weight"][o] + w[c.norm+".bias"][o]
	}
	return y
}

func narrow(values []float64) []float32 {
	list := make([]float32, len(values))
	for i, v := range values {
		list[i] = float32(v)
	}
	return list
}

func wide(x *torch.Tensor) ([]float64, error) {
	data, err := torch.Floats(x)
	list := make([]float64, len(data))
	for i, v := range data {
		list[i] = float64(v)
	}
	return list, err
}
