package tower

import (
	"siamface/model/torch"
	"siamface/model/weights"
)

// unfrozenStage is the frozen part of a resnet50 some of whose last stages are trained: what comes before them. Its features are the
// activations there, of the photo and then of its mirror image, [N, 2·C·H·W], for the trained stages look at both.
type unfrozenStage struct {
	foldedLayers
	blocks []bottleneck
}

func (r resnet50) unfreeze(w map[string]weights.Tensor, d torch.Device) (stage, error) {
	frozen, _ := r.blocks()
	layers, err := foldLayers(convolutions(resnetStem("photo"), frozen), frozen, w, d)
	if err != nil {
		return nil, err
	}
	return unfrozenStage{layers, frozen}, nil
}

func (s unfrozenStage) features(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	both := f.Join(x, f.Mirror(f.Share(x))) // the mirror image's channels behind the photo's own
	y := s.run(f, f.Reshape(both, -1, 3, resnetSide, resnetSide), s.blocks)
	return f.Reshape(y, -1, int64(featuresBefore(s.blocks)))
}

// blocks parts the residual blocks into those before the trained stages and those of them.
func (r resnet50) blocks() (frozen, unfrozen []bottleneck) {
	n := 0
	for _, s := range resnetStages[:len(resnetStages)-r.unfrozen] {
		n += s.blocks
	}
	all := resnetBlocks()
	return all[:n], all[n:]
}

// width is the number of features of a photo.
func (r resnet50) width() int {
	if r.unfrozen == 0 {
		return resnetFlat
	}
	frozen, _ := r.blocks()
	return featuresBefore(frozen)
}

// featuresBefore is the number of activations of a photo and its mirror image behind these blocks, or behind the stem where there
// are none.
func featuresBefore(blocks []bottleneck) int {
	channels, height := activations(blocks)
	return 2 * channels * height * height
}

func activations(blocks []bottleneck) (channels, height int) {
	if len(blocks) == 0 {
		return resnetStem("").out, resnetSide / 4
	}
	last := blocks[len(blocks)-1].convs[2]
	return last.out, last.height
}

// trunk runs the trained stages, if there are any: from features to what the dense layer sees, [N, 8192].
func (r resnet50) trunk(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor) *torch.Tensor {
	if r.unfrozen == 0 {
		return features
	}
	frozen, unfrozen := r.blocks()
	channels, height := activations(frozen)
	x := f.Reshape(features, -1, int64(channels), int64(height), int64(height))
	for _, b := range unfrozen {
		x = b.run(f, x, w)
	}
	x = f.UnitRows(f.Reshape(x, -1, resnetFlat))
	return f.UnitRows(f.SumRows(f.Reshape(x, -1, 2, resnetFlat), false))
}

// unfrozen lists the tensors of a block that is trained. The running means and variances of its normalisation stay those of the
// pretrained weights: a batch holds few people, several photos of each, so that its own are neither those of many faces nor alike from
// batch to batch. A photo's embedding then doesn't depend on those beside it, and the normalisation can be folded into the convolution
// again.
func (b bottleneck) unfrozen() []Parameter {
	var list []Parameter
	for _, c := range b.all() {
		for _, p := range c.parameters() {
			p.Frozen, p.Unfrozen = false, true
			list = append(list, p)
		}
	}
	return list
}

// run is the block with its weights as tensors that can be trained.
func (b bottleneck) run(f *torch.Flow, x *torch.Tensor, w map[string]*torch.Tensor) *torch.Tensor {
	shortcut := f.Share(x)
	if b.project != nil {
		shortcut = b.project.run(f, shortcut, w)
	}
	for _, c := range b.convs {
		x = c.run(f, x, w)
	}
	return f.ReLU(f.Add(x, shortcut))
}

func (c convolution) run(f *torch.Flow, x *torch.Tensor, w map[string]*torch.Tensor) *torch.Tensor {
	x = f.Conv(x, w[c.name+".weight"], w[c.name+".bias"], int64(c.stride), int64(c.size/2), 1)
	x = f.BatchNorm(x, w[c.norm+".weight"], w[c.norm+".bias"], w[c.norm+".running_mean"], w[c.norm+".running_var"], false)
	if c.relu {
		x = f.ReLU(x)
	}
	return x
}
