package tower

import (
	"errors"
	"fmt"

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
