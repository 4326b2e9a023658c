package evaluate_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"siamface/model/evaluate"
)

func fold(t *testing.T, name string, genuine, impostor []float64) evaluate.Fold {
	t.Helper()
	s, err := evaluate.New(genuine, impostor)
	if err != nil {
		t.Fatal(err)
	}
	return evaluate.Fold{Name: name, Scores: s}
}

// The first fold's own best threshold would be 0.3; those of the others decide.
func TestAcrossFoldsByHand(t *testing.T) {
	got, err := evaluate.AcrossFolds([]evaluate.Fold{
		fold(t, "a", []float64{0.1, 0.2}, []float64{0.4, 0.9}),
		fold(t, "b", []float64{0.4}, []float64{0.8}),
		fold(t, "c", []float64{0.3}, []float64{0.65, 0.7}),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		name                string
		threshold, accuracy float64
		genuine, impostor   int
	}{
		{"a", 0.525, 0.75, 2, 2},
		{"b", 0.35, 0.5, 1, 1}, // of a and c: 0.1 0.2 0.3 against 0.4 0.65 0.7 0.9
		{"c", 0.6, 1, 1, 2},    // of a and b: 0.1 0.2 0.4 against 0.4 0.8 0.9; the widest best gap is from 0.4 to 0.8
	}
	for i, w := range want {
		g := got[i]
		if g.Fold != w.name || math.Abs(*g.Threshold-w.threshold) > 1e-12 || math.Abs(*g.Accuracy-w.accuracy) > 1e-12 ||
			g.Genuine != w.genuine || g.Impostor != w.impostor {
			t.Errorf("fold %s: threshold %v, accuracy %v, %d and %d pairs; want %+v", g.Fold, *g.Threshold, *g.Accuracy, g.Genuine, g.Impostor, w)
		}
	}
	m, err := evaluate.Metrics{}.WithFolds(t.Context(), nil, got)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(*m.Threshold-(0.525+0.35+0.6)/3) > 1e-12 || math.Abs(*m.Accuracy-(0.75+0.5+1)/3) > 1e-12 {
		t.Errorf("means: threshold %v, accuracy %v", *m.Threshold, *m.Accuracy)
	}
}

// TestAcrossFoldsTriesEveryThreshold compares with a loop over all thresholds: none does better on the other folds.
func TestAcrossFoldsTriesEveryThreshold(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var folds []evaluate.Fold
	for i := range 5 {
		var genuine, impostor []float64
		for range 12 {
			genuine = append(genuine, math.Round(100*math.Abs(0.45+0.12*random.NormFloat64()))/100)
			impostor = append(impostor, math.Round(100*math.Abs(0.65+0.12*random.NormFloat64()))/100)
		}
		folds = append(folds, fold(t, fmt.Sprint(i), genuine, impostor))
	}
	got, err := evaluate.AcrossFolds(folds)
	if err != nil {
		t.Fatal(err)
	}
	for i, g := range got {
		best := 0.0
		for step := range 300 {
			best = max(best, naive(folds, func(j int) bool { return j != i }, float64(step)/200))
		}
		if at := naive(folds, func(j int) bool { return j != i }, *g.Threshold); at < best-1e-12 {
			t.Errorf("fold %d: %v decides %v of the others rightly, and %v is possible", i, *g.Threshold, at, best)
		}
		if own := naive(folds, func(j int) bool { return j == i }, *g.Threshold); math.Abs(own-*g.Accuracy) > 1e-12 {
			t.Errorf("fold %d: accuracy %v, want %v", i, *g.Accuracy, own)
		}
	}
}

// naive is the balanced accuracy of some folds at a threshold, counted.
func naive(folds []evaluate.Fold, chosen func(i int) bool, threshold float64) float64 {
	var right, all [2]float64
	for i, f := range folds {
		if !chosen(i) {
			continue
		}
		for _, d := range values(f.Scores.Genuine()) {
			all[0]++
			if d < threshold {
				right[0]++
			}
		}
		for _, d := range values(f.Scores.Impostor()) {
			all[1]++
			if d >= threshold {
				right[1]++
			}
		}
	}
	return (right[0]/all[0] + right[1]/all[1]) / 2
}

func TestAcrossFoldsWithoutData(t *testing.T) {
	got, err := evaluate.AcrossFolds([]evaluate.Fold{
		fold(t, "both", []float64{0.1}, []float64{0.9}),
		fold(t, "genuine alone", []float64{0.2}, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got[0].Threshold != nil || got[0].Accuracy != nil {
		t.Errorf("a threshold from genuine pairs alone: %+v", got[0])
	}
	if got[1].Threshold == nil || *got[1].Threshold != 0.5 || got[1].Accuracy != nil {
		t.Errorf("a balanced accuracy of genuine pairs alone: %+v", got[1])
	}
	m, err := evaluate.Metrics{}.WithFolds(t.Context(), nil, got)
	if err != nil {
		t.Fatal(err)
	}
	if m.Accuracy != nil || m.Threshold == nil || *m.Threshold != 0.5 {
		t.Errorf("means %v, %v", m.Accuracy, m.Threshold)
	}
	if _, err := evaluate.AcrossFolds(make([]evaluate.Fold, evaluate.MaxFolds+1)); err == nil {
		t.Error("any number of folds was taken")
	}
}

func TestSpreadOverFolds(t *testing.T) {
	value := func(v float64) *float64 { return &v }
	folds := []evaluate.FoldMetrics{{EER: value(0.1)}, {}, {EER: value(0.2)}, {EER: value(0.6)}}
	eer := func(f evaluate.FoldMetrics) *float64 { return f.EER }
	s := evaluate.MeasureSpread(folds, eer)
	if s == nil || math.Abs(s.Mean-0.3) > 1e-15 || math.Abs(s.Deviation-math.Sqrt(0.07)) > 1e-15 ||
		math.Abs(s.Error-math.Sqrt(0.07/3)) > 1e-15 || s.Folds != 3 {
		t.Errorf("%+v", s)
	}
	if s := evaluate.MeasureSpread(folds[:2], eer); s == nil || *s != (evaluate.Spread{Mean: 0.1, Folds: 1}) {
		t.Errorf("one fold: %+v", s)
	}
	if s := evaluate.MeasureSpread(folds[1:2], eer); s != nil {
		t.Errorf("no fold: %+v", s)
	}
}

// TestAccuracyInterval compares with a loop that draws people and counts every pair.
func TestAccuracyInterval(t *testing.T) {
	var folds []evaluate.Fold
	var pairs [][]evaluate.PersonPair
	for i := range 3 {
		pairs = append(pairs, crowd(4+i, 3, 0.3, uint64(i+1)))
		folds = append(folds, evaluate.Fold{Name: fmt.Sprint(i), Scores: fromPairs(t, pairs[i])})
	}
	metrics, err := evaluate.AcrossFolds(folds)
	if err != nil {
		t.Fatal(err)
	}
	const rounds = 4000
	got, known, err := evaluate.AccuracyInterval(t.Context(), folds, metrics, 7, rounds)
	if err != nil || !known {
		t.Fatal(known, err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	var means []float64
	for range rounds {
		weight := make([]float64, 4+5+6)
		for range weight {
			weight[random.IntN(len(weight))]++
		}
		sum, count := 0.0, 0.0
		for i, fold := range pairs {
			if a := weighted(fold, weight[:4+i], *metrics[i].Threshold); !math.IsNaN(a) {
				sum, count = sum+a, count+1
			}
			weight = weight[4+i:]
		}
		means = append(means, sum/count)
	}
	slices.Sort(means)
	want := [2]float64{means[rounds/40], means[rounds-rounds/40]}
	if math.Abs(got[0]-want[0]) > 0.01 || math.Abs(got[1]-want[1]) > 0.01 || got[1]-got[0] < 0.02 {
		t.Errorf("%v, a loop gives %v", got, want)
	}
	pooled := evaluate.Metrics{Interval: map[string][2]float64{"accuracy": {}, "eer": {}}}
	m, err := pooled.WithFolds(t.Context(), folds, metrics)
	if i := m.Interval["accuracy"]; err != nil || !(i[0] < *m.Accuracy && *m.Accuracy < i[1]) || pooled.Interval["accuracy"] != [2]float64{} {
		t.Errorf("%v about %v, %v; before %v", i, *m.Accuracy, err, pooled.Interval)
	}
}

// weighted is the balanced accuracy of pairs at a threshold, with the people's weights.
func weighted(pairs []evaluate.PersonPair, weight []float64, threshold float64) float64 {
	var right, all [2]float64
	for _, p := range pairs {
		class, w := 0, weight[p.X]
		if p.X != p.Y {
			class, w = 1, w*weight[p.Y]
		}
		all[class] += w
		if (p.Distance < threshold) == (class == 0) {
			right[class] += w
		}
	}
	return (right[0]/all[0] + right[1]/all[1]) / 2
}

// Where no error was seen, the interval doesn't claim that there are none; where the people aren't known, there is none.
func TestAccuracyIntervalAtItsEnds(t *testing.T) {
	apart := crowd(6, 3, 0.001, 1)
	for i, p := range apart {
		apart[i].Distance = 0.9
		if p.X == p.Y {
			apart[i].Distance = 0.1
		}
	}
	folds := []evaluate.Fold{{Scores: fromPairs(t, apart)}, {Scores: fromPairs(t, apart)}}
	metrics, err := evaluate.AcrossFolds(folds)
	if err != nil {
		t.Fatal(err)
	}
	got, known, err := evaluate.AccuracyInterval(t.Context(), folds, metrics, 1, 100)
	if want := 1 - (3.0/36+3.0/270)/2; err != nil || !known || *metrics[0].Accuracy != 1 || math.Abs(got[0]-want) > 1e-12 || got[1] != 1 {
		t.Errorf("%v, %v, %v, want from %v", got, known, err, want)
	}
	for name, folds := range map[string][]evaluate.Fold{
		"unknown": {folds[0], fold(t, "b", []float64{0.1}, []float64{0.9})},
		"few":     {{Scores: fromPairs(t, crowd(2, 3, 0.1, 1))}, {Scores: fromPairs(t, crowd(2, 3, 0.1, 2))}},
	} {
		metrics, err := evaluate.AcrossFolds(folds)
		if err != nil {
			t.Fatal(err)
		}
		if _, known, err := evaluate.AccuracyInterval(t.Context(), folds, metrics, 1, 100); known || err != nil {
			t.Errorf("%s: %v, %v", name, known, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := evaluate.AccuracyInterval(ctx, folds, metrics, 1, 100); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestMeasureFold(t *testing.T) {
	f := evaluate.MeasureFold(evaluate.Fold{Name: "a", Scores: fromPairs(t, crowd(6, 3, 0.01, 1))}, 0.75)
	if f.Fold != "a" || f.People != 6 || f.Genuine != 18 || f.Impostor != 135 || f.EER == nil || f.AUC == nil || *f.Threshold != 0.75 || f.Accuracy == nil {
		t.Errorf("%+v", f)
	}
	if f := evaluate.MeasureFold(evaluate.Fold{}, math.NaN()); f.Threshold != nil || f.Accuracy != nil || f.EER != nil {
		t.Errorf("%+v", f)
	}
}
