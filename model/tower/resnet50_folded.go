package tower

import (
	"math"

	"siamface/model/torch"
	"siamface/model/weights"
)

// foldedResnet is the frozen part of resnet50 with every batch normalisation folded into the convolution before it: in
// evaluation both are linear. It holds each convolution's weight and bias by name.
type foldedResnet struct {
	published    bool
	weight, bias map[string]*torch.Tensor
}

// normEpsilon is what PyTorch's batch normalisation adds to the variance.
const normEpsilon = 1e-5

func newFoldedResnet(r resnet50, w map[string]weights.Tensor, d torch.Device) (*foldedResnet, error) {
	n := &foldedResnet{published: r.published, weight: map[string]*torch.Tensor{}, bias: map[string]*torch.Tensor{}}
	for _, c := range r.all() {
		weight, bias := fold(c, w)
		var err error
		if n.weight[c.name], err = torch.FromFloats(weight, d, int64(c.out), int64(c.in), int64(c.size), int64(c.size)); err == nil {
			n.bias[c.name], err = torch.FromFloats(bias, d, int64(c.out))
		}
		if err != nil {
			n.close()
			return nil, err
		}
	}
	return n, nil
}

// fold returns the weight and bias of the one convolution that does what c and its normalisation do.
func fold(c convolution, w map[string]weights.Tensor) (weight, bias []float32) {
	kernel, shift := w[c.name+".weight"].Data, w[c.name+".bias"].Data
	gamma, beta := w[c.norm+".weight"].Data, w[c.norm+".bias"].Data
	mean, variance := w[c.norm+".running_mean"].Data, w[c.norm+".running_var"].Data
	weight, bias = make([]float32, len(kernel)), make([]float32, c.out)
	per := len(kernel) / c.out
	for o := range c.out {
		k := float64(gamma[o]) / math.Sqrt(float64(variance[o])+normEpsilon)
		for i := o * per; i < (o+1)*per; i++ {
			weight[i] = float32(k * float64(kernel[i]))
		}
		bias[o] = float32(k*(float64(shift[o])-float64(mean[o])) + float64(beta[o]))
	}
	return weight, bias
}

// features returns the flattened output [N, 8192]. As they come, the values are so large that Adam's first steps kill the
// head's ReLUs and every embedding lands on one line, so but for the published tower they are brought to length 1.
func (n *foldedResnet) features(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	if n.published {
		return n.flat(f, x)
	}
	mirrored := f.UnitRows(n.flat(f, f.Mirror(f.Share(x))))
	return f.UnitRows(f.Add(f.UnitRows(n.flat(f, x)), mirrored))
}

func (n *foldedResnet) flat(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	x = f.MaxPool(n.convolve(f, x, resnetStem("photo")), 3, 2, 1)
	for _, b := range resnetBlocks() {
		x = n.block(f, x, b)
	}
	return f.Reshape(x, -1, 8192)
}

func (n *foldedResnet) block(f *torch.Flow, x *torch.Tensor, b bottleneck) *torch.Tensor {
	shortcut := f.Share(x)
	if b.project != nil {
		shortcut = n.convolve(f, shortcut, *b.project)
	}
	for _, c := range b.convs {
		x = n.convolve(f, x, c)
	}
	return f.ReLU(f.Add(x, shortcut))
}

func (n *foldedResnet) convolve(f *torch.Flow, x *torch.Tensor, c convolution) *torch.Tensor {
	x = f.Conv(x, n.weight[c.name], n.bias[c.name], int64(c.stride), int64(c.size/2), 1)
	if c.relu {
		x = f.ReLU(x)
	}
	return x
}

func (n *foldedResnet) close() {
	for name, w := range n.weight {
		torch.Drop(w, n.bias[name])
	}
}
