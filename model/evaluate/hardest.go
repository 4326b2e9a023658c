package evaluate

import (
	"iter"
	"math"
	"slices"

	"siamface/model/pairlist"
)

// hardestPairs holds the k pairs of one class that are most easily taken for the other: the closest ones or the farthest.
type hardestPairs[Pair any] struct {
	k        int
	far      bool
	distance func(Pair) float64
	pairs    []Pair  // at most 2k
	limit    float64 // distances from it on are no news
}

func newHardest[Pair any](k int, far bool, distance func(Pair) float64) *hardestPairs[Pair] {
	h := &hardestPairs[Pair]{k: k, far: far, distance: distance, limit: math.Inf(1)}
	if far {
		h.limit = math.Inf(-1)
	}
	return h
}

// mayHold tells whether a pair at this distance may be among the k.
func (h *hardestPairs[Pair]) mayHold(d float64) bool { return h.compare(d, h.limit) < 0 }

// addPair takes a pair in. It costs next to nothing where the pair isn't among the k.
func (h *hardestPairs[Pair]) addPair(p Pair) {
	if !h.mayHold(h.distance(p)) {
		return
	}
	h.pairs = append(h.pairs, p)
	if len(h.pairs) >= 2*h.k {
		h.sortAndCut()
	}
}

func (h *hardestPairs[Pair]) compare(x, y float64) int {
	if h.far {
		x, y = y, x
	}
	return compareDistances(x, y)
}

// sortAndCut sorts, the hardest pair first, and keeps k.
func (h *hardestPairs[Pair]) sortAndCut() {
	slices.SortStableFunc(h.pairs, func(x, y Pair) int { return h.compare(h.distance(x), h.distance(y)) })
	h.pairs = h.pairs[:min(len(h.pairs), h.k)]
	if n := len(h.pairs); n == h.k && n > 0 {
		h.limit = h.distance(h.pairs[n-1])
	}
}

// HardestPairs returns the k impostor pairs of a list that are closest and the k genuine pairs that are farthest apart, the
// hardest first, in one pass and with memory for no more than these. Of pairs as far apart as the last one, the first in the list
// are taken. For Collect's scores, NameHardest knows them already.
func HardestPairs(list iter.Seq[pairlist.ScoredPair], k int) (impostors, genuine []pairlist.ScoredPair) {
	distance := func(p pairlist.ScoredPair) float64 { return p.Distance }
	closest, farthest := newHardest(max(k, 0), false, distance), newHardest(max(k, 0), true, distance)
	for p := range list {
		if p.Same {
			farthest.addPair(p)
		} else {
			closest.addPair(p)
		}
	}
	closest.sortAndCut()
	farthest.sortAndCut()
	return closest.pairs, farthest.pairs
}
