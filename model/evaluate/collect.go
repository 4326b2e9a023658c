package evaluate

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"siamface/model/distance"
	"siamface/model/errorrate"
	"siamface/model/parallel"
)

// limits say what is held of how many pairs.
type limits struct {
	exact   int // up to so many pairs in all, distances are Euclidean to the last bit; beyond, within 1e-5
	kept    int // up to so many pairs of a class, all distances are held; beyond, fine bins and tails
	listed  int // up to so many pairs in all, people are held by pair; beyond, summed up
	tail    int // so many of the hardest pairs of a class in bins are held as they are
	sampled int // beyond so many impostor pairs, people are counted on a part of them
	crowd   int // from so many photos of a person on, one behind the other, they are compared by themselves
}

var usualLimits = limits{exact: 2_000_000, kept: 2_000_000, listed: 500_000, tail: 1 << 16, sampled: 250_000_000, crowd: 4096}

// Collect scores all pairs of embeddings, an N×dim matrix in row-major order whose row i shows person[i]. It fails where the
// sizes disagree or an embedding holds NaN or infinity, and with the error of ctx when that ends.
//
// Up to two million pairs, every distance is exactly distance.Euclidean's. Of more, distances come from matrix products
// (distance.VisitBlocks, within 1e-5). Of a class with more than two million pairs the 65,536 hardest ones are held exactly, and the
// others in bins, each within 1e-4 of the real distance. Of more than 250 million impostor pairs, the people on every eighth are counted, for
// intervals; the pairs themselves all count. Memory then grows with bins, people and photos, not with pairs. That uses
// libtorch's thread, so Collect isn't called there.
//
// progress, which may be nil, is called with the number of pairs that are scored, where there are many.
func Collect(ctx context.Context, embeddings []float32, dim int, person []int, progress func(done, total int)) (Scores, error) {
	return collectWithin(ctx, embeddings, dim, person, usualLimits, progress)
}

func collectWithin(ctx context.Context, embeddings []float32, dim int, person []int, l limits, progress func(done, total int)) (Scores, error) {
	if dim < 1 || len(embeddings)%dim != 0 {
		return Scores{}, fmt.Errorf("%d numbers don't make embeddings of length %d", len(embeddings), dim)
	}
	if n := len(embeddings) / dim; n != len(person) {
		return Scores{}, fmt.Errorf("%d embeddings, but a person for %d", n, len(person))
	}
	set := numberPeople(embeddings, dim, person)
	if set.genuine+set.impostor > l.exact {
		return collectStream(ctx, set, l, progress)
	}
	rows, err := distance.EachRow(embeddings, dim)
	if err != nil {
		return Scores{}, err
	}
	genuine, impostor := make([]entry, 0, set.genuine), make([]entry, 0, set.impostor)
	for i, row := range rows {
		if err := ctx.Err(); err != nil {
			return Scores{}, err
		}
		for k, d := range row {
			j := i + 1 + k
			if err := errorrate.CheckDistance(d); err != nil {
				return Scores{}, fmt.Errorf("photos %d and %d: %w", i+1, j+1, err)
			}
			if set.person[i] == set.person[j] {
				genuine = append(genuine, entry{d, int32(i), int32(j)})
			} else {
				impostor = append(impostor, entry{d, int32(i), int32(j)})
			}
		}
	}
	return joinClasses(set, set.listClass(genuine), set.listClass(impostor), l), nil
}

// embeddingSet are the embeddings of people, numbered from 0.
type embeddingSet struct {
	embeddings        []float32
	dim               int
	person            []int32
	since, until      []int32 // the photos about each, one behind the other, that show the same person
	together          bool    // whether all photos of each person lie so
	people            int
	genuine, impostor int // pairs
}

