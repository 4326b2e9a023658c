package evaluate

import (
	"fmt"
	"iter"
	"path"
	"slices"
)

// PersonPair is a pair by the people on its photos, numbered in any way. The same person on both makes it genuine.
type PersonPair struct {
	X, Y     int
	Distance float64
}

// FromPairs makes scores of pairs whose people are known. It refuses a distance that is no finite number or is below zero. Of a
// class with more than two million pairs most are held in bins, as by Collect.
func FromPairs(pairs []PersonPair) (Scores, error) { return fromPairs(pairs, usual) }

func fromPairs(pairs []PersonPair, l limits) (Scores, error) {
	g := newGatherer[int](l)
	for _, p := range pairs {
		if err := g.add(p.X, p.Y, p.X == p.Y, p.Distance); err != nil {
			return Scores{}, err
		}
	}
	return g.scores(), nil
}

// FromScored makes scores of a list of pairs, whose people are the folders that the files lie in. Where the folders contradict
// the list, who is on the pairs isn't known. It refuses what FromPairs refuses.
func FromScored(list iter.Seq[ScoredPair]) (Scores, error) { return fromScored(list, usual) }

func fromScored(list iter.Seq[ScoredPair], l limits) (Scores, error) {
	g := newGatherer[string](l)
	for p := range list {
		if err := g.add(path.Dir(p.FileX), path.Dir(p.FileY), p.Same, p.Distance); err != nil {
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
		genuine:  &tally{all: true, tail: newConfusing(l.tail, true)},
		impostor: &tally{all: true, tail: newConfusing(l.tail, false)},
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

// Pool puts scores together, such as those of folds: all their pairs, and their people kept apart, for nobody is in two of them.
// Where the people of one aren't known, those of all aren't. The couples keep their photos' numbers (see Renumber).
func Pool(scores ...Scores) Scores { return pool(scores, usual) }

func pool(scores []Scores, l limits) Scores {
	scores = slices.DeleteFunc(slices.Clone(scores), func(s Scores) bool { return s.Pairs() == 0 })
	if len(scores) == 1 {
		return scores[0]
	}
	var all Scores
	all.genuine, all.who = poolClass(scores, func(s Scores) Distances { return s.genuine }), poolWho(scores, l)
	all.impostor = poolClass(scores, func(s Scores) Distances { return s.impostor })
	for _, s := range scores {
		all.closest, all.farthest = append(all.closest, s.closest...), append(all.farthest, s.farthest...)
	}
	slices.SortStableFunc(all.closest, func(a, b Couple) int { return order(a.Distance, b.Distance) })
	slices.SortStableFunc(all.farthest, func(a, b Couple) int { return order(b.Distance, a.Distance) })
	all.closest = all.closest[:min(len(all.closest), Confusing)]
	all.farthest = all.farthest[:min(len(all.farthest), Confusing)]
	return all
}

func poolClass(scores []Scores, of func(Scores) Distances) Distances {
	var parts []Distances
	for _, s := range scores {
		parts = append(parts, of(s))
	}
	return merge(parts...)
}

func poolWho(scores []Scores, l limits) *who {
	w := &who{}
	pairs, listed := 0, true
	for _, s := range scores {
		if s.who == nil {
			return nil
		}
		w.people += s.who.people
		pairs, listed = pairs+s.Pairs(), listed && s.who.listed()
	}
	var genuine, impostor []part
	first := 0
	for _, s := range scores {
		genuine = append(genuine, part{s.genuine, s.who.genuine, first, s.who.people})
		impostor = append(impostor, part{s.impostor, s.who.impostor, first, s.who.people})
		first += s.who.people
	}
	if listed && pairs <= l.listed {
		w.genuine.list, w.impostor.list = poolLists(genuine), poolLists(impostor)
		return w
	}
	w.genuine.sums, w.impostor.sums = poolSums(genuine, w.people), poolSums(impostor, w.people)
	return w
}

// part is one of the scores pooled, in one class. Its people are first … first+people−1 of the pool.
type part struct {
	distances     Distances
	who           involved
	first, people int
}

// poolLists puts the pairs' people into the order of the pooled distances.
func poolLists(parts []part) []couple {
	type member struct {
		distance float64
		couple
	}
	var members []member
	for _, p := range parts {
		shift := int32(p.first)
		for k, c := range p.who.list {
			members = append(members, member{p.distances.at[k], couple{c.a + shift, c.b + shift}})
		}
	}
	slices.SortStableFunc(members, func(a, b member) int { return order(a.distance, b.distance) })
	list := make([]couple, len(members))
	for k, m := range members {
		list[k] = m.couple
	}
	return list
}

// poolSums takes the sums of each part at the distances where the pool's marks lie.
func poolSums(parts []part, people int) *sums {
	var distances []Distances
	for _, p := range parts {
		distances = append(distances, p.distances)
	}
	all := merge(distances...)
	s := &sums{people: people, marks: []float64{0}, of: make([]float32, people)}
	own := make([]*sums, len(parts))
	for i, p := range parts {
		own[i] = p.who.summed(p.people)
	}
	for _, mark := range markedAt(all.N(), sumMarks)[1:] {
		d := all.At(int(mark) - 1)
		n := float64(all.upTo(d))
		if n == s.marks[len(s.marks)-1] {
			continue
		}
		s.marks = append(s.marks, n)
		row := make([]float32, people)
		for i, p := range parts {
			own[i].at(float64(p.distances.upTo(d)), row[p.first:p.first+p.people])
		}
		s.of = append(s.of, row...)
	}
	return s
}
