package main

import (
	"context"
	"slices"

	"siamface/model/errorrate"
	"siamface/model/evaluate"
)

// embeddingWidth is that of the published recipe.
const embeddingWidth = 512

// pairs scores all pairs of embeddings: equal error rate, AUC, and both histograms as shares of all pairs.
func pairs(_ context.Context, o options) (unit, error) {
	embeddings, err := take(o.Embeddings)
	person := make([]int, len(embeddings)/embeddingWidth)
	for i := range person {
		person[i] = i / o.PhotosEach
	}
	return func(ctx context.Context) (r result, err error) {
		all := begin()
		scores, err := evaluate.Collect(ctx, embeddings, embeddingWidth, person, nil)
		if err != nil {
			return r, err
		}
		eer, _ := scores.EER()
		auc, _ := scores.AUC()
		edges := errorrate.HistogramEdges(scores.Max())
		bins := slices.Concat(scores.Genuine().Bin(edges).Bins, scores.Impostor().Bin(edges).Bins)
		all.stop(1)
		r.timed, r.values = all, []float64{eer, auc}
		count := float64(len(person)) * float64(len(person)-1) / 2
		for _, n := range bins {
			r.values = append(r.values, float64(n)/count)
		}
		return r, nil
	}, err
}
