package network

import (
	"fmt"
	"math"

	"siamface/model/onnx"
	"siamface/model/torch"
)

// Gradients measures what a grey picture of 64×64 does in eight directions, at some scales, by filters that are formulas.
//
// At each scale the picture goes through derivatives of a Gaussian in eight directions. Only what falls is kept. It is raised to the
// fourth power, which sharpens the direction, and divided by the mean strength about it, which takes out the light. The root of its
// means over overlapping cells is what is measured. These are histograms of oriented gradients (Dalal and Triggs, "Histograms of
// oriented gradients for human detection", 2005) with smooth derivatives and sharper directions.
//
// What is measured at each scale is brought to length 1.
type Gradients struct {
	Name   string
	Scales []Scale
}

// Scale is one of the scales: derivatives of a Gaussian of a deviation in pixels, and how far apart the cells start. They are twice as
// wide.
type Scale struct {
	Name      string
	Deviation float64
	Cell      int
}

const (
	gradientDirections = 8
	// gradientFloor is added to the mean strength: where a picture is flat, its noise has no directions to tell. The picture's
	// deviation is 1.
	gradientFloor = 0.003
)

// reach is how many pixels the filters see beside their middle.
func (s Scale) reach() int { return int(3 * s.Deviation) }

// ListLayers lists three a scale, and what joins the scales.
func (g Gradients) ListLayers(follows Layer) (list []Layer) {
	side, width := follows.Output[0], 0
	var joined []string
	for _, s := range g.Scales {
		filter, cells := 2*s.reach()+1, side/s.Cell-1
		slope := follows.follow(s.Name, fmt.Sprintf("gradients %d×%d, ReLU, 4th power", filter, filter), side, side, gradientDirections)
		slope.Parameters = []Parameter{{
			Name: s.filters(), Shape: []int{gradientDirections, 1, filter, filter}, start: initial{kind: slopes, value: float32(s.Deviation)},
		}}
		light := slope.follow(s.Name+".light", fmt.Sprintf("divided by mean %d×%d", 2*s.Cell+1, 2*s.Cell+1), slope.Output...)
		mean := light.follow(s.Name+".cells", fmt.Sprintf("mean %d×%d /%d, root", 2*s.Cell, 2*s.Cell, s.Cell), cells, cells, gradientDirections)
		list = append(list, slope, light, mean)
		joined, width = append(joined, mean.Name), width+product(mean.Output)
	}
	return append(list, Layer{Name: g.Name, Kind: "each to length 1, together", Output: []int{width}, Inputs: joined})
}

// filters is the name of the scale's only parameter.
func (s Scale) filters() string { return s.Name + ".weight" }

func (g Gradients) placeWeights(to *placing) error {
	for _, s := range g.Scales {
		w := to.weight(s.filters())
		if err := to.addTensor(s.filters(), w.Data, w.Shape...); err != nil {
			return err
		}
	}
	return nil
}

func (g Gradients) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	var all *torch.Tensor
	for i, s := range g.Scales {
		own := p.UnitRows(p.Flatten(s.measureDirections(p, p.Share(x))))
		if i == 0 {
			all = own
			continue
		}
		all = p.Join(all, own)
	}
	torch.Drop(x)
	return all
}

func (g Gradients) writeOutput(w *writing, x string) string {
	var all []string
	for _, s := range g.Scales {
		all = append(all, w.unitRows(w.flatten(s.writeDirections(w, x))))
	}
	return w.Add("Concat", all, onnx.Int("axis", 1))
}

// writeDirections is measureDirections as operators.
func (s Scale) writeDirections(w *writing, x string) string {
	filter := int64(2*s.reach() + 1)
	y := w.do("Relu", w.Add("Conv", []string{w.padEdge(x, int64(s.reach())), w.parameter(s.filters())}, windows(filter, 1, 0)...))
	y = w.do("Mul", y, y)
	y = w.do("Mul", y, y)
	around := w.meanWindows(w.sumRows(y), int64(2*s.Cell+1), 1, int64(s.Cell))
	y = w.do("Div", y, w.affine(around, 1, gradientFloor))
	halves := w.meanWindows(y, int64(s.Cell), int64(s.Cell), 0)
	return w.do("Sqrt", w.affine(w.meanWindows(halves, 2, 1, 0), 1, 1e-8))
}

