package tower

import (
	"siamface/model/torch"
	"siamface/model/weights"
)

// resnet50Aligned is the tower of the recipe resnet50-aligned: the first layers of a ResNet-50, up to its first stage (layer1), frozen,
// on the face in the shape of the mean face, of 64×64×3, averaged over a grid of 4×4 places, then a dense layer of 512 that is solved
// in closed form. It has no ReLU: nothing is trained that would need one, and half of the directions would be spent on signs. What ImageNet taught the later layers is about things and not about people: on aligned faces the first stage tells more, where
// people's features lie in one place of the grid, for a fifth of the work.
//
// As for resnet50 the features are brought to length 1, averaged with those of the mirrored face and brought to length 1 again, and
// so is the embedding.
type resnet50Aligned struct{}

const (
	alignedGrid     = 4
	alignedChannels = 256
	alignedFeatures = alignedGrid * alignedGrid * alignedChannels
)

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
	return append(list,
		Layer{Name: "grid", Kind: "mean 4×4 /4", Output: []int{alignedGrid, alignedGrid, alignedChannels}, Inputs: []string{last}},
		Layer{Name: "flatten", Kind: "flatten", Output: []int{alignedFeatures}, Inputs: []string{"grid"}},
		Layer{Name: "mirror", Kind: "length 1, mean with mirror", Output: []int{alignedFeatures}, Inputs: []string{"flatten"}},
		Layer{Name: denseName, Kind: "dense", Output: []int{512}, Inputs: []string{"mirror"}},
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
	return alignedStage{layers}, nil
}

// alignedStage is the frozen part of resnet50Aligned.
type alignedStage struct{ foldedLayers }

func (s alignedStage) features(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	return unitMirrored(f, x, s.flat)
}

func (s alignedStage) flat(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	return f.Reshape(f.AvgPool(s.run(f, x, alignedBlocks()), resnetSide/4/alignedGrid), -1, alignedFeatures)
}
