package evaluate

import (
	"math"
	"slices"
	"sort"
)

func share(part, whole int) (float64, bool) {
	if whole == 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

// FMR returns the false match rate at threshold t: the share of the impostor pairs with d < t.
func (s Scores) FMR(t float64) (rate float64, ok bool) {
	return share(s.impostor.Below(t), s.impostor.N())
}

// FNMR returns the false non-match rate at threshold t: the share of the genuine pairs with d ≥ t.
func (s Scores) FNMR(t float64) (rate float64, ok bool) {
	return share(s.genuine.N()-s.genuine.Below(t), s.genuine.N())
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

// AUC returns the area under the ROC curve as Mann and Whitney count it: the share of all couples of a genuine and an impostor
// pair in which the genuine distance is the smaller, ties counting half. It needs a pair of each class.
func (s Scores) AUC() (area float64, ok bool) {
	n := s.impostor.N()
	couples := float64(s.genuine.N()) * float64(n)
	if couples == 0 {
		return 0, false
	}
	var doubled uint64
	impostor := cursor{Distances: s.impostor}
	for d, pairs := range s.genuine.Steps() {
		doubled += uint64(pairs) * uint64(2*n-impostor.below(d)-impostor.upTo(d))
	}
	return float64(doubled) / 2 / couples, true
}

// EER returns the equal error rate, where FMR and FNMR meet. As the threshold rises past each distinct distance the operating
// point jumps from (FMR, FNMR) = (0, 1) on to (1, 0); the points are joined by straight lines, as in a ROC curve, and the EER
// is read where that path crosses FMR = FNMR. It needs a pair of each class.
func (s Scores) EER() (rate float64, ok bool) {
	ng, ni := s.genuine.N(), s.impostor.N()
	if ng == 0 || ni == 0 {
		return 0, false
	}
	rates := func(genuine, impostor int) (fmr, fnmr float64) {
		return float64(impostor) / float64(ni), 1 - float64(genuine)/float64(ng)
	}
	d := math.Inf(1) // the first distance past which FMR is no longer the smaller
	for _, class := range []Distances{s.genuine, s.impostor} {
		k := sort.Search(len(class.at), func(k int) bool {
			fmr, fnmr := rates(s.genuine.upTo(class.at[k]), s.impostor.upTo(class.at[k]))
			return fmr >= fnmr
		})
		if k < len(class.at) {
			d = min(d, class.at[k])
		}
	}
	fmr, fnmr := rates(s.genuine.Below(d), s.impostor.Below(d))
	fmrNext, fnmrNext := rates(s.genuine.upTo(d), s.impostor.upTo(d))
	gap, gapNext := fnmr-fmr, fmrNext-fnmrNext
	return fmr + (fmrNext-fmr)*gap/(gap+gapNext), true
}

// DPrime returns d′, how far the means of the two classes lie apart in units of their common spread,
// |μ_impostor − μ_genuine| / sqrt((σ²_impostor + σ²_genuine)/2), with variances over n − 1 (Daugman, "Biometric decision
// landscapes", 2000). It needs two pairs of each class that aren't all equal.
func (s Scores) DPrime() (d float64, ok bool) {
	if s.genuine.N() < 2 || s.impostor.N() < 2 {
		return 0, false
	}
	mg, vg := s.genuine.Moments()
	mi, vi := s.impostor.Moments()
	if d = math.Abs(mi-mg) / math.Sqrt((vg+vi)/2); vg+vi > 0 && finite(d) {
		return d, true
	}
	return 0, false
}

// Rates are the false match rates that are reported, as far as there are pairs to show them: 10 %, 1 %, 0.1 % and so on.
var Rates = []float64{0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9}

// shown are the rates that are always listed, even where there are too few pairs.
const shown = 3

// supported are those of Rates that the number of impostor pairs can show (see ThresholdAtFMR).
func (s Scores) supported() []float64 {
	return slices.DeleteFunc(slices.Clone(Rates), func(rate float64) bool {
		_, ok := s.allowed(rate)
		return !ok
	})
}