func numberPeople(embeddings []float32, dim int, person []int) *embeddingSet {
	s := &embeddingSet{embeddings: embeddings, dim: dim, person: make([]int32, len(person))}
	number, photos := map[int]int32{}, []int(nil)
	for i, p := range person {
		if _, known := number[p]; !known {
			number[p] = int32(len(photos))
			photos = append(photos, 0)
		}
		s.person[i] = number[p]
		photos[number[p]]++
	}
	for _, n := range photos {
		s.genuine += n * (n - 1) / 2
	}
	s.people, s.impostor = len(photos), len(person)*(len(person)-1)/2-s.genuine
	s.findRuns()
	return s
}

func (s *embeddingSet) findRuns() {
	n := len(s.person)
	s.since, s.until = make([]int32, n), make([]int32, n)
	for i := range s.person {
		if s.since[i] = int32(i); i > 0 && s.person[i] == s.person[i-1] {
			s.since[i] = s.since[i-1]
		}
	}
	runs := 0
	for i := n - 1; i >= 0; i-- {
		if s.since[i] == int32(i) {
			runs++
		}
		if s.until[i] = int32(i + 1); i < n-1 && s.person[i] == s.person[i+1] {
			s.until[i] = s.until[i+1]
		}
	}
	s.together = runs == s.people
}

func (s *embeddingSet) row(i int32) []float32 { return s.embeddings[int(i)*s.dim : (int(i)+1)*s.dim] }

// scoredClass is what is known of one class's pairs.
type scoredClass struct {
	distances errorrate.Distances
	people    classPeople
	hardest   func(far bool) []entry // up to MaxHardest of them, hardest first
}

// listClass makes a class of all its pairs, which it sorts.
func (s *embeddingSet) listClass(entries []entry) scoredClass {
	slices.SortFunc(entries, byDistance)
	distances, people := make([]float64, len(entries)), make([]personPair, len(entries))
	for k, e := range entries {
		distances[k], people[k] = e.distance, personPair{s.person[e.a], s.person[e.b]}
	}
	hardest := func(far bool) []entry {
		n := min(len(entries), MaxHardest)
		if !far {
			return entries[:n]
		}
		last := slices.Clone(entries[len(entries)-n:])
		slices.Reverse(last)
		return last
	}
	return scoredClass{errorrate.FromAscending(distances), classPeople{list: people}, hardest}
}

// joinClasses puts the classes together.
func joinClasses(s *embeddingSet, genuine, impostor scoredClass, l limits) Scores {
	people := &pairPeople{s.people, genuine.people, impostor.people}
	people.sumWhereMany(l)
	return Scores{
		Classes: errorrate.JoinClasses(genuine.distances, impostor.distances), people: people,
		closest: photoPairs(impostor.hardest(false)), farthest: photoPairs(genuine.hardest(true)),
	}
}

// entry is a pair with its distance. a and b are its photos, or the people on them.
type entry struct {
	distance float64
	a, b     int32
}

func entryDistance(e entry) float64 { return e.distance }

// orderEntries puts entries at one distance in the order of their photos.
func orderEntries(x, y entry) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) }

func byDistance(x, y entry) int { return compareDistances(x.distance, y.distance) }

// compareDistances compares numbers that aren't NaN; cmp.Compare's care for that costs half the time of a sort.
func compareDistances(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// photoPairs are at most MaxHardest entries whose a and b are photos.
func photoPairs(entries []entry) []PhotoPair {
	var list []PhotoPair
	for _, e := range entries[:min(len(entries), MaxHardest)] {
		list = append(list, PhotoPair{int(e.a), int(e.b), e.distance})
	}
	return list
}

// measureExactly gives pairs of photos the distances of Euclidean. Those of a list have their own.
func (s *embeddingSet) measureExactly(entries []entry) {
	if s.embeddings == nil {
		return
	}
	const part = 1024
	parts := slices.Collect(slices.Chunk(entries, part))
	parallel.All(len(parts), func(i int) {
		for k, e := range parts[i] {
			parts[i][k].distance = distance.Euclidean(s.row(e.a), s.row(e.b))
		}
	})
}
