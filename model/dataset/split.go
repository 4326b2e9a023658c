package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

const (
	// leastPeople is what each split needs: of fewer there are no impostor pairs.
	leastPeople = 2
	// drawnShare of all people go to each of test and validation when the folders give no test people.
	drawnShare = 0.15
	// validationShare of the training people validate when the folders give test people.
	validationShare = 0.10
)

// newDeal is the generator that deals people. Its stream is their number, and so one of those that training names 1 to 6 where people are
// so few: another would give every folder other splits and folds than its models were trained on.
func newDeal(seed uint64, people int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(people))) }

// SetSplit puts a person into a split, to stay there whatever Assign draws.
func (d *Dataset) SetSplit(name string, s Split) error {
	if _, err := s.MarshalText(); err != nil {
		return err
	}
	for i := range d.People {
		if d.People[i].Name == name {
			d.People[i].Split = s
			if d.fixed == nil {
				d.fixed = map[string]bool{}
			}
			d.fixed[name] = true
			return nil
		}
	}
	return fmt.Errorf("nobody in %s is called %q", d.Root, name)
}

// Assign draws who validates and who tests, out of the people who would train. What the folders give and what SetSplit
// set stays; what an earlier Assign drew does not. Where the folders give test people, a tenth of the training people
// validate (unless the folders give those too); where they don't, 15 % of all people test and as many validate; at least
// two each. The draw depends on the seed and the people's names alone. With too few people it changes nothing and says so.
func (d *Dataset) Assign(seed uint64) error {
	splits, pool := d.splitsBefore()
	counts := [3]int{}
	for _, s := range splits {
		counts[s]++
	}
	test, validation := d.countWanted(counts)
	spare := len(pool) - test - validation
	if train := counts[Train] - test - validation; spare < 0 || train < leastPeople {
		return fmt.Errorf("too few people in %s: of %d to train with, %d are needed for test and %d for validation, and at least %d must remain",
			d.Root, counts[Train], test, validation, leastPeople)
	}

	rng := newDeal(seed, len(pool))
	rng.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	for i, name := range pool[:test+validation] {
		splits[name] = Validation
		if i < test {
			splits[name] = Test
		}
	}
	for i := range d.People {
		d.People[i].Split = splits[d.People[i].Name]
	}
	return nil
}

// splitsBefore is everybody's split before anything is drawn, and the names to draw from, sorted.
func (d *Dataset) splitsBefore() (splits map[string]Split, pool []string) {
	splits = make(map[string]Split, len(d.People))
	for _, p := range d.People {
		splits[p.Name] = d.given[p.Name] // Train, unless the folders say otherwise
		if d.fixed[p.Name] {
			splits[p.Name] = p.Split
		} else if splits[p.Name] == Train {
			pool = append(pool, p.Name)
		}
	}
	slices.Sort(pool)
	return splits, pool
}

// countWanted is how many people to draw for test and for validation, given how many are in each split already.
func (d *Dataset) countWanted(counts [3]int) (test, validation int) {
	share, of := drawnShare, len(d.People)
	if d.countGiven(Test) > 0 {
		share, of = validationShare, counts[Train]+counts[Validation]
	}
	size := max(leastPeople, int(math.Round(share*float64(of))))
	if d.countGiven(Test) == 0 {
		test = max(0, size-counts[Test])
	}
	if d.countGiven(Validation) == 0 {
		validation = max(0, size-counts[Validation])
	}
	return test, validation
}

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
	rng := newDeal(seed, n)
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
		folds[f] = d.withSplits(splits)
	}
	return folds, nil
}

// withSplits is a copy in which everybody has the split given, or trains, for good.
func (d *Dataset) withSplits(splits map[string]Split) *Dataset {
	c := d.Clone()
	c.given, c.fixed, c.Published = nil, map[string]bool{}, false
	for i := range c.People {
		c.People[i].Split = splits[c.People[i].Name]
		c.fixed[c.People[i].Name] = true
	}
	return c
}
