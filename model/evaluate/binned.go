package evaluate

import (
	"math"
	"slices"

	"siamface/model/distance"
)

// Pairs are counted by their squared distances: in fine bins, of float32 numbers that agree in the upper 13 bits of their mantissa. A
// distance is known within 2^-15 = 3e-5 so, relatively.
const (
	fineBits   = 23 - 13
	fineOctave = 1 << 13
	octaves    = 16 // of squared distances in the window, which is 8 octaves of distances wide
	fineCount  = octaves * fineOctave
	belowUsual = 10 * fineOctave // of these
)

// People are counted in coarse bins of the same window, each of 256 fine ones. With very many people, they are so wide that there are at
// most mostCoarse numbers.
const (
	coarseShift = 8
	leastCoarse = 4 * octaves
	mostCoarse  = 1 << 23
)

// mostCounted are the pairs after which counts are added up: before, no count can grow too large for its 32 bits.
const mostCounted = 1 << 31

// binnedPairs counts the pairs of one class.
type binnedPairs struct {
	all     bool // keep every pair
	entries []entry
	// Where not:
	scale     int         // squared distances are in units of 4^scale
	base      int         // number of the window's first bin
	fine      []uint32    // of the window
	beyond    map[int]int // pairs in bins outside of it, by number
	shift     int         // from fine bins to coarse ones
	every     int         // one in so many pairs is counted in coarse bins
	coarse    []uint32    // coarse[p·coarseBins+b]: pairs of person p; outside of the window in the first or the last
	counted   int         // pairs since the last addUp
	fineSum   []int       // before that; nil for none
	coarseSum []uint64
	tail      *hardestPairs[entry]
	tailBins  []int // of the tail's pairs
	edge      int   // the last of them
	view      binView
	crowd     int32 // the one person whose pairs are counted
	inCrowd   bool
	nobody    []uint32 // bins of nobody, for those that nobody wants
}

// binView is how squared distances in units of 4^scale are found in the window.
type binView struct {
	scale       int
	moved       int     // from the numbers of the squares' own bins to places in the window
	limit       float64 // of the tail
	least, span uint32  // the bits of the least square in the window that isn't the tail's, and how many numbers follow
}

// newBinned makes a counter for so many people, whose usual distance is known, which counts the people on one in so many pairs.
func newBinned(people int, all bool, tail *hardestPairs[entry], usual float64, every int) *binnedPairs {
	c := &binnedPairs{all: all, tail: tail, every: every}
	if !all {
		c.beginBins(people, usual)
	}
	return c
}

func (c *binnedPairs) beginBins(people int, usual float64) {
	_, c.scale = math.Frexp(usual)
	c.base = c.binOf(usual) - belowUsual
	c.fine, c.beyond, c.view.limit = make([]uint32, fineCount), map[int]int{}, math.NaN()
	for c.shift = coarseShift; people*(fineCount>>c.shift) > mostCoarse && fineCount>>c.shift > leastCoarse; {
		c.shift++
	}
	c.nobody = make([]uint32, c.coarseBins())
	c.growPeople(people)
}

// coarseBins is the number of a person's coarse bins.
func (c *binnedPairs) coarseBins() int { return fineCount >> c.shift }

// growPeople makes room for so many people.
func (c *binnedPairs) growPeople(n int) {
	if more := n*c.coarseBins() - len(c.coarse); !c.all && more > 0 {
		c.coarse = append(c.coarse, make([]uint32, more)...)
	}
}

// personBins are the coarse bins of a person.
func (c *binnedPairs) personBins(p int32) []uint32 {
	n := c.coarseBins()
	return c.coarse[int(p)*n:][:n]
}

// moveToBins puts the pairs kept so far into bins, and all that follow. Their photos are people.
func (c *binnedPairs) moveToBins(people int) {
	entries := c.entries
	slices.SortFunc(entries, byDistance)
	c.all, c.entries = false, nil
	c.beginBins(people, entries[len(entries)/2].distance)
	for _, e := range entries {
		c.addPair(e.distance, e.a, e.b, e.a, e.b)
	}
}

