package evaluate

import (
	"context"
	"fmt"
	"slices"

	"siamface/model/distance"
)

// limits say what is held of how many pairs.
type limits struct {
	exact  int // up to so many pairs in all, distances are Euclidean to the last bit; beyond, within 1e-5
	kept   int // up to so many pairs of a class, all distances are held; beyond, fine bins and tails
	listed int // up to so many pairs in all, people are held by pair; beyond, summed up
	tail   int // so many of the most confusing pairs of a class in bins are held as they are
}

var usual = limits{exact: 2_000_000, kept: 2_000_000, listed: 500_000, tail: 1 << 16}

// Collect scores all pairs of embeddings, an N×dim matrix in row-major order whose row i shows person[i]. It fails where the
// sizes disagree or an embedding holds NaN or infinity, and with the error of ctx when that ends.
//
// Up to two million pairs, every distance is exactly distance.Euclidean's. Of more, distances come from matrix products
// (distance.Blocks, within 1e-5), and of a class with more than two million pairs the 65,536 most confusing ones are held
// exactly and the others in bins (see Distances): memory then grows with bins, people and photos, not with pairs. That uses
// libtorch's thread, so Collect isn't called there.
func Collect(ctx context.Context, embeddings []float32, dim int, person []int) (Scores, error) {
	return collect(ctx, embeddings, dim, person, usual)
}

func collect(ctx context.Context, embeddings []float32, dim int, person []int, l limits) (Scores, error) {
	if dim < 1 || len(embeddings)%dim != 0 {
		return Scores{}, fmt.Errorf("%d numbers don't make embeddings of length %d", len(embeddings), dim)
	}
	if n := len(embeddings) / dim; n != len(person) {
		return Scores{}, fmt.Errorf("%d embeddings, but a person for %d", n, len(person))
	}
	set := newSet(embeddings, dim, person)
	if set.genuine+set.impostor > l.exact {
		return stream(ctx, set, l)
	}
	rows, err := distance.Pairs(embeddings, dim)
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
			if err := check(d); err != nil {
				return Scores{}, fmt.Errorf("photos %d and %d: %w", i+1, j+1, err)
			}
			if set.person[i] == set.person[j] {
				genuine = append(genuine, entry{d, int32(i), int32(j)})
			} else {
				impostor = append(impostor, entry{d, int32(i), int32(j)})
			}
		}
	}
	return finish(set, set.listed(genuine), set.listed(impostor), l), nil
}

// set are the embeddings of people, numbered from 0.
type set struct {
	embeddings        []float32
	dim               int
	person            []int32
	people            int
	genuine, impostor int // pairs
}

func newSet(embeddings []float32, dim int, person []int) *set {
	s := &set{embeddings: embeddings, dim: dim, person: make([]int32, len(person))}
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
	return s
}

func (s *set) row(i int32) []float32 { return s.embeddings[int(i)*s.dim : (int(i)+1)*s.dim] }

// class is what is known of one class's pairs.
type class struct {
	distances Distances
	who       involved
	confusing func(far bool) []entry // up to Confusing of them, most confusing first
}

// listed makes a class of all its pairs, which it sorts.
func (s *set) listed(entries []entry) class {
	slices.SortFunc(entries, byDistance)
	c := class{distances: Distances{at: make([]float64, len(entries))}}
	c.who.list = make([]couple, len(entries))
	for k, e := range entries {
		c.distances.at[k] = e.distance
		c.who.list[k] = couple{s.person[e.a], s.person[e.b]}
	}
	c.confusing = func(far bool) []entry {
		n := min(len(entries), Confusing)
		if !far {
			return entries[:n]
		}
		last := slices.Clone(entries[len(entries)-n:])
		slices.Reverse(last)
		return last
	}
	return c
}

// finish puts the classes together.
func finish(s *set, genuine, impostor class, l limits) Scores {
	w := &who{s.people, genuine.who, impostor.who}
	w.limit(l)
	return Scores{
		genuine: genuine.distances, impostor: impostor.distances, who: w,
		closest: couples(impostor.confusing(false)), farthest: couples(genuine.confusing(true)),
	}
}

// limit sums people up where they are too many to be held by pair.
func (w *who) limit(l limits) {
	if w.listed() && len(w.genuine.list)+len(w.impostor.list) <= l.listed {
		return
	}
	w.genuine = involved{sums: w.genuine.summed(w.people)}
	w.impostor = involved{sums: w.impostor.summed(w.people)}
}

// listed tells whether people are held by pair.
func (w *who) listed() bool { return w.genuine.sums == nil && w.impostor.sums == nil }
