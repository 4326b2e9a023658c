package train

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"siamface/model/tower"
)

// Set is the photos of some people: row i of the features shows Person[i].
type Set struct {
	Features tower.Features
	Person   []int
}

// With is the photos of both sets.
func (s Set) With(other Set) Set {
	joined := tower.Features{Width: s.Features.Width, Data: slices.Concat(s.Features.Data, other.Features.Data)}
	return Set{Features: joined, Person: slices.Concat(s.Person, other.Person)}
}

// rows parts a set's photos by people.
func (s Set) rows(inside map[int]bool) (in, out []int) {
	for i, p := range s.Person {
		if inside[p] {
			in = append(in, i)
		} else {
			out = append(out, i)
		}
	}
	return in, out
}

// pick is a set of some photos.
func (s Set) pick(rows []int) Set {
	part := Set{Features: tower.Features{Width: s.Features.Width, Data: make([]float32, 0, len(rows)*s.Features.Width)}}
	for _, r := range rows {
		part.Features.Data = append(part.Features.Data, s.Features.Row(r)...)
		part.Person = append(part.Person, s.Person[r])
	}
	return part
}

// bounded is the set, or, where it has more photos than limit, about so many of them: whole people are drawn by the seed.
func (s Set) bounded(limit int, seed uint64) Set {
	if len(s.Person) <= limit {
		return s
	}
	order := map[int]uint64{}
	rng := rand.New(rand.NewPCG(seed, 4))
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
	return s.pick(rows[:limit])
}
