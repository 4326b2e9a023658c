package evaluate

import (
	"context"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Point is an operating point: the two error rates at a threshold.
type Point struct {
	Threshold, FMR, FNMR float64
}

// CurvePoints is the greatest number of points of a curve, but for its two ends.
const CurvePoints = 500

// Curve returns the operating points of all thresholds as the threshold rises, from (FMR, FNMR) = (0, 1) to (1, 0): what ROC and
// DET figures draw. Where there are more than about CurvePoints, those are kept that lie evenly along the axes of a DET figure,
// which are normal deviates of the rates: so both tails keep their detail. A point's threshold is the largest one with these
// rates; that of the last point, which accepts all, is just above the greatest distance. It needs a pair of each class, and
// returns nil without.
func (s Scores) Curve() []Point {
	ng, ni := float64(s.genuine.N()), float64(s.impostor.N())
	if ng == 0 || ni == 0 {
		return nil
	}
	deviate := func(rate, n float64) float64 { // of a rate moved by half a pair from 0 and 1
		return distuv.UnitNormal.Quantile(min(max(rate, 0.5/n), 1-0.5/n))
	}
	along := func(p Point) float64 { return deviate(p.FMR, ni) - deviate(p.FNMR, ng) }
	first, last := Point{FNMR: 1}, Point{FMR: 1}
	step := 0.0
	if len(s.genuine.at)+len(s.impostor.at) > CurvePoints {
		step = (along(last) - along(first)) / (CurvePoints / 2) // of two neighbours that are kept, one may lie nearer
	}
	var points []Point
	kept, before := math.Inf(-1), math.Inf(-1)
	var held *Point // the point before, not kept so far
	for p := range s.points() {
		at := along(p)
		if held != nil && (step == 0 || at-kept > step) {
			points, kept = append(points, *held), before
			held = nil
		}
		if held = &p; math.IsInf(kept, -1) {
			points, kept, held = append(points, p), at, nil
		}
		before = at
	}
	if held != nil {
		points = append(points, *held)
	}
	return points
}

// points goes through the operating points of all distinct distances, and the last, which accepts all.
func (s Scores) points() func(yield func(Point) bool) {
	ng, ni := float64(s.genuine.N()), float64(s.impostor.N())
	return func(yield func(Point) bool) {
		genuine, impostor := cursor{Distances: s.genuine}, cursor{Distances: s.impostor}
		accepted, wrong := 0, 0
		for {
			d := min(genuine.next(), impostor.next())
			if math.IsInf(d, 1) {
				break
			}
			if !yield(Point{d, float64(wrong) / ni, 1 - float64(accepted)/ng}) {
				return
			}
			accepted, wrong = genuine.upTo(d), impostor.upTo(d)
		}
		yield(Point{math.Nextafter(s.Max(), math.Inf(1)), 1, 0})
	}
}

// Bands are 95 % intervals along curves, [low, high] in each place; nil where there are none (see Scores.Intervals).
type Bands struct {
	// FNMRAtFMR are those of the FNMR at given false match rates: the band of a ROC or DET curve.
	FNMRAtFMR [][2]float64
	// FMR and FNMR are those of the rates at given thresholds.
	FMR, FNMR [][2]float64
}

// Bands returns intervals along the curves, by the same bootstrap over people as Intervals: of the FNMR at each of the false
// match rates, and of both rates at each of the thresholds. A rate finer than the pairs can show has a band too, which then
// says little.
func (s Scores) Bands(ctx context.Context, rates, thresholds []float64, seed uint64, rounds int) (Bands, error) {
	n, m := len(rates), len(thresholds)
	values, err := s.resample(ctx, seed, rounds, n+2*m, func(round Scores, into []float64) {
		for i, rate := range rates {
			into[i] = orNaN(round.fnmrAt(rate))
		}
		for i, t := range thresholds {
			into[n+i], into[n+m+i] = orNaN(round.FMR(t)), orNaN(round.FNMR(t))
		}
	})
	if err != nil || values == nil {
		return Bands{}, err
	}
	bands := make([][2]float64, len(values))
	for i, list := range values {
		low, high, ok := interval(list)
		if !ok {
			return Bands{}, nil
		}
		bands[i] = [2]float64{low, high}
	}
	return Bands{FNMRAtFMR: bands[:n], FMR: bands[n : n+m], FNMR: bands[n+m:]}, nil
}
