package evaluate

import (
	"iter"
	"math"
	"slices"
)

// confusing holds the k pairs of one class that are most easily taken for the other: the closest ones or the farthest.
type confusing[Pair interface{ apart() float64 }] struct {
	k     int
	far   bool
	pairs []Pair  // at most 2k
	limit float64 // distances from it on are no news
}

func newConfusing[Pair interface{ apart() float64 }](k int, far bool) *confusing[Pair] {
	c := &confusing[Pair]{k: k, far: far, limit: math.Inf(1)}
	if far {
		c.limit = math.Inf(-1)
	}
	return c
}

// wants tells whether a pair so far apart may be among the k.
func (c *confusing[Pair]) wants(d float64) bool { return c.order(d, c.limit) < 0 }

// add takes a pair in. It costs next to nothing where the pair isn't among the k.
func (c *confusing[Pair]) add(p Pair) {
	if !c.wants(p.apart()) {
		return
	}
	c.pairs = append(c.pairs, p)
	if len(c.pairs) >= 2*c.k {
		c.cut()
	}
}

func (c *confusing[Pair]) order(x, y float64) int {
	if c.far {
		x, y = y, x
	}
	return order(x, y)
}

// cut sorts, the most confusing pair first, and keeps k.
func (c *confusing[Pair]) cut() {
	slices.SortStableFunc(c.pairs, func(x, y Pair) int { return c.order(x.apart(), y.apart()) })
	c.pairs = c.pairs[:min(len(c.pairs), c.k)]
	if n := len(c.pairs); n == c.k && n > 0 {
		c.limit = c.pairs[n-1].apart()
	}
}

func (p ScoredPair) apart() float64 { return p.Distance }

// MostConfusing returns the k impostor pairs of a list that are closest and the k genuine pairs that are farthest apart, the
// most confusing first, in one pass and with memory for no more than these. Of pairs as far apart as the last one, the first in
// the list are taken. For Collect's scores, ClosestImpostors and FarthestGenuine know them already.
func MostConfusing(list iter.Seq[ScoredPair], k int) (impostors, genuine []ScoredPair) {
	closest, farthest := newConfusing[ScoredPair](max(k, 0), false), newConfusing[ScoredPair](max(k, 0), true)
	for p := range list {
		if p.Same {
			farthest.add(p)
		} else {
			closest.add(p)
		}
	}
	closest.cut()
	farthest.cut()
	return closest.pairs, farthest.pairs
}
