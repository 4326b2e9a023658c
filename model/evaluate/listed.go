package evaluate

import (
	"fmt"
	"io"
	"iter"
	"path"

	"siamface/model/errorrate"
	"siamface/model/pairlist"
	"siamface/model/spelling"
)

// FromScored makes scores of a list of pairs, whose people are the folders that the files lie in, however they are spelt. Where the
// folders contradict the list, who is on the pairs isn't known. It refuses a distance that is no finite number or is below zero. Of
// a class with more than two million pairs most are held in bins, as by Collect.
func FromScored(list iter.Seq[pairlist.ScoredPair]) (Scores, error) {
	return fromScored(list, usualLimits)
}

func fromScored(list iter.Seq[pairlist.ScoredPair], l limits) (Scores, error) {
	g := newGatherer[string](l)
	keys := map[string]string{} // of folders, which stand in the list many times
	person := func(file string) string {
		folder := path.Dir(file)
		key, known := keys[folder]
		if !known {
			key = spelling.Key(folder)
			keys[folder] = key
		}
		return key
	}
	for p := range list {
		if err := g.addPair(person(p.FileX), person(p.FileY), p.Same, p.Distance); err != nil {
			return Scores{}, err
		}
	}
	return g.toScores(), nil
}

// ReadScores reads only the scores of a list of scored pairs; people are the folders that the files lie in (see FromScored).
func ReadScores(r io.Reader) (Scores, error) {
	var failed error
	scores, err := FromScored(func(yield func(pairlist.ScoredPair) bool) {
		for pair, err := range pairlist.ReadScored(r) {
			if failed = err; err != nil || !yield(pair) {
				return
			}
		}
	})
	if failed != nil {
		return Scores{}, failed
	}
	return scores, err
}

// gatherer takes pairs one by one, with whatever names people.
type gatherer[Name comparable] struct {
	limits
	number            map[Name]int32
	genuine, impostor *binnedPairs
	pairs             int
	contradicted      bool // by a genuine pair of two people, or an impostor pair of one
}

func newGatherer[Name comparable](l limits) *gatherer[Name] {
	return &gatherer[Name]{
		limits: l, number: map[Name]int32{},
		genuine:  &binnedPairs{all: true, every: 1, tail: newHardest(l.tail, true, entryDistance, orderEntries)},
		impostor: &binnedPairs{all: true, every: 1, tail: newHardest(l.tail, false, entryDistance, orderEntries)},
	}
}

func (g *gatherer[Name]) addPair(x, y Name, same bool, d float64) error {
	g.pairs++
	if err := errorrate.CheckDistance(d); err != nil {
		return fmt.Errorf("pair %d: %w", g.pairs, err)
	}
	p, q := g.numberOf(x), g.numberOf(y)
	g.contradicted = g.contradicted || same != (p == q)
	t := g.impostor
	if same {
		t = g.genuine
	}
	t.growPeople(len(g.number))
	t.addPair(d, p, q, p, q)
	if t.all && len(t.entries) > g.kept {
		t.moveToBins(len(g.number))
	}
	return nil
}

func (g *gatherer[Name]) numberOf(name Name) int32 {
	n, known := g.number[name]
	if !known {
		n = int32(len(g.number))
		g.number[name] = n
	}
	return n
}

func (g *gatherer[Name]) toScores() Scores {
	everyone := &embeddingSet{people: len(g.number), person: make([]int32, len(g.number))}
	for p := range everyone.person {
		everyone.person[p] = int32(p)
	}
	g.genuine.growPeople(everyone.people)
	g.impostor.growPeople(everyone.people)
	s := joinClasses(everyone, g.genuine.toClass(everyone), g.impostor.toClass(everyone), g.limits)
	s.closest, s.farthest = nil, nil // they would name people
	if g.contradicted {
		s.people = nil
	}
	return s
}
