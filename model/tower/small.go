package tower

import (
	"fmt"

	"siamface/model/torch"
	"siamface/model/weights"
)

// small is a convolutional tower of 0.9 million parameters that is trained whole, from nothing, for those who have no
// pretrained weights: four convolutions with batch normalisation on the grey 64×64 picture, a dense layer, and the
// embedding brought to length 1, so that distances lie between 0 and 2 and no collapse can hide in the scale.
//
// It sees the whole picture or, where it is aligned, the photo's main face.
type small struct{ aligned bool }

type smallConv struct {
	in, out, size, stride int
	pool                  bool
	height                int // of the convolution's output
}

var smallConvs = []smallConv{
	{1, 32, 5, 2, true, 32}, {32, 64, 3, 1, true, 16}, {64, 128, 3, 1, true, 8}, {128, 256, 3, 1, false, 4},
}

const (
	smallFlat  = 4 * 4 * 256
	smallDense = 128
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
		follows = norm
		if c.pool {
			follows = fmt.Sprintf("pool%d", i+1)
			list = append(list, Layer{Name: follows, Kind: "maximum 2×2 /2", Output: []int{c.height / 2, c.height / 2, c.out}, Inputs: []string{norm}})
		}
	}
	return append(list,
		Layer{Name: "flatten", Kind: "flatten", Output: []int{smallFlat}, Inputs: []string{follows}},
		Layer{Name: denseName, Kind: "dense", Output: []int{smallDense}, Inputs: []string{"flatten"}},
		Layer{Name: "unit", Kind: "to length 1", Output: []int{smallDense}, Inputs: []string{denseName}},
		Layer{Name: "mirror", Kind: "trained, mean with mirror, length 1", Output: []int{smallDense}, Inputs: []string{"unit"}})
}

func (small) freeze(map[string]weights.Tensor, torch.Device) (stage, error) { return nil, nil }

// embed is the mean of the embeddings of a picture and of its mirror image, each of length 1, brought to length 1 again. In training,
// where pictures are mirrored by augmentation, it is that of the picture alone.
func (s small) embed(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor, training bool) *torch.Tensor {
	x := f.Planes(f.Reshape(features, -1, 64, 64, 1)) // of one channel, in the order of memory that convolutions like
	if training {
		return s.unit(f, x, w, true)
	}
	mirrored := s.unit(f, f.Mirror(f.Share(x)), w, false)
	return f.UnitRows(f.Add(s.unit(f, x, w, false), mirrored))
}

// unit is the embedding of pictures x [N, 1, 64, 64], which are used up, at length 1.
func (small) unit(f *torch.Flow, x *torch.Tensor, w map[string]*torch.Tensor, training bool) *torch.Tensor {
	for i, c := range smallConvs {
		conv, norm := fmt.Sprintf("conv%d", i+1), fmt.Sprintf("bn%d", i+1)
		x = f.Conv(x, w[conv+".weight"], nil, int64(c.stride), int64(c.size/2), 1)
		x = f.BatchNorm(x, w[norm+".weight"], w[norm+".bias"], w[norm+".running_mean"], w[norm+".running_var"], training)
		if c.pool {
			x = f.ReLUMaxPool(x)
		} else {
			x = f.ReLU(x)
		}
	}
	x = f.Linear(f.Reshape(x, -1, smallFlat), w[DenseWeight], w[DenseBias])
	return f.UnitRows(x)
}