// binOf is the number of a distance's bin.
func (c *binnedPairs) binOf(d float64) int {
	d = math.Ldexp(d, -c.scale)
	return int(math.Float32bits(float32(min(d*d, math.MaxFloat32))) >> fineBits)
}

// addPair counts the pair of photos i and j, on which people p and q are.
func (c *binnedPairs) addPair(d float64, i, j, p, q int32) {
	if c.all {
		c.entries = append(c.entries, entry{d, i, j})
		return
	}
	c.noteCounted(1)
	b, _ := c.addDistance(entry{d, i, j})
	c.personBins(p)[b>>c.shift]++
	if p != q {
		c.personBins(q)[b>>c.shift]++
	}
}

// addDistance counts a pair without its people. It returns its place in the window, or the nearest one where it is outside.
func (c *binnedPairs) addDistance(e entry) (place int, inside bool) {
	c.tail.addPair(e)
	b := c.binOf(e.distance) - c.base
	if b >= 0 && b < fineCount {
		c.fine[b]++
		return b, true
	}
	c.beyond[b+c.base]++
	return min(max(b, 0), fineCount-1), false
}

// pairRun are the pairs of a row from a place up to another. Its photos are numbered from first on. On all of them are people p and q.
type pairRun struct {
	row      distance.Row
	from, to int
	first    int32
	p, q     int32
}

// pairAt is the pair at place k.
func (r pairRun) pairAt(k int) entry {
	d := math.Ldexp(math.Sqrt(float64(r.row.Measure(k))), r.row.Scale)
	return entry{d, r.first + int32(r.row.I), r.first + int32(r.row.J+k)}
}

// addRun counts pairs and their people.
func (c *binnedPairs) addRun(r pairRun) {
	if c.all {
		for k := r.from; k < r.to; k++ {
			c.entries = append(c.entries, r.pairAt(k))
		}
		return
	}
	c.noteCounted(r.to - r.from)
	own, other := c.personBins(r.p), c.personBins(r.q)
	if r.p == r.q {
		other = c.nobody
	}
	for r.from += c.countPeople(r, own, other); r.from < r.to; r.from += 1 + c.countPeople(r.after(), own, other) {
		b, _ := c.addDistance(r.pairAt(r.from))
		own[b>>c.shift]++
		other[b>>c.shift]++
	}
}

// addAnonymous counts pairs of a row without their people.
func (c *binnedPairs) addAnonymous(row distance.Row, from, to int) {
	r := pairRun{row: row, from: from, to: to}
	c.noteCounted(to - from)
	for r.from += c.countSquares(r); r.from < r.to; r.from += 1 + c.countSquares(r.after()) {
		c.addDistance(r.pairAt(r.from))
	}
}

// countSquares counts squared distances in fine bins, until one that isn't sure, is outside of the window or is the tail's. It returns how
// many it counted.
func (c *binnedPairs) countSquares(r pairRun) int {
	v, squares := c.viewOf(r.row), r.row.Squares[r.from:r.to]
	least, span, moved := v.least, v.span, uint32(v.moved)
	fine := (*[fineCount]uint32)(c.fine)
	for k, square := range squares {
		bits := math.Float32bits(square)
		if bits-least >= span {
			return k
		}
		fine[(bits>>fineBits+moved)&(fineCount-1)]++
	}
	return len(squares)
}

// countPeople is countSquares that counts in the coarse bins of two people too.
func (c *binnedPairs) countPeople(r pairRun, own, other []uint32) int {
	v, squares := c.viewOf(r.row), r.row.Squares[r.from:r.to]
	least, span, moved := v.least, v.span, uint32(v.moved)
	fine, shift := (*[fineCount]uint32)(c.fine), c.shift&31
	other = other[:len(own)]
	for k, square := range squares {
		bits := math.Float32bits(square)
		if bits-least >= span {
			return k
		}
		b := (bits>>fineBits + moved) & (fineCount - 1)
		fine[b]++
		if x := int(b >> shift); x < len(own) {
			own[x]++
			other[x]++
		}
	}
	return len(squares)
}

