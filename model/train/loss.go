package train

import (
	"math"

	"siamface/model/distance"
	"siamface/model/evaluate"
	"siamface/model/torch"
)

// Margin is the distance beyond which different people cost nothing.
const Margin = 1.0

// contrastive is the loss of Hadsell, Chopra and LeCun, "Dimensionality reduction by learning an invariant mapping" (2006),
// as the published experiment has it: y·d² + (1−y)·max(1−d, 0)², y = 1 for the same person, d as package distance defines
// it. The two classes weigh the same however many pairs they have; with as many genuine as impostor pairs that is the plain
// mean. Embeddings a and b [P, E], one row a pair, are used up; the result is the loss, a scalar tensor, and the distances
// [P].
func contrastive(f *torch.Flow, a, b *torch.Tensor, same []bool, device torch.Device) (loss, distances *torch.Tensor) {
	squared := f.AtLeast(f.SumRows(f.Square(f.Sub(a, b)), false), distance.Epsilon)
	distances = f.Sqrt(f.Share(squared))
	within := f.Square(f.ReLU(f.Affine(f.Share(distances), -1, Margin)))
	genuine, impostor := classWeights(same)
	y, err := torch.FromFloats(genuine, device, int64(len(same)))
	if err != nil {
		f.Fail(err)
	}
	n, err := torch.FromFloats(impostor, device, int64(len(same)))
	if err != nil {
		f.Fail(err)
	}
	return f.Mean(f.Add(f.Mul(squared, y), f.Mul(within, n))), distances
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

// lossOf is the same loss of scored pairs.
func lossOf(s evaluate.Scores) float64 {
	var sum float64
	share := func(distances evaluate.Distances, cost func(d float64) float64) {
		half := float64(2 * distances.N())
		for d, pairs := range distances.All() {
			sum += float64(pairs) * cost(d) / half
		}
	}
	share(s.Genuine(), func(d float64) float64 { return d * d })
	share(s.Impostor(), func(d float64) float64 { return math.Pow(max(Margin-d, 0), 2) })
	return sum
}
