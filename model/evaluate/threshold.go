package evaluate

import "math"

// allowed returns the greatest number of impostor pairs that may be accepted at a false match rate of at most rate. It says no
// where rate isn't between 0 and 1 or there are fewer impostor pairs than 3/rate: with fewer, even none accepted wouldn't show
// the rate with 95 % confidence (the rule of three, ISO/IEC 19795-1 annex B).
func (s Scores) allowed(rate float64) (k int, ok bool) {
	n := s.impostor.N()
	if !(rate > 0 && rate < 1) || float64(n) < 3/rate {
		return 0, false
	}
	return s.most(rate), true
}

// most is the greatest number of impostor pairs whose share is at most rate; there is a pair.
func (s Scores) most(rate float64) int {
	n := s.impostor.N()
	k := min(int(rate*float64(n))+1, n-1)
	for k > 0 && float64(k)/float64(n) > rate { // rate·n may round across a whole number
		k--
	}
	return k
}

// ThresholdAtFMR returns the largest threshold whose false match rate is at most rate, a fraction between 0 and 1. Where there
// are fewer impostor pairs than 3/rate the rate can't be shown and ok is false; ClosestImpostor is then the threshold to use.
func (s Scores) ThresholdAtFMR(rate float64) (threshold float64, ok bool) {
	k, ok := s.allowed(rate)
	if !ok {
		return 0, false
	}
	return s.impostor.At(k), true
}

// TARAtFMR returns the true acceptance rate at a false match rate: the greatest share of genuine pairs that a threshold with an
// FMR of at most rate accepts. It needs a genuine pair and at least 3/rate impostor pairs.
func (s Scores) TARAtFMR(rate float64) (tar float64, ok bool) {
	t, ok := s.ThresholdAtFMR(rate)
	if !ok {
		return 0, false
	}
	return share(s.genuine.Below(t), s.genuine.N())
}

// FNMRAtFMR returns the false non-match rate at a false match rate: the least share of genuine pairs that a threshold with an
// FMR of at most rate refuses. It needs what TARAtFMR needs.
func (s Scores) FNMRAtFMR(rate float64) (fnmr float64, ok bool) {
	t, ok := s.ThresholdAtFMR(rate)
	if !ok {
		return 0, false
	}
	return s.FNMR(t)
}

// ClosestImpostor returns the smallest distance of an impostor pair: the largest threshold that accepts none of them.
func (s Scores) ClosestImpostor() (d float64, ok bool) {
	if s.impostor.N() == 0 {
		return 0, false
	}
	return s.impostor.At(0), true
}

// BestThreshold returns the threshold with the best balanced accuracy. All thresholds between two neighbouring distances decide
// alike; among equally good gaps the widest is taken (the nearest to zero of equally wide ones), and of it the middle. It needs
// a pair of each class. The accuracy there is the best possible on these very pairs, and no promise for others.
func (s Scores) BestThreshold() (threshold float64, ok bool) {
	ng, ni := int64(s.genuine.N()), int64(s.impostor.N())
	if ng == 0 || ni == 0 {
		return 0, false
	}
	var best int64
	widest := -1.0
	genuine, impostor := cursor{Distances: s.genuine}, cursor{Distances: s.impostor}
	// Balanced accuracy is a rising linear function of the merit, a whole number, which compares without rounding.
	consider := func(from float64, merit int64) {
		if merit < best {
			return
		}
		to := min(genuine.next(), impostor.next())
		if !math.IsInf(to, 1) && (merit > best || to-from > widest) {
			best, widest, threshold = merit, to-from, middle(from, to)
		}
	}
	consider(0, 0)
	for d := range s.genuine.Steps() { // no gap behind an impostor pair alone is as good as the one before it
		accepted, wrong := int64(genuine.upTo(d)), int64(impostor.upTo(d))
		consider(d, accepted*ni-wrong*ng)
	}
	return threshold, true
}

// BestAccuracy is the balanced accuracy at BestThreshold.
func (s Scores) BestAccuracy() (accuracy float64, ok bool) {
	t, ok := s.BestThreshold()
	if !ok {
		return 0, false
	}
	return s.BalancedAccuracy(t)
}

// middle returns a threshold that accepts from but not to.
func middle(from, to float64) float64 {
	if m := from + (to-from)/2; m > from {
		return m
	}
	return to
}
