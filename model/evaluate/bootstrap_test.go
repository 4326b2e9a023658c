package evaluate_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"siamface/model/errorrate"
	"siamface/model/evaluate"
)

// crowd are pairs of people, some of whom are harder to tell apart than others, with ties where digits is small.
func crowd(people, photos int, unit float64, seed uint64) []evaluate.PersonPair {
	random := rand.New(rand.NewPCG(seed, 9))
	hard := make([]float64, people)
	for p := range hard {
		hard[p] = 0.12 * random.NormFloat64()
	}
	var pairs []evaluate.PersonPair
	add := func(x, y int, mean float64) {
		d := mean + 0.1*random.NormFloat64()
		pairs = append(pairs, evaluate.PersonPair{X: x, Y: y, Distance: math.Abs(math.Round(d/unit) * unit)})
	}
	for x := range people {
		for range photos * (photos - 1) / 2 {
			add(x, x, 0.5+hard[x])
		}
		for y := range x {
			for range photos * photos {
				add(x, y, 1-0.5*hard[x]-0.5*hard[y])
			}
		}
	}
	random.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	return pairs
}

func fromPairs(t testing.TB, pairs []evaluate.PersonPair) evaluate.Scores {
	t.Helper()
	s, err := evaluate.FromPairs(pairs)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func intervals(t *testing.T, s evaluate.Scores, seed uint64) map[string][2]float64 {
	t.Helper()
	i, err := s.Intervals(t.Context(), 0.75, seed, evaluate.Rounds)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// TestARoundRepeatsThePairsOfPeopleDrawnTwice writes the pairs of drawn people down as often as they weigh, and compares all
// figures.
func TestARoundRepeatsThePairsOfPeopleDrawnTwice(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, unit := range []float64{0.25, 0.01, 1e-9} {
		pairs := crowd(7, 3, unit, 1)
		s := fromPairs(t, pairs)
		for range 50 {
			weights := make([]int32, 7)
			var names []int // in the order of their first mention, as the scores number them
			for _, p := range pairs {
				for _, x := range []int{p.X, p.Y} {
					if !slices.Contains(names, x) {
						names = append(names, x)
					}
				}
			}
			for range 7 {
				weights[random.IntN(7)]++
			}
			var genuine, impostor []float64
			for _, p := range pairs {
				x, y := weights[slices.Index(names, p.X)], weights[slices.Index(names, p.Y)]
				if p.X == p.Y {
					genuine = append(genuine, slices.Repeat([]float64{p.Distance}, int(x))...)
				} else {
					impostor = append(impostor, slices.Repeat([]float64{p.Distance}, int(x*y))...)
				}
			}
			round, err := s.Round(t.Context(), weights)
			if err != nil {
				t.Fatal(err)
			}
			same(t, evaluate.Scores{Classes: round}, scoresOf(t, genuine, impostor))
		}
	}
}

// same compares all figures of two scores.
func same(t *testing.T, got, want evaluate.Scores) {
	t.Helper()
	if !slices.Equal(values(got.Genuine()), values(want.Genuine())) || !slices.Equal(values(got.Impostor()), values(want.Impostor())) {
		t.Error("other distances")
	}
	g, w := evaluate.Measure(got, 0.7), evaluate.Measure(want, 0.7)
	for name, pair := range map[string][2]*float64{
		"AUC": {g.AUC, w.AUC}, "EER": {g.EER, w.EER}, "d′": {g.DPrime, w.DPrime}, "accuracy": {g.Accuracy, w.Accuracy},
		"best threshold": {g.BestThreshold, w.BestThreshold}, "best accuracy": {g.BestAccuracy, w.BestAccuracy},
		"FNMR at 10 %": {g.FNMRAtFMR["0.1"], w.FNMRAtFMR["0.1"]},
	} {
		near(t, name, pair[0], pair[1])
	}
	if g.Genuine != w.Genuine || g.Impostor != w.Impostor || got.Max() != want.Max() {
		t.Errorf("%d and %d pairs up to %v, want %d and %d up to %v", g.Genuine, g.Impostor, got.Max(), w.Genuine, w.Impostor, want.Max())
	}
	if !slices.Equal(got.Curve().Points, want.Curve().Points) {
		t.Error("another curve")
	}
}

func TestIntervalsHoldTheirFigures(t *testing.T) {
	s := fromPairs(t, crowd(30, 5, 1e-9, 2))
	all := intervals(t, s, 1)
	m, err := evaluate.MeasureWithIntervals(t.Context(), s, 0.75)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]*float64{
		"auc": m.AUC, "eer": m.EER, "accuracy": m.Accuracy, "accuracy_at_half": m.AccuracyAtHalf, "d_prime": m.DPrime,
		"best_accuracy": m.BestAccuracy, "fnmr_at_fmr_0.1": m.FNMRAtFMR["0.1"], "fnmr_at_fmr_0.01": m.FNMRAtFMR["0.01"],
		"fnmr_at_fmr_0.001": m.FNMRAtFMR["0.001"], "tar_at_fmr_0.01": m.TAR["0.01"],
	} {
		i, ok := all[name]
		if !ok || v == nil || !(i[0] <= *v && *v <= i[1]) || i[0] == i[1] {
			t.Errorf("%s: %v in %v", name, v, i)
		}
	}
	if _, ok := all["fnmr_at_fmr_0.0001"]; ok || m.FNMRAtFMR["0.0001"] != nil {
		t.Error("a rate that 10,875 pairs can't show")
	}
	if again := intervals(t, s, 1); fmt.Sprint(again) != fmt.Sprint(all) {
		t.Error("the same seed gave other intervals")
	}
	if other := intervals(t, s, 2); fmt.Sprint(other) == fmt.Sprint(all) {
		t.Error("another seed gave the same intervals")
	}
}

// TestIntervalsAgreeWithALoop draws people again in the plainest way, with other random numbers: both intervals are estimates of
// the same one.
func TestIntervalsAgreeWithALoop(t *testing.T) {
	pairs := crowd(25, 4, 1e-9, 3)
	got := intervals(t, fromPairs(t, pairs), 1)["eer"]
	random := rand.New(rand.NewPCG(8, 8))
	var rates []float64
	for range 600 {
		weights := make([]int, 25)
		for range weights {
			weights[random.IntN(len(weights))]++
		}
		var genuine, impostor []float64
		for _, p := range pairs {
			times, into := weights[p.X]*weights[p.Y], &impostor
			if p.X == p.Y {
				times, into = weights[p.X], &genuine
			}
			for range times {
				*into = append(*into, p.Distance)
			}
		}
		rate, _ := scoresOf(t, genuine, impostor).EER()
		rates = append(rates, rate)
	}
	slices.Sort(rates)
	low, high := rates[15], rates[584]
	if width := high - low; math.Abs(got[0]-low) > 0.12*width || math.Abs(got[1]-high) > 0.12*width {
		t.Errorf("the EER lies in %v, the loop says %v to %v", got, low, high)
	}
}

func TestFirstOrderIntervalsAgreeWithExactOnes(t *testing.T) {
	pairs := crowd(120, 5, 1e-9, 4)
	exact := fromPairs(t, pairs)
	linear, err := evaluate.FromPairsWithin(pairs, 0)
	if err != nil {
		t.Fatal(err)
	}
	want, got := intervals(t, exact, 7), intervals(t, linear, 7)
	if len(got) != len(want) || len(got) < 12 {
		t.Fatalf("intervals of %d figures, want %d", len(got), len(want))
	}
	for name, w := range want {
		g, width := got[name], w[1]-w[0]
		t.Logf("%-18s %.5f %.5f, to first order %.5f %.5f", name, w[0], w[1], g[0], g[1])
		if math.Abs(g[0]-w[0]) > 0.15*width || math.Abs(g[1]-w[1]) > 0.15*width {
			t.Errorf("%s: %v, want %v", name, g, w)
		}
	}
}

func TestNoIntervals(t *testing.T) {
	for name, s := range map[string]evaluate.Scores{
		"people unknown": scoresOf(t, []float64{0.1, 0.2}, []float64{0.5, 0.9}),
		"four people":    fromPairs(t, crowd(4, 3, 0.01, 1)),
		"nothing":        {},
	} {
		if i := intervals(t, s, 1); i != nil {
			t.Errorf("%s: %v", name, i)
		}
		if b, err := s.Bands(t.Context(), []float64{0.1}, nil, 1, 100); err != nil || b.FNMRAtFMR != nil {
			t.Errorf("%s: bands %v, %v", name, b, err)
		}
	}
	if i := intervals(t, fromPairs(t, crowd(5, 3, 0.01, 1)), 1); len(i) < 6 {
		t.Errorf("five people: %v", i)
	}
	impostors := fromPairs(t, slices.DeleteFunc(crowd(9, 2, 0.01, 1), func(p evaluate.PersonPair) bool { return p.X == p.Y }))
	if i := intervals(t, impostors, 1); len(i) != 0 {
		t.Errorf("impostor pairs alone: %v", i)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fromPairs(t, crowd(5, 3, 0.01, 1)).Intervals(ctx, 0.5, 1, 100); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled bootstrap: %v", err)
	}
}

// TestIntervalsWithoutAnError: the rule of three takes over.
func TestIntervalsWithoutAnError(t *testing.T) {
	var pairs []evaluate.PersonPair
	for _, p := range crowd(10, 4, 1e-9, 1) {
		p.Distance = 2
		if p.X == p.Y {
			p.Distance = 1
		}
		pairs = append(pairs, p)
	}
	all := intervals(t, fromPairs(t, pairs), 1)
	for name, want := range map[string][2]float64{
		"eer": {0, 0.05}, "fnmr_at_fmr_0.1": {0, 0.05}, "tar_at_fmr_0.1": {0.95, 1}, "auc": {1, 1},
		"best_accuracy": {1 - (3.0/60+3.0/720)/2, 1},
	} {
		if got := all[name]; math.Abs(got[0]-want[0]) > 1e-12 || got[1] != want[1] {
			t.Errorf("%s: %v, want %v", name, all[name], want)
		}
	}
}

func TestBandsAreThoseOfIntervals(t *testing.T) {
	s := fromPairs(t, crowd(20, 4, 1e-9, 5))
	all := intervals(t, s, evaluate.Seed)
	rates, thresholds := []float64{0.1, 0.01}, []float64{0.2, 0.6, 0.8, 1.3}
	b, err := s.Bands(t.Context(), rates, thresholds, evaluate.Seed, evaluate.Rounds)
	if err != nil || len(b.FNMRAtFMR) != 2 || len(b.FMR) != 4 || len(b.FNMR) != 4 {
		t.Fatalf("%+v, %v", b, err)
	}
	if b.FNMRAtFMR[0].Ends() != all["fnmr_at_fmr_0.1"] || b.FNMRAtFMR[1].Ends() != all["fnmr_at_fmr_0.01"] {
		t.Errorf("%v, want those of %v", b.FNMRAtFMR, all)
	}
	for i, at := range thresholds {
		fmr, _ := s.FMR(at)
		fnmr, _ := s.FNMR(at)
		if !(b.FMR[i].Low <= fmr && fmr <= b.FMR[i].High) || !(b.FNMR[i].Low <= fnmr && fnmr <= b.FNMR[i].High) {
			t.Errorf("at %v: FMR %v in %v, FNMR %v in %v", at, fmr, b.FMR[i], fnmr, b.FNMR[i])
		}
		if i > 0 && (b.FMR[i].High < b.FMR[i-1].High || b.FNMR[i].Low > b.FNMR[i-1].Low) {
			t.Errorf("the bands turn back at %v", at)
		}
	}
}

// TestDistancesOfDrawnPeople: where pairs weigh 0, 1 or more, everything is as if they were written down so often.
func TestDistancesOfDrawnPeople(t *testing.T) {
	s := fromPairs(t, crowd(6, 3, 0.1, 3))
	round, err := s.Round(t.Context(), []int32{0, 3, 0, 1, 2, 0})
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]errorrate.Distances{"genuine": round.Genuine(), "impostor": round.Impostor()} {
		list := values(d)
		plain := distances(t, list...)
		if !slices.IsSorted(list) || d.N() != len(list) || d.Max() != plain.Max() {
			t.Fatalf("%s: %d distances up to %v: %v", name, d.N(), d.Max(), list)
		}
		for k, v := range list {
			if d.At(k) != v {
				t.Errorf("%s: distance %d is %v, want %v", name, k, d.At(k), v)
			}
		}
		for _, at := range []float64{-1, 0, 0.3, 0.35, list[0], list[len(list)-1], 9, math.NaN()} {
			if d.Below(at) != plain.Below(at) {
				t.Errorf("%s: %d below %v, want %d", name, d.Below(at), at, plain.Below(at))
			}
		}
		if !maps.Equal(maps.Collect(d.Steps()), maps.Collect(plain.Steps())) {
			t.Errorf("%s: other steps", name)
		}
		fractions := []float64{0, 0.1, 0.5, 0.77, 1}
		if !slices.Equal(d.Quantiles(fractions...), plain.Quantiles(fractions...)) {
			t.Errorf("%s: other quantiles", name)
		}
		edges := []float64{0.3, 0.5, 0.8, 1}
		if a, b := d.Bin(edges), plain.Bin(edges); !slices.Equal(a.Bins, b.Bins) || a.Above != b.Above || a.Below != b.Below {
			t.Errorf("%s: bins %+v, want %+v", name, a, b)
		}
	}
}
