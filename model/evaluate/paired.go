package evaluate

import (
	"context"
	"math"
	"slices"

	"siamface/model/pairlist"
)

// Difference is a figure of two models on the same pairs.
type Difference struct {
	Figure string  // its name as in Scores.Intervals
	A, B   float64 // fractions, but for "d_prime" and "auc"
	// Interval is the 95 % interval of A − B; nil where the people are too few or not known.
	Interval *[2]float64
}

// Comparison is what two models reach on the pairs that both have scored.
type Comparison struct {
	Genuine, Impostor int // pairs
	People            int // on them, 0 where they aren't known
	Differences       []Difference
}

// CompareScored compares two models on the pairs that both have scored, each at its own threshold. The intervals are of the differences:
// in each round of the bootstrap over people (see Scores.Intervals) both meet the same people, so that what makes some people hard cancels
// out. Without common pairs the comparison is empty. It fails with the error of ctx, or for a distance that is none.
func CompareScored(ctx context.Context, a, b []pairlist.ScoredPair, thresholdA, thresholdB float64, seed uint64, rounds int) (Comparison, error) {
	a, b = pickCommon(a, b)
	first, err := FromScored(slices.Values(a))
	if err != nil {
		return Comparison{}, err
	}
	second, err := FromScored(slices.Values(b)) // people have the same numbers, since the pairs have one order
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{Genuine: first.Genuine().N(), Impostor: first.Impostor().N(), People: first.People()}
	figuresA, figuresB := first.listFigures(thresholdA), second.listFigures(thresholdB)
	valuesA, err := first.resampleFigures(ctx, figuresA, seed, rounds)
	if err != nil {
		return Comparison{}, err
	}
	valuesB, err := second.resampleFigures(ctx, figuresB, seed, rounds)
	if err != nil {
		return Comparison{}, err
	}
	for i, f := range figuresA {
		j := slices.IndexFunc(figuresB, func(g figure) bool { return g.name == f.name })
		if j < 0 {
			continue
		}
		v, known := f.of(first.Classes)
		w, alsoKnown := figuresB[j].of(second.Classes)
		if !known || !alsoKnown {
			continue
		}
		d := Difference{Figure: f.name, A: v, B: w}
		if valuesA != nil && valuesB != nil {
			d.Interval = pairedInterval(valuesA[i], valuesB[j])
		}
		c.Differences = append(c.Differences, d)
	}
	return c, nil
}

// pickCommon are the pairs that stand in both lists, in the order of the first, each list with its own distances. A pair may be named
// from either side. One that is repeated counts once.
func pickCommon(a, b []pairlist.ScoredPair) (ofA, ofB []pairlist.ScoredPair) {
	key := func(p pairlist.ScoredPair) [2]string {
		return [2]string{min(p.FileX, p.FileY), max(p.FileX, p.FileY)}
	}
	known := make(map[[2]string]float64, len(b))
	for _, p := range b {
		known[key(p)] = p.Distance
	}
	for _, p := range a {
		k := key(p)
		if d, both := known[k]; both {
			delete(known, k)
			ofA = append(ofA, p)
			p.Distance = d
			ofB = append(ofB, p)
		}
	}
	return ofA, ofB
}

// pairedInterval is the middle 95 % of the differences, round by round.
func pairedInterval(a, b []float64) *[2]float64 {
	differences := make([]float64, len(a))
	for r := range a {
		differences[r] = a[r] - b[r] // NaN where either has none
	}
	if ends, ok := middleOf(differences); ok && !math.IsNaN(ends[0]) {
		return &ends
	}
	return nil
}
