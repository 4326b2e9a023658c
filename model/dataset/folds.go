package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Folds deals the people into k folds and returns the dataset once for each: in the i-th the people of fold i test, a tenth of
// the others, at least two, validate, and the rest train. What the folders say and what SetSplit set is put aside: everybody
// tests exactly once. The deal depends on the seed and the people's names alone. The photos are shared (see Clone).
func (d *Dataset) Folds(k int, seed uint64) ([]*Dataset, error) {
	n := len(d.People)
	largest := 0 // fold
	if k > 0 {
		largest = (n + k - 1) / k
	}
	if k < 2 || n < 2*k || n-largest < 2*leastPeople {
		return nil, fmt.Errorf("%d folds can't be made of the %d people in %s: there must be at least two folds, two people in each, and four beside it",
			k, n, d.Root)
	}
	names := make([]string, n)
	for i, p := range d.People {
		names[i] = p.Name
	}
	slices.Sort(names)
	rng := rand.New(rand.NewPCG(seed, uint64(n)))
	rng.Shuffle(n, func(i, j int) { names[i], names[j] = names[j], names[i] })
	folds := make([]*Dataset, k)
	for f := range folds {
		splits := map[string]Split{}
		var others []string
		for i, name := range names {
			if i%k == f {
				splits[name] = Test
			} else {
				others = append(others, name)
			}
		}
		rng.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
		for _, name := range others[:max(leastPeople, int(math.Round(validationShare*float64(len(others)))))] {
			splits[name] = Validation
		}
		folds[f] = d.with(splits)
	}
	return folds, nil
}

// with is a copy in which everybody has the split given, or trains, for good.
func (d *Dataset) with(splits map[string]Split) *Dataset {
	c := d.Clone()
	c.given, c.fixed, c.Published = nil, map[string]bool{}, false
	for i := range c.People {
		c.People[i].Split = splits[c.People[i].Name]
		c.fixed[c.People[i].Name] = true
	}
	return c
}
