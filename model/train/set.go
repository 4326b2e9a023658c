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
	// Copies are features of changed versions of the same photos, row for row (see Settings.Variants): each time that a photo is shown in
	// training, one of its versions is drawn, itself among them. The closed forms look at all of them. Nobody is scored by them.
	Copies []tower.Features
}

// With is the photos of both sets. Where one has fewer copies, its photos as they are stand for them.
func (s Set) With(other Set) Set {
	both := Set{Features: joined(s.Features, other.Features), Person: slices.Concat(s.Person, other.Person)}
	for k := range max(len(s.Copies), len(other.Copies)) {
		both.Copies = append(both.Copies, joined(s.version(k), other.version(k)))
	}
	return both
}

func joined(a, b tower.Features) tower.Features {
	return tower.Features{Width: a.Width, Data: slices.Concat(a.Data, b.Data)}
}

// version is copy k, or the photos as they are where there are fewer.
func (s Set) version(k int) tower.Features {
	if k < len(s.Copies) {
		return s.Copies[k]
	}
	return s.Features
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
	part := Set{Features: pickRows(s.Features, rows)}
	for _, r := range rows {
		part.Person = append(part.Person, s.Person[r])
	}
	for _, c := range s.Copies {
		part.Copies = append(part.Copies, pickRows(c, rows))
	}
	return part
}

func pickRows(f tower.Features, rows []int) tower.Features {
	part := tower.Features{Width: f.Width, Data: make([]float32, 0, len(rows)*f.Width)}
	for _, r := range rows {
		part.Data = append(part.Data, f.Row(r)...)
	}
	return part
}

// bounded is a set of about so many photos without copies, for closed forms: the copies count as photos as far as there is room for
// them; where there isn't even for the photos, whole people are drawn by the seed.
func (s Set) bounded(limit int, seed uint64) Set {
	if n := len(s.Person); n > 0 && n <= limit {
		all := Set{Features: s.Features, Person: s.Person}
		for _, c := range s.Copies[:min(len(s.Copies), limit/n-1)] {
			all = all.With(Set{Features: c, Person: s.Person})
		}
		return all
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
	part := s.pick(rows[:min(limit, len(rows))])
	part.Copies = nil
	return part
}
