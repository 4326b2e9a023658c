package tower

import (
	"siamface/model/torch"
	"siamface/model/weights"
)

// resnet50Aligned is the tower of the recipe resnet50-aligned: the first layers of a ResNet-50, up to its first stage (layer1), frozen,
// on the aligned face of 64×64×3, averaged over a grid of 4×4 places, then a dense layer of 512 with ReLU that is solved in closed form.
// What ImageNet taught the later layers is about things and not about people: on aligned faces the first stage tells more, where
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
	list := append(chipLayers(), Layer{Name: "resize", Kind: "bilinear, antialiased", Output: []int{resnetSide, resnetSide, 3}, Inputs: []string{"chip"}})
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
		Layer{Name: denseName, Kind: "dense, ReLU", Output: []int{512}, Inputs: []string{"mirror"}},
		Layer{Name: "unit", Kind: "to length 1", Output: []int{512}, Inputs: []string{denseName}})
}

func (resnet50Aligned) embed(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor, _ bool) *torch.Tensor {
	return f.UnitRows(f.ReLU(f.Linear(features, w[DenseWeight], w[DenseBias])))
}

func (r resnet50Aligned) freeze(w map[string]weights.Tensor, d torch.Device) (stage, error) {
	s := &alignedStage{convs: map[string]*torch.Convolution{}}
	sums := map[string]bool{} // the last convolution of a block, which its shortcut is added to
	for _, b := range alignedBlocks() {
		sums[b.convs[2].name] = true
	}
	for _, c := range r.all() {
		weight, bias := fold(c, w)
		after := torch.Identity
		if c.relu || sums[c.name] {
			after = torch.Rectified
		}
		conv, err := torch.NewConvolution(torch.Filters{
			Weight: weight, Bias: bias, Out: c.out, In: c.in, Size: c.size, Stride: c.stride, Padding: c.size / 2, Groups: 1, After: after,
		}, d)
		if err != nil {
			s.close()
			return nil, err
		}
		s.convs[c.name] = conv
	}
	return s, nil
}

// alignedStage is the frozen part of resnet50Aligned: its convolutions by name, each with its normalisation and ReLU.
type alignedStage struct {
	convs map[string]*torch.Convolution
}

func (s *alignedStage) features(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	mirrored := f.UnitRows(s.flat(f, f.Mirror(f.Share(x))))
	return f.UnitRows(f.Add(f.UnitRows(s.flat(f, x)), mirrored))
}

func (s *alignedStage) flat(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	x = f.MaxPool(f.Convolve(x, s.convs["conv1"]), 3, 2, 1)
	for _, b := range alignedBlocks() {
		shortcut := f.Share(x)
		if b.project != nil {
			shortcut = f.Convolve(shortcut, s.convs[b.project.name])
		}
		x = f.Convolve(f.Convolve(x, s.convs[b.convs[0].name]), s.convs[b.convs[1].name])
		x = f.ConvolveAdd(x, shortcut, s.convs[b.convs[2].name])
	}
	return f.Reshape(f.AvgPool(x, resnetSide/4/alignedGrid), -1, alignedFeatures)
}

func (s *alignedStage) close() {
	for _, c := range s.convs {
		c.Close()
	}
}
