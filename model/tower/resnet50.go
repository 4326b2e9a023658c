package tower

import (
	"fmt"

	"siamface/model/torch"
	"siamface/model/weights"
)

// resnet50 is the published tower: ResNet-50 (He et al., 2015; version 1.5, whose stride lies on the 3×3 convolution, as
// torchvision's weights want it) without its top, frozen, on 64×64×3, its 2×2×2048 output flattened, then a dense layer of
// 512 with ReLU, which is trained.
//
// Its convolutions carry biases, as Keras' do, so that the parameters add up to the published 27,782,528; torchvision's
// weights have none, and they are then zero.
//
// As published, the features come as they are and the embedding is what the dense layer gives. Otherwise the features are
// brought to length 1, averaged with those of the mirrored photo and brought to length 1 again, and so is the embedding.
type resnet50 struct{ published bool }

// convolution is a convolution with the batch normalisation that follows it.
type convolution struct {
	name, norm            string // torchvision's names
	in, out, size, stride int
	relu                  bool
	height                int // of the output, which is square
	inputs                []string
}

// bottleneck is a residual block: three convolutions, and a projection of the input where the shapes differ.
type bottleneck struct {
	name    string
	convs   [3]convolution
	project *convolution
}

const (
	denseName  = "dense"
	resnetSide = 64
	resnetFlat = 2 * 2 * 2048
)

// The dense layer's tensors, for a start in closed form.
const (
	DenseWeight = denseName + ".weight"
	DenseBias   = denseName + ".bias"
)

var resnetStages = []struct{ blocks, width, stride int }{{3, 64, 1}, {4, 128, 2}, {6, 256, 2}, {3, 512, 2}}

// resnetStem is the first convolution, on what the layer of that name gives.
func resnetStem(follows string) convolution {
	return convolution{name: "conv1", norm: "bn1", in: 3, out: 64, size: 7, stride: 2, relu: true, height: resnetSide / 2, inputs: []string{follows}}
}

// resnetBlocks lists the sixteen blocks in order.
func resnetBlocks() []bottleneck {
	var blocks []bottleneck
	in, height, follows := 64, resnetSide/4, "maxpool"
	for s, stage := range resnetStages {
		for b := range stage.blocks {
			stride := 1
			if b == 0 {
				stride = stage.stride
			}
			block := newBottleneck(fmt.Sprintf("layer%d.%d", s+1, b), follows, in, stage.width, stride, height, b == 0)
			height /= stride
			in, follows = 4*stage.width, block.name+".relu"
			blocks = append(blocks, block)
		}
	}
	return blocks
}

func newBottleneck(name, follows string, in, width, stride, height int, project bool) bottleneck {
	conv := func(n, in, out, size, stride, height int, relu bool, input string) convolution {
		return convolution{
			name: fmt.Sprintf("%s.conv%d", name, n), norm: fmt.Sprintf("%s.bn%d", name, n),
			in: in, out: out, size: size, stride: stride, relu: relu, height: height, inputs: []string{input},
		}
	}
	b := bottleneck{name: name, convs: [3]convolution{
		conv(1, in, width, 1, 1, height, true, follows),
		conv(2, width, width, 3, stride, height/stride, true, name+".bn1"),
		conv(3, width, 4*width, 1, 1, height/stride, false, name+".bn2"),
	}}
	if project {
		b.project = &convolution{
			name: name + ".downsample.0", norm: name + ".downsample.1", in: in, out: 4 * width, size: 1, stride: stride,
			height: height / stride, inputs: []string{follows},
		}
	}
	return b
}

// convolutions lists a stem and blocks in the order of a summary.
func convolutions(stem convolution, blocks []bottleneck) []convolution {
	convs := []convolution{stem}
	for _, b := range blocks {
		convs = append(convs, b.all()...)
	}
	return convs
}

func (b bottleneck) all() []convolution {
	if b.project == nil {
		return b.convs[:]
	}
	return append(b.convs[:], *b.project)
}

