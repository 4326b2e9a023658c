package train

import (
	"cmp"
	"slices"

	"siamface/model/random"
	"siamface/model/tower"
)

// Set is the photos of some people: row i of the features, which are a view of all photos', shows Person[i].
type Set struct {
	Features tower.Features
	Person   []int
}

// partByPeople lists a set's photos of some people, and those of the others.
func (s Set) partByPeople(inside map[int]bool) (in, out []int) {
	for i, p := range s.Person {
		if inside[p] {
			in = append(in, i)
		} else {
			out = append(out, i)
		}
	}
	return in, out
}

// pickRows is a set of some photos.
func (s Set) pickRows(rows []int) Set {
	part := Set{Features: s.Features.Pick(rows), Person: make([]int, len(rows))}
	for i, r := range rows {
		part.Person[i] = s.Person[r]
	}
	return part
}

// boundPhotos is the set, or, where it has more photos than limit, about so many of them: whole people are drawn by the seed.
func (s Set) boundPhotos(limit int, seed uint64) Set {
	if len(s.Person) <= limit {
		return s
	}
	order := map[int]uint64{}
	rng := random.New(seed, random.WhitenedPeople)
	for _, p := range s.Person {
		if _, known := order[p]; !known {
			order[p] = rng.Uint64()
		}
	}
	rows := make([]int, len(s.Person))
	for i := range rows {
		rows[i] = i
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(order[s.Person[a]], order[s.Person[b]]) })
	return s.pickRows(rows[:limit])
}
