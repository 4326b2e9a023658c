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
	splits, pool := d.start()
	counts := [3]int{}
	for _, s := range splits {
		counts[s]++
	}
	test, validation := d.wanted(counts)
	spare := len(pool) - test - validation
	if train := counts[Train] - test - validation; spare < 0 || train < leastPeople {
		return fmt.Errorf("too few people in %s: of %d to train with, %d are needed for test and %d for validation, and at least %d must remain",
			d.Root, counts[Train], test, validation, leastPeople)
	}

	rng := rand.New(rand.NewPCG(seed, uint64(len(pool))))
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

// start is everybody's split before anything is drawn, and the names to draw from, sorted.
func (d *Dataset) start() (splits map[string]Split, pool []string) {
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

// wanted is how many people to draw for test and for validation, given how many are in each split already.
func (d *Dataset) wanted(counts [3]int) (test, validation int) {
	share, of := drawnShare, len(d.People)
	if d.gives(Test) {
		share, of = validationShare, counts[Train]+counts[Validation]
	}
	size := max(leastPeople, int(math.Round(share*float64(of))))
	if !d.gives(Test) {
		test = max(0, size-counts[Test])
	}
	if !d.gives(Validation) {
		validation = max(0, size-counts[Validation])
	}
	return test, validation
}

// gives tells whether the folders have people for the split.
func (d *Dataset) gives(s Split) bool {
	for _, given := range d.given {
		if given == s {
			return true
		}
	}
	return false
}
