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
	order    func(x, y Pair) int // of pairs at one distance
	pairs    []Pair              // at most 2k
	room     []float64           // for cut
	limit    float64             // distances from it on are no news
}

func newHardest[Pair any](k int, far bool, distance func(Pair) float64, order func(x, y Pair) int) *hardestPairs[Pair] {
	h := &hardestPairs[Pair]{k: k, far: far, distance: distance, order: order, limit: math.Inf(1)}
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
		h.cut()
	}
}

func (h *hardestPairs[Pair]) compare(x, y float64) int {
	if h.far {
		x, y = y, x
	}
	return compareDistances(x, y)
}

// cut keeps k pairs, in no order.
func (h *hardestPairs[Pair]) cut() {
	if h.k == 0 || len(h.pairs) <= h.k {
		h.pairs = h.pairs[:min(len(h.pairs), h.k)]
		return
	}
	hardness := h.room[:0]
	for _, p := range h.pairs {
		if d := h.distance(p); h.far {
			hardness = append(hardness, -d)
		} else {
			hardness = append(hardness, d)
		}
	}
	h.room = hardness
	h.limit = math.Abs(selectSmallest(hardness, h.k-1))
	kept, last := h.pairs[:0], []Pair(nil)
	for _, p := range h.pairs {
		switch c := h.compare(h.distance(p), h.limit); {
		case c < 0:
			kept = append(kept, p)
		case c == 0:
			last = append(last, p)
		}
	}
	slices.SortFunc(last, h.order)
	h.pairs = append(kept, last[:h.k-len(kept)]...)
}

// sortAndCut keeps k pairs and sorts them, the hardest first.
func (h *hardestPairs[Pair]) sortAndCut() {
	h.cut()
	slices.SortFunc(h.pairs, func(x, y Pair) int {
		if c := h.compare(h.distance(x), h.distance(y)); c != 0 {
			return c
		}
		return h.order(x, y)
	})
}

// selectSmallest is the value with k smaller or equal ones before it, as if they were sorted. It moves them about (Hoare's FIND,
// Communications of the ACM 4(7), 1961).
func selectSmallest(values []float64, k int) float64 {
	from, to := 0, len(values)-1
	for from < to {
		middle, i, j := values[(from+to)/2], from, to
		for i <= j {
			for values[i] < middle {
				i++
			}
			for values[j] > middle {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			to = j
		case k >= i:
			from = i
		default:
			return values[k]
		}
	}
	return values[k]
}

// HardestPairs returns the k impostor pairs of a list that are closest and the k genuine pairs that are farthest apart, the
// hardest first, in one pass and with memory for no more than these. Of pairs as far apart as the last one, the first in the list
// are taken. For Collect's scores, NameHardest knows them already.
func HardestPairs(list iter.Seq[pairlist.ScoredPair], k int) (impostors, genuine []pairlist.ScoredPair) {
	newList := func(far bool) *hardestPairs[numberedPair] {
		return newHardest(max(k, 0), far, func(p numberedPair) float64 { return p.Distance }, func(x, y numberedPair) int { return x.at - y.at })
	}
	closest, farthest, at := newList(false), newList(true), 0
	for p := range list {
		if at++; p.Same {
			farthest.addPair(numberedPair{p, at})
		} else {
			closest.addPair(numberedPair{p, at})
		}
	}
	return listPairs(closest), listPairs(farthest)
}

// numberedPair is a pair of a list, with its place there.
type numberedPair struct {
	pairlist.ScoredPair
	at int
}

func listPairs(h *hardestPairs[numberedPair]) (list []pairlist.ScoredPair) {
	h.sortAndCut()
	for _, p := range h.pairs {
		list = append(list, p.ScoredPair)
	}
	return list
}
