package errorrate

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"errors"
	"iter"
	"math"
	"slices"
	"sort"
)

// Distances are the distances of all pairs of one class, ascending: each as it is or, of very many pairs, as counts in fine bins.
// They don't change once made, so goroutines may share them. The zero value has no pairs.
type Distances struct {
	at    []float64 // ascending
	until []int     // until[k] pairs have one of at[0] … at[k]; nil where each of at is one pair
}

// FromAscending makes distances of values that are ascending already, which it keeps.
func FromAscending(values []float64) Distances { return Distances{at: values} }

// FromCumulated makes distances of ascending values: until[k] pairs have one of the first k+1. It keeps both lists.
func FromCumulated(at []float64, until []int) Distances { return Distances{at, until} }

// FromBinned makes distances of ascending values and how many pairs lie at each.
func FromBinned(at []float64, pairs []int) Distances {
	until, sum := make([]int, len(at)), 0
	for k, n := range pairs {
		sum += n
		until[k] = sum
	}
	return Distances{at, until}
}

// Weighed is the same distances, of which until[k] pairs have one of the first k+1. Each of them is one pair so far (see Kept).
func (d Distances) Weighed(until []int) Distances { return Distances{d.at, until} }

// N is the number of pairs.
func (d Distances) N() int { return d.countFirst(len(d.at)) }

// Kept tells whether each pair's own distance is held, and none as a count in a bin.
func (d Distances) Kept() bool { return d.until == nil }

// countFirst is the number of pairs at at[0] … at[k−1].
func (d Distances) countFirst(k int) int {
	if d.until == nil || k == 0 {
		return k
	}
	return d.until[k-1]
}

// Below counts the distances under t.
func (d Distances) Below(t float64) int { return d.countFirst(d.searchFirst(t)) }

// searchFirst is the first k with at[k] ≥ t, which is len(at) for NaN too.
func (d Distances) searchFirst(t float64) int {
	return sort.Search(len(d.at), func(k int) bool { return d.at[k] >= t })
}

// UpTo counts the distances of t and under.
func (d Distances) UpTo(t float64) int {
	return d.countFirst(sort.Search(len(d.at), func(k int) bool { return d.at[k] > t }))
}

// At is the distance with k smaller or equal ones before it, 0 ≤ k < N.
func (d Distances) At(k int) float64 {
	if d.until == nil {
		return d.at[k]
	}
	return d.at[sort.SearchInts(d.until, k+1)]
}

// Max is the greatest distance, 0 where there is none.
func (d Distances) Max() float64 {
	if n := d.N(); n > 0 {
		return d.At(n - 1)
	}
	return 0
}

// All goes through the distances, ascending, with how many pairs have each; a distance may come several times.
func (d Distances) All() iter.Seq2[float64, int] {
	return func(yield func(float64, int) bool) {
		for k, v := range d.at {
			if n := d.countFirst(k+1) - d.countFirst(k); n > 0 && !yield(v, n) {
				return
			}
		}
	}
}

// Steps is All with equal distances taken together: each comes once.
func (d Distances) Steps() iter.Seq2[float64, int] {
	return func(yield func(float64, int) bool) {
		for k := 0; k < len(d.at); {
			from, v := k, d.at[k]
			for k < len(d.at) && d.at[k] == v {
				k++
			}
			if n := d.countFirst(k) - d.countFirst(from); n > 0 && !yield(v, n) {
				return
			}
		}
	}
}

// Moments returns the mean of the distances and their variance over N − 1. They are 0 where there are too few pairs.
func (d Distances) Moments() (mean, variance float64) {
	n := float64(d.N())
	if n == 0 {
		return 0, 0
	}
	middle := d.at[len(d.at)/2] // sums about it lose no digits
	var sum, squares float64
	last := 0
	for k, v := range d.at {
		pairs := 1.0
		if d.until != nil {
			pairs, last = float64(d.until[k]-last), d.until[k]
		}
		sum += pairs * (v - middle)
		squares += pairs * (v - middle) * (v - middle)
	}
	mean = middle + sum/n
	if n < 2 {
		return mean, 0
	}
	return mean, max(0, squares-sum*sum/n) / (n - 1)
}

