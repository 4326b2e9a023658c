package network

import (
	"siamface/model/onnx"
	"siamface/model/torch"
)

// The head's dense layer and its tensors, and the switch of a SwitchedUnit.
const (
	denseName   = "dense"
	DenseWeight = denseName + ".weight"
	DenseBias   = denseName + ".bias"
	UnitOn      = "unit.on"
)

// Dense is the head's layer in which each output is a weighted sum of all inputs, with a bias.
type Dense struct {
	Out  int
	ReLU bool
	// Identity says that each output starts as the input of its number.
	Identity bool
}

// ListLayers lists the layer.
func (d Dense) ListLayers(follows Layer) []Layer {
	kind, start := "dense", glorot
	switch {
	case d.ReLU:
		kind += ", ReLU"
	case d.Identity:
		kind, start = kind+", from the identity", identity
	}
	l := follows.follow(denseName, kind, d.Out)
	l.Parameters = []Parameter{
		{Name: DenseWeight, Shape: []int{d.Out, product(follows.Output)}, start: initial{kind: start}},
		{Name: DenseBias, Shape: []int{d.Out}},
	}
	return []Layer{l}
}

func (d Dense) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	x = p.Linear(x, p.tensor(DenseWeight), p.tensor(DenseBias))
	if d.ReLU {
		return p.ReLU(x)
	}
	return x
}

func (d Dense) writeOutput(w *writing, x string) string {
	y := w.Add("Gemm", []string{w.flatten(x), w.parameter(DenseWeight), w.parameter(DenseBias)}, onnx.Int("transB", 1))
	if d.ReLU {
		return w.do("Relu", y)
	}
	return y
}

// Unit brings embeddings to length 1.
type Unit struct{}

// ListLayers lists the layer.
func (Unit) ListLayers(follows Layer) []Layer {
	return []Layer{follows.follow("unit", "to length 1", follows.Output...)}
}

func (Unit) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor { return p.UnitRows(x) }

func (Unit) writeOutput(w *writing, x string) string { return w.unitRows(x) }

// SwitchedUnit brings embeddings to length 1 where its parameter UnitOn is 1, and leaves them where that is 0, as at first.
type SwitchedUnit struct{}

// ListLayers lists the layer.
func (SwitchedUnit) ListLayers(follows Layer) []Layer {
	l := follows.follow("unit", "to length 1, if switched on", follows.Output...)
	l.Parameters = []Parameter{{Name: UnitOn, Shape: []int{1}, Statistic: true}}
	return []Layer{l}
}

func (SwitchedUnit) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	length := p.Sqrt(p.AtLeast(p.SumRows(p.Square(p.Share(x)), true), 1e-12))
	on := p.tensor(UnitOn)
	return p.Div(x, p.Add(p.Mul(length, p.Share(on)), p.Affine(p.Share(on), -1, 1)))
}

func (SwitchedUnit) writeOutput(w *writing, x string) string {
	if on := w.weight(UnitOn).Data[0]; on == 0 {
		return x
	}
	return w.unitRows(x)
}

// Flatten is all numbers of a photo in one row.
type Flatten struct{}

// ListLayers lists the layer.
func (Flatten) ListLayers(follows Layer) []Layer {
	return []Layer{follows.follow("flatten", "flatten", product(follows.Output))}
}

func (Flatten) writeOutput(w *writing, x string) string { return w.flatten(x) }

func (Flatten) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor { return p.Flatten(x) }

// Planes is grey pictures of rows of numbers, in the order of memory that convolutions like. A summary doesn't show it.
type Planes struct{ Side int }

// ListLayers lists none.
func (Planes) ListLayers(Layer) []Layer { return nil }

func (s Planes) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	return p.Planes(p.Reshape(x, -1, int64(s.Side), int64(s.Side), 1))
}

func (s Planes) writeOutput(w *writing, x string) string {
	return w.do("Reshape", x, w.Whole(-1, 1, int64(s.Side), int64(s.Side)))
}
