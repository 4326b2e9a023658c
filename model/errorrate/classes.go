// Package errorrate takes error rates, thresholds and curves of two classes of sorted distances: those of genuine pairs (two
// photos of one person) and of impostor pairs (of two people). The terms are those of ISO/IEC 19795-1.
//
// A pair is accepted, taken for the same person, when its distance is below the threshold: d < t. So
//
//	FMR(t)  = share of the impostor pairs with d < t
//	FNMR(t) = share of the genuine pairs with d ≥ t
//
// Rates are fractions from 0 to 1. A figure without data comes with ok = false.
package errorrate

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"math"
	"slices"
	"sort"
)

// Classes are the distances of genuine and of impostor pairs. They don't change once made, so goroutines may share them. The zero
// value has no pairs.
type Classes struct {
	genuine, impostor Distances
}

// New copies and sorts distances. It refuses one that is no finite number or is below zero.
func New(genuine, impostor []float64) (Classes, error) {
	g, err := sortDistances("genuine", genuine)
	if err != nil {
		return Classes{}, err
	}
	i, err := sortDistances("impostor", impostor)
	return Classes{g, i}, err
}

func sortDistances(class string, distances []float64) (Distances, error) {
	for i, d := range distances {
		if err := CheckDistance(d); err != nil {
			return Distances{}, fmt.Errorf("%s pair %d: %w", class, i+1, err)
		}
	}
	return Distances{at: slices.Sorted(slices.Values(distances))}, nil
}

// CheckDistance says why a number is no distance.
func CheckDistance(d float64) error {
	if !IsFinite(d) || d < 0 {
		return fmt.Errorf("%v is no distance: it must be a finite number, not below zero", d)
	}
	return nil
}

// JoinClasses makes classes of the distances of each.
func JoinClasses(genuine, impostor Distances) Classes { return Classes{genuine, impostor} }

// Genuine returns the distances of the genuine pairs.
func (c Classes) Genuine() Distances { return c.genuine }

// Impostor returns the distances of the impostor pairs.
func (c Classes) Impostor() Distances { return c.impostor }

// Pairs is the number of all pairs.
func (c Classes) Pairs() int { return c.genuine.N() + c.impostor.N() }

// Max returns the greatest distance, 0 where there is none.
func (c Classes) Max() float64 { return max(c.genuine.Max(), c.impostor.Max()) }

// Histogram counts the distances in the bins of Edges, which hold upTo as well.
func (c Classes) Histogram(upTo float64) Histogram {
	edges := HistogramEdges(max(upTo, c.Max()))
	return Histogram{edges, c.genuine.Bin(edges).Bins, c.impostor.Bin(edges).Bins}
}

// At is the operating point at threshold t. The rate of a class without pairs is NaN.
func (c Classes) At(t float64) Point {
	p := Point{Threshold: t, FMR: math.NaN(), FNMR: math.NaN()}
	if fmr, ok := c.FMR(t); ok {
		p.FMR = fmr
	}
	if fnmr, ok := c.FNMR(t); ok {
		p.FNMR = fnmr
	}
	return p
}

func shareOf(part, whole int) (float64, bool) {
	if whole == 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

// FMR returns the false match rate at threshold t: the share of the impostor pairs with d < t.
func (c Classes) FMR(t float64) (rate float64, ok bool) {
	return shareOf(c.impostor.Below(t), c.impostor.N())
}

// FNMR returns the false non-match rate at threshold t: the share of the genuine pairs with d ≥ t.
func (c Classes) FNMR(t float64) (rate float64, ok bool) {
	return shareOf(c.genuine.N()-c.genuine.Below(t), c.genuine.N())
}

// BalancedAccuracy returns the mean over the two classes of the share that threshold t decides rightly, 1 − (FMR + FNMR)/2,
// so that the many impostor pairs don't drown the genuine ones. It needs a pair of each class.
func (c Classes) BalancedAccuracy(t float64) (accuracy float64, ok bool) {
	fmr, ok1 := c.FMR(t)
	fnmr, ok2 := c.FNMR(t)
	if !ok1 || !ok2 || math.IsNaN(t) {
		return 0, false
	}
	return 1 - (fmr+fnmr)/2, true
}

// AUC returns the area under the ROC curve as Mann and Whitney count it: in which share of all couples of a genuine and an impostor
// pair the genuine distance is the smaller. Ties count half. It needs a pair of each class.
func (c Classes) AUC() (area float64, ok bool) {
	n := c.impostor.N()
	couples := float64(c.genuine.N()) * float64(n)
	if couples == 0 {
		return 0, false
	}
	var doubled uint64
	impostor := cursor{Distances: c.impostor}
	for d, pairs := range c.genuine.Steps() {
		doubled += uint64(pairs) * uint64(2*n-impostor.countBelow(d)-impostor.countUpTo(d))
	}
	return float64(doubled) / 2 / couples, true
}

// EER returns the equal error rate, where FMR and FNMR meet. It needs a pair of each class.
//
// As the threshold rises past each distinct distance, the operating point jumps from (FMR, FNMR) = (0, 1) on to (1, 0). Straight
// lines join the points, as in a ROC curve; the EER is read where that path crosses FMR = FNMR.
func (c Classes) EER() (rate float64, ok bool) {
	ng, ni := c.genuine.N(), c.impostor.N()
	if ng == 0 || ni == 0 {
		return 0, false
	}
	rates := func(genuine, impostor int) (fmr, fnmr float64) {
		return float64(impostor) / float64(ni), 1 - float64(genuine)/float64(ng)
	}
	d := math.Inf(1) // the first distance past which FMR is no longer the smaller
	for _, class := range []Distances{c.genuine, c.impostor} {
		k := sort.Search(len(class.at), func(k int) bool {
			fmr, fnmr := rates(c.genuine.UpTo(class.at[k]), c.impostor.UpTo(class.at[k]))
			return fmr >= fnmr
		})
		if k < len(class.at) {
			d = min(d, class.at[k])
		}
	}
	fmr, fnmr := rates(c.genuine.Below(d), c.impostor.Below(d))
	fmrNext, fnmrNext := rates(c.genuine.UpTo(d), c.impostor.UpTo(d))
	gap, gapNext := fnmr-fmr, fmrNext-fnmrNext
	return fmr + (fmrNext-fmr)*gap/(gap+gapNext), true
}

// DPrime returns d′: how far the means of the two classes lie apart, in units of their common spread. It is
// |μ_impostor − μ_genuine| / sqrt((σ²_impostor + σ²_genuine)/2), with variances over n − 1 (Daugman, "Biometric decision
// landscapes", 2000). It needs two pairs of each class that aren't all equal.
func (c Classes) DPrime() (d float64, ok bool) {
	if c.genuine.N() < 2 || c.impostor.N() < 2 {
		return 0, false
	}
	mg, vg := c.genuine.Moments()
	mi, vi := c.impostor.Moments()
	if d = math.Abs(mi-mg) / math.Sqrt((vg+vi)/2); vg+vi > 0 && IsFinite(d) {
		return d, true
	}
	return 0, false
}

// keptClasses is what is kept of Classes.
type keptClasses struct{ Genuine, Impostor Distances }

// GobEncode writes both classes.
func (c Classes) GobEncode() ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(keptClasses{c.genuine, c.impostor})
	return b.Bytes(), err
}

// GobDecode reads what GobEncode wrote.
func (c *Classes) GobDecode(data []byte) error {
	var k keptClasses
	err := gob.NewDecoder(bytes.NewReader(data)).Decode(&k)
	*c = Classes{k.Genuine, k.Impostor}
	return err
}
