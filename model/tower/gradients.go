package tower

import (
	"fmt"
	"math"

	"siamface/model/torch"
	"siamface/model/weights"
)

// gradientTower is the tower of the recipes gradients and gradients-aligned, for those who have no pretrained weights: what a grey
// picture of 64×64 does in eight directions, at three scales, by filters that are formulas, then a dense layer of 384 without ReLU
// that is solved in closed form from a few hundred photos. All but that layer is a part of the recipe resnet50-aligned too.
//
// At each scale the picture goes through derivatives of a Gaussian in eight directions; what isn't falling is left out, the rest is
// raised to the fourth power, which sharpens the direction, and divided by the mean strength about it, which takes out the light.
// What is left is averaged over overlapping cells and its root is taken: histograms of oriented gradients as in "Histograms of oriented
// gradients for human detection" (Dalal and Triggs, 2005), but with smooth derivatives and sharper directions. As for resnet50 these
// features are brought to length 1, averaged with those of the mirrored picture and brought to length 1 again; then they are averaged
// over the places of the picture, and brought to length 1, as is the embedding.
//
// Faces never lie quite alike in whole pictures: there the cells are wide, and the places are the picture as it is and moved to four
// sides. In the shape of the mean face they do, and narrow cells and one place tell more.
type gradientTower struct {
	scales []gradientScale
	places [][2]int64
	// aligned says that the picture is a face in the shape of the mean face.
	aligned bool
}

var (
	wholeGradients   = gradientTower{scales: []gradientScale{{"coarse", 2, 8}, {"middle", 1, 6}, {"fine", 1, 4}}, places: gradientSides}
	alignedGradients = gradientTower{scales: []gradientScale{{"coarse", 2, 6}, {"middle", 1, 4}, {"fine", 1, 3}}, places: gradientSides[:1], aligned: true}
)

const (
	gradientSide       = 64
	gradientDirections = 8
	gradientEmbedding  = 384
	// gradientFloor is added to the mean strength: where a picture is flat, its noise has no directions to tell. The picture's
	// deviation is 1.
	gradientFloor = 0.003
)

// gradientMove is how many pixels the picture is moved, and gradientSides are where it begins, as it is and moved to four sides, in
// the picture whose edges go on by as many.
const gradientMove = 3

var gradientSides = [][2]int64{
	{gradientMove, gradientMove}, {gradientMove, 0}, {gradientMove, 2 * gradientMove}, {0, gradientMove}, {2 * gradientMove, gradientMove},
}

// gradientScale is a scale that pictures are looked at: derivatives of a Gaussian of a deviation in pixels, and how far apart the
// cells start, which are twice as wide.
type gradientScale struct {
	name      string
	deviation float64
	cell      int
}

// reach is how many pixels the filters see beside their middle.
func (s gradientScale) reach() int { return int(3 * s.deviation) }

// cells is how many cells lie beside each other.
func (s gradientScale) cells() int { return gradientSide/s.cell - 1 }

// features is how many numbers the scale gives.
func (s gradientScale) features() int { return gradientDirections * s.cells() * s.cells() }

// features is how many numbers all scales give.
func (g gradientTower) features() (n int) {
	for _, s := range g.scales {
		n += s.features()
	}
	return n
}

// filters are the parameters of the scales.
func (g gradientTower) filters() []Parameter {
	var list []Parameter
	for _, s := range g.scales {
		side := 2*s.reach() + 1
		list = append(list, Parameter{
			Name: s.name + ".weight", Layer: s.name, Shape: []int{gradientDirections, 1, side, side}, Frozen: true,
			start: initial{kind: gradients, value: float32(s.deviation)},
		})
	}
	return list
}

func (g gradientTower) parameters() []Parameter {
	return append(g.filters(),
		Parameter{Name: DenseWeight, Layer: denseName, Shape: []int{gradientEmbedding, g.features()}, start: initial{kind: glorot}},
		Parameter{Name: DenseBias, Layer: denseName, Shape: []int{gradientEmbedding}})
}

func (g gradientTower) layers() []Layer {
	list, follows := greyLayers(g.aligned)
	measures, last := g.measures(follows)
	list = append(list, measures...)
	if n := len(g.places); n > 1 {
		list = append(list, Layer{Name: "moved", Kind: fmt.Sprintf("mean of %d places, length 1", n), Output: []int{g.features()}, Inputs: []string{last}})
		last = "moved"
	}
	return append(list,
		Layer{Name: denseName, Kind: "dense", Output: []int{gradientEmbedding}, Inputs: []string{last}},
		Layer{Name: "unit", Kind: "to length 1", Output: []int{gradientEmbedding}, Inputs: []string{denseName}})
}

