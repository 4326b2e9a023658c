// Package random makes the generators of random numbers of one seed: a stream for each purpose, so that one purpose that draws more or
// less leaves the others as they are.
package random

import "math/rand/v2"

// Stream is what random numbers are drawn for.
type Stream uint64

// The streams. Their numbers are part of what a seed means: they don't change.
const (
	PublishedPairs    Stream = 1
	BalancedBatches   Stream = 2
	Augmentation      Stream = 3
	WhitenedPeople    Stream = 4 // of whom the closed form looks at photos
	FoldsOfPeople     Stream = 5
	ClassifierWeights Stream = 6
	PixelSample       Stream = 7 // of people whose raw pixels are compared
)

// Generator draws the numbers of a stream. What it draws next can be kept, and gone on with by another one.
type Generator struct {
	*rand.Rand
	source *rand.PCG // all of its state: rand.Rand has none
}

// New is the generator of a stream.
func New(seed uint64, s Stream) *Generator {
	source := rand.NewPCG(seed, uint64(s))
	return &Generator{rand.New(source), source}
}

// MarshalBinary is where the generator stands.
func (g *Generator) MarshalBinary() ([]byte, error) { return g.source.MarshalBinary() }

// UnmarshalBinary makes the generator draw what the one that was kept would have drawn next.
func (g *Generator) UnmarshalBinary(state []byte) error { return g.source.UnmarshalBinary(state) }
