package network

import (
	"fmt"
	"math"
	"slices"

	"siamface/model/torch"
)

// Convolution is a frozen convolution with the batch normalisation that follows it. In evaluation both are linear, and the normalisation
// is folded into the convolution.
type Convolution struct {
	Name, Norm        string // torchvision's names
	Out, Size, Stride int
	ReLU              bool
}

// normEpsilon is what PyTorch's batch normalisation adds to the variance.
const normEpsilon = 1e-5

// ListLayers lists the convolution and its normalisation. The convolution has a bias, as Keras' have; torchvision's weights may lack it.
func (c Convolution) ListLayers(follows Layer) []Layer {
	list := c.listUnbiased(follows)
	weight := list[0].Parameters[0]
	list[0].Parameters = []Parameter{weight, {Name: c.Name + ".bias", Shape: []int{c.Out}, start: initial{optional: true}}}
	return list
}

// listUnbiased lists those of a convolution without a bias.
func (c Convolution) listUnbiased(follows Layer) []Layer {
	vector, kind, gamma := []int{c.Out}, "batch normalisation, ReLU", float32(1)
	if !c.ReLU {
		kind = "batch normalisation"
		gamma = 0.5 // a branch that is added: without training, full weights would double the variance in each block
	}
	height := (follows.Output[0]+2*(c.Size/2)-c.Size)/c.Stride + 1
	conv := follows.follow(c.Name, fmt.Sprintf("convolution %d×%d /%d", c.Size, c.Size, c.Stride), height, height, c.Out)
	conv.Parameters = []Parameter{{Name: c.Name + ".weight", Shape: []int{c.Out, follows.channels(), c.Size, c.Size}, start: initial{kind: he}}}
	norm := conv.follow(c.Norm, kind, conv.Output...)
	norm.Parameters = []Parameter{
		{Name: c.Norm + ".weight", Shape: vector, start: initial{value: gamma}},
		{Name: c.Norm + ".bias", Shape: vector},
		{Name: c.Norm + ".running_mean", Shape: vector, Statistic: true},
		{Name: c.Norm + ".running_var", Shape: vector, Statistic: true, start: initial{value: 1}},
	}
	return []Layer{conv, norm}
}

func (c Convolution) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	return p.Convolve(x, p.folded[c.Name])
}

func (c Convolution) writeOutput(w *writing, x string) string {
	return c.writeNormed(w, x, w.parameter(c.Name+".weight"), w.parameter(c.Name+".bias"))
}

// writeNormed writes the convolution of x with weights, its normalisation and its ReLU.
func (c Convolution) writeNormed(w *writing, inputs ...string) string {
	y := w.normalise(w.Add("Conv", inputs, windows(int64(c.Size), int64(c.Stride), int64(c.Size/2))...), c.Norm)
	if c.ReLU {
		return w.do("Relu", y)
	}
	return y
}

func (c Convolution) placeWeights(to *placing) error {
	after := torch.Identity
	if c.ReLU {
		after = torch.Rectified
	}
	return c.foldNorm(to, after)
}

// foldNorm lays out the one convolution that does what c and its normalisation do.
func (c Convolution) foldNorm(to *placing, after torch.Activation) error {
	values := func(name string) []float32 { return to.weight(name).Data }
	kernel, shift := to.weight(c.Name+".weight"), values(c.Name+".bias")
	gamma, beta := values(c.Norm+".weight"), values(c.Norm+".bias")
	mean, variance := values(c.Norm+".running_mean"), values(c.Norm+".running_var")
	to.room = slices.Grow(to.room[:0], len(kernel.Data))[:len(kernel.Data)]
	bias, per := make([]float32, c.Out), len(kernel.Data)/c.Out
	for o := range c.Out {
		k := float64(gamma[o]) / math.Sqrt(float64(variance[o])+normEpsilon)
		for i := o * per; i < (o+1)*per; i++ {
			to.room[i] = float32(k * float64(kernel.Data[i]))
		}
		bias[o] = float32(k*(float64(shift[o])-float64(mean[o])) + float64(beta[o]))
	}
	folded, err := torch.NewConvolution(torch.Filters{
		Weight: to.room, Bias: bias, Out: c.Out, In: kernel.Shape[1], Size: c.Size, Stride: c.Stride, Padding: c.Size / 2, Groups: 1, After: after,
	}, to.device)
	to.to.convolutions[c.Name] = folded
	return err
}

// TrainedConvolution is a convolution that is trained, with batch normalisation, ReLU and the maximum of 2×2 behind it.
type TrainedConvolution struct {
	Convolution
	Pool string // the maximum's name
}

// ListLayers lists the convolution, its normalisation and the maximum.
func (c TrainedConvolution) ListLayers(follows Layer) []Layer {
	list := c.listUnbiased(follows)
	out := list[1].Output
	return append(list, list[1].follow(c.Pool, "maximum 2×2 /2", out[0]/2, out[1]/2, out[2]))
}

func (c TrainedConvolution) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	x = p.Conv(x, p.tensor(c.Name+".weight"), nil, int64(c.Stride), int64(c.Size/2), 1)
	x = p.BatchNorm(x, p.tensor(c.Norm+".weight"), p.tensor(c.Norm+".bias"), p.tensor(c.Norm+".running_mean"), p.tensor(c.Norm+".running_var"), p.training)
	return p.ReLUMaxPool(x)
}

