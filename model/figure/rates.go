package figure

import (
	"cmp"
	"math"
	"slices"
)

// RatePoint is the two error rates at one threshold: pairs whose distance is below it are called genuine. Rates are fractions
// from 0 to 1; one that isn't is unknown, as NaN is for a class without pairs.
type RatePoint struct {
	Threshold float64
	FMR       float64 // false match rate: the share of the impostor pairs called genuine
	FNMR      float64 // false non-match rate: the share of the genuine pairs called impostor
}

// Interval is what surrounds a rate, its 95 % interval for one, at one place of the horizontal axis: from Low to High, as
// fractions. One that isn't finite or ends below its begin is left out.
type Interval struct {
	At        float64
	Low, High float64
}

// Band makes intervals of their places and their ends, low before high. It takes as many as there are of both.
func Band(at []float64, ends [][2]float64) []Interval {
	band := make([]Interval, min(len(at), len(ends)))
	for i := range band {
		band[i] = Interval{at[i], ends[i][0], ends[i][1]}
	}
	return band
}

// Curve is one model's error rates over all thresholds, for ROC and DET.
type Curve struct {
	Name string
	// Points may have any order and repeat; those that lack a rate are left out.
	Points []RatePoint
	// Band is the interval of the FNMR at false match rates, in any order. Neighbours are joined; none draws no band.
	Band []Interval
	// Chosen is the operating point in use, which a ring marks; nil marks none.
	Chosen *RatePoint
	// Genuine and Impostors count the pairs, which limit how small a rate can be shown. 0 is unknown: then the least rate above
	// zero among the points limits it.
	Genuine, Impostors int
}

// paired returns the points that have both rates, in the order of a walk to greater thresholds: FMR up, FNMR down.
func paired(points []RatePoint) []RatePoint {
	var both []RatePoint
	for _, p := range points {
		if isRate(p.FMR) && isRate(p.FNMR) {
			both = append(both, p)
		}
	}
	slices.SortFunc(both, func(a, b RatePoint) int {
		return cmp.Or(cmp.Compare(a.FMR, b.FMR), cmp.Compare(b.FNMR, a.FNMR))
	})
	return both
}

func isRate(v float64) bool { return v >= 0 && v <= 1 }

// whole returns the intervals that can be drawn, by place, held to fractions.
func whole(band []Interval) []Interval {
	var sound []Interval
	for _, b := range band {
		if finite(b.At) && finite(b.Low) && finite(b.High) && b.Low <= b.High {
			sound = append(sound, Interval{b.At, held(b.Low, 0, 1), held(b.High, 0, 1)})
		}
	}
	slices.SortFunc(sound, func(a, b Interval) int { return cmp.Compare(a.At, b.At) })
	return sound
}

func held(v, low, high float64) float64 { return min(max(v, low), high) }

// smallest is the least rate that differs from zero among n pairs, or, where n is unknown, among the rates.
func smallest(n int, rates []float64) float64 {
	if n > 0 {
		return 1 / float64(n)
	}
	least := 1.0
	for _, r := range rates {
		if r > 0 {
			least = min(least, r)
		}
	}
	return max(least, 1e-9)
}

// fmrs returns the known false match rates.
func fmrs(points []RatePoint) []float64 {
	return known(points, func(p RatePoint) float64 { return p.FMR })
}

// fnmrs returns the known false non-match rates.
func fnmrs(points []RatePoint) []float64 {
	return known(points, func(p RatePoint) float64 { return p.FNMR })
}

func known(points []RatePoint, of func(RatePoint) float64) []float64 {
	var rates []float64
	for _, p := range points {
		if v := of(p); isRate(v) {
			rates = append(rates, v)
		}
	}
	return rates
}

// probit is the normal deviate of a rate between 0 and 1: where the standard normal distribution has that share below it.
func probit(rate float64) float64 { return math.Sqrt2 * math.Erfinv(2*rate-1) }
