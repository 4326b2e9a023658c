// Package tower holds the tower: from a photo's pixels to an embedding, whose distances tell people apart. Both photos of a pair go
// through the same tower, so there is one set of weights.
//
// A tower has a backbone and a head. The backbone is the frozen part of its network: what it gives for a photo, the features, is
// computed once. Training changes the head.
package tower

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"siamface/model/cache"
	"siamface/model/face"
	"siamface/model/network"
	"siamface/model/parallel"
	"siamface/model/torch"
	"siamface/model/weights"
)

// Design is what a tower is built from: its network, and how its photos are prepared.
type Design struct {
	Name string // of the recipe
	// Input is what the network sees of a photo.
	Input Input
	*network.Network
	// Damped says that in the head's closed form the directions count less in which the people differ most whom it is solved from.
	Damped bool
}

// Tower is a network with its weights. Its methods may be called from several goroutines, but for Open and Release,
// which come first and last.
type Tower struct {
	Design Design
	// Weights are all numbers of the network by name, under torchvision's names where it has them. Training changes those of
	// the head through SetHead.
	Weights map[string]weights.Tensor
	// Origin says where the frozen weights come from, for people: "resnet50.pth", "random (seed 1)".
	Origin string
	// Scale multiplies every embedding: 1, or what puts the best threshold of the validation people at 0.5.
	Scale float64

	device   torch.Device
	backbone backbone
	head     deviceHead
	faces    faceNet
	kept     featureCache
	asIs     bool // the head does nothing: the recipe face as it comes
}

// New makes a tower of the design. The frozen part takes its weights from pretrained, which may be nil: they are then random
// and labelled so. What formulas give is never taken. The head always starts at random; everything random comes from seed.
func New(d Design, pretrained *weights.File, origin string, seed uint64) (*Tower, error) {
	t := assemble(d, map[string]weights.Tensor{})
	t.Scale, t.Origin = 1, nameOrigin(d, pretrained, origin, seed)
	parameters := d.Parameters()
	made := make([]weights.Tensor, len(parameters))
	err := parallel.Each(context.Background(), len(parameters), func(_ context.Context, i int) (err error) {
		p := parameters[i]
		if p.Frozen && pretrained != nil && !p.IsFormula() {
			made[i], err = takeWeight(pretrained, p)
			return err
		}
		made[i] = weights.Tensor{Shape: p.Shape, Data: p.Fill(seed)}
		return nil
	}, nil)
	if errors.Is(err, errOtherNetwork) {
		err = fmt.Errorf("a ResNet-50 under torchvision's names is needed, and %w", err)
	}
	if err != nil {
		return nil, err
	}
	for i, p := range parameters {
		t.Weights[p.Name] = made[i]
	}
	return t, nil
}

// assemble is a tower with weights, on no device yet.
func assemble(d Design, w map[string]weights.Tensor) *Tower {
	t := &Tower{Design: d, Weights: w, faces: faceNet{input: d.Input}}
	t.backbone = backbone{input: d.Input, network: d.Network, weights: w}
	return t
}

// nameOrigin says where a new tower's frozen weights come from.
func nameOrigin(d Design, pretrained *weights.File, origin string, seed uint64) string {
	switch {
	case d.Input.Described():
		return "the pretrained face networks"
	case !d.HasFrozen():
		return "trained from nothing"
	case !d.TakesWeights():
		return "formulas, from no photos"
	case pretrained == nil:
		return fmt.Sprintf("random (seed %d), no pretrained weights", seed)
	}
	return origin
}

// errOtherNetwork is a file whose tensors aren't those of the network that it is read for.
var errOtherNetwork = errors.New("these are the weights of another network")

// takeWeight finds a parameter in a file of weights and checks it. What a file may lack (the convolution biases that
// torchvision's networks haven't) is what it would start from.
func takeWeight(f *weights.File, p network.Parameter) (weights.Tensor, error) {
	w, ok := f.Tensors[p.Name]
	if !ok {
		if p.IsOptional() {
			return weights.Tensor{Shape: p.Shape, Data: p.Fill(0)}, nil
		}
		return w, fmt.Errorf("%w: there is no %q", errOtherNetwork, p.Name)
	}
	if !slices.Equal(w.Shape, p.Shape) || len(w.Data) != p.Count() {
		return w, fmt.Errorf("%w: %q has the shape %v in place of %v", errOtherNetwork, p.Name, w.Shape, p.Shape)
	}
	if !isFinite(w.Data) {
		return w, fmt.Errorf("the weights' %q holds values that are no numbers: the file is broken", p.Name)
	}
	return w, nil
}