// Quantiles returns the quantiles at the given fractions, by linear interpolation between the two nearest distances (the
// default of numpy.quantile; type 7 of Hyndman and Fan, 1996). Fractions are held to 0 … 1. Without pairs it returns nil.
func (d Distances) Quantiles(fractions ...float64) []float64 {
	n := d.N()
	if n == 0 {
		return nil
	}
	out := make([]float64, len(fractions))
	for i, f := range fractions {
		at := min(max(f, 0), 1) * float64(n-1)
		low := int(at)
		from, to := d.At(low), d.At(min(low+1, n-1))
		out[i] = from + (to-from)*(at-float64(low))
	}
	return out
}

// Times is the same distances multiplied by k, which is above zero.
func (d Distances) Times(k float64) Distances {
	scaled := make([]float64, len(d.at))
	for i, v := range d.at {
		scaled[i] = k * v
	}
	return Distances{scaled, d.until}
}

// MergeDistances is the distances of all parts together.
func MergeDistances(parts ...Distances) Distances {
	var all Distances
	kept := !slices.ContainsFunc(parts, func(d Distances) bool { return !d.Kept() })
	if kept {
		for _, d := range parts {
			all.at = append(all.at, d.at...)
		}
		slices.Sort(all.at)
		return all
	}
	type step struct {
		at    float64
		pairs int
	}
	var steps []step
	for _, d := range parts {
		for v, n := range d.All() {
			steps = append(steps, step{v, n})
		}
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	at, pairs := make([]float64, len(steps)), make([]int, len(steps))
	for i, s := range steps {
		at[i], pairs[i] = s.at, s.pairs
	}
	return FromBinned(at, pairs)
}

// Counts are the distances that fell into each bin, and those that fell into none: below the first edge, above the last.
type Counts struct {
	Bins         []int
	Below, Above int
}

// Bin counts the distances like numpy.histogram: a bin holds its left edge but not its right one, except the last, which holds
// both. The edges ascend; fewer than two make no bins, and then every distance counts as above.
func (d Distances) Bin(edges []float64) Counts {
	c := Counts{Bins: make([]int, max(0, len(edges)-1))}
	last := len(c.Bins)
	if last == 0 {
		c.Above = d.N()
		return c
	}
	c.Below = d.Below(edges[0])
	from := c.Below
	for i := range c.Bins {
		to := d.Below(edges[i+1])
		if i+1 == last {
			to = d.UpTo(edges[last])
		}
		c.Bins[i], from = to-from, to
	}
	c.Above = d.N() - from
	return c
}

// IsFinite tells whether v is a number.
func IsFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// cursor counts distances at rising marks, in one pass over all of them.
type cursor struct {
	Distances
	k int
}

// countBelow counts the distances under v, which is never less than before.
func (c *cursor) countBelow(v float64) int {
	for c.k < len(c.at) && c.at[c.k] < v {
		c.k++
	}
	return c.countFirst(c.k)
}

// countUpTo counts the distances of v and under, which is never less than before.
func (c *cursor) countUpTo(v float64) int {
	for c.k < len(c.at) && c.at[c.k] <= v {
		c.k++
	}
	return c.countFirst(c.k)
}

// nextDistance is the smallest distance that the cursor hasn't passed, infinity behind the last.
func (c *cursor) nextDistance() float64 {
	for k := c.k; k < len(c.at); k++ {
		if c.countFirst(k+1) > c.countFirst(k) {
			return c.at[k]
		}
	}
	return math.Inf(1)
}

// keptDistances is what is kept of Distances.
type keptDistances struct {
	At    []float64
	Until []int
}

var errNotDistances = errors.New("these aren't the distances of pairs")

// GobEncode writes the distances whole, for another process.
func (d Distances) GobEncode() ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(keptDistances{d.at, d.until})
	return b.Bytes(), err
}

// GobDecode reads what GobEncode wrote, and refuses what can't be distances.
func (d *Distances) GobDecode(data []byte) error {
	var k keptDistances
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&k); err != nil {
		return err
	}
	if k.Until != nil && (len(k.Until) != len(k.At) || !slices.IsSorted(k.Until)) || !slices.IsSorted(k.At) {
		return errNotDistances
	}
	if n := len(k.At); n > 0 && (!(k.At[0] >= 0) || math.IsInf(k.At[n-1], 1)) {
		return errNotDistances
	}
	*d = Distances{k.At, k.Until}
	return nil
}