// measureDirections is how strong each direction is in each cell of x [N, 1, H, W], which is used up: [N, directions, cells, cells].
func (s Scale) measureDirections(p *pass, x *torch.Tensor) *torch.Tensor {
	y := p.ReLU(p.Conv(p.PadEdge(x, int64(s.reach())), p.tensor(s.filters()), nil, 1, 0, 1))
	y = p.Square(p.Square(y))
	around := p.MeanWindows(p.SumRows(p.Share(y), true), int64(2*s.Cell+1), 1, int64(s.Cell))
	y = p.Div(y, p.Affine(around, 1, gradientFloor))
	halves := p.MeanWindows(y, int64(s.Cell), int64(s.Cell), 0) // cells overlap by half: nothing is added up twice
	return p.Sqrt(p.Affine(p.MeanWindows(halves, 2, 1, 0), 1, 1e-8))
}

// Grey is a colour picture of Side×Side in grey, of mean 0 and deviation 1. Weights are what the channels count; a deviation below Least
// counts as that.
type Grey struct {
	Name    string
	Side    int
	Weights [3]float32
	Least   float64
}

// ListLayers lists the layer.
func (g Grey) ListLayers(follows Layer) []Layer {
	return []Layer{follows.follow(g.Name, "grey, own mean, deviation 1", g.Side, g.Side, 1)}
}

func (g Grey) placeWeights(to *placing) error { return to.addTensor(g.Name, g.Weights[:], 1, 3, 1, 1) }

func (g Grey) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	side := int64(g.Side)
	area := float64(side * side)
	x = p.Flatten(p.Conv(x, p.tensor(g.Name), nil, 1, 0, 1))
	x = p.Sub(x, p.Affine(p.SumRows(p.Share(x), true), 1/area, 0))
	deviation := p.Sqrt(p.Affine(p.SumRows(p.Square(p.Share(x)), true), 1/area, 0))
	return p.Reshape(p.Div(x, p.AtLeast(deviation, g.Least)), -1, 1, side, side)
}

func (g Grey) writeOutput(w *writing, x string) string {
	area := float64(g.Side * g.Side)
	x = w.flatten(w.Add("Conv", []string{x, w.Weight(g.Name, []int{1, 3, 1, 1}, g.Weights[:])}, windows(1, 1, 0)...))
	x = w.do("Sub", x, w.affine(w.sumRows(x), 1/area, 0))
	deviation := w.do("Sqrt", w.affine(w.sumRows(w.do("Mul", x, x)), 1/area, 0))
	x = w.do("Div", x, w.do("Max", deviation, w.Number(float32(g.Least))))
	return w.do("Reshape", x, w.Whole(-1, 1, int64(g.Side), int64(g.Side)))
}

// gradientFilters are the derivatives of a Gaussian of a deviation in pixels: [directions, 1, side, side]. The directions part the
// circle evenly, the first to the right. The Gaussian's sum along each axis is 1.
func gradientFilters(directions, side int, deviation float64) []float32 {
	middle := side / 2
	smooth, slope := make([]float64, side), make([]float64, side)
	var sum float64
	for i := range smooth {
		x := float64(i - middle)
		smooth[i] = math.Exp(-x * x / (2 * deviation * deviation))
		sum += smooth[i]
	}
	for i := range smooth {
		smooth[i] /= sum
		slope[i] = -float64(i-middle) / (deviation * deviation) * smooth[i]
	}
	filters := make([]float32, 0, directions*side*side)
	for d := range directions {
		sin, cos := math.Sincos(2 * math.Pi * float64(d) / float64(directions))
		for y := range side {
			for x := range side {
				filters = append(filters, float32(cos*smooth[y]*slope[x]+sin*slope[y]*smooth[x]))
			}
		}
	}
	return filters
}
