package figure

import (
	"cmp"
	"math"
	"slices"

	"siamface/model/errorrate"
)

// Curve is one model's error rates over all thresholds, for ROC and DET.
type Curve struct {
	Name string
	// Points may have any order and repeat; those that lack a rate are left out. Neighbouring intervals are joined to a band; those
	// that aren't finite, or end below their begin, are left out. Where the number of pairs is unknown, the least rate above zero
	// among the points limits how small a rate is shown.
	errorrate.Curve
	// Chosen is the operating point in use, which a ring marks; nil marks none.
	Chosen *errorrate.Point
}

// sortPaired returns the points that have both rates, in the order of a walk to greater thresholds: FMR up, FNMR down.
func sortPaired(points []errorrate.Point) []errorrate.Point {
	var both []errorrate.Point
	for _, p := range points {
		if isRate(p.FMR) && isRate(p.FNMR) {
			both = append(both, p)
		}
	}
	slices.SortFunc(both, func(a, b errorrate.Point) int {
		return cmp.Or(cmp.Compare(a.FMR, b.FMR), cmp.Compare(b.FNMR, a.FNMR))
	})
	return both
}

func isRate(v float64) bool { return v >= 0 && v <= 1 }

// sortIntervals returns the intervals that can be drawn, by place, held to fractions.
func sortIntervals(band []errorrate.Interval) []errorrate.Interval {
	var sound []errorrate.Interval
	for _, b := range band {
		if isDrawable(b.At) && isDrawable(b.Low) && isDrawable(b.High) && b.Low <= b.High {
			sound = append(sound, errorrate.Interval{At: b.At, Low: clampTo(b.Low, 0, 1), High: clampTo(b.High, 0, 1)})
		}
	}
	slices.SortFunc(sound, func(a, b errorrate.Interval) int { return cmp.Compare(a.At, b.At) })
	return sound
}

func clampTo[T ~float64](v, low, high T) T { return min(max(v, low), high) }

// leastRate is the least rate that differs from zero among n pairs, or, where n is unknown, among the rates.
func leastRate(n int, rates []float64) float64 {
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

// knownFMRs returns the known false match rates.
func knownFMRs(points []errorrate.Point) []float64 {
	return knownRates(points, func(p errorrate.Point) float64 { return p.FMR })
}

// knownFNMRs returns the known false non-match rates.
func knownFNMRs(points []errorrate.Point) []float64 {
	return knownRates(points, func(p errorrate.Point) float64 { return p.FNMR })
}

func knownRates(points []errorrate.Point, of func(errorrate.Point) float64) []float64 {
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
