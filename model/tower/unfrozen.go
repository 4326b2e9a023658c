package tower

import (
	"errors"
	"fmt"

	"siamface/model/torch"
	"siamface/model/weights"
)

// ErrUnfreeze is a number of stages that a recipe can't unfreeze.
var ErrUnfreeze = errors.New("so many stages can't be unfrozen")

// Unfreeze is the recipe with the last n stages of its pretrained network trained like the head: from the pretrained weights, while the
// frozen part ends before them. Features are then what that part hands on, which is more than the whole network's: see FeatureBytes.
// With n = 0 all of the network is frozen.
func (r Recipe) Unfreeze(n int) (Recipe, error) {
	switch {
	case n == r.Unfrozen:
		return r, nil
	case r.Unfreezable == 0:
		return r, fmt.Errorf("%w: the recipe %s has none; %s has", ErrUnfreeze, r.Name, ResNet50)
	case n < 0 || n > r.Unfreezable:
		return r, fmt.Errorf("%w: of the recipe %s 0 to %d stages can be, not %d", ErrUnfreeze, r.Name, r.Unfreezable, n)
	}
	net := resnet50{unfrozen: n}
	r.Unfrozen, r.Features, r.build = n, net.width(), func() network { return net }
	return r, nil
}

// FeatureBytes is the memory of one photo's features.
func (r Recipe) FeatureBytes() int { return 4 * r.Features }

// unfrozenWeights are those of the unfrozen stages, nil where there are none.
func (t *Tower) unfrozenWeights() map[string]weights.Tensor {
	var part map[string]weights.Tensor
	for _, p := range t.net.parameters() {
		if p.Unfrozen {
			if part == nil {
				part = map[string]weights.Tensor{}
			}
			part[p.Name] = t.Weights[p.Name]
		}
	}
	return part
}

// KnowsStart says whether Start, and so Fresh, has the first values of all that is trained: a model that was loaded lacks those of its
// unfrozen stages.
func (t *Tower) KnowsStart() bool { return t.Recipe.Unfrozen == 0 || t.began != nil }

// Unfrozen says of each of the Trainable tensors whether it belongs to an unfrozen stage.
func (t *Tower) Unfrozen() []bool {
	var list []bool
	for _, p := range t.net.parameters() {
		if !p.Frozen && !p.Statistic {
			list = append(list, p.Unfrozen)
		}
	}
	return list
}

// trunked is a network of which more is trained than a dense layer.
type trunked interface {
	// trunk runs what is trained below the dense layer, as it is: features [N, F], used up, to what that layer sees.
	trunk(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor) *torch.Tensor
}

// TrainsTrunk says whether more is trained than the head's dense layer: what lies below it, its trunk.
func (r Recipe) TrainsTrunk() bool { return r.Whole || r.Unfrozen > 0 }

// Trunk runs what is trained below the head's dense layer, as it is, on features: what that layer sees of them. Where nothing is, it is
// the features themselves. It is called on libtorch's thread.
func (t *Tower) Trunk(features Features) (Features, error) {
	net, ok := t.net.(trunked)
	if !ok || !t.Recipe.TrainsTrunk() {
		return features, nil
	}
	seen := Features{Width: t.Weights[DenseWeight].Shape[1], NoFace: features.NoFace}
	for from := 0; from < features.Rows(); from += featureBatch {
		part := features.Data[from*features.Width : min(from+featureBatch, features.Rows())*features.Width]
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
