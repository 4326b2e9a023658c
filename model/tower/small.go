package tower

import (
	"fmt"

	"siamface/model/torch"
	"siamface/model/weights"
)

// small is a convolutional tower that is trained whole, from nothing, for those who have no pretrained weights: two convolutions with
// batch normalisation on the grey 64×64 picture, a dense layer of 384, and the embedding brought to length 1, so that distances lie
// between 0 and 2 and no collapse can hide in the scale. Two more convolutions tell the people apart that it is trained on, and new
// people worse.
//
// It sees the whole picture or, where it is aligned, the photo's main face in the shape of the mean face.
type small struct{ aligned bool }

type smallConv struct {
	in, out, size, stride int
	height                int // of the convolution's output
}

// smallConvs are each followed by the maximum of 2×2.
var smallConvs = []smallConv{{1, 32, 5, 2, 32}, {32, 64, 3, 1, 16}}

const (
	smallFlat  = 8 * 8 * 64
	smallDense = 384
)

func (small) parameters() []Parameter {
	var list []Parameter
	for i, c := range smallConvs {
		conv, norm, vector := fmt.Sprintf("conv%d", i+1), fmt.Sprintf("bn%d", i+1), []int{c.out}
		list = append(list,
			Parameter{Name: conv + ".weight", Layer: conv, Shape: []int{c.out, c.in, c.size, c.size}, start: initial{kind: he}},
			Parameter{Name: norm + ".weight", Layer: norm, Shape: vector, start: initial{value: 1}},
			Parameter{Name: norm + ".bias", Layer: norm, Shape: vector},
			Parameter{Name: norm + ".running_mean", Layer: norm, Shape: vector, Statistic: true},
			Parameter{Name: norm + ".running_var", Layer: norm, Shape: vector, Statistic: true, start: initial{value: 1}})
	}
	return append(list,
		Parameter{Name: DenseWeight, Layer: denseName, Shape: []int{smallDense, smallFlat}, start: initial{kind: glorot}},
		Parameter{Name: DenseBias, Layer: denseName, Shape: []int{smallDense}})
}

func (s small) layers() []Layer {
	list, follows := greyLayers(s.aligned)
	for i, c := range smallConvs {
		conv, norm, shape := fmt.Sprintf("conv%d", i+1), fmt.Sprintf("bn%d", i+1), []int{c.height, c.height, c.out}
		list = append(list,
			Layer{Name: conv, Kind: fmt.Sprintf("convolution %d×%d /%d", c.size, c.size, c.stride), Output: shape, Inputs: []string{follows}},
			Layer{Name: norm, Kind: "batch normalisation, ReLU", Output: shape, Inputs: []string{conv}})
		follows = fmt.Sprintf("pool%d", i+1)
		list = append(list, Layer{Name: follows, Kind: "maximum 2×2 /2", Output: []int{c.height / 2, c.height / 2, c.out}, Inputs: []string{norm}})
	}
	return append(list,
		Layer{Name: "flatten", Kind: "flatten", Output: []int{smallFlat}, Inputs: []string{follows}},
		Layer{Name: "mirror", Kind: "mirror mean, after training", Output: []int{smallFlat}, Inputs: []string{"flatten"}},
		Layer{Name: denseName, Kind: "dense", Output: []int{smallDense}, Inputs: []string{"mirror"}},
		Layer{Name: "unit", Kind: "to length 1", Output: []int{smallDense}, Inputs: []string{denseName}})
}

func (small) freeze(map[string]weights.Tensor, torch.Device) (stage, error) { return nil, nil }

func (s small) embed(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor, training bool) *torch.Tensor {
	var x *torch.Tensor
	if training { // augmentation mirrors the pictures
		x = s.flat(f, planes(f, features), w, true)
	} else {
		x = s.trunk(f, features, w)
	}
	return f.UnitRows(f.Linear(x, w[DenseWeight], w[DenseBias]))
}

// trunk is the mean of what the convolutions make of a picture and of its mirror image.
func (s small) trunk(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor) *torch.Tensor {
	x := planes(f, features)
	mirrored := s.flat(f, f.Mirror(f.Share(x)), w, false)
	return f.Affine(f.Add(s.flat(f, x, w, false), mirrored), 0.5, 0)
}

// planes are grey pictures of one channel, in the order of memory that convolutions like.
func planes(f *torch.Flow, features *torch.Tensor) *torch.Tensor {
	return f.Planes(f.Reshape(features, -1, 64, 64, 1))
}

// flat is what the convolutions make of pictures x [N, 1, 64, 64], which are used up: [N, 4096].
func (small) flat(f *torch.Flow, x *torch.Tensor, w map[string]*torch.Tensor, training bool) *torch.Tensor {
	for i, c := range smallConvs {
		conv, norm := fmt.Sprintf("conv%d", i+1), fmt.Sprintf("bn%d", i+1)
		x = f.Conv(x, w[conv+".weight"], nil, int64(c.stride), int64(c.size/2), 1)
		x = f.BatchNorm(x, w[norm+".weight"], w[norm+".bias"], w[norm+".running_mean"], w[norm+".running_var"], training)
		x = f.ReLUMaxPool(x)
	}
	return f.Reshape(x, -1, smallFlat)
}
