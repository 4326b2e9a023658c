package tower

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"siamface/model/weights"
)

// A checksum says that a file is as it was written, and nothing about who wrote it. So every number of a model that a verdict is made
// from is checked for sense when the file is opened.

// Distances lie between 0 and 2 where embeddings have length 1; the published recipe's are larger, and the scale multiplies them.
const (
	leastNumber = 1e-6
	mostNumber  = 1e6
)

// Why a model makes no sense.
var (
	errScale      = errors.New("its scale makes no sense; train again")
	errThresholds = errors.New("its thresholds make no sense; train again")
	errQuantiles  = errors.New("its distances of the validation people make no sense; train again")
	errNumbers    = errors.New("its numbers make no sense; train again")
)

// errOverflow is a model whose numbers give none.
var errOverflow = errors.New("the model's numbers overflow, so that it gives no distance for these photos; train again")

func isPlausible(v float64) bool { return v >= leastNumber && v <= mostNumber } // false for NaN

// check finds thresholds and quantiles that can't be those of any training.
func (j Judgement) check() error {
	switch {
	case !isPlausible(j.Threshold) || !isPlausible(j.Sure) || j.Sure > j.Threshold:
		return errThresholds
	case !(j.Rate >= 0 && j.Rate < 1) || j.Genuine < 0 || j.Impostor < 0:
		return errThresholds
	case !areQuantiles(j.GenuineQuantiles) || !areQuantiles(j.ImpostorQuantiles):
		return errQuantiles
	case j.contradicts():
		return errThresholds
	}
	return nil
}

// contradicts tells whether the thresholds aren't of the distances that stand beside them: beyond all of these, or outside of the gap
// where they part all people.
func (j Judgement) contradicts() bool {
	if j.General || len(j.GenuineQuantiles) == 0 || len(j.ImpostorQuantiles) == 0 {
		return false
	}
	const rounding = 1 + 1e-6
	last := len(QuantileFractions) - 1
	farthest, closest := j.GenuineQuantiles[last], j.ImpostorQuantiles[0]
	parted := farthest < closest
	return j.Threshold > j.ImpostorQuantiles[last]*rounding ||
		parted && (j.Threshold*rounding < farthest || j.Threshold > closest*rounding)
}

// areQuantiles tells whether distances rise, as quantiles do; there may be none.
func areQuantiles(q []float64) bool {
	return len(q) == 0 || len(q) == len(QuantileFractions) && slices.IsSorted(q) && q[0] >= 0 && q[len(q)-1] <= mostNumber
}

// checkWeights finds variances below zero, and a head without any direction, to which everybody is the same person. That all are numbers
// was seen when the file was read.
func checkWeights(tensors map[string]weights.Tensor) error {
	for name, t := range tensors {
		switch {
		case strings.HasSuffix(name, ".running_var") && slices.ContainsFunc(t.Data, func(v float32) bool { return v < 0 }):
			return fmt.Errorf("%w (%s is below zero)", errNumbers, name)
		case strings.HasSuffix(name, ".weight") && !slices.ContainsFunc(t.Data, func(v float32) bool { return math.Abs(float64(v)) > 0 }):
			return fmt.Errorf("%w (%s is zero throughout)", errNumbers, name)
		case len(t.Shape) == 2 && strings.HasSuffix(name, ".weight") && isFlat(t.Data):
			return fmt.Errorf("%w (%s is the same throughout)", errNumbers, name)
		}
	}
	return nil
}

// isFlat tells whether a dense layer's numbers are all alike, so that it gives the same for everybody.
func isFlat(data []float32) bool {
	const least, most = 1e-12, 1e30 // what is larger overflows, which is said of the photo
	largest := float64(slices.Max(data))
	return len(data) > 1 && largest-float64(slices.Min(data)) < least && largest < most
}

// checkEmbeddings refuses embeddings that are no numbers.
func checkEmbeddings(embeddings []float32) ([]float32, error) {
	if slices.ContainsFunc(embeddings, func(v float32) bool { return v-v != 0 }) { // infinite or NaN
		return nil, errOverflow
	}
	return embeddings, nil
}
