package network

import (
	"math"

	"siamface/model/onnx"
	"siamface/model/weights"
)

// writing is a network on its way into a file.
type writing struct {
	*onnx.Builder
	weight func(name string) weights.Tensor
}

// WriteGraph writes what becomes of the value input as operators, with the weights of these names: the frozen part's work and the head's, as
// they are after training. It returns the name of the embeddings [N, E].
func (n *Network) WriteGraph(b *onnx.Builder, input string, weight func(name string) weights.Tensor) string {
	w := &writing{b, weight}
	x := input
	if n.frozen != nil {
		x = n.frozen.writeOutput(w, x)
	}
	return n.head.writeOutput(w, x)
}

// parameter is the value of a parameter.
func (w *writing) parameter(name string) string {
	t := w.weight(name)
	return w.Weight(name, t.Shape, t.Data)
}

// do is Add of an operator without attributes.
func (w *writing) do(operator string, inputs ...string) string { return w.Add(operator, inputs) }

// affine is scale·x + shift.
func (w *writing) affine(x string, scale, shift float64) string {
	if scale != 1 {
		x = w.do("Mul", x, w.Number(float32(scale)))
	}
	if shift != 0 {
		x = w.do("Add", x, w.Number(float32(shift)))
	}
	return x
}

// sumRows is the sum over the second dimension, which stays.
func (w *writing) sumRows(x string) string {
	return w.Add("ReduceSum", []string{x, w.Whole(1)}, onnx.Int("keepdims", 1))
}

// lengths are those of the rows of x, at least 1e-6.
func (w *writing) lengths(x string) string {
	return w.do("Sqrt", w.do("Max", w.sumRows(w.do("Mul", x, x)), w.Number(1e-12)))
}

// unitRows brings the rows of x to length 1.
func (w *writing) unitRows(x string) string { return w.do("Div", x, w.lengths(x)) }

// flatten is all numbers of a photo in one row.
func (w *writing) flatten(x string) string { return w.Add("Flatten", []string{x}, onnx.Int("axis", 1)) }

// mirror turns pictures left to right.
func (w *writing) mirror(x string) string {
	return w.Add("Slice", []string{x, w.Whole(-1), w.Whole(math.MinInt64), w.Whole(3), w.Whole(-1)})
}

// window is a part of pictures: so many rows and columns, from a place on.
func (w *writing) window(x string, top, left, rows, columns int64) string {
	return w.Add("Slice", []string{x, w.Whole(top, left), w.Whole(top+rows, left+columns), w.Whole(2, 3)})
}

// padEdge lets the edges of pictures go on.
func (w *writing) padEdge(x string, pixels int64) string {
	return w.Add("Pad", []string{x, w.Whole(0, 0, pixels, pixels, 0, 0, pixels, pixels)}, onnx.Text("mode", "edge"))
}

// meanWindows are means over windows. What lies outside doesn't count.
func (w *writing) meanWindows(x string, size, stride, padding int64) string {
	return w.Add("AveragePool", []string{x}, windows(size, stride, padding)...)
}

// windows are the attributes of square windows.
func windows(size, stride, padding int64) []onnx.Attribute {
	return []onnx.Attribute{
		onnx.Ints("kernel_shape", size, size), onnx.Ints("strides", stride, stride), onnx.Ints("pads", padding, padding, padding, padding),
	}
}

// normalise is a batch normalisation by the statistics that it has.
func (w *writing) normalise(x, name string) string {
	inputs := []string{x}
	for _, part := range []string{".weight", ".bias", ".running_mean", ".running_var"} {
		inputs = append(inputs, w.parameter(name+part))
	}
	return w.Add("BatchNormalization", inputs, onnx.Float("epsilon", normEpsilon))
}
