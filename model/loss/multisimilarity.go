package loss

import (
	"math"

	"siamface/model/torch"
)

// multiSimilarity is the loss of Wang, Han, Huang, Dong and Scott, "Multi-similarity loss with general pair weighting for deep
// metric learning" (2019), equation 15, on the cosines S between the batch's embeddings: the mean over all photos i of
//
//	ln(1 + Σ exp(−α(S_ik − λ)) over positives k)/α + ln(1 + Σ exp(β(S_ik − λ)) over negatives k)/β
//
// Of the pairs only those count that say something: negatives with S_ik > least S of i's positives − ε, and positives with S_ik <
// greatest S of i's negatives + ε. α = 2, β = 50, ε = 0.1 as in the paper. A photo without positives, or without negatives, has
// nothing to be compared with and counts 0.
type multiSimilarity struct {
	without
	lambda float64
	device torch.Device
}

const (
	msAlpha   = 2
	msBeta    = 50
	msEpsilon = 0.1
)

// far is put in the place of an exponent that shall add nothing to a log-sum-exp.
const far = -1e9

func newMultiSimilarity(s Settings, _ People, device torch.Device) (Loss, error) {
	return multiSimilarity{lambda: s.Margin, device: device}, nil
}

func (m multiSimilarity) Of(f *torch.Flow, embeddings *torch.Tensor, b Batch) *torch.Tensor {
	n := len(b.Person)
	unit := f.UnitRows(embeddings)
	cosines := f.MatMul(f.Share(unit), unit)
	positive, negative := informative(square(n, read(f, cosines)), b)
	attract := m.soft(f, f.Share(cosines), positive, -msAlpha)
	repel := m.soft(f, cosines, negative, msBeta)
	return f.Mean(f.Add(attract, repel))
}

// soft is ln(1 + Σ exp(k(S − λ)))/|k| over the chosen entries of each row of the cosines [N, N], which are used up: [N].
func (m multiSimilarity) soft(f *torch.Flow, cosines *torch.Tensor, chosen [][]bool, k float64) *torch.Tensor {
	n := len(chosen)
	keep, offset := make([]float32, n*n), make([]float32, n*n)
	for i, row := range chosen {
		for j, c := range row {
			if c {
				keep[i*n+j] = 1
			} else {
				offset[i*n+j] = far
			}
		}
	}
	shape := []int64{int64(n), int64(n)}
	exponents := f.Mul(f.Affine(cosines, k, -k*m.lambda), constants(f, keep, m.device, shape...))
	exponents = f.Add(exponents, constants(f, offset, m.device, shape...))
	return f.Affine(f.LogSumExpRows(f.ZeroColumn(exponents)), 1/math.Abs(k), 0)
}

// informative chooses the pairs that say something, of cosines s.
func informative(s [][]float64, b Batch) (positive, negative [][]bool) {
	positive, negative = make([][]bool, len(s)), make([][]bool, len(s))
	for i, row := range s {
		least, greatest := math.Inf(1), math.Inf(-1)
		for k, cosine := range row {
			genuine, impostor := b.pair(i, k)
			if genuine {
				least = min(least, cosine)
			}
			if impostor {
				greatest = max(greatest, cosine)
			}
		}
		positive[i], negative[i] = make([]bool, len(row)), make([]bool, len(row))
		if math.IsInf(least, 0) || math.IsInf(greatest, 0) {
			continue
		}
		for k, cosine := range row {
			genuine, impostor := b.pair(i, k)
			positive[i][k] = genuine && cosine < greatest+msEpsilon
			negative[i][k] = impostor && cosine > least-msEpsilon
		}
	}
	return positive, negative
}

// square cuts n×n numbers into rows; without numbers, after an error, there are none.
func square(n int, values []float32) [][]float64 {
	if len(values) == 0 {
		return nil
	}
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, n)
		for k := range n {
			rows[i][k] = float64(values[i*n+k])
		}
	}
	return rows
}
