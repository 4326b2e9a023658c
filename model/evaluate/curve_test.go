package evaluate_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/evaluate"
)

func TestCurveHasTheRatesOfItsThresholds(t *testing.T) {
	smallCases(t, func(t *testing.T, genuine, impostor []float64, s evaluate.Scores) {
		checkCurve(t, s, s.Curve())
	})
}

func checkCurve(t *testing.T, s evaluate.Scores, points []evaluate.Point) {
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
	points := s.Curve()
	if len(points) < evaluate.CurvePoints/4 || len(points) > evaluate.CurvePoints+2 {
		t.Errorf("%d points", len(points))
	}
	checkCurve(t, s, points)
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if b.FMR > 3*a.FMR+10./200000 || a.FNMR > 3*b.FNMR+10./20000 {
			t.Errorf("a gap from %+v to %+v", a, b)
		}
	}
	if (evaluate.Scores{}).Curve() != nil || scoresOf(t, genuine, nil).Curve() != nil {
		t.Error("a curve without a class")
	}
}

func TestRarity(t *testing.T) {
	impostor := make([]float64, 300)
	for i := range impostor {
		impostor[i] = 1 + float64(i)/300
	}
	s := scoresOf(t, []float64{0.1, 0.2, 0.3, 0.4, 0.5, 1.1}, impostor)
	share := func(v float64, atMost bool) *evaluate.Share { return &evaluate.Share{Share: v, AtMost: atMost} }
	cases := []struct {
		d                 float64
		impostor, genuine *evaluate.Share
	}{
		{0, share(0.01, true), share(1, false)},
		{0.3, share(0.01, true), share(4./6, false)},
		{1.005, share(0.01, true), share(0.5, true)}, // two impostors are closer, one genuine pair is farther
		{1.5, share(0.5, false), share(0.5, true)},
		{9, share(1, false), share(0.5, true)},
	}
	for _, c := range cases {
		r := s.Rarity(c.d)
		if *r.ImpostorsCloser != *c.impostor || *r.GenuineFarther != *c.genuine {
			t.Errorf("%v: impostors closer %+v, genuine farther %+v; want %+v, %+v", c.d, *r.ImpostorsCloser, *r.GenuineFarther, *c.impostor, *c.genuine)
		}
	}
	if r := scoresOf(t, nil, []float64{1, 2}).Rarity(0.5); r.GenuineFarther != nil || *r.ImpostorsCloser != *share(1, true) {
		t.Errorf("two impostor pairs alone: %+v", r)
	}
}