func (resnet50) parameters() []Parameter {
	var list []Parameter
	for _, c := range convolutions(resnetStem("photo"), resnetBlocks()) {
		list = append(list, c.parameters()...)
	}
	return append(list,
		Parameter{Name: DenseWeight, Layer: denseName, Shape: []int{512, resnetFlat}, start: initial{kind: glorot}},
		Parameter{Name: DenseBias, Layer: denseName, Shape: []int{512}})
}

func (c convolution) parameters() []Parameter {
	vector := []int{c.out}
	gamma := float32(1)
	if !c.relu {
		gamma = 0.5 // a branch that is added: without training, full weights would double the variance in each block
	}
	return []Parameter{
		{Name: c.name + ".weight", Layer: c.name, Shape: []int{c.out, c.in, c.size, c.size}, Frozen: true, start: initial{kind: he}},
		{Name: c.name + ".bias", Layer: c.name, Shape: vector, Frozen: true, start: initial{optional: true}},
		{Name: c.norm + ".weight", Layer: c.norm, Shape: vector, Frozen: true, start: initial{value: gamma}},
		{Name: c.norm + ".bias", Layer: c.norm, Shape: vector, Frozen: true},
		{Name: c.norm + ".running_mean", Layer: c.norm, Shape: vector, Frozen: true, Statistic: true},
		{Name: c.norm + ".running_var", Layer: c.norm, Shape: vector, Frozen: true, Statistic: true, start: initial{value: 1}},
	}
}

func (c convolution) layers() []Layer {
	shape := []int{c.height, c.height, c.out}
	kind := "batch normalisation"
	if c.relu {
		kind += ", ReLU"
	}
	return []Layer{
		{Name: c.name, Kind: fmt.Sprintf("convolution %d×%d /%d", c.size, c.size, c.stride), Output: shape, Inputs: c.inputs},
		{Name: c.norm, Kind: kind, Output: shape, Inputs: []string{c.name}},
	}
}

func (r resnet50) layers() []Layer {
	list := []Layer{{Name: "photo", Kind: "input", Output: []int{resnetSide, resnetSide, 3}}}
	list = append(list, stemLayers("photo")...)
	last := ""
	for _, b := range resnetBlocks() {
		list = append(list, b.layers()...)
		last = b.name + ".relu"
	}
	list = append(list, Layer{Name: "flatten", Kind: "flatten", Output: []int{resnetFlat}, Inputs: []string{last}})
	dense := Layer{Name: denseName, Kind: "dense, ReLU", Output: []int{512}, Inputs: []string{"flatten"}}
	if r.published {
		return append(list, dense)
	}
	dense.Inputs = []string{"mirror"}
	return append(list,
		Layer{Name: "mirror", Kind: "length 1, mean with mirror", Output: []int{resnetFlat}, Inputs: []string{"flatten"}},
		dense,
		Layer{Name: "unit", Kind: "to length 1", Output: []int{512}, Inputs: []string{denseName}})
}

// stemLayers are the first convolution and the maximum behind it.
func stemLayers(follows string) []Layer {
	return append(resnetStem(follows).layers(),
		Layer{Name: "maxpool", Kind: "maximum 3×3 /2", Output: []int{resnetSide / 4, resnetSide / 4, 64}, Inputs: []string{"bn1"}})
}

func (b bottleneck) layers() []Layer {
	var list []Layer
	for _, c := range b.convs {
		list = append(list, c.layers()...)
	}
	inputs := []string{b.convs[2].norm, b.convs[0].inputs[0]}
	if b.project != nil {
		list = append(list, b.project.layers()...)
		inputs[1] = b.project.norm
	}
	last := b.convs[2]
	return append(list, Layer{Name: b.name + ".relu", Kind: "sum, ReLU", Output: []int{last.height, last.height, last.out}, Inputs: inputs})
}

func (r resnet50) embed(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor, _ bool) *torch.Tensor {
	x := f.ReLU(f.Linear(features, w[DenseWeight], w[DenseBias]))
	if r.published {
		return x
	}
	return f.UnitRows(x)
}

func (r resnet50) freeze(w map[string]weights.Tensor, d torch.Device) (stage, error) {
	return newFoldedResnet(r, w, d)
}
