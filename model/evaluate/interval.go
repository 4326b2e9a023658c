package evaluate

import (
	"context"
	"math"
	"strconv"
	"strings"
)

// figure is a number that is taken of scores. Its rule of three is that of the scores that are reported, not of each round.
type figure struct {
	name string
	of   func(Scores) (float64, bool)
}

// figures are those with intervals.
func (s Scores) figures(threshold float64) []figure {
	list := []figure{
		{"auc", Scores.AUC},
		{"eer", Scores.EER},
		{"accuracy_at_half", func(r Scores) (float64, bool) { return r.BalancedAccuracy(Half) }},
		{"d_prime", Scores.DPrime},
		{"best_accuracy", Scores.BestAccuracy},
	}
	if finite(threshold) {
		list = append(list, figure{"accuracy", func(r Scores) (float64, bool) { return r.BalancedAccuracy(threshold) }})
	}
	for _, rate := range s.supported() {
		list = append(list,
			figure{"fnmr_at_fmr_" + rateName(rate), func(r Scores) (float64, bool) { return r.fnmrAt(rate) }},
			figure{"tar_at_fmr_" + rateName(rate), func(r Scores) (float64, bool) {
				fnmr, ok := r.fnmrAt(rate)
				return 1 - fnmr, ok
			}})
	}
	return list
}

// atLeast widens the interval of an error rate of which no error was seen: drawing people again can't show what none of them
// did, and the rule of three is the least that can be said.
func (s Scores) atLeast(f figure, low, high float64) [2]float64 {
	v, _ := f.of(s)
	least := Unseen(s.genuine.N())
	switch {
	case v == 0 && (f.name == "eer" || strings.HasPrefix(f.name, "fnmr")):
		return Widen([2]float64{low, high}, v, s.genuine.N())
	case v == 1 && strings.HasPrefix(f.name, "tar"):
		low = min(low, 1-least)
	case v == 1 && strings.Contains(f.name, "accuracy"): // the mean of both classes' shares
		low = min(low, 1-(least+Unseen(s.impostor.N()))/2)
	}
	return [2]float64{low, high}
}

// Unseen is the greatest rate that can't be ruled out, with 95 % confidence, where none of n pairs was wrong: 3/n, at most 1 (the
// rule of three, ISO/IEC 19795-1 annex B).
func Unseen(n int) float64 { return min(1, 3/float64(max(1, n))) }

// Widen is the interval of an error rate on n pairs: where no error was seen, it reaches to Unseen at least, for drawing people
// again can't show what none of them did.
func Widen(ends [2]float64, rate float64, n int) [2]float64 {
	if rate == 0 && n > 0 {
		ends[1] = max(ends[1], Unseen(n))
	}
	return ends
}

// rateName writes a rate as people do: 0.001, never 1e-03.
func rateName(rate float64) string { return strconv.FormatFloat(rate, 'f', -1, 64) }

// fnmrAt is FNMRAtFMR for any number of impostor pairs.
func (s Scores) fnmrAt(rate float64) (fnmr float64, ok bool) {
	if s.impostor.N() == 0 {
		return 0, false
	}
	return s.FNMR(s.impostor.At(s.most(rate)))
}

// Intervals returns the 95 % intervals of figures, each [low, high] in the figure's unit, by a bootstrap over people (see
// Rounds, Seed): of "auc", "eer", "accuracy" at the threshold (not where that is no number), "accuracy_at_half", "d_prime",
// "best_accuracy", and of "fnmr_at_fmr_0.1", "tar_at_fmr_0.1" and so on for each of Rates that the impostor pairs can show. A
// figure without data has none. Up to 500,000 pairs each round weighs every pair; beyond, rounds are made to first order from
// counts by person. Of an EER or FNMR without any error, the interval reaches to 3 in the number of genuine pairs at least, and
// of an accuracy without any to the mean of that and 3 in the number of impostor pairs.
//
// Few people make them a little narrow: of simulated crowds of 30 people, they held the true figure in nine of ten.
//
// It returns nil where the people on the pairs aren't known, as New's, or where there are fewer than LeastPeople, and fails
// only with the error of ctx. Like Collect, it isn't called on libtorch's thread.
func (s Scores) Intervals(ctx context.Context, threshold float64, seed uint64, rounds int) (map[string][2]float64, error) {
	figures := s.figures(threshold)
	values, err := s.resample(ctx, seed, rounds, len(figures), func(round Scores, into []float64) {
		for i, f := range figures {
			into[i] = orNaN(f.of(round))
		}
	})
	if err != nil || values == nil {
		return nil, err
	}
	intervals := map[string][2]float64{}
	for i, f := range figures {
		if low, high, ok := interval(values[i]); ok {
			intervals[f.name] = s.atLeast(f, low, high)
		}
	}
	return intervals, nil
}

func orNaN(v float64, ok bool) float64 {
	if !ok {
		return math.NaN()
	}
	return v
}
