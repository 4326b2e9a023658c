package evaluate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"siamface/model/evaluate"
	"siamface/model/pairlist"
)

// scoredCrowd is all pairs of people with some photos each, with distances of a random but common hardness of people.
func scoredCrowd(people, photos int, seed uint64, noise float64) []pairlist.ScoredPair {
	hard := rand.New(rand.NewPCG(7, 7))
	far := make([]float64, people)
	for i := range far {
		far[i] = hard.Float64()
	}
	own := rand.New(rand.NewPCG(seed, 1))
	var list []pairlist.ScoredPair
	n := people * photos
	name := func(i int) string { return fmt.Sprintf("p%02d/%d.jpg", i/photos, i%photos) }
	for i := range n {
		for j := range i {
			p := pairlist.ScoredPair{FileX: name(j), FileY: name(i), Same: i/photos == j/photos, Distance: 1 + noise*own.Float64()}
			if p.Same {
				p.Distance = 0.4 + far[i/photos] + noise*own.Float64()
			}
			list = append(list, p)
		}
	}
	return list
}

// naiveEER is the point where as large a share of genuine pairs lies at or beyond a distance as of impostor pairs below it, with weights.
func naiveEER(list []pairlist.ScoredPair, weight func(pairlist.ScoredPair) float64) float64 {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b pairlist.ScoredPair) int {
		switch {
		case a.Distance < b.Distance:
			return -1
		case a.Distance > b.Distance:
			return 1
		}
		return 0
	})
	var genuine, impostor float64
	for _, p := range sorted {
		if p.Same {
			genuine += weight(p)
		} else {
			impostor += weight(p)
		}
	}
	least, at := math.Inf(1), math.NaN()
	passed, missed := 0.0, genuine
	for _, p := range sorted {
		if p.Same {
			missed -= weight(p)
		} else {
			passed += weight(p)
		}
		if gap := math.Abs(passed/impostor - missed/genuine); gap < least {
			least, at = gap, (passed/impostor+missed/genuine)/2
		}
	}
	return at
}

// The interval of a difference is that of plain loops over drawn people; both models meet the same ones.
func TestPairedDifferences(t *testing.T) {
	const people, rounds = 12, 400
	a, b := scoredCrowd(people, 4, 1, 0.3), scoredCrowd(people, 4, 2, 1.2)
	slices.Reverse(b)
	for i := range b {
		b[i].FileX, b[i].FileY = b[i].FileY, b[i].FileX
	}
	got, err := evaluate.CompareScored(t.Context(), a, b, 1, 1, evaluate.Seed, rounds)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(got.Differences, func(d evaluate.Difference) bool { return d.Figure == "eer" })
	if i < 0 || got.People != people || got.Genuine != people*6 || got.Differences[i].Interval == nil {
		t.Fatalf("%+v", got)
	}
	d := got.Differences[i]
	one := func(pairlist.ScoredPair) float64 { return 1 }
	if math.Abs(d.A-naiveEER(a, one)) > 0.01 || math.Abs(d.B-naiveEER(b, one)) > 0.01 {
		t.Errorf("EER %v and %v, want %v and %v", d.A, d.B, naiveEER(a, one), naiveEER(b, one))
	}
	number := func(file string) (n int) { _, _ = fmt.Sscanf(file, "p%d/", &n); return n }
	var differences []float64
	for r := range rounds {
		random := rand.New(rand.NewPCG(99, uint64(r)))
		drawn := make([]float64, people)
		for range people {
			drawn[random.IntN(people)]++
		}
		weight := func(p pairlist.ScoredPair) float64 {
			if p.Same {
				return drawn[number(p.FileX)]
			}
			return drawn[number(p.FileX)] * drawn[number(p.FileY)]
		}
		differences = append(differences, naiveEER(a, weight)-naiveEER(b, weight))
	}
	slices.Sort(differences)
	low, high := differences[rounds/40], differences[rounds-1-rounds/40]
	if math.Abs(d.Interval[0]-low) > 0.03 || math.Abs(d.Interval[1]-high) > 0.03 {
		t.Errorf("the difference lies in %v, by plain loops in [%v %v]", *d.Interval, low, high)
	}
}

// A model doesn't differ from itself; only common pairs count; a few people have no intervals.
func TestComparisonsThatSayLittle(t *testing.T) {
	a := scoredCrowd(8, 3, 1, 0.5)
	same, err := evaluate.CompareScored(t.Context(), a, a, 1, 1, evaluate.Seed, 100)
	if err != nil || len(same.Differences) < 4 {
		t.Fatalf("%+v, %v", same, err)
	}
	for _, d := range same.Differences {
		if d.A != d.B || d.Interval == nil || *d.Interval != [2]float64{} {
			t.Errorf("%s differs from itself: %+v", d.Figure, d)
		}
	}
	few, err := evaluate.CompareScored(t.Context(), a, scoredCrowd(4, 3, 2, 0.5), 1, 1, evaluate.Seed, 100)
	if err != nil || few.People != 4 || few.Genuine != 12 {
		t.Fatalf("%+v, %v", few, err)
	}
	for _, d := range few.Differences {
		if d.Interval != nil {
			t.Errorf("four people give %s an interval", d.Figure)
		}
	}
	for i := range a {
		a[i].FileX, a[i].FileY = "x"+a[i].FileX, "x"+a[i].FileY
	}
	none, err := evaluate.CompareScored(t.Context(), a, scoredCrowd(8, 3, 1, 0.5), 1, 1, evaluate.Seed, 100)
	if err != nil || none.Genuine+none.Impostor+len(none.Differences) != 0 {
		t.Errorf("without common pairs: %+v, %v", none, err)
	}
}
