package train

import (
	"math"

	"siamface/model/errorrate"
	"siamface/model/evaluate"
	"siamface/model/loss"
)

// Margin is the published distance beyond which different people cost nothing.
const Margin = loss.ContrastiveMargin

// lossOf is the published contrastive loss of scored pairs: whatever a tower is trained with, it is judged by this one.
func lossOf(s evaluate.Scores) float64 {
	var sum float64
	share := func(distances errorrate.Distances, cost func(d float64) float64) {
		half := float64(2 * distances.N())
		for d, pairs := range distances.All() {
			sum += float64(pairs) * cost(d) / half
		}
	}
	share(s.Genuine(), func(d float64) float64 { return d * d })
	share(s.Impostor(), func(d float64) float64 { return math.Pow(max(Margin-d, 0), 2) })
	return sum
}
