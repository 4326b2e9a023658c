package evaluate

import (
	"context"

	"siamface/model/errorrate"
)

// CollectWithin is Collect with other limits.
func CollectWithin(ctx context.Context, embeddings []float32, dim int, person []int, exact, kept, listed, tail int) (Scores, error) {
	return collectWithin(ctx, embeddings, dim, person, limits{exact, kept, listed, tail, usualLimits.sampled, usualLimits.crowd}, nil)
}

// CollectCrowds is Collect with bins for all but a tail, where people with so many photos are compared by themselves and, beyond so many
// impostor pairs, the people on a part of them are counted.
func CollectCrowds(ctx context.Context, embeddings []float32, dim int, person []int, tail, sampled, crowd int, progress func(done, total int)) (Scores, error) {
	return collectWithin(ctx, embeddings, dim, person, limits{tail: tail, sampled: sampled, crowd: crowd}, progress)
}

// CountBeyond counts pairs in 32 bits as if so many had come already, and returns how many of them there are and a person's.
func CountBeyond(before uint32, distance float64, pairs int) (all int, person float32) {
	c := newBinned(1, false, newHardest(1, true, entryDistance, orderEntries), distance, 1)
	b, _ := c.addDistance(entry{distance: distance})
	c.fine[b], c.coarse[b>>c.shift], c.counted = before, before, mostCounted-1
	for range pairs {
		c.addPair(distance, 0, 0, 0, 0)
	}
	class := c.toClass(&embeddingSet{people: 1})
	sums := class.people.sums
	return class.distances.N(), sums.of[len(sums.of)-1]
}

// SumsOf are the numbers of the closest so many impostor pairs that each person has.
func (s Scores) SumsOf(pairs int) []float32 {
	into := make([]float32, s.people.count)
	s.people.impostor.sumUp(s.people.count).addAt(float64(pairs), into)
	return into
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
