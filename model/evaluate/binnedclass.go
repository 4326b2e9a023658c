package evaluate

import (
	"maps"
	"math"
	"slices"

	"siamface/model/errorrate"
)

// toClass takes the exact distances of the tail. Nothing is counted afterwards.
func (c *binnedPairs) toClass(s *embeddingSet) scoredClass {
	if c.all {
		s.measureExactly(c.entries)
		return s.listClass(c.entries)
	}
	c.addUp()
	c.tail.sortAndCut()
	for _, e := range c.tail.pairs {
		c.edge = c.binOf(e.distance)
		c.tailBins = append(c.tailBins, c.edge)
		if b := c.edge - c.base; b >= 0 && b < fineCount {
			c.fineSum[b]--
		} else {
			c.beyond[c.edge]--
		}
	}
	s.measureExactly(c.tail.pairs)
	c.tail.sortAndCut() // in the order of the exact distances
	return scoredClass{
		distances: c.toDistances(),
		people:    classPeople{sums: c.sumPeople(s.people)},
		hardest:   func(bool) []entry { return c.tail.pairs },
	}
}

// toDistances are those of the tail and, beyond the tail, of the bins.
func (c *binnedPairs) toDistances() errorrate.Distances {
	var at []float64
	var pairs []int
	add := func(v float64, n int) { at, pairs = append(at, v), append(pairs, n) }
	tail := slices.Clone(c.tail.pairs)
	slices.SortFunc(tail, byDistance)
	least, most := 0.0, math.Inf(1)
	if len(tail) > 0 && c.tail.far {
		most = tail[0].distance
	} else if len(tail) > 0 {
		least = tail[len(tail)-1].distance
		for _, e := range tail {
			add(e.distance, 1)
		}
	}
	addBin := func(bin, n int) {
		if n > 0 {
			add(min(max(c.binMiddle(bin, least, most), least), most), n)
		}
	}
	outside := slices.Sorted(maps.Keys(c.beyond))
	behind, _ := slices.BinarySearch(outside, c.base)
	for _, bin := range outside[:behind] {
		addBin(bin, c.beyond[bin])
	}
	for b, n := range c.fineSum {
		addBin(b+c.base, n)
	}
	for _, bin := range outside[behind:] {
		addBin(bin, c.beyond[bin])
	}
	if c.tail.far {
		for _, e := range tail {
			add(e.distance, 1)
		}
	}
	return errorrate.FromBinned(at, pairs)
}

// binMiddle is the distance in a bin's middle, but in the bin that the tail ends in, the end itself: equal distances shall stay equal.
func (c *binnedPairs) binMiddle(bin int, least, most float64) float64 {
	if len(c.tail.pairs) > 0 && bin == c.edge {
		if c.tail.far {
			return most
		}
		return least
	}
	square := float64(math.Float32frombits(uint32(bin<<fineBits + 1<<(fineBits-1))))
	return math.Ldexp(math.Sqrt(square), c.scale)
}

// sumPeople turns the counts by person and coarse bin into running ones, with a mark behind each bin that holds pairs.
func (c *binnedPairs) sumPeople(people int) *personSums {
	bins := c.coarseBins()
	s := &personSums{people: people, marks: []float64{0}, of: make([]float32, people)}
	total := 0
	for b, n := range c.countCoarse() {
		if n == 0 {
			continue
		}
		total += n
		s.marks = append(s.marks, float64(total))
		s.of = append(s.of, s.of[len(s.of)-people:]...)
		last := s.of[len(s.of)-people:]
		for p := range last {
			last[p] += float32(c.coarseSum[p*bins+b] * uint64(c.every))
		}
	}
	return s
}

// countCoarse counts the pairs in each coarse bin, those of the tail too.
func (c *binnedPairs) countCoarse() []int {
	filled := make([]int, c.coarseBins())
	add := func(bin, n int) { filled[min(max(bin-c.base, 0), fineCount-1)>>c.shift] += n }
	for b, n := range c.fineSum {
		add(b+c.base, n)
	}
	for bin, n := range c.beyond {
		add(bin, n)
	}
	for _, bin := range c.tailBins {
		add(bin, 1)
	}
	return filled
}
