package errorrate

import "math"

// CanShow tells whether there are enough impostor pairs to show a false match rate: 3/rate of them. With fewer, even none accepted
// wouldn't show it with 95 % confidence (see RuleOfThree). A rate that isn't between 0 and 1 can't be shown.
func (c Classes) CanShow(rate float64) bool {
	return rate > 0 && rate < 1 && float64(c.impostor.N()) >= 3/rate
}

// LargestThreshold returns the largest threshold whose false match rate on these very pairs is at most rate, whether they can show
// the rate or not. It needs an impostor pair.
func (c Classes) LargestThreshold(rate float64) (threshold float64, ok bool) {
	n := c.impostor.N()
	if n == 0 {
		return 0, false
	}
	k := min(int(rate*float64(n))+1, n-1)
	for k > 0 && float64(k)/float64(n) > rate { // rate·n may round across a whole number
		k--
	}
	return c.impostor.At(k), true
}

// ThresholdAtFMR returns the largest threshold whose false match rate is at most rate, a fraction between 0 and 1. Where the
// impostor pairs can't show the rate (see CanShow), ok is false; a threshold in GapBeforeImpostors is then the one to use.
func (c Classes) ThresholdAtFMR(rate float64) (threshold float64, ok bool) {
	if !c.CanShow(rate) {
		return 0, false
	}
	return c.LargestThreshold(rate)
}

// TARAtFMR returns the true acceptance rate at a false match rate: the greatest share of genuine pairs that a threshold with an
// FMR of at most rate accepts. It needs a genuine pair and at least 3/rate impostor pairs.
func (c Classes) TARAtFMR(rate float64) (tar float64, ok bool) {
	t, ok := c.ThresholdAtFMR(rate)
	if !ok {
		return 0, false
	}
	return shareOf(c.genuine.Below(t), c.genuine.N())
}

// FNMRAtFMR returns the false non-match rate at a false match rate: the least share of genuine pairs that a threshold with an
// FMR of at most rate refuses. It needs what TARAtFMR needs.
func (c Classes) FNMRAtFMR(rate float64) (fnmr float64, ok bool) {
	t, ok := c.ThresholdAtFMR(rate)
	if !ok {
		return 0, false
	}
	return c.FNMR(t)
}

// Gap is a range of distances in which no pair lies.
type Gap struct{ From, To float64 }

// Middle is a threshold that accepts what lies before the gap, and nothing that lies behind it.
func (g Gap) Middle() float64 { return chooseBetween(g.From, g.To) }

// GapBeforeImpostors returns the gap between the closest impostor pair and the farthest genuine pair that is closer, 0 where none is: every
// threshold in it accepts the same pairs, none of them an impostor. It needs an impostor pair.
func (c Classes) GapBeforeImpostors() (g Gap, ok bool) {
	if c.impostor.N() == 0 {
		return Gap{}, false
	}
	g.To = c.impostor.At(0)
	if closer := c.genuine.Below(g.To); closer > 0 {
		g.From = c.genuine.At(closer - 1)
	}
	return g, true
}

// BestThreshold returns the threshold with the best balanced accuracy. All thresholds between two neighbouring distances decide
// alike; among equally good gaps the widest is taken (the nearest to zero of equally wide ones), and of it the middle. It needs
// a pair of each class. The accuracy there is the best possible on these very pairs, and no promise for others.
func (c Classes) BestThreshold() (threshold float64, ok bool) {
	ng, ni := int64(c.genuine.N()), int64(c.impostor.N())
	if ng == 0 || ni == 0 {
		return 0, false
	}
	var best int64
	widest := -1.0
	genuine, impostor := cursor{Distances: c.genuine}, cursor{Distances: c.impostor}
	// Balanced accuracy is a rising linear function of the merit, a whole number, which compares without rounding.
	consider := func(from float64, merit int64) {
		if merit < best {
			return
		}
		to := min(genuine.nextDistance(), impostor.nextDistance())
		if !math.IsInf(to, 1) && (merit > best || to-from > widest) {
			best, widest, threshold = merit, to-from, chooseBetween(from, to)
		}
	}
	consider(0, 0)
	for d := range c.genuine.Steps() { // no gap behind an impostor pair alone is as good as the one before it
		accepted, wrong := int64(genuine.countUpTo(d)), int64(impostor.countUpTo(d))
		consider(d, accepted*ni-wrong*ng)
	}
	return threshold, true
}

// BestAccuracy is the balanced accuracy at BestThreshold.
func (c Classes) BestAccuracy() (accuracy float64, ok bool) {
	t, ok := c.BestThreshold()
	if !ok {
		return 0, false
	}
	return c.BalancedAccuracy(t)
}

// chooseBetween returns a threshold that accepts from but not to.
func chooseBetween(from, to float64) float64 {
	if m := from + (to-from)/2; m > from {
		return m
	}
	return to
}
