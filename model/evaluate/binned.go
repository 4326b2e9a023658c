package evaluate

import (
	"math"
	"slices"

	"siamface/model/errorrate"
)

// Fine bins are float32 numbers that agree in the upper 14 bits of their mantissa: 2^-14 = 6e-5 wide, relatively.
const (
	fineBits  = 23 - 14
	fineCount = 1 << 14 // in an octave
)

// People are counted in coarse bins, by the upper 6 bits of the mantissa, over 8 octaves about the usual distance.
const (
	coarseBits  = 23 - 6
	coarseCount = 8 << 6
	coarseBelow = 5 << 6 // of these
)

// binnedPairs counts the pairs of one class.
type binnedPairs struct {
	all     bool // keep every pair
	entries []entry
	// Where not:
	fine   [256][]int // octaves of fine bins, nil while empty
	coarse []uint32   // coarse[p·coarseCount+b]: pairs of person p
	base   int        // the first coarse bin's number
	tail   *hardestPairs[entry]
	edge   uint32 // the fine bin that the tail ends in
}

func newBinned(s *embeddingSet, all bool, tail *hardestPairs[entry], base int) *binnedPairs {
	c := &binnedPairs{all: all, tail: tail, base: base}
	if !all {
		c.coarse = make([]uint32, s.people*coarseCount)
	}
	return c
}

// growPeople makes room for so many people.
func (c *binnedPairs) growPeople(n int) {
	if more := n*coarseCount - len(c.coarse); !c.all && more > 0 {
		c.coarse = append(c.coarse, make([]uint32, more)...)
	}
}

// moveToBins puts the pairs kept so far into bins, and all that follow. Their photos are people.
func (c *binnedPairs) moveToBins(people int) {
	entries := c.entries
	slices.SortFunc(entries, byDistance)
	c.all, c.entries, c.base = false, nil, coarseBin(entries[len(entries)/2].distance)-coarseBelow
	c.growPeople(people)
	for _, e := range entries {
		c.addPair(e.distance, e.a, e.b, e.a, e.b)
	}
}

// float32Bits are those of a distance as float32, held to what is finite.
func float32Bits(d float64) uint32 { return math.Float32bits(float32(min(d, math.MaxFloat32))) }

// coarseBin is the number of a distance's coarse bin, of all that there are.
func coarseBin(d float64) int { return int(float32Bits(d) >> coarseBits) }

func (c *binnedPairs) addPair(d float64, i, j, p, q int32) {
	if c.all {
		c.entries = append(c.entries, entry{d, i, j})
		return
	}
	bits := float32Bits(d)
	octave := c.fine[bits>>23]
	if octave == nil {
		octave = make([]int, fineCount)
		c.fine[bits>>23] = octave
	}
	octave[bits>>fineBits&(fineCount-1)]++
	b := min(max(int(bits>>coarseBits)-c.base, 0), coarseCount-1)
	c.coarse[int(p)*coarseCount+b]++
	if p != q {
		c.coarse[int(q)*coarseCount+b]++
	}
	if c.tail.mayHold(d) {
		c.tail.addPair(entry{d, i, j})
	}
}

// joinCounts adds what another goroutine has seen.
func (c *binnedPairs) joinCounts(other *binnedPairs) {
	c.entries = append(c.entries, other.entries...)
	for o, octave := range other.fine {
		if c.fine[o] == nil {
			c.fine[o] = octave
			continue
		}
		for b, n := range octave {
			c.fine[o][b] += n
		}
	}
	for k, n := range other.coarse {
		c.coarse[k] += n
	}
	for _, e := range other.tail.pairs {
		c.tail.addPair(e)
	}
}

// toClass takes the exact distances of the tail.
func (c *binnedPairs) toClass(s *embeddingSet) scoredClass {
	if c.all {
		s.measureExactly(c.entries)
		return s.listClass(c.entries)
	}
	c.tail.sortAndCut()
	for _, e := range c.tail.pairs {
		bits := float32Bits(e.distance)
		c.fine[bits>>23][bits>>fineBits&(fineCount-1)]--
		c.edge = bits >> fineBits
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
	for o, octave := range c.fine {
		for b, n := range octave {
			if n > 0 {
				add(min(max(c.binMiddle(uint32(o)*fineCount+uint32(b), least, most), least), most), n)
			}
		}
	}
	if c.tail.far {
		for _, e := range tail {
			add(e.distance, 1)
		}
	}
	return errorrate.FromBinned(at, pairs)
}

// binMiddle is a bin's middle, but in the bin that the tail ends in, the end itself: equal distances shall stay equal.
func (c *binnedPairs) binMiddle(bin uint32, least, most float64) float64 {
	if len(c.tail.pairs) > 0 && bin == c.edge {
		if c.tail.far {
			return most
		}
		return least
	}
	return float64(math.Float32frombits(bin<<fineBits + 1<<(fineBits-1)))
}

// sumPeople turns the counts by person and coarse bin into running ones, with a mark behind each bin that holds pairs.
func (c *binnedPairs) sumPeople(people int) *personSums {
	filled := make([]uint64, coarseCount)
	for k, n := range c.coarse {
		filled[k%coarseCount] += uint64(n)
	}
	each := uint64(2) // people on a pair
	if c.tail.far {
		each = 1
	}
	s := &personSums{people: people, marks: []float64{0}, of: make([]float32, people)}
	total := uint64(0)
	for b, n := range filled {
		if n == 0 {
			continue
		}
		total += n / each
		s.marks = append(s.marks, float64(total))
		s.of = append(s.of, s.of[len(s.of)-people:]...)
		last := s.of[len(s.of)-people:]
		for p := range last {
			last[p] += float32(c.coarse[p*coarseCount+b])
		}
	}
	return s
}
