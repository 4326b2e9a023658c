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
