package errorrate

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Point is an operating point: the two error rates at a threshold, as fractions. A rate that isn't between 0 and 1 is unknown, as
// NaN is for a class without pairs.
type Point struct {
	Threshold float64 `json:"threshold"`
	FMR       float64 `json:"fmr"`
	FNMR      float64 `json:"fnmr"`
}

// Curve is the operating points of some scores, with intervals where they are known.
type Curve struct {
	Points []Point `json:"points"`
	Bands
	// Genuine and Impostor count the pairs, which limit how small a rate can be shown. 0 is unknown.
	Genuine  int `json:"genuine"`
	Impostor int `json:"impostor"`
}

// Bands are 95 % intervals along a curve; nil where there are none.
type Bands struct {
	// FNMRAtFMR are those of the FNMR at false match rates: the band of a ROC or DET curve.
	FNMRAtFMR []Interval `json:"fnmr_at_fmr,omitempty"`
	// FMR and FNMR are those of the rates at thresholds.
	FMR  []Interval `json:"fmr,omitempty"`
	FNMR []Interval `json:"fnmr,omitempty"`
}

// CurvePoints is the greatest number of points of a curve, but for its two ends.
const CurvePoints = 500

// Curve returns the operating points of all thresholds, as the threshold rises: from (FMR, FNMR) = (0, 1) to (1, 0), for ROC and
// DET figures. It has no bands, and without a pair of each class no points.
//
// Of more than about CurvePoints, those are kept that lie evenly along the axes of a DET figure, which are normal deviates of the
// rates: so both tails keep their detail. A point's threshold is the largest one with these rates. That of the last point, which
// accepts all, is just above the greatest distance.
func (c Classes) Curve() Curve {
	curve := Curve{Points: []Point{}, Genuine: c.genuine.N(), Impostor: c.impostor.N()}
	if c.genuine.N() == 0 || c.impostor.N() == 0 {
		return curve
	}
	ng, ni := float64(c.genuine.N()), float64(c.impostor.N())
	deviate := func(rate, n float64) float64 { // of a rate moved by half a pair from 0 and 1
		return distuv.UnitNormal.Quantile(min(max(rate, 0.5/n), 1-0.5/n))
	}
	along := func(p Point) float64 { return deviate(p.FMR, ni) - deviate(p.FNMR, ng) }
	first, last := Point{FNMR: 1}, Point{FMR: 1}
	step := 0.0
	if len(c.genuine.at)+len(c.impostor.at) > CurvePoints {
		step = (along(last) - along(first)) / (CurvePoints / 2) // of two neighbours that are kept, one may lie nearer
	}
	kept, before := math.Inf(-1), math.Inf(-1)
	var held *Point // the point before, not kept so far
	for p := range c.eachPoint() {
		at := along(p)
		if held != nil && (step == 0 || at-kept > step) {
			curve.Points, kept = append(curve.Points, *held), before
			held = nil
		}
		if held = &p; math.IsInf(kept, -1) {
			curve.Points, kept, held = append(curve.Points, p), at, nil
		}
		before = at
	}
	if held != nil {
		curve.Points = append(curve.Points, *held)
	}
	return curve
}

// eachPoint goes through the operating points of all distinct distances, and the last, which accepts all.
func (c Classes) eachPoint() func(yield func(Point) bool) {
	ng, ni := float64(c.genuine.N()), float64(c.impostor.N())
	return func(yield func(Point) bool) {
		genuine, impostor := cursor{Distances: c.genuine}, cursor{Distances: c.impostor}
		accepted, wrong := 0, 0
		for {
			d := min(genuine.nextDistance(), impostor.nextDistance())
			if math.IsInf(d, 1) {
				break
			}
			if !yield(Point{d, float64(wrong) / ni, 1 - float64(accepted)/ng}) {
				return
			}
			accepted, wrong = genuine.countUpTo(d), impostor.countUpTo(d)
		}
		yield(Point{math.Nextafter(c.Max(), math.Inf(1)), 1, 0})
	}
}

// BandPlaces are where bands are taken, at least two of each: false match rates from the least that the impostor pairs can show to
// 1, evenly on a logarithmic axis, and thresholds evenly over the distances.
func (c Classes) BandPlaces(rates, thresholds int) (atRates, atThresholds []float64) {
	from := math.Log10(RuleOfThree(c.impostor.N()))
	for i := range rates {
		atRates = append(atRates, math.Pow(10, from*(1-float64(i)/float64(rates-1))))
	}
	for i := range thresholds {
		atThresholds = append(atThresholds, float64(i)/float64(thresholds-1)*c.Max())
	}
	return atRates, atThresholds
}
