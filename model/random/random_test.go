package random_test

import (
	"fmt"
	"testing"

	"siamface/model/random"
)

// The same seed and stream draw the same numbers; other streams draw others.
func ExampleNew() {
	a, b := random.New(1, random.FoldsOfPeople), random.New(1, random.FoldsOfPeople)
	fmt.Println(a.Uint64() == b.Uint64())
	// Output: true
}

func TestStreamsAreApart(t *testing.T) {
	known := map[uint64]random.Stream{}
	for s := random.PublishedPairs; s <= random.ClassifierWeights; s++ {
		first := random.New(1, s).Uint64()
		if other, ok := known[first]; ok {
			t.Errorf("the streams %d and %d draw the same", other, s)
		}
		known[first] = s
	}
}

// A generator that goes on from where another one was kept draws what that one draws, of every kind.
func TestGoesOn(t *testing.T) {
	g := random.New(7, random.Augmentation)
	for range 100 {
		g.NormFloat64()
		g.IntN(10)
	}
	state, err := g.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	other := random.New(1, random.PublishedPairs)
	if err := other.UnmarshalBinary(state); err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		if a, b := g.NormFloat64(), other.NormFloat64(); a != b {
			t.Fatalf("draw %d: %v and %v", i, a, b)
		}
		if a, b := g.IntN(1000), other.IntN(1000); a != b {
			t.Fatalf("draw %d: %d and %d", i, a, b)
		}
	}
	if err := other.UnmarshalBinary([]byte("pcg")); err == nil {
		t.Error("half a state is taken")
	}
}