// viewOf is the view of a row's squares.
func (c *binnedPairs) viewOf(row distance.Row) binView {
	if c.view.scale != row.Scale || c.view.limit != c.tail.limit {
		c.view = c.newView(row.Scale)
	}
	v := c.view
	if unsure := math.Float32bits(row.Unsure) + 1; unsure > v.least {
		v.span -= min(unsure-v.least, v.span)
		v.least = unsure
	}
	return v
}

func (c *binnedPairs) newView(scale int) binView {
	moved := 2*(scale-c.scale)*fineOctave - c.base
	from, to := max(-moved<<fineBits, 0), min((fineCount-moved)<<fineBits, math.MaxInt32)
	limit := math.Ldexp(c.tail.limit, -scale)
	switch at := int(math.Float32bits(float32(min(limit*limit, math.MaxFloat32)))); {
	case math.IsInf(c.tail.limit, 0): // all are the tail's
		to = from
	case c.tail.far:
		to = min(to, at+1)
	default:
		from = max(from, at)
	}
	return binView{scale, moved, c.tail.limit, uint32(from), uint32(max(to-from, 0))}
}

// noteCounted adds counts up before they grow too large.
func (c *binnedPairs) noteCounted(pairs int) {
	if c.counted += pairs; c.counted >= mostCounted {
		c.addUp()
	}
}

// addCrowd counts pairs of one person between beginCrowd and endCrowd. The person's coarse bins follow from the fine ones.
func (c *binnedPairs) addCrowd(r pairRun) {
	c.noteCounted(r.to - r.from)
	for r.from += c.countSquares(r); r.from < r.to; r.from += 1 + c.countSquares(r.after()) {
		if b, inside := c.addDistance(r.pairAt(r.from)); !inside {
			c.personBins(r.p)[b>>c.shift]++
		}
	}
}

// after is the run without its first pair.
func (r pairRun) after() pairRun {
	r.from++
	return r
}

// beginCrowd says that all pairs that follow are of one person.
func (c *binnedPairs) beginCrowd(p int32) {
	c.addUp()
	c.crowd, c.inCrowd = p, true
}

func (c *binnedPairs) endCrowd() {
	c.addUp()
	c.inCrowd = false
}

// addUp moves all counts to the sums.
func (c *binnedPairs) addUp() {
	c.counted = 0
	c.fineSum = slices.Grow(c.fineSum, fineCount)[:fineCount]
	if c.inCrowd {
		own := c.personBins(c.crowd)
		for b, n := range c.fine {
			own[b>>c.shift] += n
		}
	}
	for b, n := range c.fine {
		c.fineSum[b] += int(n)
	}
	c.coarseSum = append(c.coarseSum, make([]uint64, len(c.coarse)-len(c.coarseSum))...)
	for k, n := range c.coarse {
		c.coarseSum[k] += uint64(n)
	}
	clear(c.fine)
	clear(c.coarse)
}

// joinCounts adds what another goroutine has seen, of as many people.
func (c *binnedPairs) joinCounts(other *binnedPairs) {
	c.entries = append(c.entries, other.entries...)
	if c.all {
		return
	}
	c.addUp()
	for k, n := range other.fine {
		c.fineSum[k] += int(n)
	}
	for k, n := range other.fineSum {
		c.fineSum[k] += n
	}
	for b, n := range other.beyond {
		c.beyond[b] += n
	}
	for k, n := range other.coarse {
		c.coarseSum[k] += uint64(n)
	}
	for k, n := range other.coarseSum {
		c.coarseSum[k] += n
	}
	for _, e := range other.tail.pairs {
		c.tail.addPair(e)
	}
}
