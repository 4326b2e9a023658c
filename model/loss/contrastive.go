package loss

import (
	"siamface/model/distance"
	"siamface/model/torch"
)

// ContrastiveMargin is the published distance beyond which different people cost nothing.
const ContrastiveMargin = 1.0

// contrastive is the loss of Hadsell, Chopra and LeCun, "Dimensionality reduction by learning an invariant mapping" (2006),
// as the published experiment has it: y·d² + (1−y)·max(margin−d, 0)², y = 1 for the same person. The two classes weigh the same
// however many pairs they have; with as many genuine as impostor pairs that is the plain mean.
type contrastive struct {
	without
	Settings
	device torch.Device
}

func newContrastive(s Settings, _ People, device torch.Device) (Loss, error) {
	return contrastive{Settings: s, device: device}, nil
}

func (c contrastive) Of(f *torch.Flow, embeddings *torch.Tensor, b Batch) *torch.Tensor {
	if len(b.Same) == 0 {
		return nothing(f, embeddings)
	}
	squared, d := distances(f, embeddings, b.A, b.B, c.Distance)
	within := f.Square(f.ReLU(f.Affine(d, -1, c.Margin)))
	genuine, impostor := classWeights(b.Same)
	n := int64(len(b.Same))
	y, rest := constants(f, genuine, c.device, n), constants(f, impostor, c.device, n)
	return f.Mean(f.Add(f.Mul(squared, y), f.Mul(within, rest)))
}

// distances are those between rows a[k] and b[k] of the embeddings [N, E], which are used up, and their squares: [P] each.
func distances(f *torch.Flow, embeddings *torch.Tensor, a, b []int, kind string) (squared, d *torch.Tensor) {
	if kind == Cosine {
		embeddings = f.UnitRows(embeddings)
	}
	x, y := f.Select(f.Share(embeddings), a), f.Select(embeddings, b)
	if kind == Cosine {
		d = f.Affine(f.SumRows(f.Mul(x, y), false), -1, 1)
		return f.Square(f.Share(d)), d
	}
	squared = f.AtLeast(f.SumRows(f.Square(f.Sub(x, y)), false), distance.Epsilon)
	return squared, f.Sqrt(f.Share(squared))
}

// classWeights gives each pair a weight in its class, so that the mean over all pairs holds half of each class.
func classWeights(same []bool) (genuine, impostor []float32) {
	count := map[bool]int{}
	for _, s := range same {
		count[s]++
	}
	genuine, impostor = make([]float32, len(same)), make([]float32, len(same))
	for i, s := range same {
		weight := float32(len(same)) / float32(2*count[s])
		if s {
			genuine[i] = weight
		} else {
			impostor[i] = weight
		}
	}
	return genuine, impostor
}
