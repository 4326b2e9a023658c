// Package tower holds the networks: from a photo's pixels to an embedding, whose distances tell people apart. Both photos of
// a pair go through the same tower, so there is one set of weights.
//
// A tower has a frozen part, which never changes and whose output for a photo (its features) is computed once, and a head,
// which training changes. Either may be empty.
package tower

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"siamface/model/cache"
	"siamface/model/face"
	"siamface/model/parallel"
	"siamface/model/torch"
	"siamface/model/weights"
)

// Tower is a network with its weights. Its methods may be called from several goroutines, but for Open and Release,
// which come first and last.
type Tower struct {
	Design Design
	// Weights are all numbers of the network by name, under torchvision's names where it has them. Training changes those of
	// the head through Restore.
	Weights map[string]weights.Tensor
	// Origin says where the frozen weights come from, for people: "resnet50.pth", "random (seed 1)".
	Origin string
	// Scale multiplies every embedding: 1, or what puts the best threshold of the validation people at 0.5.
	Scale float64

	net      network
	device   torch.Device
	frozen   stage // the frozen part on the device, where there is one, once it is prepared
	prepared bool
	passes   atomic.Int64             // through the frozen part
	head     map[string]*torch.Tensor // the head on the device
	loading  sync.Mutex               // of faces
	faces    *face.Networks           // for recipes that find faces, once they are needed
	cache    *face.Cache              // of what they find
	kept     *cache.Store             // of the frozen part's features
	looking  sync.Once                // at the frozen weights, for print
	print    string                   // of them
	asIs     bool                     // the head does nothing: the recipe face as it comes
}

// network is what a recipe's code gives.
type network interface {
	// parameters lists every tensor of the network in the order in which a photo meets them.
	parameters() []Parameter
	// layers lists what a summary shows.
	layers() []Layer
	// freeze prepares the frozen part on a device; nil where there is none and features are the pixels.
	freeze(w map[string]weights.Tensor, d torch.Device) (stage, error)
	// embed is the head: features [N, F], used up, to embeddings [N, E].
	embed(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor, training bool) *torch.Tensor
}

// stage is a frozen part ready to run.
type stage interface {
	features(f *torch.Flow, x *torch.Tensor) *torch.Tensor // [N, C, H, W], used up, to [N, F]
	close()
}

// Parameter is one tensor of a network.
type Parameter struct {
	Name  string
	Layer string // the layer that it belongs to
	Shape []int
	// Frozen parameters never change; Statistic ones (running means and variances) change in training but have no gradient,
	// and like Keras a summary counts them as not trained.
	Frozen, Statistic bool
	start             initial
}

// Count is the number of values.
func (p Parameter) Count() int { return size(p.Shape) }

