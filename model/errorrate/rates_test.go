package errorrate_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"siamface/model/errorrate"
)

// smallCases are random scores with many ties, at most 12 a class.
func smallCases(t *testing.T, visit func(t *testing.T, genuine, impostor []float64, s errorrate.Classes)) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	draw := func() []float64 {
		values := make([]float64, 1+rng.IntN(12))
		for i := range values {
			values[i] = float64(rng.IntN(8)) / 4
		}
		return values
	}
	for range 400 {
		g, i := draw(), draw()
		visit(t, g, i, scoresOf(t, g, i))
		if t.Failed() {
			t.Fatalf("with genuine %v and impostor %v", g, i)
		}
	}
}

func countIf(values []float64, yes func(float64) bool) int {
	n := 0
	for _, v := range values {
		if yes(v) {
			n++
		}
	}
	return n
}

func TestRatesAgreeWithLoops(t *testing.T) {
	smallCases(t, func(t *testing.T, genuine, impostor []float64, s errorrate.Classes) {
		for _, at := range []float64{-1, 0, 0.1, 0.25, 0.5, 1, 1.74, 1.75, 3, math.Inf(1)} {
			accepted := func(d float64) bool { return d < at }
			fmr, _ := s.FMR(at)
			fnmr, _ := s.FNMR(at)
			balanced, _ := s.BalancedAccuracy(at)
			wantFMR := float64(countIf(impostor, accepted)) / float64(len(impostor))
			wantTAR := float64(countIf(genuine, accepted)) / float64(len(genuine))
			if fmr != wantFMR || math.Abs(1-fnmr-wantTAR) > 1e-15 || math.Abs(balanced-(1-wantFMR+wantTAR)/2) > 1e-15 {
				t.Errorf("at %v: FMR %v, FNMR %v, balanced accuracy %v", at, fmr, fnmr, balanced)
			}
		}
	})
}

func TestAUCAgreesWithACountOfCouples(t *testing.T) {
	smallCases(t, func(t *testing.T, genuine, impostor []float64, s errorrate.Classes) {
		sum := 0.0
		for _, g := range genuine {
			for _, i := range impostor {
				switch {
				case g < i:
					sum++
				case g == i:
					sum += 0.5
				}
			}
		}
		want := sum / float64(len(genuine)*len(impostor))
		if got, ok := s.AUC(); !ok || got != want {
			t.Errorf("AUC %v, want %v", got, want)
		}
	})
}

// TestEERAgreesWithASearch walks the path of operating points in small steps.
func TestEERAgreesWithASearch(t *testing.T) {
	smallCases(t, func(t *testing.T, genuine, impostor []float64, s errorrate.Classes) {
		points := [][2]float64{}
		for k := -1; k <= 8; k++ {
			at := float64(k)/4 + 0.1
			fmr, _ := s.FMR(at)
			fnmr, _ := s.FNMR(at)
			points = append(points, [2]float64{fmr, fnmr})
		}
		want, least := 0.0, 2.0
		for k := 1; k < len(points); k++ {
			for step := range 2001 {
				w := float64(step) / 2000
				fmr := points[k-1][0]*(1-w) + points[k][0]*w
				fnmr := points[k-1][1]*(1-w) + points[k][1]*w
				if gap := math.Abs(fmr - fnmr); gap < least {
					want, least = (fmr+fnmr)/2, gap
				}
			}
		}
		if got, ok := s.EER(); !ok || math.Abs(got-want) > 1e-3 {
			t.Errorf("EER %v, want %v", got, want)
		}
	})
}

func TestFiguresOfKnownCases(t *testing.T) {
	cases := []struct {
		name              string
		genuine, impostor []float64
		auc, eer          float64
	}{
		{"apart", []float64{0.1, 0.2}, []float64{0.8, 0.9, 1}, 1, 0},
		{"the wrong way round", []float64{0.8, 0.9}, []float64{0.1}, 0, 1},
		{"all equal", []float64{0.5, 0.5}, []float64{0.5}, 0.5, 0.5},
		{"one of two wrong on each side", []float64{1, 3}, []float64{2, 4}, 0.75, 0.5},
		{"all zero", []float64{0}, []float64{0}, 0.5, 0.5},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := scoresOf(t, c.genuine, c.impostor)
			near(t, "AUC", figure(s.AUC()), &c.auc)
			near(t, "EER", figure(s.EER()), &c.eer)
		})
	}
}

func TestRankFiguresIgnoreRisingMaps(t *testing.T) {
	smallCases(t, func(t *testing.T, genuine, impostor []float64, s errorrate.Classes) {
		mapped := scoresOf(t, apply(genuine, math.Expm1), apply(impostor, math.Expm1))
		auc, _ := s.AUC()
		eer, _ := s.EER()
		if got, _ := mapped.AUC(); got != auc {
			t.Errorf("AUC %v became %v", auc, got)
		}
		if got, _ := mapped.EER(); got != eer {
			t.Errorf("EER %v became %v", eer, got)
		}
	})
}

func TestSwappingTheClassesMirrorsTheFigures(t *testing.T) {
	smallCases(t, func(t *testing.T, genuine, impostor []float64, s errorrate.Classes) {
		swapped := scoresOf(t, impostor, genuine)
		auc, _ := s.AUC()
		eer, _ := s.EER()
		if got, _ := swapped.AUC(); math.Abs(got-(1-auc)) > 1e-15 {
			t.Errorf("AUC %v became %v", auc, got)
		}
		if got, _ := swapped.EER(); math.Abs(got-(1-eer)) > 1e-12 {
			t.Errorf("EER %v became %v", eer, got)
		}
		if auc == 1 && eer != 0 || eer < 0 || eer > 1 {
			t.Errorf("AUC %v with EER %v", auc, eer)
		}
		d, ok := s.DPrime()
		if again, okAgain := swapped.DPrime(); ok != okAgain || math.Abs(again-d) > 1e-12 {
			t.Errorf("d′ %v became %v", d, again)
		}
	})
}

func apply(values []float64, f func(float64) float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = f(v)
	}
	return out
}

func TestNewRefusesWhatIsNoDistance(t *testing.T) {
	good := []float64{0, 1}
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -0.1} {
		if _, err := errorrate.New([]float64{0.1, bad}, good); err == nil {
			t.Errorf("genuine %v: no error", bad)
		}
		if _, err := errorrate.New(good, []float64{bad}); err == nil {
			t.Errorf("impostor %v: no error", bad)
		}
	}
}

func TestNewLeavesItsArgumentsAlone(t *testing.T) {
	genuine := []float64{3, 1, 2}
	s := scoresOf(t, genuine, []float64{4, 0})
	if !slices.Equal(genuine, []float64{3, 1, 2}) || !slices.IsSorted(values(s.Genuine())) || !slices.IsSorted(values(s.Impostor())) {
		t.Errorf("given %v, kept %v and %v", genuine, values(s.Genuine()), values(s.Impostor()))
	}
	if s.Max() != 4 {
		t.Errorf("greatest %v, want 4", s.Max())
	}
}