// isFinite says whether all values are numbers: those with all bits of the exponent set are infinities and NaNs.
func isFinite(values []float32) bool {
	const exponent = 0x7f800000
	var a, b, c, d uint32 // a processor finds four greatest at once
	for ; len(values) >= 4; values = values[4:] {
		a = max(a, math.Float32bits(values[0])&exponent)
		b = max(b, math.Float32bits(values[1])&exponent)
		c = max(c, math.Float32bits(values[2])&exponent)
		d = max(d, math.Float32bits(values[3])&exponent)
	}
	for _, v := range values {
		a = max(a, math.Float32bits(v)&exponent)
	}
	return max(a, b, c, d) < exponent
}

// Open brings the tower to the device of that name (see torch.Pick), with at most so many threads an operation, 0 for
// libtorch's choice. It is called once, before anything is computed; Release is its counterpart.
func (t *Tower) Open(ctx context.Context, device string, threads int) error {
	var picked torch.Device
	err := torch.Do(ctx, func() (err error) {
		if threads > 0 {
			torch.SetThreads(threads)
		}
		picked, err = torch.Pick(device)
		return err
	})
	if err != nil {
		return err
	}
	if t.Design.Input.FindsFaces() {
		if _, err := face.Find(); err != nil {
			return err
		}
		t.faces.cache = face.OpenCache()
	}
	if t.Design.HasFrozen() {
		t.kept.entries = cache.Open(featureStore, featureBytes)
	}
	return torch.Do(ctx, func() error { return t.Place(picked) })
}

// Release frees what Open took.
func (t *Tower) Release(ctx context.Context) error {
	t.faces.close()
	if t.asIs {
		return nil
	}
	return torch.Do(ctx, func() error { t.Close(); return nil })
}

// ReleaseBackbone frees what turns photos into features, the frozen part and the networks that find faces, until it is needed again.
// Features are still embedded.
func (t *Tower) ReleaseBackbone(ctx context.Context) error {
	t.faces.close()
	if t.asIs {
		return nil
	}
	return torch.Do(ctx, func() error { t.backbone.close(); return nil })
}

// Place is the part of Open that is done on libtorch's thread: it brings the head to the device. The frozen part, and the networks
// that find faces, follow when they are first needed.
func (t *Tower) Place(device torch.Device) error {
	t.device, t.backbone.device = device, device
	return t.SetHead(nil)
}

// MoveToProcessor brings a placed tower to the processor, its head as it is, where a GPU's memory was full.
func MoveToProcessor(ctx context.Context, t *Tower) error {
	return torch.Do(ctx, func() error {
		if err := t.CommitHead(); err != nil {
			return err
		}
		t.backbone.close()
		return t.Place(torch.CPU)
	})
}

// WithRoom runs what computes on the device; where a GPU's memory is full even so, it runs once more, on the processor.
func WithRoom(ctx context.Context, t *Tower, run func() error) error {
	err := run()
	if !torch.IsOutOfMemory(err) {
		return err
	}
	if moved := MoveToProcessor(ctx, t); moved != nil {
		return errors.Join(err, moved)
	}
	return run()
}

// Close frees what Place made. It is called on libtorch's thread.
func (t *Tower) Close() {
	t.backbone.close()
	t.head.drop()
	t.head = nil
}

// Device is where Place brought the tower.
func (t *Tower) Device() torch.Device { return t.device }

// WriteSummary writes a table of the layers with their shapes and parameters, and the sums.
func (t *Tower) WriteSummary(w io.Writer) error {
	return t.Design.WriteSummary(w, fmt.Sprintf("Tower %s, one for both photos. Weights of the frozen part: %s", t.Design.Name, t.Origin))
}
