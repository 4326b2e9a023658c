package evaluate

import (
	"cmp"
	"math"
	"slices"
)

// entry is a pair with its distance. a and b are its photos, or the people on them.
type entry struct {
	distance float64
	a, b     int32
}

func byDistance(x, y entry) int { return order(x.distance, y.distance) }

// confusing holds the k pairs of one class that are most easily taken for the other: the closest ones or the farthest.
type confusing struct {
	k       int
	far     bool
	entries []entry // at most 2k
	limit   float64 // distances from it on are no news
}

func newConfusing(k int, far bool) *confusing {
	c := &confusing{k: k, far: far, limit: math.Inf(1)}
	if far {
		c.limit = math.Inf(-1)
	}
	return c
}

// add takes a pair in. It costs next to nothing where the pair isn't among the k.
func (c *confusing) add(e entry) {
	if c.order(e.distance, c.limit) >= 0 {
		return
	}
	c.entries = append(c.entries, e)
	if len(c.entries) >= 2*c.k {
		c.cut()
	}
}

func (c *confusing) order(x, y float64) int {
	if c.far {
		x, y = y, x
	}
	return order(x, y)
}

// cut sorts, the most confusing pair first, and keeps k.
func (c *confusing) cut() {
	slices.SortFunc(c.entries, func(x, y entry) int {
		return cmp.Or(c.order(x.distance, y.distance), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	c.entries = c.entries[:min(len(c.entries), c.k)]
	if n := len(c.entries); n > 0 {
		c.limit = c.entries[n-1].distance
	}
}

// couples are at most Confusing entries whose a and b are photos.
func couples(entries []entry) []Couple {
	var list []Couple
	for _, e := range entries[:min(len(entries), Confusing)] {
		list = append(list, Couple{int(e.a), int(e.b), e.distance})
	}
	return list
}
