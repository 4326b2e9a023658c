package errorrate_test

import (
	"math"
	"slices"
	"testing"

	"siamface/model/errorrate"
)

func TestThresholdAtFMRIsTheLargest(t *testing.T) {
	smallCases(t, func(t *testing.T, _, impostor []float64, s errorrate.Classes) {
		for _, rate := range []float64{0.25, 0.3, 1. / 3, 0.5, 0.7, 0.99} {
			at, ok := s.ThresholdAtFMR(rate)
			if ok != (float64(len(impostor)) >= 3/rate) {
				t.Errorf("rate %v: ok %v", rate, ok)
			}
			if !ok {
				continue
			}
			here, _ := s.FMR(at)
			beyond, _ := s.FMR(math.Nextafter(at, 9))
			if here > rate || beyond <= rate {
				t.Errorf("rate %v: threshold %v with FMR %v, and %v beyond it", rate, at, here, beyond)
			}
			fnmr, _ := s.FNMR(at)
			if tar, ok := s.TARAtFMR(rate); !ok || math.Abs(tar-(1-fnmr)) > 1e-15 {
				t.Errorf("rate %v: TAR %v with FNMR %v", rate, tar, fnmr)
			}
		}
	})
}

func TestThresholdAtFMRTakesRateTimesCountExactly(t *testing.T) {
	impostor := make([]float64, 300)
	for i := range impostor {
		impostor[i] = float64(i)
	}
	s := scoresOf(t, nil, impostor)
	if at, ok := s.ThresholdAtFMR(0.01); !ok || at != 3 {
		t.Errorf("300 pairs at 1 %%: threshold %v, %v; want 3", at, ok)
	}
	if _, ok := scoresOf(t, nil, impostor[:299]).ThresholdAtFMR(0.01); ok {
		t.Error("299 pairs can't show 1 %")
	}
	for _, rate := range []float64{0, -1, 1, 2, math.NaN()} {
		if _, ok := s.ThresholdAtFMR(rate); ok {
			t.Errorf("rate %v was taken", rate)
		}
	}
	if gap, ok := s.GapBeforeImpostors(); !ok || gap.To != 0 {
		t.Errorf("the closest impostor is at %v, %v", gap.To, ok)
	}
}

func TestBestThresholdAgreesWithALoop(t *testing.T) {
	smallCases(t, func(t *testing.T, genuine, impostor []float64, s errorrate.Classes) {
		at, ok := s.BestThreshold()
		if !ok {
			t.Fatal("none")
		}
		edges := slices.Sorted(slices.Values(slices.Concat([]float64{0}, genuine, impostor)))
		edges = slices.Compact(edges)
		best, widest := 0.5, 0.0
		for k := 1; k < len(edges); k++ {
			accuracy, _ := s.BalancedAccuracy(edges[k])
			gap := edges[k] - edges[k-1]
			if accuracy > best+1e-12 {
				best, widest = accuracy, gap
			} else if accuracy > best-1e-12 {
				widest = max(widest, gap)
			}
		}
		if got, _ := s.BalancedAccuracy(at); math.Abs(got-best) > 1e-12 {
			t.Errorf("threshold %v reaches %v, want %v", at, got, best)
		}
		k, exact := slices.BinarySearch(edges, at)
		if exact {
			return // nothing lies below a distance of zero
		}
		if edges[k]-edges[k-1] != widest || at != (edges[k]+edges[k-1])/2 {
			t.Errorf("threshold %v isn't the middle of a gap of %v in %v", at, widest, edges)
		}
	})
}

