package evaluate

import (
	"context"

	"siamface/model/errorrate"
)

// CollectWithin is Collect with other limits.
func CollectWithin(ctx context.Context, embeddings []float32, dim int, person []int, exact, kept, listed, tail int) (Scores, error) {
	return collectWithin(ctx, embeddings, dim, person, limits{exact, kept, listed, tail})
}

// PersonPair is a pair by the people on its photos, numbered in any way. The same person on both makes it genuine.
type PersonPair struct {
	X, Y     int
	Distance float64
}

// FromPairs is FromScored of pairs whose people are known.
func FromPairs(pairs []PersonPair) (Scores, error) { return fromPairs(pairs, usualLimits) }

func fromPairs(pairs []PersonPair, l limits) (Scores, error) {
	g := newGatherer[int](l)
	for _, p := range pairs {
		if err := g.addPair(p.X, p.Y, p.X == p.Y, p.Distance); err != nil {
			return Scores{}, err
		}
	}
	return g.toScores(), nil
}

// FromPairsWithin is FromPairs with another limit.
func FromPairsWithin(pairs []PersonPair, listed int) (Scores, error) {
	return fromPairs(pairs, limits{kept: usualLimits.kept, listed: listed})
}

// FromPairsInBins is FromPairs with bins for all but a tail.
func FromPairsInBins(pairs []PersonPair, kept, tail int) (Scores, error) {
	return fromPairs(pairs, limits{kept: kept, tail: tail})
}

// PoolWithin is Pool with another limit.
func PoolWithin(listed int, scores ...Scores) Scores {
	return poolWithin(scores, limits{listed: listed})
}

// Round is the distances of one bootstrap round.
func (s Scores) Round(ctx context.Context, weights []int32) (errorrate.Classes, error) {
	draws := s.newBootstrap()
	err := draws.prepareRounds(ctx, [][]int32{weights})
	return draws.drawRound(0, &memory{}), err
}
