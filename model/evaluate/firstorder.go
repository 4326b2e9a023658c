package evaluate

import (
	"context"
	"math"

	"siamface/model/errorrate"
	"siamface/model/torch"
)

// firstOrderBootstrap makes rounds of many pairs from each person's sums, by the first order of the weights. With w = 1 + δ, a
// pair of p and q weighs about 1 + δp + δq: the number of pairs under a threshold changes by Σ δp·rp, where rp are those of p.
//
// The second order, δp·δq, is left out. It matters only for rates shown by a handful of pairs, whose intervals come out up to a
// fifth too narrow. For genuine pairs, of one person each, nothing is left out.
type firstOrderBootstrap struct {
	people            int
	genuine, impostor changingClass
}

// changingClass is the distances of one class, put together to a few thousand, and how their numbers change.
type changingClass struct {
	at     []float64
	until  []float64 // pairs at or before each
	sums   *personSums
	places []sumPlace
	delta  []float32 // of[round·marks+m]: by how much the number of the closest marks[m] pairs changes
}

// sumPlace is between two marks of the sums.
type sumPlace struct {
	mark     int
	fraction float64
}

// atomMarks are the distances held to each power of ten of pairs.
const atomMarks = 200

func newFirstOrder(s Scores) *firstOrderBootstrap {
	return &firstOrderBootstrap{
		s.people.count,
		newChangingClass(s.Genuine(), s.people.genuine.sumUp(s.people.count)),
		newChangingClass(s.Impostor(), s.people.impostor.sumUp(s.people.count)),
	}
}

func newChangingClass(d errorrate.Distances, s *personSums) changingClass {
	c := changingClass{sums: s}
	from := 0.0
	for _, to := range markPlaces(d.N(), atomMarks)[1:] {
		m, fraction := s.locateMark(to)
		c.at = append(c.at, d.At(int(from+to)/2))
		c.until = append(c.until, to)
		c.places = append(c.places, sumPlace{m, fraction})
		from = to
	}
	return c
}

func (f *firstOrderBootstrap) prepareRounds(ctx context.Context, weights [][]int32) error {
	deltas := make([]float32, 0, len(weights)*f.people)
	for _, round := range weights {
		for _, w := range round {
			deltas = append(deltas, float32(w-1))
		}
	}
	for _, c := range []*changingClass{&f.genuine, &f.impostor} {
		c.delta = make([]float32, len(weights)*len(c.sums.marks))
		err := torch.Do(ctx, func() error { return torch.Products(deltas, c.sums.of, f.people, c.delta) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *firstOrderBootstrap) drawRound(round int, m *memory) errorrate.Classes {
	m.genuine, m.impostor = f.genuine.countPairs(round, m.genuine), f.impostor.countPairs(round, m.impostor)
	return errorrate.JoinClasses(errorrate.FromCumulated(f.genuine.at, m.genuine), errorrate.FromCumulated(f.impostor.at, m.impostor))
}

// countPairs counts the pairs of one round, up to each of the distances.
func (c *changingClass) countPairs(round int, into []int) []int {
	into = resizeTo(into, len(c.at))
	delta := c.delta[round*len(c.sums.marks):][:len(c.sums.marks)]
	last := 0
	for k, p := range c.places {
		change := float64(delta[p.mark])
		if p.fraction > 0 {
			change += p.fraction * float64(delta[p.mark+1]-delta[p.mark])
		}
		last = max(last, int(math.Round(c.until[k]+change)))
		into[k] = last
	}
	return into
}
