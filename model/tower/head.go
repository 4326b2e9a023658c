package tower

import (
	"maps"

	"siamface/model/network"
	"siamface/model/torch"
	"siamface/model/weights"
)

// deviceHead is a head on a device, by the names of its tensors.
type deviceHead map[string]*torch.Tensor

// placeHead brings a head to a device.
func placeHead(d Design, w map[string]weights.Tensor, device torch.Device) (head deviceHead, err error) {
	head = deviceHead{}
	for _, p := range d.Parameters() {
		if p.Frozen {
			continue
		}
		tensor := torch.Variable
		if p.Statistic {
			tensor = torch.FromFloats
		}
		if head[p.Name], err = tensor(w[p.Name].Data, device, network.Shape64(p.Shape)...); err != nil {
			return head, err
		}
	}
	return head, nil
}

func (h deviceHead) tensor(name string) *torch.Tensor { return h[name] }

// drop frees the head.
func (h deviceHead) drop() {
	for _, x := range h {
		torch.Drop(x)
	}
}

// Trainable are the head's tensors that training changes, in the order in which a photo meets them. The tower owns them.
func (t *Tower) Trainable() []*torch.Tensor {
	var tensors []*torch.Tensor
	for _, p := range t.Design.Parameters() {
		if !p.Frozen && !p.Statistic {
			tensors = append(tensors, t.head[p.Name])
		}
	}
	return tensors
}

// ReadHead copies the head from the device.
func (t *Tower) ReadHead() (map[string]weights.Tensor, error) {
	head := map[string]weights.Tensor{}
	for _, p := range t.Design.Parameters() {
		if p.Frozen {
			continue
		}
		data, err := torch.Floats(t.head[p.Name])
		if err != nil {
			return nil, err
		}
		head[p.Name] = weights.Tensor{Shape: p.Shape, Data: data}
	}
	return head, nil
}

// CommitHead makes the head as it is on the device the tower's own.
func (t *Tower) CommitHead() error {
	head, err := t.ReadHead()
	if err == nil {
		maps.Copy(t.Weights, head)
	}
	return err
}

// SetHead puts what ReadHead or InitialHead returned into the tower's weights and onto the device.
func (t *Tower) SetHead(head map[string]weights.Tensor) (err error) {
	maps.Copy(t.Weights, head)
	t.head.drop()
	t.head, err = placeHead(t.Design, t.Weights, t.device)
	return err
}

// InitialHead makes a head's first values, from the seed.
func (t *Tower) InitialHead(seed uint64) map[string]weights.Tensor {
	head := map[string]weights.Tensor{}
	for _, p := range t.Design.Parameters() {
		if !p.Frozen {
			head[p.Name] = weights.Tensor{Shape: p.Shape, Data: p.Fill(seed)}
		}
	}
	return head
}

// WithInitialHead is the same network before any training, for ComputeEmbeddings of features that t computed: only its head is placed,
// beside t's. It is called on libtorch's thread; Close frees it.
func (t *Tower) WithInitialHead(seed uint64) (*Tower, error) {
	f := assemble(t.Design, maps.Clone(t.Weights))
	f.Origin, f.Scale, f.device = t.Origin, 1, t.device
	if err := f.SetHead(f.InitialHead(seed)); err != nil {
		f.head.drop()
		return nil, err
	}
	return f, nil
}

// RunHead is the head on the device: features [N, F], used up, to embeddings [N, E] without Scale. Training changes running
// statistics, where a head has them.
func (t *Tower) RunHead(f *torch.Flow, features *torch.Tensor, training bool) *torch.Tensor {
	return t.Design.Embed(f, features, t.head.tensor, training)
}

// headBatch is how many rows go through the head at once.
const headBatch = 256

// ComputeEmbeddings runs the head on rows of features, without training, on libtorch's thread: rows × Embedding numbers, times Scale.
func (t *Tower) ComputeEmbeddings(features Features) ([]float32, error) {
	return computeRows(features, headBatch, t.device, func(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
		return f.Affine(t.RunHead(f, x, false), t.Scale, 0)
	})
}

// RunTrunk runs what is trained below the head's dense layer, as it is, on features: what that layer sees of them. Where nothing is, it
// is the features themselves. It is called on libtorch's thread.
func (t *Tower) RunTrunk(features Features) (Features, error) {
	if !t.Design.TrainsTrunk() {
		return features, nil
	}
	data, err := computeRows(features, featureBatch, t.device, func(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
		return t.Design.RunTrunk(f, x, t.head.tensor)
	})
	return Features{Width: t.Weights[network.DenseWeight].Shape[1], Data: data, NoFace: features.NoFace}, err
}

// computeRows runs operations on rows of features, so many at once, and fewer where a GPU's memory is full.
func computeRows(features Features, batch int, device torch.Device, run func(f *torch.Flow, x *torch.Tensor) *torch.Tensor) ([]float32, error) {
	var all, buffer []float32
	for from := 0; from < features.Rows(); {
		to := min(from+batch, features.Rows())
		data, err := runFlow(features.Gather(from, to, &buffer), device, []int64{-1, int64(features.Width)}, run)
		if torch.IsOutOfMemory(err) && batch > 1 {
			batch /= 2
			continue
		}
		if err != nil {
			return nil, err
		}
		all, from = append(all, data...), to
	}
	return all, nil
}

// runFlow runs operations on numbers in a tensor of a shape, whose first size is what they give.
func runFlow(data []float32, device torch.Device, shape []int64, run func(f *torch.Flow, x *torch.Tensor) *torch.Tensor) ([]float32, error) {
	row := int64(1)
	for _, n := range shape[1:] {
		row *= n
	}
	shape[0] = int64(len(data)) / row
	x, err := torch.FromFloats(data, device, shape...)
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
