package evaluate

import (
	"context"
	"math"

	"siamface/model/torch"
)

// linearly makes rounds of many pairs from each person's sums, by the first order of the weights: with w = 1 + δ, a pair of p
// and q weighs about 1 + δp + δq, so that the number of pairs under a threshold changes by Σ δp·rp, where rp are those of p.
// The second order, δp·δq, is left out: it matters only for rates shown by a handful of pairs, whose intervals come out up to
// a fifth too narrow. (For genuine pairs, of one person each, nothing is left out.)
type linearly struct {
	people            int
	genuine, impostor changing
}

// changing are the distances of one class, put together to a few thousand, and how their numbers change.
type changing struct {
	at    []float64
	until []float64 // pairs at or before each
	sums  *sums
	place []place
	delta []float32 // of[round·marks+m]: by how much the number of the closest marks[m] pairs changes
}

// place is between two marks of the sums.
type place struct {
	mark     int
	fraction float64
}

// atomMarks are the distances held to each power of ten of pairs.
const atomMarks = 200

func newLinearly(s Scores) *linearly {
	return &linearly{
		s.who.people,
		newChanging(s.genuine, s.who.genuine.summed(s.who.people)),
		newChanging(s.impostor, s.who.impostor.summed(s.who.people)),
	}
}

func newChanging(d Distances, s *sums) changing {
	c := changing{sums: s}
	from := 0.0
	for _, to := range markedAt(d.N(), atomMarks)[1:] {
		m, fraction := s.place(to)
		c.at = append(c.at, d.At(int(from+to)/2))
		c.until = append(c.until, to)
		c.place = append(c.place, place{m, fraction})
		from = to
	}
	return c
}

func (l *linearly) prepare(ctx context.Context, weights [][]int32) error {
	deltas := make([]float32, 0, len(weights)*l.people)
	for _, round := range weights {
		for _, w := range round {
			deltas = append(deltas, float32(w-1))
		}
	}
	for _, c := range []*changing{&l.genuine, &l.impostor} {
		c.delta = make([]float32, len(weights)*len(c.sums.marks))
		err := torch.Do(ctx, func() error { return torch.Products(deltas, c.sums.of, l.people, c.delta) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *linearly) scores(round int, m *memory) Scores {
	m.genuine, m.impostor = l.genuine.round(round, m.genuine), l.impostor.round(round, m.impostor)
	return Scores{genuine: Distances{l.genuine.at, m.genuine}, impostor: Distances{l.impostor.at, m.impostor}}
}

// round counts the pairs of one round.
func (c *changing) round(round int, into []int) []int {
	into = resize(into, len(c.at))
	delta := c.delta[round*len(c.sums.marks):][:len(c.sums.marks)]
	last := 0
	for k, p := range c.place {
		change := float64(delta[p.mark])
		if p.fraction > 0 {
			change += p.fraction * float64(delta[p.mark+1]-delta[p.mark])
		}
		last = max(last, int(math.Round(c.until[k]+change)))
		into[k] = last
	}
	return into
}
