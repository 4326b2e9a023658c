package verify

import (
	"slices"
	"testing"
)

// TestPixelsOfSome: of few photos all are chosen; of many, those of whole people as far as they are few, of at least two people, and the same
// ones each time.
func TestPixelsOfSome(t *testing.T) {
	crowd := func(people, photos int) (person []int) {
		for i := range people * photos {
			person = append(person, i%people)
		}
		return person
	}
	if n := len(choosePixels(crowd(7, 2000))); n != mostPixels {
		t.Errorf("%d of %d photos are chosen", n, mostPixels)
	}
	for _, c := range []struct{ people, photos, whole int }{{2, 50_000, 0}, {20_001, 1, 1}, {3000, 5, 5}, {8, 1999, 1999}} {
		person := crowd(c.people, c.photos)
		chosen, count := choosePixels(person), map[int]int{}
		for _, i := range chosen {
			count[person[i]]++
		}
		if len(chosen) > somePixels+onePixels || len(chosen) < 2*min(c.photos, onePixels) || len(count) < 2 || !slices.IsSorted(chosen) ||
			!slices.Equal(chosen, choosePixels(person)) {
			t.Errorf("%v: %d photos of %d people", c, len(chosen), len(count))
		}
		for p, n := range count {
			if c.whole > 0 && n != c.whole {
				t.Errorf("%v: %d photos of %d", c, n, p)
			}
		}
	}
}
