package tower

import "siamface/model/torch"

// trunked is a network of which more is trained than a dense layer.
type trunked interface {
	// trunk runs what is trained below the dense layer, as it is: features [N, F], used up, to what that layer sees.
	trunk(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor) *torch.Tensor
}

// Trunk runs what is trained below the head's dense layer, as it is, on features: what that layer sees of them. Where nothing is, it is
// the features themselves. It is called on libtorch's thread.
func (t *Tower) Trunk(features Features) (Features, error) {
	net, ok := t.net.(trunked)
	if !ok || !t.Design.TrainsTrunk() {
		return features, nil
	}
	seen := Features{Width: t.Weights[DenseWeight].Shape[1], NoFace: features.NoFace}
	var buffer []float32
	for from := 0; from < features.Rows(); from += featureBatch {
		part := features.Gather(from, min(from+featureBatch, features.Rows()), &buffer)
		data, err := t.compute(part, features.Width, func(f *torch.Flow, x *torch.Tensor) *torch.Tensor { return net.trunk(f, x, t.head) })
		if err != nil {
			return Features{}, err
		}
		seen.Data = append(seen.Data, data...)
	}
	return seen, nil
}

// compute runs operations on rows of numbers.
func (t *Tower) compute(rows []float32, width int, run func(f *torch.Flow, x *torch.Tensor) *torch.Tensor) ([]float32, error) {
	x, err := torch.FromFloats(rows, t.device, int64(len(rows)/width), int64(width))
	if err != nil {
		return nil, err
	}
	f := new(torch.Flow)
	y := run(f, x)
	if f.Err() != nil {
		return nil, f.Err()
	}
	defer torch.Drop(y)
	return torch.Floats(y)
}
