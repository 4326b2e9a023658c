package evaluate

import (
	"math"
	"slices"
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

// tally counts the pairs of one class.
type tally struct {
	all     bool // keep every pair
	entries []entry
	// Where not:
	fine   [256][]int // octaves of fine bins, nil while empty
	coarse []uint32   // coarse[p·coarseCount+b]: pairs of person p
	base   int        // the first coarse bin's number
	tail   *confusing[entry]
	edge   uint32 // the fine bin that the tail ends in
}

func newTally(s *set, all bool, tail *confusing[entry], base int) *tally {
	t := &tally{all: all, tail: tail, base: base}
	if !all {
		t.coarse = make([]uint32, s.people*coarseCount)
	}
	return t
}

// people makes room for so many people.
func (t *tally) people(n int) {
	if more := n*coarseCount - len(t.coarse); !t.all && more > 0 {
		t.coarse = append(t.coarse, make([]uint32, more)...)
	}
}

// spill puts the pairs kept so far into bins, and all that follow. Their photos are people.
func (t *tally) spill(people int) {
	entries := t.entries
	slices.SortFunc(entries, byDistance)
	t.all, t.entries, t.base = false, nil, coarseBin(entries[len(entries)/2].distance)-coarseBelow
	t.people(people)
	for _, e := range entries {
		t.add(e.distance, e.a, e.b, e.a, e.b)
	}
}

// float32Bits are those of a distance as float32, held to what is finite.
func float32Bits(d float64) uint32 { return math.Float32bits(float32(min(d, math.MaxFloat32))) }

// coarseBin is the number of a distance's coarse bin, of all that there are.
func coarseBin(d float64) int { return int(float32Bits(d) >> coarseBits) }

func (t *tally) add(d float64, i, j, p, q int32) {
	if t.all {
		t.entries = append(t.entries, entry{d, i, j})
		return
	}
	bits := float32Bits(d)
	octave := t.fine[bits>>23]
	if octave == nil {
		octave = make([]int, fineCount)
		t.fine[bits>>23] = octave
	}
	octave[bits>>fineBits&(fineCount-1)]++
	b := min(max(int(bits>>coarseBits)-t.base, 0), coarseCount-1)
	t.coarse[int(p)*coarseCount+b]++
	if p != q {
		t.coarse[int(q)*coarseCount+b]++
	}
	if t.tail.wants(d) {
		t.tail.add(entry{d, i, j})
	}
}

// join adds what another goroutine has seen.
func (t *tally) join(other *tally) {
	t.entries = append(t.entries, other.entries...)
	for o, octave := range other.fine {
		if t.fine[o] == nil {
			t.fine[o] = octave
			continue
		}
		for b, n := range octave {
			t.fine[o][b] += n
		}
	}
	for k, n := range other.coarse {
		t.coarse[k] += n
	}
	for _, e := range other.tail.pairs {
		t.tail.add(e)
	}
}

// class takes the exact distances of the tail.
func (t *tally) class(s *set) class {
	if t.all {
		s.exactly(t.entries)
		return s.listed(t.entries)
	}
	t.tail.cut()
	for _, e := range t.tail.pairs {
		bits := float32Bits(e.distance)
		t.fine[bits>>23][bits>>fineBits&(fineCount-1)]--
		t.edge = bits >> fineBits
	}
	s.exactly(t.tail.pairs)
	t.tail.cut() // in the order of the exact distances
	return class{
		distances: t.distances(),
		who:       involved{sums: t.sums(s.people)},
		confusing: func(bool) []entry { return t.tail.pairs },
	}
}

// distances are those of the tail and, beyond the tail, of the bins.
func (t *tally) distances() Distances {
	var at []float64
	var pairs []int
	add := func(v float64, n int) { at, pairs = append(at, v), append(pairs, n) }
	tail := slices.Clone(t.tail.pairs)
	slices.SortFunc(tail, byDistance)
	least, most := 0.0, math.Inf(1)
	if len(tail) > 0 && t.tail.far {
		most = tail[0].distance
	} else if len(tail) > 0 {
		least = tail[len(tail)-1].distance
		for _, e := range tail {
			add(e.distance, 1)
		}
	}
	for o, octave := range t.fine {
		for b, n := range octave {
			if n > 0 {
				add(min(max(t.middle(uint32(o)*fineCount+uint32(b), least, most), least), most), n)
			}
		}
	}
	if t.tail.far {
		for _, e := range tail {
			add(e.distance, 1)
		}
	}
	return weigh(at, pairs)
}

// middle is a bin's middle, but in the bin that the tail ends in, the end itself: equal distances shall stay equal.
func (t *tally) middle(bin uint32, least, most float64) float64 {
	if len(t.tail.pairs) > 0 && bin == t.edge {
		if t.tail.far {
			return most
		}
		return least
	}
	return float64(math.Float32frombits(bin<<fineBits + 1<<(fineBits-1)))
}

// sums turns the counts by person and coarse bin into running ones, with a mark behind each bin that holds pairs.
func (t *tally) sums(people int) *sums {
	filled := make([]uint64, coarseCount)
	for k, n := range t.coarse {
		filled[k%coarseCount] += uint64(n)
	}
	each := uint64(2) // people on a pair
	if t.tail.far {
		each = 1
	}
	s := &sums{people: people, marks: []float64{0}, of: make([]float32, people)}
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
			last[p] += float32(t.coarse[p*coarseCount+b])
		}
	}
	return s
}
