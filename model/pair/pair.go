// Package pair draws the pairs that a tower is trained on: genuine ones, two different photos of one person, and impostor
// ones, photos of two people. Samplers are seeded: the same seed gives the same pairs.
package pair

import (
	"encoding"
	"errors"

	"siamface/model/random"
)

// Batch is what one training step sees. Pair k joins the photos Photos[A[k]] and Photos[B[k]].
type Batch struct {
	Photos []int  // indexes of the photos that go through the tower
	A, B   []int  // positions within Photos
	Same   []bool // whether the pair is genuine
}

// Sampler draws batches for ever. Its state, kept and given to another one of the same people and sizes, makes that one draw the next.
type Sampler interface {
	Next() Batch
	// Halve draws half of the pairs or people from now on; false where a batch can't be smaller.
	Halve() bool
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// groupPhotos lists the photos of each person who has any; it fails where no pairs can be drawn.
func groupPhotos(person []int) (people [][]int, err error) {
	where := map[int]int{}
	for photo, who := range person {
		k, known := where[who]
		if !known {
			k = len(people)
			where[who] = k
			people = append(people, nil)
		}
		people[k] = append(people[k], photo)
	}
	if len(people) < 2 {
		return nil, errors.New("training needs photos of at least two people, to show the tower who is different")
	}
	for _, photos := range people {
		if len(photos) > 1 {
			return people, nil
		}
	}
	return nil, errors.New("training needs a person with at least two photos, to show the tower who is the same")
}

// keepSeveral are the people with at least two photos.
func keepSeveral(people [][]int) [][]int {
	var list [][]int
	for _, photos := range people {
		if len(photos) > 1 {
			list = append(list, photos)
		}
	}
	return list
}

// published is the feeding of the published experiment: a number of genuine pairs and as many impostor ones, independent of
// each other.
type published struct {
	*random.Generator
	people, several [][]int
	each            int
}

// NewPublished returns the sampler of the published experiment. Photo i shows person[i]; each is the number of genuine pairs,
// and of impostor pairs, in a batch (published: 8).
func NewPublished(person []int, each int, seed uint64) (Sampler, error) {
	people, err := groupPhotos(person)
	if err != nil {
		return nil, err
	}
	return &published{random.New(seed, random.PublishedPairs), people, keepSeveral(people), each}, nil
}

func (s *published) Next() Batch {
	var b Batch
	first, second := make([]int, 0, 2*s.each), make([]int, 0, 2*s.each)
	for range s.each {
		photos := s.several[s.IntN(len(s.several))]
		i, j := drawTwo(s.Generator, len(photos))
		first, second = append(first, photos[i]), append(second, photos[j])
	}
	for range s.each {
		p, q := drawTwo(s.Generator, len(s.people))
		first, second = append(first, drawOne(s.Generator, s.people[p])), append(second, drawOne(s.Generator, s.people[q]))
	}
	for k := range 2 * s.each {
		b.A, b.B, b.Same = append(b.A, k), append(b.B, 2*s.each+k), append(b.Same, k < s.each)
	}
	b.Photos = append(first, second...)
	return b
}

func (s *published) Halve() bool {
	if s.each < 2 {
		return false
	}
	s.each /= 2
	return true
}

// balanced draws some photos each of some people, and pairs all of them: many more pairs for the same work.
type balanced struct {
	*random.Generator
	people, several [][]int
	persons, photos int
}

// NewBalanced returns a sampler of P people with up to K photos each ("P × K", as in Hermans et al., 2017), all of them paired, at least one pair genuine.
func NewBalanced(person []int, persons, photos int, seed uint64) (Sampler, error) {
	people, err := groupPhotos(person)
	if err != nil {
		return nil, err
	}
	return &balanced{random.New(seed, random.BalancedBatches), people, keepSeveral(people), persons, photos}, nil
}

func (s *balanced) Next() Batch {
	var b Batch
	var who []int
	for position, photos := range s.drawPeople() {
		order := s.Perm(len(photos))
		for _, k := range order[:min(s.photos, len(order))] {
			b.Photos, who = append(b.Photos, photos[k]), append(who, position)
		}
	}
	for i := range b.Photos {
		for j := i + 1; j < len(b.Photos); j++ {
			b.A, b.B, b.Same = append(b.A, i), append(b.B, j), append(b.Same, who[i] == who[j])
		}
	}
	return b
}

func (s *balanced) Halve() bool {
	if s.persons < 4 { // an impostor pair needs two people
		return false
	}
	s.persons /= 2
	return true
}

// drawPeople picks different people: one with several photos for certain, so that no batch is without a genuine pair.
func (s *balanced) drawPeople() [][]int {
	sure := s.several[s.IntN(len(s.several))]
	drawn := [][]int{sure}
	for _, k := range s.Perm(len(s.people)) {
		if len(drawn) == s.persons {
			break
		}
		if photos := s.people[k]; photos[0] != sure[0] {
			drawn = append(drawn, photos)
		}
	}
	return drawn
}

func drawOne(rng *random.Generator, photos []int) int { return photos[rng.IntN(len(photos))] }

// drawTwo draws two different numbers below n.
func drawTwo(rng *random.Generator, n int) (int, int) {
	i, j := rng.IntN(n), rng.IntN(n-1)
	if j >= i {
		j++
	}
	return i, j
}
