package evaluate

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

const (
	// Rounds is the number of bootstrap rounds for reported intervals.
	Rounds = 1000
	// Seed is the seed of reported intervals: the same scores give the same intervals.
	Seed = 19795
	// LeastPeople is the number of people below which there are no intervals: so few say nothing of how others differ.
	LeastPeople = 5
)

// batch is the number of rounds that are prepared together.
const batch = 100

// sampler makes the scores of drawn people.
type sampler interface {
	// prepare takes the weights of a batch of rounds: how often each person was drawn.
	prepare(ctx context.Context, weights [][]int32) error
	// scores are those of one of them, good until the next call with the same memory.
	scores(round int, m *memory) Scores
}

// memory is what a goroutine uses again in each round.
type memory struct{ genuine, impostor []int }

// resample draws as many people as there are, with replacement, rounds times, and lets measure write down so many figures of
// each round's scores, NaN where there is none. A person drawn w times weighs their genuine pairs by w, and two people drawn v
// and w times their impostor pairs by v·w; nobody makes impostor pairs with themselves. It returns each figure's values over
// the rounds, or nil where the people aren't known or are fewer than LeastPeople. The same seed gives the same values.
func (s Scores) resample(ctx context.Context, seed uint64, rounds, figures int, measure func(round Scores, into []float64)) ([][]float64, error) {
	if s.People() < LeastPeople {
		return nil, nil
	}
	values := make([][]float64, rounds)
	draws := s.sampler()
	for first := 0; first < rounds; first += batch {
		weights := make([][]int32, min(batch, rounds-first))
		for r := range weights {
			weights[r] = draw(s.who.people, seed, first+r)
		}
		if err := draws.prepare(ctx, weights); err != nil {
			return nil, err
		}
		parallel(len(weights), func(r int, m *memory) {
			if ctx.Err() != nil {
				return
			}
			values[first+r] = make([]float64, figures)
			measure(draws.scores(r, m), values[first+r])
		})
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return transpose(values, figures), nil
}

// draw counts how often each of the people comes when as many are drawn.
func draw(people int, seed uint64, round int) []int32 {
	random := rand.New(rand.NewPCG(seed, uint64(round)))
	weights := make([]int32, people)
	for range people {
		weights[random.IntN(people)]++
	}
	return weights
}

// parallel calls work for 0 … n−1 on all processors.
func parallel(n int, work func(i int, m *memory)) {
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			var m memory
			for i := w; i < n; i += workers {
				work(i, &m)
			}
		})
	}
	wg.Wait()
}

func transpose(rows [][]float64, columns int) [][]float64 {
	out := make([][]float64, columns)
	for c := range out {
		out[c] = make([]float64, len(rows))
		for r, row := range rows {
			out[c][r] = row[c]
		}
	}
	return out
}

// interval is the middle 95 % of the rounds' values. Rounds without a value are left out; ok is false where most are.
func interval(values []float64) (low, high float64, ok bool) {
	known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(known) == 0 || 2*len(known) < len(values) {
		return 0, 0, false
	}
	slices.Sort(known)
	ends := Distances{at: known}.Quantiles(0.025, 0.975)
	return ends[0], ends[1], true
}

// sampler chooses how rounds are made: pair by pair where the people are held so, else by sums.
func (s Scores) sampler() sampler {
	if s.who.listed() {
		return &exactly{s: s}
	}
	return newLinearly(s)
}

// exactly weighs every pair.
type exactly struct {
	s       Scores
	weights [][]int32
}

func (e *exactly) prepare(_ context.Context, weights [][]int32) error {
	e.weights = weights
	return nil
}

func (e *exactly) scores(round int, m *memory) Scores {
	w := e.weights[round]
	m.genuine, m.impostor = resize(m.genuine, e.s.genuine.N()), resize(m.impostor, e.s.impostor.N())
	sum := 0
	for k, c := range e.s.who.genuine.list {
		sum += int(w[c.a])
		m.genuine[k] = sum
	}
	sum = 0
	for k, c := range e.s.who.impostor.list {
		sum += int(w[c.a] * w[c.b])
		m.impostor[k] = sum
	}
	return Scores{genuine: Distances{e.s.genuine.at, m.genuine}, impostor: Distances{e.s.impostor.at, m.impostor}}
}

func resize(list []int, n int) []int {
	if cap(list) < n {
		return make([]int, n)
	}
	return list[:n]
}
