package tower

import (
	"math"
	"slices"

	"siamface/model/torch"
	"siamface/model/weights"
)

// foldedLayers are convolutions of a ResNet-50 by name, every batch normalisation folded into the one before it: in evaluation both
// are linear. Their weights are laid out for the device, with the ReLU behind.
type foldedLayers map[string]*torch.Convolution

// normEpsilon is what PyTorch's batch normalisation adds to the variance.
const normEpsilon = 1e-5

// foldLayers prepares convolutions; the last one of each of the blocks is summed with the shortcut before its ReLU.
func foldLayers(convolutions []convolution, blocks []bottleneck, w map[string]weights.Tensor, d torch.Device) (foldedLayers, error) {
	summed := map[string]bool{}
	for _, b := range blocks {
		summed[b.convs[2].name] = true
	}
	layers := foldedLayers{}
	var room []float32
	for _, c := range convolutions {
		filters := torch.Filters{Out: c.out, In: c.in, Size: c.size, Stride: c.stride, Padding: c.size / 2, Groups: 1}
		filters.Weight, filters.Bias = fold(c, w, room)
		room = filters.Weight // which was copied to the device by then
		if c.relu || summed[c.name] {
			filters.After = torch.Rectified
		}
		layer, err := torch.NewConvolution(filters, d)
		if err != nil {
			layers.close()
			return nil, err
		}
		layers[c.name] = layer
	}
	return layers, nil
}

// fold returns the weight and bias of the one convolution that does what c and its normalisation do; the weight is in the room
// given, as far as it suffices.
func fold(c convolution, w map[string]weights.Tensor, room []float32) (weight, bias []float32) {
	kernel, shift := w[c.name+".weight"].Data, w[c.name+".bias"].Data
	gamma, beta := w[c.norm+".weight"].Data, w[c.norm+".bias"].Data
	mean, variance := w[c.norm+".running_mean"].Data, w[c.norm+".running_var"].Data
	weight, bias = slices.Grow(room[:0], len(kernel))[:len(kernel)], make([]float32, c.out)
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

// run is the stem and the blocks.
func (l foldedLayers) run(f *torch.Flow, x *torch.Tensor, blocks []bottleneck) *torch.Tensor {
	x = f.MaxPool(f.Convolve(f.Blocked(x), l["conv1"]), 3, 2, 1)
	for _, b := range blocks {
		x = l.block(f, x, b)
	}
	return f.Plain(x)
}

// block adds the shortcut within its last convolution, before the ReLU.
func (l foldedLayers) block(f *torch.Flow, x *torch.Tensor, b bottleneck) *torch.Tensor {
	var project *torch.Convolution
	if b.project != nil {
		project = l[b.project.name]
	}
	return f.Residual(x, project, l[b.convs[0].name], l[b.convs[1].name], l[b.convs[2].name])
}

func (l foldedLayers) close() {
	for _, layer := range l {
		layer.Close()
	}
}

// unitMirrored are the features of pictures averaged with those of their mirror images, each at length 1.
func unitMirrored(f *torch.Flow, x *torch.Tensor, flat func(f *torch.Flow, x *torch.Tensor) *torch.Tensor) *torch.Tensor {
	mirrored := f.UnitRows(flat(f, f.Mirror(f.Share(x))))
	return f.UnitRows(f.Add(f.UnitRows(flat(f, x)), mirrored))
}

// foldedResnet is the frozen part of resnet50.
type foldedResnet struct {
	foldedLayers
	published bool
}

func newFoldedResnet(r resnet50, w map[string]weights.Tensor, d torch.Device) (*foldedResnet, error) {
	layers, err := foldLayers(convolutions(resnetStem("photo"), resnetBlocks()), resnetBlocks(), w, d)
	return &foldedResnet{layers, r.published}, err
}

// features returns the flattened output [N, 8192]. As they come, the values are so large that Adam's first steps kill the
// head's ReLUs and every embedding lands on one line, so but for the published tower they are brought to length 1.
func (n *foldedResnet) features(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	if n.published {
		return n.flat(f, x)
	}
	return unitMirrored(f, x, n.flat)
}

func (n *foldedResnet) flat(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	return f.Reshape(n.run(f, x, resnetBlocks()), -1, 8192)
}
