package evaluate

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"siamface/model/errorrate"
	"siamface/model/parallel"
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

// bootstrap makes the distances of drawn people's pairs.
type bootstrap interface {
	// prepare takes the weights of a batch of rounds: how often each person was drawn.
	prepareRounds(ctx context.Context, weights [][]int32) error
	// drawRound is one of them, good until the next call with the same memory.
	drawRound(round int, m *memory) errorrate.Classes
}

// memory is what a goroutine uses again in each round.
type memory struct{ genuine, impostor []int }

// eachRound calls measure with each round of a batch that was prepared, on all processors.
func eachRound(ctx context.Context, b bootstrap, rounds int, measure func(round int, classes errorrate.Classes)) error {
	memories := sync.Pool{New: func() any { return new(memory) }}
	_ = parallel.Each(ctx, rounds, func(_ context.Context, r int) error {
		m := memories.Get().(*memory)
		measure(r, b.drawRound(r, m))
		memories.Put(m)
		return nil
	}, nil)
	return ctx.Err()
}

// resamplePeople draws as many people as there are, with replacement, rounds times, and lets measure write down so many figures of
// each round, NaN where there is none. A person drawn w times weighs their genuine pairs by w, and two people drawn v and w times
// their impostor pairs by v·w; nobody makes impostor pairs with themselves. It returns each figure's values over the rounds, or
// nil where the people aren't known or are fewer than LeastPeople. The same seed gives the same values.
func (s Scores) resamplePeople(ctx context.Context, seed uint64, rounds, figures int, measure func(round errorrate.Classes, into []float64)) ([][]float64, error) {
	if s.People() < LeastPeople {
		return nil, nil
	}
	values := make([][]float64, figures)
	for i := range values {
		values[i] = make([]float64, rounds)
	}
	draws := s.newBootstrap()
	for first := 0; first < rounds; first += batch {
		weights := drawPeople(s.people.count, seed, first, min(batch, rounds-first))
		if err := draws.prepareRounds(ctx, weights); err != nil {
			return nil, err
		}
		err := eachRound(ctx, draws, len(weights), func(r int, classes errorrate.Classes) {
			row := make([]float64, figures)
			measure(classes, row)
			for i, v := range row {
				values[i][first+r] = v
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return values, nil
}

// drawPeople counts, in n rounds from first on, how often each of the people comes when as many are drawn.
func drawPeople(people int, seed uint64, first, n int) [][]int32 {
	weights := make([][]int32, n)
	for r := range weights {
		random := rand.New(rand.NewPCG(seed, uint64(first+r)))
		weights[r] = make([]int32, people)
		for range people {
			weights[r][random.IntN(people)]++
		}
	}
	return weights
}

// middleOf is the middle 95 % of the rounds' values. Rounds without a value are left out; ok is false where most are.
func middleOf(values []float64) (ends [2]float64, ok bool) {
	known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(known) == 0 || 2*len(known) < len(values) {
		return ends, false
	}
	slices.Sort(known)
	return [2]float64(errorrate.FromAscending(known).Quantiles(0.025, 0.975)), true
}

// newBootstrap chooses how rounds are made: pair by pair where the people are held so, else by sums.
func (s Scores) newBootstrap() bootstrap {
	if s.people.isListed() {
		return &exactBootstrap{s: s}
	}
	return newFirstOrder(s)
}

// exactBootstrap weighs every pair.
type exactBootstrap struct {
	s       Scores
	weights [][]int32
}

func (e *exactBootstrap) prepareRounds(_ context.Context, weights [][]int32) error {
	e.weights = weights
	return nil
}

func (e *exactBootstrap) drawRound(round int, m *memory) errorrate.Classes {
	w := e.weights[round]
	m.genuine, m.impostor = resizeTo(m.genuine, e.s.Genuine().N()), resizeTo(m.impostor, e.s.Impostor().N())
	sum := 0
	for k, p := range e.s.people.genuine.list {
		sum += int(w[p.a])
		m.genuine[k] = sum
	}
	sum = 0
	for k, p := range e.s.people.impostor.list {
		sum += int(w[p.a] * w[p.b])
		m.impostor[k] = sum
	}
	return errorrate.JoinClasses(e.s.Genuine().Weighed(m.genuine), e.s.Impostor().Weighed(m.impostor))
}

func resizeTo(list []int, n int) []int {
	if cap(list) < n {
		return make([]int, n)
	}
	return list[:n]
}
