package loss

import (
	"math"

	"siamface/model/torch"
)

// triplets are the losses of an anchor photo, a positive of the same person and a negative of another, all from the batch:
//
//   - TripletHard, "In defense of the triplet loss for person re-identification" (Hermans, Beyer and Leibe, 2017), equation 5:
//     the mean over anchors of max(margin + greatest d(anchor, positive) − least d(anchor, negative), 0);
//   - TripletSoft, from there too: ln(1 + exp(x)) of the same difference;
//   - TripletSemiHard, "FaceNet" (Schroff, Kalenichenko and Philbin, 2015): the mean over the genuine pairs, either photo as the
//     anchor, of max(margin + d²(anchor, positive) − d²(anchor, negative), 0) with the nearest negative that is farther than the
//     positive; where none is, the farthest. Of cosines d stands for d², which it is up to a factor of 2.
//
// An anchor without a positive or a negative counts for nothing.
type triplets struct {
	without
	Settings
}

func newTriplets(s Settings, _ People, _ torch.Device) (Loss, error) {
	return triplets{Settings: s}, nil
}

func (t triplets) Of(f *torch.Flow, embeddings *torch.Tensor, b Batch) *torch.Tensor {
	n := len(b.Person)
	first, second := everyPair(n)
	if len(first) == 0 {
		return nothing(f, embeddings)
	}
	squared, d := distances(f, embeddings, first, second, t.Distance)
	between := fold(n, read(f, d))
	mined := batchHard(between, b)
	if t.Name == TripletSemiHard {
		mined = semiHard(between, b)
		if t.Distance == Euclidean {
			d, squared = squared, d
		}
	}
	torch.Drop(squared)
	if len(mined) == 0 {
		return nothing(f, d)
	}
	positive, negative := make([]int, len(mined)), make([]int, len(mined))
	for k, m := range mined {
		positive[k], negative[k] = pairIndex(n, m.anchor, m.positive), pairIndex(n, m.anchor, m.negative)
	}
	excess := f.Sub(f.Select(f.Share(d), positive), f.Select(d, negative))
	if t.Name == TripletSoft {
		// ln(1 + exp(x)) is the log-sum-exp of x and 0
		return f.Mean(f.LogSumExpRows(f.ZeroColumn(f.Reshape(excess, int64(len(mined)), 1))))
	}
	return f.Mean(f.ReLU(f.Affine(excess, 1, t.Margin)))
}

type triplet struct{ anchor, positive, negative int }

// batchHard takes each anchor's farthest positive and nearest negative.
func batchHard(between [][]float64, b Batch) []triplet {
	var mined []triplet
	for i, row := range between {
		t := triplet{i, -1, -1}
		for k, d := range row {
			genuine, impostor := b.pair(i, k)
			if genuine && (t.positive < 0 || d > row[t.positive]) {
				t.positive = k
			}
			if impostor && (t.negative < 0 || d < row[t.negative]) {
				t.negative = k
			}
		}
		if t.positive >= 0 && t.negative >= 0 {
			mined = append(mined, t)
		}
	}
	return mined
}

// semiHard takes for each anchor and positive the nearest negative beyond the positive, or else the farthest.
func semiHard(between [][]float64, b Batch) []triplet {
	var mined []triplet
	for i, row := range between {
		for p := range row {
			if genuine, _ := b.pair(i, p); !genuine {
				continue
			}
			if n := justBeyond(row, row[p], func(k int) bool { _, impostor := b.pair(i, k); return impostor }); n >= 0 {
				mined = append(mined, triplet{i, p, n})
			}
		}
	}
	return mined
}

// justBeyond is the candidate whose distance is the least above limit, or, if none is above, the farthest; −1 without candidates.
func justBeyond(row []float64, limit float64, candidate func(k int) bool) int {
	beyond, farthest := -1, -1
	for k, d := range row {
		if !candidate(k) {
			continue
		}
		if d > limit && (beyond < 0 || d < row[beyond]) {
			beyond = k
		}
		if farthest < 0 || d > row[farthest] {
			farthest = k
		}
	}
	if beyond >= 0 {
		return beyond
	}
	return farthest
}

// everyPair lists the pairs of n rows, the first below the second: (0, 1), (0, 2) … (n−2, n−1).
func everyPair(n int) (first, second []int) {
	for i := range n {
		for k := i + 1; k < n; k++ {
			first, second = append(first, i), append(second, k)
		}
	}
	return first, second
}

// pairIndex is the place of two different rows' pair in everyPair.
func pairIndex(n, i, k int) int {
	i, k = min(i, k), max(i, k)
	return i*(2*n-i-1)/2 + k - i - 1
}

// fold makes a matrix of the distances of everyPair, with NaN between a row and itself, which no comparison picks. Without
// distances, after an error, it is empty.
func fold(n int, d []float32) [][]float64 {
	if len(d) == 0 {
		return nil
	}
	between := make([][]float64, n)
	for i := range between {
		between[i] = make([]float64, n)
		between[i][i] = math.NaN()
	}
	at := 0
	for i := range n {
		for k := i + 1; k < n; k++ {
			between[i][k], between[k][i] = float64(d[at]), float64(d[at])
			at++
		}
	}
	return between
}
