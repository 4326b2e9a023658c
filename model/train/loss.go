package train

import (
	"math"

	"siamface/model/loss"
)

// Margin is the published distance beyond which different people cost nothing.
const Margin = loss.ContrastiveMargin

// lossOf is the published contrastive loss of scored pairs: whatever a tower is trained with, it is judged by this one.
func lossOf(genuine, impostor []float64) float64 {
	var sum float64
	share := func(distances []float64, cost func(d float64) float64) {
		for _, d := range distances {
			sum += cost(d) / float64(2*len(distances))
		}
	}
	share(genuine, func(d float64) float64 { return d * d })
	share(impostor, func(d float64) float64 { return math.Pow(max(Margin-d, 0), 2) })
	return sum
}