func size(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

// New makes a tower of the design. The frozen part takes its weights from pretrained, which may be nil: they are then random
// and labelled so. What formulas give is never taken. The head always starts at random; everything random comes from seed.
func New(d Design, pretrained *weights.File, origin string, seed uint64) (*Tower, error) {
	t := &Tower{Design: d, Weights: map[string]weights.Tensor{}, Scale: 1, net: d.build()}
	parameters := t.net.parameters()
	made := make([]weights.Tensor, len(parameters))
	err := parallel.Each(context.Background(), len(parameters), func(_ context.Context, i int) (err error) {
		p := parameters[i]
		if p.Frozen && pretrained != nil && !p.start.formula() {
			made[i], err = take(pretrained, p)
			return err
		}
		made[i] = weights.Tensor{Shape: p.Shape, Data: p.start.fill(p, seed)}
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
	switch {
	case d.Input.Described():
		t.Origin = "the pretrained face networks"
	case !t.hasFrozen():
		t.Origin = "trained from nothing"
	case !d.TakesWeights():
		t.Origin = "formulas, from no photos"
	case pretrained == nil:
		t.Origin = fmt.Sprintf("random (seed %d), no pretrained weights", seed)
	default:
		t.Origin = origin
	}
	return t, nil
}

// errOtherNetwork is a file whose tensors aren't those of the network that it is read for.
var errOtherNetwork = errors.New("these are the weights of another network")

// take finds a parameter in a file of weights and checks it. What a file may lack (the convolution biases that
// torchvision's networks haven't) is what it would start from.
func take(f *weights.File, p Parameter) (weights.Tensor, error) {
	w, ok := f.Tensors[p.Name]
	if !ok {
		if p.start.optional {
			return weights.Tensor{Shape: p.Shape, Data: p.start.fill(p, 0)}, nil
		}
		return w, fmt.Errorf("%w: there is no %q", errOtherNetwork, p.Name)
	}
	if !slices.Equal(w.Shape, p.Shape) || len(w.Data) != p.Count() {
		return w, fmt.Errorf("%w: %q has the shape %v in place of %v", errOtherNetwork, p.Name, w.Shape, p.Shape)
	}
	if !finite(w.Data) {
		return w, fmt.Errorf("the weights' %q holds values that are no numbers: the file is broken", p.Name)
	}
	return w, nil
}

// finite says whether all values are numbers: those with all bits of the exponent set are infinities and NaNs.
func finite(values []float32) bool {
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
		t.cache = face.OpenCache()
	}
	if t.hasFrozen() {
		t.kept = cache.Open(featureStore, featureBytes)
	}
	return torch.Do(ctx, func() error { return t.Place(picked) })
}

// Release frees what Open took.
func (t *Tower) Release(ctx context.Context) error {
	t.dropFaces()
	if t.asIs {
		return nil
	}
	return torch.Do(ctx, func() error { t.Close(); return nil })
}

// Rest frees what turns photos into features, the frozen part and the networks that find faces, until it is needed again. Features
// are still embedded.
func (t *Tower) Rest(ctx context.Context) error {
	t.dropFaces()
	if t.asIs {
		return nil
	}
	return torch.Do(ctx, func() error { t.rest(); return nil })
}

func (t *Tower) dropFaces() {
	t.loading.Lock()
	defer t.loading.Unlock()
	if t.faces != nil {
		t.faces.Close()
		t.faces = nil
	}
}

// Place is the part of Open that is done on libtorch's thread: it brings the head to the device. The frozen part, and the networks
// that find faces, follow when they are first needed.
func (t *Tower) Place(device torch.Device) error {
	t.device = device
	return t.placeHead()
}

func (t *Tower) placeHead() (err error) {
	t.head = map[string]*torch.Tensor{}
	for _, p := range t.net.parameters() {
		if p.Frozen {
			continue
		}
		tensor := torch.Variable
		if p.Statistic {
			tensor = torch.FromFloats
		}
		if t.head[p.Name], err = tensor(t.Weights[p.Name].Data, t.device, shape64(p.Shape)...); err != nil {
			return err
		}
	}
	return nil
}

// Close frees what Place made. It is called on libtorch's thread.
func (t *Tower) Close() {
	t.rest()
	t.closeHead()
}

func (t *Tower) closeHead() {
	for _, x := range t.head {
		torch.Drop(x)
	}
	t.head = nil
}

// Parameters lists every tensor of the network.
func (t *Tower) Parameters() []Parameter { return t.net.parameters() }

// Layers lists the network's layers, for a summary or a picture.
func (t *Tower) Layers() []Layer { return t.net.layers() }

// Device is where Place brought the tower.
func (t *Tower) Device() torch.Device { return t.device }

// Trainable are the head's tensors that training changes, in the order of their names. The tower owns them.
func (t *Tower) Trainable() []*torch.Tensor {
	var tensors []*torch.Tensor
	for _, p := range t.net.parameters() {
		if !p.Frozen && !p.Statistic {
			tensors = append(tensors, t.head[p.Name])
		}
	}
	return tensors
}

// Embed is the head on the device: features [N, F], used up, to embeddings [N, E] without Scale. Training changes running
// statistics, where a head has them.
func (t *Tower) Embed(f *torch.Flow, features *torch.Tensor, training bool) *torch.Tensor {
	return t.net.embed(f, features, t.head, training)
}

// Pull copies the head from the device, for keeping.
func (t *Tower) Pull() (map[string]weights.Tensor, error) {
	kept := map[string]weights.Tensor{}
	for _, p := range t.net.parameters() {
		if p.Frozen {
			continue
		}
		data, err := torch.Floats(t.head[p.Name])
		if err != nil {
			return nil, err
		}
		kept[p.Name] = weights.Tensor{Shape: p.Shape, Data: data}
	}
	return kept, nil
}

// Keep makes the head as it is on the device the tower's own.
func (t *Tower) Keep() error {
	head, err := t.Pull()
	if err == nil {
		maps.Copy(t.Weights, head)
	}
	return err
}

// Restore puts what Pull or Start returned into the tower's weights and onto the device.
func (t *Tower) Restore(head map[string]weights.Tensor) error {
	maps.Copy(t.Weights, head)
	t.closeHead()
	return t.placeHead()
}

// Start makes a head's first values, from the seed.
func (t *Tower) Start(seed uint64) map[string]weights.Tensor {
	head := map[string]weights.Tensor{}
	for _, p := range t.net.parameters() {
		if !p.Frozen {
			head[p.Name] = weights.Tensor{Shape: p.Shape, Data: p.start.fill(p, seed)}
		}
	}
	return head
}

func (t *Tower) hasFrozen() bool {
	return slices.ContainsFunc(t.net.parameters(), func(p Parameter) bool { return p.Frozen })
}

func shape64(shape []int) []int64 {
	s := make([]int64, len(shape))
	for i, n := range shape {
		s[i] = int64(n)
	}
	return s
}
