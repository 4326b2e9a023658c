package verify

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestBestMatches(t *testing.T) {
	pair := func(a, b int, d float64) Match { return Match{A: a, B: b, Distance: d, Verdict: Same} }
	for _, c := range []struct {
		name        string
		pairs, want []Match
	}{
		{"none", nil, []Match{}},
		{"one each", []Match{pair(0, 0, 0.4), pair(0, 1, 0.3), pair(1, 0, 0.35), pair(1, 1, 0.5)}, []Match{pair(0, 1, 0.3), pair(1, 0, 0.35)}},
		{"the closest first, whatever is left", []Match{pair(0, 0, 0.1), pair(0, 1, 0.2), pair(1, 0, 0.2)}, []Match{pair(0, 0, 0.1)}},
		{"equals keep their order", []Match{pair(0, 1, 0.2), pair(0, 0, 0.2)}, []Match{pair(0, 1, 0.2)}},
	} {
		if got := bestMatches(c.pairs); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestBestMatchesAreStable wants of many assignments that nobody is matched twice and that of two faces that aren't each other's
// match, one at least has a match that is as close.
func TestBestMatchesAreStable(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var pairs []Match
		for a := range random.IntN(9) {
			for b := range random.IntN(9) {
				pairs = append(pairs, Match{A: a, B: b, Distance: random.Float64()})
			}
		}
		before := slices.Clone(pairs)
		best := bestMatches(pairs)
		ofA, ofB := map[int]float64{}, map[int]float64{}
		for _, m := range best {
			_, twiceA := ofA[m.A]
			_, twiceB := ofB[m.B]
			if twiceA || twiceB || !slices.Contains(pairs, m) {
				t.Fatalf("%v of %v", best, pairs)
			}
			ofA[m.A], ofB[m.B] = m.Distance, m.Distance
		}
		for _, p := range pairs {
			a, hasA := ofA[p.A]
			b, hasB := ofB[p.B]
			if !(hasA && a <= p.Distance) && !(hasB && b <= p.Distance) {
				t.Fatalf("%v are closer than their matches %v", p, best)
			}
		}
		if !slices.Equal(pairs, before) {
			t.Fatal("the pairs given were changed")
		}
	}
}
