package evaluate

import "slices"

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
