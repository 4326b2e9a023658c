package evaluate

import (
	"slices"

	"siamface/model/errorrate"
)

// PoolScores puts scores together, such as those of folds: all their pairs, and their people kept apart, for nobody is in two of them.
// Where the people of one aren't known, those of all aren't. The hardest pairs keep their photos' numbers (see Renumber).
func PoolScores(scores ...Scores) Scores { return poolWithin(scores, usualLimits) }

func poolWithin(scores []Scores, l limits) Scores {
	scores = slices.DeleteFunc(slices.Clone(scores), func(s Scores) bool { return s.Pairs() == 0 })
	if len(scores) == 1 {
		return scores[0]
	}
	all := Scores{
		Classes: errorrate.JoinClasses(poolClass(scores, Scores.Genuine), poolClass(scores, Scores.Impostor)), people: poolPeople(scores, l),
	}
	for _, s := range scores {
		all.closest, all.farthest = append(all.closest, s.closest...), append(all.farthest, s.farthest...)
	}
	slices.SortStableFunc(all.closest, func(a, b PhotoPair) int { return compareDistances(a.Distance, b.Distance) })
	slices.SortStableFunc(all.farthest, func(a, b PhotoPair) int { return compareDistances(b.Distance, a.Distance) })
	all.closest = all.closest[:min(len(all.closest), MaxHardest)]
	all.farthest = all.farthest[:min(len(all.farthest), MaxHardest)]
	return all
}

func poolClass(scores []Scores, of func(Scores) errorrate.Distances) errorrate.Distances {
	var parts []errorrate.Distances
	for _, s := range scores {
		parts = append(parts, of(s))
	}
	return errorrate.MergeDistances(parts...)
}

func poolPeople(scores []Scores, l limits) *pairPeople {
	all := &pairPeople{}
	pairs, listed := 0, true
	for _, s := range scores {
		if s.people == nil {
			return nil
		}
		all.count += s.people.count
		pairs, listed = pairs+s.Pairs(), listed && s.people.isListed()
	}
	var genuine, impostor []part
	first := 0
	for _, s := range scores {
		genuine = append(genuine, part{s.Genuine(), s.people.genuine, first, s.people.count})
		impostor = append(impostor, part{s.Impostor(), s.people.impostor, first, s.people.count})
		first += s.people.count
	}
	if listed && pairs <= l.listed {
		all.genuine.list, all.impostor.list = poolLists(genuine), poolLists(impostor)
		return all
	}
	all.genuine.sums, all.impostor.sums = poolSums(genuine, all.count), poolSums(impostor, all.count)
	return all
}

// part is one of the scores pooled, in one class. Its people are first … first+count−1 of the pool.
type part struct {
	distances    errorrate.Distances
	people       classPeople
	first, count int
}

// poolLists puts the pairs' people into the order of the pooled distances.
func poolLists(parts []part) []personPair {
	type member struct {
		distance float64
		personPair
	}
	var members []member
	for _, p := range parts {
		shift := int32(p.first)
		for k, c := range p.people.list {
			members = append(members, member{p.distances.At(k), personPair{c.a + shift, c.b + shift}})
		}
	}
	slices.SortStableFunc(members, func(a, b member) int { return compareDistances(a.distance, b.distance) })
	list := make([]personPair, len(members))
	for k, m := range members {
		list[k] = m.personPair
	}
	return list
}

// poolSums takes the sums of each part at the distances where the pool's marks lie.
func poolSums(parts []part, people int) *personSums {
	var distances []errorrate.Distances
	for _, p := range parts {
		distances = append(distances, p.distances)
	}
	all := errorrate.MergeDistances(distances...)
	s := &personSums{people: people, marks: []float64{0}, of: make([]float32, people)}
	own := make([]*personSums, len(parts))
	for i, p := range parts {
		own[i] = p.people.sumUp(p.count)
	}
	for _, mark := range markPlaces(all.N(), sumMarks)[1:] {
		d := all.At(int(mark) - 1)
		n := float64(all.UpTo(d))
		if n == s.marks[len(s.marks)-1] {
			continue
		}
		s.marks = append(s.marks, n)
		row := make([]float32, people)
		for i, p := range parts {
			own[i].addAt(float64(p.distances.UpTo(d)), row[p.first:p.first+p.count])
		}
		s.of = append(s.of, row...)
	}
	return s
}