// measures are the layers from a grey picture to its features at one place, and the name of the last.
func (g gradientTower) measures(follows string) (list []Layer, last string) {
	var joined []string
	for _, s := range g.scales {
		side, cells := 2*s.reach()+1, s.cells()
		list = append(list,
			Layer{Name: s.name, Kind: fmt.Sprintf("gradients %d×%d, ReLU, 4th power", side, side), Output: []int{gradientSide, gradientSide, gradientDirections}, Inputs: []string{follows}},
			Layer{Name: s.name + ".light", Kind: fmt.Sprintf("divided by mean %d×%d", 2*s.cell+1, 2*s.cell+1), Output: []int{gradientSide, gradientSide, gradientDirections}, Inputs: []string{s.name}},
			Layer{Name: s.name + ".cells", Kind: fmt.Sprintf("mean %d×%d /%d, root", 2*s.cell, 2*s.cell, s.cell), Output: []int{cells, cells, gradientDirections}, Inputs: []string{s.name + ".light"}})
		joined = append(joined, s.name+".cells")
	}
	return append(list,
		Layer{Name: "gradients", Kind: "each to length 1, together", Output: []int{g.features()}, Inputs: joined},
		Layer{Name: "gradients.mirror", Kind: "length 1, mean with mirror", Output: []int{g.features()}, Inputs: []string{"gradients"}}), "gradients.mirror"
}

// greyLayers are those to the grey picture of 64×64 and the name of the last, of the whole photo or of its aligned face.
func greyLayers(aligned bool) (list []Layer, last string) {
	if !aligned {
		return []Layer{{Name: "photo", Kind: "input", Output: []int{64, 64, 1}}}, "photo"
	}
	return append(shapedLayers(), Layer{Name: "resize", Kind: "bilinear, antialiased, grey", Output: []int{64, 64, 1}, Inputs: []string{"chip"}}), "resize"
}

func (gradientTower) embed(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor, _ bool) *torch.Tensor {
	return f.UnitRows(f.Linear(features, w[DenseWeight], w[DenseBias]))
}

func (g gradientTower) freeze(w map[string]weights.Tensor, d torch.Device) (stage, error) {
	return g.place(w, d)
}

// place brings the filters to a device.
func (g gradientTower) place(w map[string]weights.Tensor, d torch.Device) (gradientStage, error) {
	frozen := gradientStage{tower: g}
	for _, s := range g.scales {
		tensor := w[s.name+".weight"]
		placed, err := torch.FromFloats(tensor.Data, d, shape64(tensor.Shape)...)
		if err != nil {
			frozen.close()
			return gradientStage{}, err
		}
		frozen.filters = append(frozen.filters, placed)
	}
	return frozen, nil
}

// gradientStage is the frozen part of gradientTower, with the filters of each scale.
type gradientStage struct {
	tower   gradientTower
	filters []*torch.Tensor
}

func (g gradientStage) close() { torch.Drop(g.filters...) }

// features are the means over the places, of length 1.
func (g gradientStage) features(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	if len(g.tower.places) == 1 {
		return unitMirrored(f, x, g.flat)
	}
	x = f.PadEdge(x, gradientMove)
	var all *torch.Tensor
	for i, at := range g.tower.places {
		own := unitMirrored(f, f.Window(f.Share(x), at[0], at[1], gradientSide, gradientSide), g.flat)
		if i == 0 {
			all = own
			continue
		}
		all = f.Add(all, own)
	}
	torch.Drop(x)
	return f.UnitRows(all)
}

// flat is the features of all scales, those of each of length 1, [N, features].
func (g gradientStage) flat(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	var all *torch.Tensor
	for i, s := range g.tower.scales {
		own := f.UnitRows(f.Reshape(s.directions(f, f.Share(x), g.filters[i]), -1, int64(s.features())))
		if i == 0 {
			all = own
			continue
		}
		all = f.Join(all, own)
	}
	torch.Drop(x)
	return all
}

// directions is how strong each direction is in each cell of x [N, 1, 64, 64], which is used up: [N, directions, cells, cells].
func (s gradientScale) directions(f *torch.Flow, x, filters *torch.Tensor) *torch.Tensor {
	y := f.ReLU(f.Conv(f.PadEdge(x, int64(s.reach())), filters, nil, 1, 0, 1))
	y = f.Square(f.Square(y))
	around := f.MeanWindows(f.SumRows(f.Share(y), true), int64(2*s.cell+1), 1, int64(s.cell))
	y = f.Div(y, f.Affine(around, 1, gradientFloor))
	halves := f.MeanWindows(y, int64(s.cell), int64(s.cell), 0) // cells overlap by half: nothing is added up twice
	return f.Sqrt(f.Affine(f.MeanWindows(halves, 2, 1, 0), 1, 1e-8))
}

// gradientFilters are the derivatives of a Gaussian of a deviation in pixels, in so many directions that part the circle evenly, the
// first to the right: [directions, 1, side, side]. The Gaussian's sum along each axis is 1.
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
