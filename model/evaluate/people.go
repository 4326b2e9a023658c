package evaluate

import (
	"fmt"
	"iter"
	"path"

	"siamface/model/spelling"
)

// FromScored makes scores of a list of pairs, whose people are the folders that the files lie in, however they are spelt. Where the folders contradict
// the list, who is on the pairs isn't known. It refuses a distance that is no finite number or is below zero. Of a class with more
// than two million pairs most are held in bins, as by Collect.
func FromScored(list iter.Seq[ScoredPair]) (Scores, error) { return fromScored(list, usual) }

func fromScored(list iter.Seq[ScoredPair], l limits) (Scores, error) {
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
		if err := g.add(person(p.FileX), person(p.FileY), p.Same, p.Distance); err != nil {
			return Scores{}, err
		}
	}
	return g.scores(), nil
}

// gatherer takes pairs one by one, with whatever names people.
type gatherer[Name comparable] struct {
	limits
	number            map[Name]int32
	genuine, impostor *tally
	pairs             int
	contradicted      bool // by a genuine pair of two people, or an impostor pair of one
}

func newGatherer[Name comparable](l limits) *gatherer[Name] {
	return &gatherer[Name]{
		limits: l, number: map[Name]int32{},
		genuine:  &tally{all: true, tail: newConfusing[entry](l.tail, true)},
		impostor: &tally{all: true, tail: newConfusing[entry](l.tail, false)},
	}
}

func (g *gatherer[Name]) add(x, y Name, same bool, d float64) error {
	g.pairs++
	if err := check(d); err != nil {
		return fmt.Errorf("pair %d: %w", g.pairs, err)
	}
	p, q := g.numbered(x), g.numbered(y)
	g.contradicted = g.contradicted || same != (p == q)
	t := g.impostor
	if same {
		t = g.genuine
	}
	t.people(len(g.number))
	t.add(d, p, q, p, q)
	if t.all && len(t.entries) > g.kept {
		t.spill(len(g.number))
	}
	return nil
}

func (g *gatherer[Name]) numbered(name Name) int32 {
	n, known := g.number[name]
	if !known {
		n = int32(len(g.number))
		g.number[name] = n
	}
	return n
}

func (g *gatherer[Name]) scores() Scores {
	everyone := &set{people: len(g.number), person: make([]int32, len(g.number))}
	for p := range everyone.person {
		everyone.person[p] = int32(p)
	}
	g.genuine.people(everyone.people)
	g.impostor.people(everyone.people)
	s := finish(everyone, g.genuine.class(everyone), g.impostor.class(everyone), g.limits)
	s.closest, s.farthest = nil, nil // they would name people
	if g.contradicted {
		s.who = nil
	}
	return s
}
