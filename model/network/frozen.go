package network

import (
	"errors"

	"siamface/model/torch"
	"siamface/model/weights"
)

// pass is one way of photos through a network.
type pass struct {
	*torch.Flow
	tensor   func(name string) *torch.Tensor // the parameters on the device
	folded   map[string]*torch.Convolution
	training bool
}

// Frozen is a frozen part on a device.
type Frozen struct {
	part         Part
	tensors      map[string]*torch.Tensor
	convolutions map[string]*torch.Convolution
}

// Run is the part's features [N, F] of photos [N, C, H, W], which are used up.
func (f *Frozen) Run(flow *torch.Flow, x *torch.Tensor) *torch.Tensor {
	return f.part.computeOutput(&pass{Flow: flow, tensor: func(name string) *torch.Tensor { return f.tensors[name] }, folded: f.convolutions}, x)
}

// Close frees the part's memory.
func (f *Frozen) Close() {
	for _, c := range f.convolutions {
		c.Close()
	}
	for _, x := range f.tensors {
		torch.Drop(x)
	}
}

// placer is a part that lays something out on the device, once.
type placer interface{ placeWeights(to *placing) error }

// placing is where a frozen part is laid out.
type placing struct {
	to     *Frozen
	device torch.Device
	weight func(name string) weights.Tensor
	room   []float32 // for the weights of a convolution, until they are on the device
}

// placePart lays out a part and what it is made of.
func placePart(part Part, to *placing) error {
	var errs error
	if p, ok := part.(placer); ok {
		errs = p.placeWeights(to)
	}
	if c, ok := part.(container); ok {
		for _, inner := range c.listInner() {
			errs = errors.Join(errs, placePart(inner, to))
		}
	}
	return errs
}

// addTensor lays out a tensor by its name.
func (p *placing) addTensor(name string, data []float32, shape ...int) error {
	x, err := torch.FromFloats(data, p.device, Shape64(shape)...)
	p.to.tensors[name] = x
	return err
}

// Shape64 is a shape as libtorch takes it.
func Shape64(shape []int) []int64 {
	s := make([]int64, len(shape))
	for i, n := range shape {
		s[i] = int64(n)
	}
	return s
}
