package tower

import (
	"math"

	"siamface/model/torch"
	"siamface/model/weights"
)

// foldedResnet is the frozen part of resnet50 with every batch normalisation folded into the convolution before it: in
// evaluation both are linear. It holds the convolutions by name, their weights laid out for the device, with the ReLU behind.
type foldedResnet struct {
	published bool
	layers    map[string]*torch.Convolution
}

// normEpsilon is what PyTorch's batch normalisation adds to the variance.
const normEpsilon = 1e-5

func newFoldedResnet(r resnet50, w map[string]weights.Tensor, d torch.Device) (*foldedResnet, error) {
	n := &foldedResnet{published: r.published, layers: map[string]*torch.Convolution{}}
	summed := map[string]bool{} // with the shortcut, before a ReLU
	for _, b := range resnetBlocks() {
		summed[b.convs[2].name] = true
	}
	for _, c := range r.all() {
		filters := torch.Filters{Out: c.out, In: c.in, Size: c.size, Stride: c.stride, Padding: c.size / 2, Groups: 1}
		filters.Weight, filters.Bias = fold(c, w)
		if c.relu || summed[c.name] {
			filters.After = torch.Rectified
		}
		layer, err := torch.NewConvolution(filters, d)
		if err != nil {
			n.close()
			return nil, err
		}
		n.layers[c.name] = layer
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
	x = f.MaxPool(f.Convolve(x, n.layers[resnetStem().name]), 3, 2, 1)
	for _, b := range resnetBlocks() {
		x = n.block(f, x, b)
	}
	return f.Reshape(x, -1, 8192)
}

// block adds the shortcut within its last convolution, before the ReLU.
func (n *foldedResnet) block(f *torch.Flow, x *torch.Tensor, b bottleneck) *torch.Tensor {
	shortcut := f.Share(x)
	if b.project != nil {
		shortcut = f.Convolve(shortcut, n.layers[b.project.name])
	}
	for _, c := range b.convs[:2] {
		x = f.Convolve(x, n.layers[c.name])
	}
	return f.ConvolveAdd(x, shortcut, n.layers[b.convs[2].name])
}

func (n *foldedResnet) close() {
	for _, layer := range n.layers {
		layer.Close()
	}
}
