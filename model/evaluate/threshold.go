package evaluate

// allowed returns the greatest number of impostor pairs that may be accepted at a false match rate of at most rate. It says no
// where rate isn't between 0 and 1 or there are fewer impostor pairs than 3/rate: with fewer, even none accepted wouldn't show
// the rate with 95 % confidence (the rule of three, ISO/IEC 19795-1 annex B).
func (s Scores) allowed(rate float64) (k int, ok bool) {
	n := len(s.impostor)
	if !(rate > 0 && rate < 1) || float64(n) < 3/rate {
		return 0, false
	}
	k = min(int(rate*float64(n))+1, n-1)
	for float64(k)/float64(n) > rate { // rate·n may round across a whole number
		k--
	}
	return k, true
}

// ThresholdAtFMR returns the largest threshold whose false match rate is at most rate, a fraction between 0 and 1. Where there
// are fewer impostor pairs than 3/rate the rate can't be shown and ok is false; ClosestImpostor is then the threshold to use.
func (s Scores) ThresholdAtFMR(rate float64) (threshold float64, ok bool) {
	k, ok := s.allowed(rate)
	if !ok {
		return 0, false
	}
	return s.impostor[k], true
}

// TARAtFMR returns the true acceptance rate at a false match rate: the greatest share of genuine pairs that a threshold with an
// FMR of at most rate accepts. It needs a genuine pair and at least 3/rate impostor pairs.
func (s Scores) TARAtFMR(rate float64) (tar float64, ok bool) {
	t, ok := s.ThresholdAtFMR(rate)
	if !ok {
		return 0, false
	}
	return share(below(s.genuine, t), len(s.genuine))
}

// ClosestImpostor returns the smallest distance of an impostor pair: the largest threshold that accepts none of them.
func (s Scores) ClosestImpostor() (d float64, ok bool) {
	if len(s.impostor) == 0 {
		return 0, false
	}
	return s.impostor[0], true
}

// BestThreshold returns the threshold with the best balanced accuracy. All thresholds between two neighbouring distances decide
// alike; among equally good gaps the widest is taken (the nearest to zero of equally wide ones), and of it the middle. It needs
// a pair of each class.
func (s Scores) BestThreshold() (threshold float64, ok bool) {
	ng, ni := int64(len(s.genuine)), int64(len(s.impostor))
	if ng == 0 || ni == 0 {
		return 0, false
	}
	var genuine, impostor, best int64
	widest, from := -1.0, 0.0
	s.steps(func(to float64, g, i int) {
		// Balanced accuracy is a rising linear function of this whole number, which compares without rounding.
		merit := genuine*ni - impostor*ng
		if merit > best || merit == best && to-from > widest {
			best, widest, threshold = merit, to-from, middle(from, to)
		}
		genuine, impostor, from = genuine+int64(g), impostor+int64(i), to
	})
	return threshold, true
}

// middle returns a threshold that accepts from but not to.
func middle(from, to float64) float64 {
	if m := from + (to-from)/2; m > from {
		return m
	}
	return to
}
