package tower

import (
	"fmt"
	"slices"

	"siamface/model/torch"
	"siamface/model/weights"
)

// resnet50Aligned is the tower of the recipe resnet50-aligned, which looks at the face in the shape of the mean face, of 64×64×3, in two
// ways: by the first layers of a ResNet-50, up to its first stage (layer1), frozen, averaged over a grid of 4×4 places; and, in grey, by
// the gradients of the recipe gradients-aligned. A dense layer of 512 on both is solved in closed form. It has no ReLU: nothing is trained
// that would need one, and half of the directions would be spent on signs. What ImageNet taught the later layers is about things and
// not about people: on aligned faces the first stage tells more, where people's features lie in one place of the grid, for a fifth of
// the work.
//
// As for resnet50 the features of either way are brought to length 1, averaged with those of the mirrored face and brought to length 1
// again. Those of the gradients count a little less, both together are brought to length 1, and so is the embedding.
type resnet50Aligned struct{}

const (
	alignedGrid     = 4
	alignedChannels = 256
	alignedGridded  = alignedGrid * alignedGrid * alignedChannels
	// alignedGradientLength is the length of the gradients' features where that of the network's is 1.
	alignedGradientLength = 0.8
)

// alignedFeatures are those of both ways.
var alignedFeatures = alignedGridded + alignedGradients.features()

// alignedBlocks are the residual blocks of the first stage.
func alignedBlocks() []bottleneck { return resnetBlocks()[:resnetStages[0].blocks] }

func (resnet50Aligned) all() []convolution {
	return convolutions(resnetStem("resize"), alignedBlocks())
}

func (r resnet50Aligned) parameters() []Parameter {
	var list []Parameter
	for _, c := range r.all() {
		list = append(list, c.parameters()...)
	}
	list = append(list, alignedGradients.filters()...)
	return append(list,
		Parameter{Name: DenseWeight, Layer: denseName, Shape: []int{512, alignedFeatures}, start: initial{kind: glorot}},
		Parameter{Name: DenseBias, Layer: denseName, Shape: []int{512}})
}

func (resnet50Aligned) layers() []Layer {
	list := append(shapedLayers(), Layer{Name: "resize", Kind: "bilinear, antialiased", Output: []int{resnetSide, resnetSide, 3}, Inputs: []string{"chip"}})
	list = append(list, stemLayers("resize")...)
	last := ""
	for _, b := range alignedBlocks() {
		list = append(list, b.layers()...)
		last = b.name + ".relu"
	}
	list = append(list,
		Layer{Name: "grid", Kind: "mean 4×4 /4", Output: []int{alignedGrid, alignedGrid, alignedChannels}, Inputs: []string{last}},
		Layer{Name: "flatten", Kind: "flatten", Output: []int{alignedGridded}, Inputs: []string{"grid"}},
		Layer{Name: "mirror", Kind: "length 1, mean with mirror", Output: []int{alignedGridded}, Inputs: []string{"flatten"}},
		Layer{Name: "grey", Kind: "grey, own mean, deviation 1", Output: []int{resnetSide, resnetSide, 1}, Inputs: []string{"resize"}})
	measures, measured := alignedGradients.measures("grey")
	list = append(list, measures...)
	return append(list,
		Layer{Name: "together", Kind: fmt.Sprintf("length 1 and %v, length 1", alignedGradientLength), Output: []int{alignedFeatures}, Inputs: []string{"mirror", measured}},
		Layer{Name: denseName, Kind: "dense", Output: []int{512}, Inputs: []string{"together"}},
		Layer{Name: "unit", Kind: "to length 1", Output: []int{512}, Inputs: []string{denseName}})
}

func (resnet50Aligned) embed(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor, _ bool) *torch.Tensor {
	return f.UnitRows(f.Linear(features, w[DenseWeight], w[DenseBias]))
}

func (r resnet50Aligned) freeze(w map[string]weights.Tensor, d torch.Device) (stage, error) {
	layers, err := foldLayers(r.all(), alignedBlocks(), w, d)
	if err != nil {
		return nil, err
	}
	s := alignedStage{foldedLayers: layers}
	if s.gradients, err = alignedGradients.place(w, d); err == nil {
		s.luma, err = torch.FromFloats(greyOfImageNet(), d, 1, 3, 1, 1)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// greyOfImageNet is what each channel of ImageNetInput, which has a deviation of its own, counts in grey.
func greyOfImageNet() []float32 {
	weights := slices.Clone(luma[:])
	for c := range weights {
		weights[c] *= ImageNetInput.Deviation[c]
	}
	return weights
}

// alignedStage is the frozen part of resnet50Aligned.
type alignedStage struct {
	foldedLayers
	gradients gradientStage
	luma      *torch.Tensor
}

func (s alignedStage) close() {
	s.foldedLayers.close()
	s.gradients.close()
	torch.Drop(s.luma)
}

func (s alignedStage) features(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	gradients := s.gradients.features(f, s.grey(f, f.Share(x)))
	return f.UnitRows(f.Join(unitMirrored(f, x, s.flat), f.Affine(gradients, alignedGradientLength, 0)))
}

func (s alignedStage) flat(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	return f.Reshape(f.AvgPool(s.run(f, x, alignedBlocks()), resnetSide/4/alignedGrid), -1, alignedGridded)
}

// grey is the face as GreyInput has it, of the same as ImageNetInput has it: [N, 1, 64, 64].
func (s alignedStage) grey(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	const area = resnetSide * resnetSide
	x = f.Reshape(f.Conv(x, s.luma, nil, 1, 0, 1), -1, area)
	x = f.Sub(x, f.Affine(f.SumRows(f.Share(x), true), 1.0/area, 0))
	deviation := f.Sqrt(f.Affine(f.SumRows(f.Square(f.Share(x)), true), 1.0/area, 0))
	return f.Reshape(f.Div(x, f.AtLeast(deviation, leastDeviation)), -1, 1, resnetSide, resnetSide)
}
