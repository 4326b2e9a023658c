package errorrate_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/errorrate"
)

func TestCurveHasTheRatesOfItsThresholds(t *testing.T) {
	smallCases(t, func(t *testing.T, genuine, impostor []float64, s errorrate.Classes) {
		checkCurve(t, s, s.Curve().Points)
	})
}

func checkCurve(t *testing.T, s errorrate.Classes, points []errorrate.Point) {
	t.Helper()
	last := len(points) - 1
	if points[0].FMR != 0 || points[0].FNMR != 1 || points[last].FMR != 1 || points[last].FNMR != 0 {
		t.Errorf("from %+v to %+v", points[0], points[last])
	}
	for i, p := range points {
		fmr, _ := s.FMR(p.Threshold)
		fnmr, _ := s.FNMR(p.Threshold)
		if p.FMR != fmr || math.Abs(p.FNMR-fnmr) > 1e-15 {
			t.Errorf("%+v, but FMR %v and FNMR %v", p, fmr, fnmr)
		}
		if i > 0 && (p.Threshold <= points[i-1].Threshold || p.FMR < points[i-1].FMR || p.FNMR > points[i-1].FNMR) {
			t.Errorf("%+v follows %+v", p, points[i-1])
		}
	}
}

// TestThinnedCurveKeepsBothTails: no rate between two neighbours, in either tail, is far from both.
func TestThinnedCurveKeepsBothTails(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var genuine, impostor []float64
	for range 20000 {
		genuine = append(genuine, math.Abs(0.5+0.15*random.NormFloat64()))
	}
	for range 200000 {
		impostor = append(impostor, math.Abs(1+0.2*random.NormFloat64()))
	}
	s := scoresOf(t, genuine, impostor)
	points := s.Curve().Points
	if len(points) < errorrate.CurvePoints/4 || len(points) > errorrate.CurvePoints+2 {
		t.Errorf("%d points", len(points))
	}
	checkCurve(t, s, points)
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if b.FMR > 3*a.FMR+10./200000 || a.FNMR > 3*b.FNMR+10./20000 {
			t.Errorf("a gap from %+v to %+v", a, b)
		}
	}
	if len((errorrate.Classes{}).Curve().Points) > 0 || len(scoresOf(t, genuine, nil).Curve().Points) > 0 {
		t.Error("a curve without a class")
	}
}