func (c TrainedConvolution) writeOutput(w *writing, x string) string {
	return w.Add("MaxPool", []string{c.writeNormed(w, x, w.parameter(c.Name+".weight"))}, windows(2, 2, 0)...)
}

// placeWeights hides that of the frozen convolution.
func (TrainedConvolution) placeWeights(*placing) error { return nil }

// Bottleneck is a frozen residual block: three convolutions, and a projection of the input where the shapes differ.
type Bottleneck struct {
	Name          string
	Width, Stride int // of the convolution in the middle; four times as wide is what comes out
	Project       bool
}

// convolutions are the three, and the projection where there is one. The last has no ReLU of its own: it is summed first.
func (b Bottleneck) convolutions() (three [3]Convolution, project []Convolution) {
	for i := range three {
		three[i] = Convolution{
			Name: fmt.Sprintf("%s.conv%d", b.Name, i+1), Norm: fmt.Sprintf("%s.bn%d", b.Name, i+1),
			Out: []int{1, 1, 4}[i] * b.Width, Size: []int{1, 3, 1}[i], Stride: []int{1, b.Stride, 1}[i], ReLU: i < 2,
		}
	}
	if b.Project {
		project = []Convolution{{Name: b.Name + ".downsample.0", Norm: b.Name + ".downsample.1", Out: 4 * b.Width, Size: 1, Stride: b.Stride}}
	}
	return three, project
}

// ListLayers lists the convolutions, the projection, and the sum.
func (b Bottleneck) ListLayers(follows Layer) []Layer {
	three, project := b.convolutions()
	list := Chain{three[0], three[1], three[2]}.ListLayers(follows)
	last, shortcut := list[len(list)-1], follows
	for _, c := range project {
		list = append(list, c.ListLayers(follows)...)
		shortcut = list[len(list)-1]
	}
	sum := last.follow(b.Name+".relu", "sum, ReLU", last.Output...)
	sum.Inputs = append(sum.Inputs, shortcut.Name)
	return append(list, sum)
}

func (b Bottleneck) placeWeights(to *placing) error {
	three, project := b.convolutions()
	for _, c := range slices.Concat(three[:2], project) {
		if err := c.placeWeights(to); err != nil {
			return err
		}
	}
	return three[2].foldNorm(to, torch.Rectified)
}

// computeOutput adds the shortcut within the last convolution, before the ReLU.
func (b Bottleneck) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	three, project := b.convolutions()
	var shortcut *torch.Convolution
	for _, c := range project {
		shortcut = p.folded[c.Name]
	}
	return p.Residual(x, shortcut, p.folded[three[0].Name], p.folded[three[1].Name], p.folded[three[2].Name])
}

func (b Bottleneck) writeOutput(w *writing, x string) string {
	three, project := b.convolutions()
	y, shortcut := Chain{three[0], three[1], three[2]}.writeOutput(w, x), x
	for _, c := range project {
		shortcut = c.writeOutput(w, x)
	}
	return w.do("Relu", w.do("Add", y, shortcut))
}

// Blocked is a chain of frozen convolutions in the layout of the processor's fastest kernels.
type Blocked Chain

// ListLayers lists those of all parts.
func (b Blocked) ListLayers(follows Layer) []Layer { return Chain(b).ListLayers(follows) }

func (b Blocked) listInner() []Part { return b }

func (b Blocked) writeOutput(w *writing, x string) string { return Chain(b).writeOutput(w, x) }

func (b Blocked) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	return p.Plain(Chain(b).computeOutput(p, p.Blocked(x)))
}

// MaxPool is the maximum over windows of Size×Size.
type MaxPool struct {
	Name         string
	Size, Stride int
}

// ListLayers lists the layer.
func (m MaxPool) ListLayers(follows Layer) []Layer {
	height := (follows.Output[0]+2*(m.Size/2)-m.Size)/m.Stride + 1
	return []Layer{follows.follow(m.Name, fmt.Sprintf("maximum %d×%d /%d", m.Size, m.Size, m.Stride), height, height, follows.channels())}
}

func (m MaxPool) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	return p.MaxPool(x, int64(m.Size), int64(m.Stride), int64(m.Size/2))
}

func (m MaxPool) writeOutput(w *writing, x string) string {
	return w.Add("MaxPool", []string{x}, windows(int64(m.Size), int64(m.Stride), int64(m.Size/2))...)
}

// MeanPool is the mean over squares of Size×Size that lie side by side.
type MeanPool struct {
	Name string
	Size int
}

// ListLayers lists the layer.
func (m MeanPool) ListLayers(follows Layer) []Layer {
	height := follows.Output[0] / m.Size
	return []Layer{follows.follow(m.Name, fmt.Sprintf("mean %d×%d /%d", m.Size, m.Size, m.Size), height, height, follows.channels())}
}

func (m MeanPool) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	return p.AvgPool(x, int64(m.Size))
}

func (m MeanPool) writeOutput(w *writing, x string) string {
	return w.meanWindows(x, int64(m.Size), int64(m.Size), 0)
}
