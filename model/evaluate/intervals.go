package evaluate

import (
	"context"
	"slices"
	"strings"

	"siamface/model/errorrate"
)

// figure is a number that is taken of scores. Its rule of three is that of the scores that are reported, not of each round.
type figure struct {
	name string
	of   func(errorrate.Classes) (float64, bool)
}

// listFigures are those with intervals.
func (s Scores) listFigures(threshold float64) []figure {
	list := []figure{
		{"auc", errorrate.Classes.AUC},
		{"eer", errorrate.Classes.EER},
		{"accuracy_at_half", func(c errorrate.Classes) (float64, bool) { return c.BalancedAccuracy(PublishedThreshold) }},
		{"d_prime", errorrate.Classes.DPrime},
		{"best_accuracy", errorrate.Classes.BestAccuracy},
	}
	if errorrate.IsFinite(threshold) {
		list = append(list, figure{"accuracy", func(c errorrate.Classes) (float64, bool) { return c.BalancedAccuracy(threshold) }})
	}
	for _, rate := range slices.DeleteFunc(slices.Clone(Rates), func(rate float64) bool { return !s.CanShow(rate) }) {
		list = append(list,
			figure{"fnmr_at_fmr_" + RateName(rate), func(c errorrate.Classes) (float64, bool) { return fnmrAt(c, rate) }},
			figure{"tar_at_fmr_" + RateName(rate), func(c errorrate.Classes) (float64, bool) {
				fnmr, ok := fnmrAt(c, rate)
				return 1 - fnmr, ok
			}})
	}
	return list
}

// widenUnseen widens the interval of an error rate of which no error was seen: drawing people again can't show what none of them
// did, and the rule of three is the least that can be said.
func (s Scores) widenUnseen(f figure, ends [2]float64) [2]float64 {
	v, _ := f.of(s.Classes)
	least := errorrate.RuleOfThree(s.Genuine().N())
	switch {
	case v == 0 && (f.name == "eer" || strings.HasPrefix(f.name, "fnmr")):
		return errorrate.WidenUnseen(ends, v, s.Genuine().N())
	case v == 1 && strings.HasPrefix(f.name, "tar"):
		ends[0] = min(ends[0], 1-least)
	case v == 1 && strings.Contains(f.name, "accuracy"): // the mean of both classes' shares
		ends[0] = min(ends[0], 1-(least+errorrate.RuleOfThree(s.Impostor().N()))/2)
	}
	return ends
}

// fnmrAt is FNMRAtFMR for any number of impostor pairs.
func fnmrAt(c errorrate.Classes, rate float64) (fnmr float64, ok bool) {
	t, ok := c.LargestThreshold(rate)
	if !ok {
		return 0, false
	}
	return c.FNMR(t)
}

// Intervals returns the 95 % intervals of figures, each [low, high] in the figure's unit, by a bootstrap over people (see
// Rounds, Seed). The figures are
//
//   - "auc", "eer", "accuracy_at_half", "d_prime" and "best_accuracy",
//   - "accuracy" at the threshold, unless that is no number,
//   - "fnmr_at_fmr_0.1", "tar_at_fmr_0.1" and so on, for each of Rates that the impostor pairs can show.
//
// A figure without data has none. Up to 500,000 pairs each round weighs every pair; beyond, rounds are made to first order from
// counts by person.
//
// The interval of an EER or FNMR without any error reaches to 3/n at least, for n genuine pairs. That of an accuracy without any
// error reaches to the mean of both classes' 3/n. Few people make intervals a little narrow: of simulated crowds of 30 people, they
// held the true figure in nine of ten.
//
// It returns nil where the people on the pairs aren't known, as New's, or where there are fewer than LeastPeople. It fails only with
// the error of ctx. Like Collect, it isn't called on libtorch's thread.
func (s Scores) Intervals(ctx context.Context, threshold float64, seed uint64, rounds int) (map[string][2]float64, error) {
	figures := s.listFigures(threshold)
	values, err := s.resampleFigures(ctx, figures, seed, rounds)
	if err != nil || values == nil {
		return nil, err
	}
	intervals := map[string][2]float64{}
	for i, f := range figures {
		if ends, ok := middleOf(values[i]); ok {
			intervals[f.name] = s.widenUnseen(f, ends)
		}
	}
	return intervals, nil
}

// resampleFigures are the figures' values in each round of the bootstrap; nil where the people are too few or not known.
func (s Scores) resampleFigures(ctx context.Context, figures []figure, seed uint64, rounds int) ([][]float64, error) {
	return s.resamplePeople(ctx, seed, rounds, len(figures), func(round errorrate.Classes, into []float64) {
		for i, f := range figures {
			into[i] = OrNaN(f.of(round))
		}
	})
}

// Bands returns intervals along the curves, by the same bootstrap over people as Intervals: of the FNMR at each of the false
// match rates, and of both rates at each of the thresholds. A rate finer than the pairs can show has a band too, which then
// says little. Where one interval isn't known, there are none.
func (s Scores) Bands(ctx context.Context, rates, thresholds []float64, seed uint64, rounds int) (errorrate.Bands, error) {
	n, m := len(rates), len(thresholds)
	values, err := s.resamplePeople(ctx, seed, rounds, n+2*m, func(round errorrate.Classes, into []float64) {
		for i, rate := range rates {
			into[i] = OrNaN(fnmrAt(round, rate))
		}
		for i, t := range thresholds {
			p := round.At(t)
			into[n+i], into[n+m+i] = p.FMR, p.FNMR
		}
	})
	if err != nil || values == nil {
		return errorrate.Bands{}, err
	}
	band := make([]errorrate.Interval, len(values))
	for i, at := range slices.Concat(rates, thresholds, thresholds) {
		ends, ok := middleOf(values[i])
		if !ok {
			return errorrate.Bands{}, nil
		}
		band[i] = errorrate.Interval{At: at, Low: ends[0], High: ends[1]}
	}
	return errorrate.Bands{FNMRAtFMR: band[:n:n], FMR: band[n : n+m : n+m], FNMR: band[n+m:]}, nil
}
