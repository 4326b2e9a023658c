package evaluate

import (
	"math"
	"slices"
)

// below counts the distances under t in a sorted slice.
func below(sorted []float64, t float64) int {
	n, _ := slices.BinarySearch(sorted, t)
	return n
}

func share(part, whole int) (float64, bool) {
	if whole == 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

// FMR returns the false match rate at threshold t: the share of the impostor pairs with d < t.
func (s Scores) FMR(t float64) (rate float64, ok bool) {
	return share(below(s.impostor, t), len(s.impostor))
}

// FNMR returns the false non-match rate at threshold t: the share of the genuine pairs with d ≥ t.
func (s Scores) FNMR(t float64) (rate float64, ok bool) {
	return share(len(s.genuine)-below(s.genuine, t), len(s.genuine))
}

// BalancedAccuracy returns the mean over the two classes of the share that threshold t decides rightly, 1 − (FMR + FNMR)/2,
// so that the many impostor pairs don't drown the genuine ones. It needs a pair of each class.
func (s Scores) BalancedAccuracy(t float64) (accuracy float64, ok bool) {
	fmr, ok1 := s.FMR(t)
	fnmr, ok2 := s.FNMR(t)
	if !ok1 || !ok2 || math.IsNaN(t) {
		return 0, false
	}
	return 1 - (fmr+fnmr)/2, true
}

// steps calls visit for every distinct distance, ascending, with how many genuine and impostor pairs have exactly it.
func (s Scores) steps(visit func(d float64, genuine, impostor int)) {
	g, i := 0, 0
	for g < len(s.genuine) || i < len(s.impostor) {
		d := math.Inf(1)
		if g < len(s.genuine) {
			d = s.genuine[g]
		}
		if i < len(s.impostor) {
			d = min(d, s.impostor[i])
		}
		g0, i0 := g, i
		for g < len(s.genuine) && s.genuine[g] == d {
			g++
		}
		for i < len(s.impostor) && s.impostor[i] == d {
			i++
		}
		visit(d, g-g0, i-i0)
	}
}

// AUC returns the area under the ROC curve as Mann and Whitney count it: the share of all couples of a genuine and an impostor
// pair in which the genuine distance is the smaller, ties counting half. It needs a pair of each class.
func (s Scores) AUC() (area float64, ok bool) {
	couples := float64(len(s.genuine)) * float64(len(s.impostor))
	if couples == 0 {
		return 0, false
	}
	var doubled, passed uint64
	s.steps(func(_ float64, genuine, impostor int) {
		doubled += uint64(impostor) * (2*passed + uint64(genuine))
		passed += uint64(genuine)
	})
	return float64(doubled) / 2 / couples, true
}

// EER returns the equal error rate, where FMR and FNMR meet. As the threshold rises past each distinct distance the operating
// point jumps from (FMR, FNMR) = (0, 1) on to (1, 0); the points are joined by straight lines, as in a ROC curve, and the EER
// is read where that path crosses FMR = FNMR. It needs a pair of each class.
func (s Scores) EER() (rate float64, ok bool) {
	ng, ni := float64(len(s.genuine)), float64(len(s.impostor))
	if ng == 0 || ni == 0 {
		return 0, false
	}
	genuine, impostor := 0, 0
	s.steps(func(_ float64, g, i int) {
		if ok {
			return
		}
		fmr, fnmr := float64(impostor)/ni, 1-float64(genuine)/ng
		genuine, impostor = genuine+g, impostor+i
		fmrNext, fnmrNext := float64(impostor)/ni, 1-float64(genuine)/ng
		if fmrNext < fnmrNext {
			return
		}
		gap, gapNext := fnmr-fmr, fmrNext-fnmrNext
		rate, ok = fmr+(fmrNext-fmr)*gap/(gap+gapNext), true
	})
	return rate, ok
}

// DPrime returns d′, how far the means of the two classes lie apart in units of their common spread,
// |μ_impostor − μ_genuine| / sqrt((σ²_impostor + σ²_genuine)/2), with variances over n − 1 (Daugman, "Biometric decision
// landscapes", 2000). It needs two pairs of each class that aren't all equal.
func (s Scores) DPrime() (d float64, ok bool) {
	if len(s.genuine) < 2 || len(s.impostor) < 2 {
		return 0, false
	}
	mg, vg := moments(s.genuine)
	mi, vi := moments(s.impostor)
	d = math.Abs(mi-mg) / math.Sqrt((vg+vi)/2)
	return d, vg+vi > 0 && !math.IsInf(d, 0) && !math.IsNaN(d)
}

func moments(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		variance += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, variance
}
