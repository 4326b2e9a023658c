package pair

import (
	"cmp"
	"slices"
)

// Learner is a sampler that wants to know, from time to time, how far apart photos lie.
type Learner interface {
	Sampler
	// Learn is given the distance between any two photos, by the embeddings of the moment.
	Learn(distance func(i, k int) float64)
}

const (
	// nearest is how many impostors of a photo are drawn from: with the nearest alone a mislabelled photo would come again and again.
	nearest = 5
	// anchors bounds the photos that Learn looks at, since its cost grows with their square.
	anchors = 2000
)

// hard is the published feeding with half of the pairs replaced, as soon as it has learned distances, by hard ones: a photo with
// the farthest of the same person, and a photo with one of the nearest of other people.
type hard struct {
	*published
	person   []int
	farthest map[int]int   // a photo of the same person
	closest  map[int][]int // photos of others
	known    []int         // the photos that have one of each, in order
}

// Hard returns a sampler of each genuine and as many impostor pairs, half of them hard ones by the distances last learned (see
// Learner); before that it is Published.
func Hard(person []int, each int, seed uint64) (Learner, error) {
	s, err := Published(person, each, seed)
	if err != nil {
		return nil, err
	}
	return &hard{published: s.(*published), person: person}, nil
}

func (s *hard) Learn(distance func(i, k int) float64) {
	looked := s.rng.Perm(len(s.person))
	looked = looked[:min(len(looked), anchors)]
	slices.Sort(looked)
	s.farthest, s.closest, s.known = map[int]int{}, map[int][]int{}, nil
	for _, photos := range s.several {
		for _, i := range photos {
			if _, found := slices.BinarySearch(looked, i); !found {
				continue
			}
			others := slices.DeleteFunc(slices.Clone(photos), func(k int) bool { return k == i })
			s.farthest[i] = slices.MaxFunc(others, func(a, b int) int { return cmp.Compare(distance(i, a), distance(i, b)) })
			s.closest[i] = s.impostors(i, looked, distance)
			if len(s.closest[i]) > 0 {
				s.known = append(s.known, i)
			}
		}
	}
}

// impostors are the nearest photos of other people among some.
func (s *hard) impostors(photo int, among []int, distance func(i, k int) float64) []int {
	type candidate struct {
		photo int
		d     float64
	}
	var best []candidate
	for _, k := range among {
		if s.person[k] == s.person[photo] {
			continue
		}
		d := distance(photo, k)
		if len(best) == nearest && d >= best[nearest-1].d {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, d, func(c candidate, d float64) int { return cmp.Compare(c.d, d) })
		best = slices.Insert(best, at, candidate{k, d})
		best = best[:min(len(best), nearest)]
	}
	photos := make([]int, len(best))
	for i, c := range best {
		photos[i] = c.photo
	}
	return photos
}

func (s *hard) Next() Batch {
	b := s.published.Next()
	if len(s.known) == 0 {
		return b
	}
	for k, same := range b.Same {
		if s.rng.IntN(2) == 0 {
			continue
		}
		photo := s.known[s.rng.IntN(len(s.known))]
		other := s.farthest[photo]
		if !same {
			other = one(s.rng, s.closest[photo])
		}
		b.Photos[b.A[k]], b.Photos[b.B[k]] = photo, other
	}
	return b
}
