package train

import (
	"errors"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"siamface/model/tower"
)

const (
	// UsualComposites is how many people the recipes that learn from pixels put together from others.
	UsualComposites = 100
	// MostComposites, and compositePhotos of each, bound the memory that they take.
	MostComposites  = 1000
	compositePhotos = 10
)

// ErrNoComposites says why people can't be put together from others.
var ErrNoComposites = errors.New("no people can be put together from two")

// composites are further people whose faces are put together from those of two: one part of the picture shows the one, the other the
// other, and the line between them, soft and somewhere near the middle, is the composite person's own. Where faces lie alike a network
// that learns from few people so sees many, who share their parts with others and can't be known by one detail alone.
//
// A composite has a few photos of the first of the two, and photos of the second are drawn for it each time that it is shown.
type composites struct {
	Person []int // of each photo
	photos []compositePhoto
	rng    *rand.Rand
}

// compositePhoto is a photo that is put together, by rows of a set.
type compositePhoto struct {
	one    int
	others []int
	share  []float32 // of the others, in each pixel
}

// newComposites draws n people from those of a set, whose rows are pictures as in describes them, and no more than there are pairs of
// people: others would be alike. Everything is drawn by the seed.
func newComposites(s Set, n int, seed uint64, in tower.Input) *composites {
	c := &composites{rng: rand.New(rand.NewPCG(seed, 8))}
	photos := map[int][]int{}
	for i, p := range s.Person {
		photos[p] = append(photos[p], i)
	}
	people := slices.Sorted(maps.Keys(photos))
	for k := range min(n, len(people)*(len(people)-1)/2) {
		two := c.rng.Perm(len(people))[:2]
		share := compositeShare(in.Width, in.Height, c.rng)
		one := photos[people[two[0]]]
		for _, row := range one[:min(len(one), compositePhotos)] {
			c.photos = append(c.photos, compositePhoto{row, photos[people[two[1]]], share})
			c.Person = append(c.Person, people[len(people)-1]+1+k)
		}
	}
	return c
}

// draw appends a picture of the composite photo of that number.
func (c *composites) draw(to []float32, number int, from tower.Features) []float32 {
	p := c.photos[number]
	other := from.Row(p.others[c.rng.IntN(len(p.others))])
	for i, v := range from.Row(p.one) {
		to = append(to, v+p.share[i%len(p.share)]*(other[i]-v))
	}
	return to
}

// compositeShare is how much of each pixel is the second person's, 0 to 1: it rises across a line in any direction, up to 0.3 of the
// half picture away from its middle, within a sixth of the picture or so.
func compositeShare(width, height int, rng *rand.Rand) []float32 {
	const farthest, steepness = 0.3, 12
	sin, cos := math.Sincos(2 * math.Pi * rng.Float64())
	offset := (2*rng.Float64() - 1) * farthest
	share := make([]float32, width*height)
	for i := range share {
		x, y := 2*(float64(i%width)+0.5)/float64(width)-1, 2*(float64(i/width)+0.5)/float64(height)-1
		share[i] = float32(1 / (1 + math.Exp(-steepness*(cos*x+sin*y-offset))))
	}
	return share
}
