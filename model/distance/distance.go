// Package distance measures how far apart two embeddings lie: by the Euclidean distance of the contrastive loss (Hadsell, Chopra and
// LeCun, "Dimensionality Reduction by Learning an Invariant Mapping", CVPR 2006). As in Keras' Siamese example it is held above zero,
// sqrt(max(Σ(a−b)², ε)), so that training and evaluation use the same numbers.
//
// Embeddings are float32; differences, squares and sums are float64, added in the order of the components and never fused. So a pair
// has the same distance to the last bit on every run and machine, with any number of threads.
package distance

import (
	"fmt"
	"math"
)

// Epsilon is the least squared distance: below it the square root's slope would be too steep to train with. Two equal
// embeddings are therefore sqrt(1e-7) ≈ 0.000316 apart, not 0.
const Epsilon = 1e-7

// Euclidean returns sqrt(max(Σ(a−b)², Epsilon)) of two embeddings of equal length. Where one is longer, its further
// components count as differences from zero. A NaN among the components gives NaN.
func Euclidean(a, b []float32) float64 {
	if len(a) < len(b) {
		a, b = b, a
	}
	sum := 0.0
	for k, v := range b {
		diff := float64(a[k]) - float64(v)
		sum += float64(diff * diff) // the conversion keeps the compiler from fusing
	}
	for _, v := range a[len(b):] {
		sum += float64(float64(v) * float64(v))
	}
	return rootOf(sum)
}

func rootOf(squared float64) float64 { return math.Sqrt(max(squared, Epsilon)) }

// countRows returns the number of embeddings in an N×dim matrix, or why it isn't one.
func countRows(embeddings []float32, dim int) (int, error) {
	if dim < 1 || len(embeddings)%dim != 0 {
		return 0, fmt.Errorf("%d numbers don't make embeddings of length %d", len(embeddings), dim)
	}
	return len(embeddings) / dim, nil
}
