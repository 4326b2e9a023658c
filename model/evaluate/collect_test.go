package evaluate_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"siamface/model/distance"
	"siamface/model/errorrate"
	"siamface/model/evaluate"
)

// faces are embeddings of people with some photos each, as a fair network makes them.
func faces(people, photos, dim int, spread float64) (embeddings []float32, person []int) {
	random := rand.New(rand.NewPCG(uint64(people), uint64(dim)))
	for p := range people {
		centre := make([]float64, dim)
		for k := range centre {
			centre[k] = random.NormFloat64()
		}
		own := spread * (0.5 + random.Float64()) // some people are harder than others
		for range photos {
			for _, c := range centre {
				embeddings = append(embeddings, float32(0.05*(c+own*random.NormFloat64())))
			}
			person = append(person, p)
		}
	}
	return embeddings, person
}

// TestBinsAgreeWithAllDistances scores the same million pairs in both ways.
func TestBinsAgreeWithAllDistances(t *testing.T) {
	const dim, tail = 16, 3000
	e, person := faces(60, 24, dim, 0.9)
	exact, err := evaluate.CollectWithin(t.Context(), e, dim, person, 1<<30, 1<<30, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	binned, err := evaluate.CollectWithin(t.Context(), e, dim, person, 0, 0, 0, tail)
	if err != nil {
		t.Fatal(err)
	}
	if exact.Pairs() != 1_036_080 || !exact.Impostor().Kept() || binned.Impostor().Kept() || binned.Genuine().Kept() {
		t.Fatalf("%d pairs, held %v and %v", exact.Pairs(), exact.Impostor().Kept(), binned.Impostor().Kept())
	}
	for name, classes := range map[string][2]errorrate.Distances{
		"genuine": {exact.Genuine(), binned.Genuine()}, "impostor": {exact.Impostor(), binned.Impostor()},
	} {
		compareClasses(t, name, classes[0], classes[1])
	}
	// The tails are the very distances.
	n := exact.Genuine().N()
	for k := range tail {
		if got, want := binned.Impostor().At(k), exact.Impostor().At(k); got != want {
			t.Fatalf("impostor %d: %v, want %v", k, got, want)
		}
		if got, want := binned.Genuine().At(n-1-k), exact.Genuine().At(n-1-k); got != want {
			t.Fatalf("genuine %d from the end: %v, want %v", k, got, want)
		}
	}
	if !slices.Equal(binned.ClosestImpostors(), exact.ClosestImpostors()) || !slices.Equal(binned.FarthestGenuine(), exact.FarthestGenuine()) {
		t.Error("other confusing pairs")
	}
	want, got := evaluate.Measure(exact, 0.25), evaluate.Measure(binned, 0.25)
	for name, pair := range map[string][2]*float64{
		"AUC": {got.AUC, want.AUC}, "EER": {got.EER, want.EER}, "d′": {got.DPrime, want.DPrime}, "accuracy": {got.Accuracy, want.Accuracy},
		"best accuracy": {got.BestAccuracy, want.BestAccuracy}, "FNMR at 1 %": {got.FNMRAtFMR["0.01"], want.FNMRAtFMR["0.01"]},
		"FNMR at 0.01 %": {got.FNMRAtFMR["0.0001"], want.FNMRAtFMR["0.0001"]},
	} {
		if math.Abs(*pair[0]-*pair[1]) > 2e-4*math.Abs(*pair[1]) {
			t.Errorf("%s: %v in bins, %v", name, *pair[0], *pair[1])
		}
	}
	compareIntervals(t, intervals(t, binned, 1), intervals(t, exact, 1), 0.1)
}

func compareClasses(t *testing.T, name string, exact, binned errorrate.Distances) {
	t.Helper()
	if binned.N() != exact.N() {
		t.Errorf("%s: %d pairs, want %d", name, binned.N(), exact.N())
	}
	for k := 0; k < exact.N(); k += 37 {
		if got, want := binned.At(k), exact.At(k); math.Abs(got-want) > 1e-4*want {
			t.Fatalf("%s distance %d: %v, want %v", name, k, got, want)
		}
	}
}

// compareIntervals allows the ends to differ by a part of the width.
func compareIntervals(t *testing.T, got, want map[string][2]float64, part float64) {
	t.Helper()
	if len(got) != len(want) || len(got) == 0 {
		t.Errorf("intervals of %d figures, want %d", len(got), len(want))
	}
	for name, w := range want {
		g, width := got[name], w[1]-w[0]
		if math.Abs(g[0]-w[0]) > part*width || math.Abs(g[1]-w[1]) > part*width {
			t.Errorf("%s: %v, want %v", name, g, w)
		}
	}
}

// TestCollectNamesTheMostConfusingPairs compares with a loop over all pairs.
func TestCollectNamesTheMostConfusingPairs(t *testing.T) {
	const dim = 4
	e, person := faces(30, 6, dim, 1.2)
	var closest, farthest []evaluate.PhotoPair
	for i := range person {
		for j := i + 1; j < len(person); j++ {
			c := evaluate.PhotoPair{I: i, J: j, Distance: distance.Euclidean(e[i*dim:(i+1)*dim], e[j*dim:(j+1)*dim])}
			if person[i] == person[j] {
				farthest = append(farthest, c)
			} else {
				closest = append(closest, c)
			}
		}
	}
	slices.SortFunc(closest, func(a, b evaluate.PhotoPair) int { return cmp.Compare(a.Distance, b.Distance) })
	slices.SortFunc(farthest, func(a, b evaluate.PhotoPair) int { return cmp.Compare(b.Distance, a.Distance) })
	for _, exact := range []int{1 << 30, 0} {
		s, err := evaluate.CollectWithin(t.Context(), e, dim, person, exact, 1<<30, 1<<30, 10)
		if err != nil {
			t.Fatal(err)
		}
		if s.People() != 30 {
			t.Errorf("%d people", s.People())
		}
		near := func(a, b evaluate.PhotoPair) bool {
			return a.I == b.I && a.J == b.J && math.Abs(a.Distance-b.Distance) < 1e-5*b.Distance
		}
		if !slices.EqualFunc(s.ClosestImpostors(), closest[:evaluate.MaxHardest], near) ||
			!slices.EqualFunc(s.FarthestGenuine(), farthest[:evaluate.MaxHardest], near) {
			t.Errorf("up to %d pairs exactly: other pairs than the loop's", exact)
		}
	}
}

func TestStreamRefusesWhatIsNoDistance(t *testing.T) {
	for _, bad := range []float32{float32(math.NaN()), float32(math.Inf(1)), 3e38} {
		e, person := faces(10, 2, 8, 1)
		e[17], e[50] = bad, -bad
		if _, err := evaluate.CollectWithin(t.Context(), e, 8, person, 0, 0, 0, 5); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e, person := faces(10, 2, 8, 1)
	if _, err := evaluate.CollectWithin(ctx, e, 8, person, 0, 0, 0, 5); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled scoring: %v", err)
	}
}

func TestStreamOfEqualPhotos(t *testing.T) {
	person := make([]int, 300)
	for i := range person {
		person[i] = i / 3
	}
	s, err := evaluate.CollectWithin(t.Context(), make([]float32, 300*4), 4, person, 0, 0, 0, 7)
	if err != nil {
		t.Fatal(err)
	}
	if auc, _ := s.AUC(); auc != 0.5 || s.Max() != math.Sqrt(distance.Epsilon) || s.Genuine().N() != 300 {
		t.Errorf("AUC %v, distances up to %v, %d genuine pairs", auc, s.Max(), s.Genuine().N())
	}
}

// BenchmarkCollect scores 85 million pairs.
func BenchmarkCollect(b *testing.B) {
	e, person := faces(1300, 10, 512, 0.6)
	for b.Loop() {
		s, err := evaluate.Collect(b.Context(), e, 512, person, nil)
		if err != nil {
			b.Fatal(err)
		}
		eer, _ := s.EER()
		b.ReportMetric(eer, "EER")
	}
}

// BenchmarkIntervals draws people of 79,800 pairs, as many as ORL has.
func BenchmarkIntervals(b *testing.B) {
	e, person := faces(40, 10, 16, 0.6)
	s, err := evaluate.Collect(b.Context(), e, 16, person, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Intervals(b.Context(), 0.3, evaluate.Seed, evaluate.Rounds); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIntervalsOfMany draws people of 8 million pairs.
func BenchmarkIntervalsOfMany(b *testing.B) {
	e, person := faces(2000, 2, 16, 0.6)
	s, err := evaluate.Collect(b.Context(), e, 16, person, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Intervals(b.Context(), 0.3, evaluate.Seed, evaluate.Rounds); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCollectScoresAllPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const n, dim = 37, 5
	e, person := make([]float32, n*dim), make([]int, n)
	for i := range e {
		e[i] = rng.Float32()
	}
	for i := range person {
		person[i] = rng.IntN(6)
	}
	var genuine, impostor []float64
	for i := range n {
		for j := range i {
			d := distance.Euclidean(e[i*dim:(i+1)*dim], e[j*dim:(j+1)*dim])
			if person[i] == person[j] {
				genuine = append(genuine, d)
			} else {
				impostor = append(impostor, d)
			}
		}
	}
	want := scoresOf(t, genuine, impostor)
	got, err := evaluate.Collect(t.Context(), e, dim, person, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(values(got.Genuine()), values(want.Genuine())) || !slices.Equal(values(got.Impostor()), values(want.Impostor())) {
		t.Error("other distances than one by one")
	}
}

func TestCollectRefusesWhatDoesNotFit(t *testing.T) {
	nan := float32(math.NaN())
	cases := []struct {
		embeddings []float32
		dim        int
		person     []int
	}{
		{make([]float32, 5), 2, []int{1, 2}},
		{make([]float32, 4), 2, []int{1}},
		{make([]float32, 4), 0, []int{1}},
		{[]float32{1, nan}, 1, []int{1, 2}},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			if _, err := evaluate.Collect(t.Context(), c.embeddings, c.dim, c.person, nil); err == nil {
				t.Error("no error")
			}
		})
	}
}