func TestBestThresholdOfKnownCases(t *testing.T) {
	next := math.Nextafter(1, 2)
	cases := []struct {
		name              string
		genuine, impostor []float64
		want              float64
	}{
		{"middle of the gap", []float64{0.1, 0.25}, []float64{0.75, 1}, 0.5},
		{"the wider of two gaps", []float64{1, 3}, []float64{2, 6}, 4.5},
		{"neighbouring numbers", []float64{1}, []float64{next}, next},
		{"all zero", []float64{0}, []float64{0}, 0},
		{"the wrong way round accepts none", []float64{4}, []float64{2}, 1},
	}
	for _, c := range cases {
		if got, ok := scoresOf(t, c.genuine, c.impostor).BestThreshold(); !ok || got != c.want {
			t.Errorf("%s: got %v, %v; want %v", c.name, got, ok, c.want)
		}
	}
}

func TestFiguresWithoutAClass(t *testing.T) {
	for _, s := range []errorrate.Classes{{}, scoresOf(t, []float64{1, 2}, nil), scoresOf(t, nil, []float64{1})} {
		for name, figure := range map[string]func() (float64, bool){
			"AUC": s.AUC, "EER": s.EER, "d′": s.DPrime, "best threshold": s.BestThreshold,
			"TAR": func() (float64, bool) { return s.TARAtFMR(0.5) },
		} {
			if v, ok := figure(); ok || v != 0 {
				t.Errorf("%d genuine, %d impostor: %s = %v, %v", s.Genuine().N(), s.Impostor().N(), name, v, ok)
			}
		}
	}
	if _, ok := scoresOf(t, []float64{1, 1}, []float64{1, 1}).DPrime(); ok {
		t.Error("d′ without any spread")
	}
}

func TestEdgesHoldTheGreatestDistance(t *testing.T) {
	for _, greatest := range []float64{0, 2, 2.0001, 2.5, 4, 7.3, 19.99, 20, 21, 1e6, 1e300} {
		edges := errorrate.HistogramEdges(greatest)
		last := edges[len(edges)-1]
		if last < greatest || len(edges) > 992 || !slices.IsSorted(edges) {
			t.Errorf("%v: %d edges up to %v", greatest, len(edges), last)
		}
		if greatest <= 20 && math.Abs(edges[1]-2./99) > 1e-6 {
			t.Errorf("%v: bins of %v", greatest, edges[1])
		}
	}
	if n := len(errorrate.HistogramEdges(math.NaN())); n != 100 {
		t.Errorf("NaN: %d edges", n)
	}
}

func TestBinWithoutBins(t *testing.T) {
	for _, edges := range [][]float64{nil, {1}} {
		if c := distances(t, 0, 1, 2).Bin(edges); len(c.Bins) != 0 || c.Above != 3 {
			t.Errorf("edges %v: %+v", edges, c)
		}
	}
}

func TestQuantilesOfNothing(t *testing.T) {
	if q := distances(t).Quantiles(0.5); q != nil {
		t.Errorf("got %v", q)
	}
	if q := distances(t, 1, 3).Quantiles(-1, 0.5, 2); !slices.Equal(q, []float64{1, 2, 3}) {
		t.Errorf("got %v", q)
	}
}

func TestGapBeforeImpostorsAgreesWithALoop(t *testing.T) {
	smallCases(t, func(t *testing.T, genuine, impostor []float64, s errorrate.Classes) {
		gap, ok := s.GapBeforeImpostors()
		if !ok || gap.To != slices.Min(impostor) {
			t.Fatalf("%+v, %v; the closest of %v is expected", gap, ok, impostor)
		}
		from := 0.0
		for _, d := range genuine {
			if d < gap.To {
				from = max(from, d)
			}
		}
		if gap.From != from {
			t.Errorf("the gap begins at %v, not %v", gap.From, from)
		}
		if fmr, _ := s.FMR(gap.Middle()); fmr != 0 || gap.Middle() < gap.From || gap.Middle() > gap.To {
			t.Errorf("the middle of %+v is %v, with FMR %v", gap, gap.Middle(), fmr)
		}
	})
	if _, ok := scoresOf(t, []float64{1}, nil).GapBeforeImpostors(); ok {
		t.Error("without an impostor pair there is a gap")
	}
}
