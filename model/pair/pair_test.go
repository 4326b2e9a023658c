package pair_test

import (
	"reflect"
	"testing"

	"siamface/model/pair"
)

// ten people, the first with one photo, the others with two to six.
func people() []int {
	var person []int
	for who := range 10 {
		for range 1 + who%6 {
			person = append(person, who)
		}
	}
	return person
}

func samplers(t *testing.T, person []int, seed uint64) map[string]pair.Sampler {
	t.Helper()
	published, err := pair.NewPublished(person, 8, seed)
	if err != nil {
		t.Fatal(err)
	}
	balanced, err := pair.NewBalanced(person, 8, 4, seed)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]pair.Sampler{"published": published, "balanced": balanced}
}

func TestPairsAreWhatTheySay(t *testing.T) {
	person := people()
	for name, s := range samplers(t, person, 1) {
		drawn := map[int]bool{}
		for range 200 {
			b := s.Next()
			genuine := 0
			for k := range b.A {
				a, c := b.Photos[b.A[k]], b.Photos[b.B[k]]
				if a == c {
					t.Fatalf("%s: a photo is paired with itself", name)
				}
				if same := person[a] == person[c]; same != b.Same[k] {
					t.Fatalf("%s: photos of %d and %d are called same = %v", name, person[a], person[c], b.Same[k])
				}
				if b.Same[k] {
					genuine++
				}
				drawn[a], drawn[c] = true, true
			}
			if genuine == 0 || genuine == len(b.Same) {
				t.Fatalf("%s: %d of %d pairs are genuine", name, genuine, len(b.Same))
			}
			if name == "published" && (genuine != 8 || len(b.Same) != 16) {
				t.Fatalf("published: %d of %d pairs are genuine, want 8 of 16", genuine, len(b.Same))
			}
		}
		if len(drawn) != len(person) {
			t.Errorf("%s: %d of %d photos were ever drawn", name, len(drawn), len(person))
		}
	}
}

func TestBalancedPairsEachTwoPhotosOnce(t *testing.T) {
	s := samplers(t, people(), 3)["balanced"]
	for range 50 {
		b := s.Next()
		seen := map[[2]int]bool{}
		photos := map[int]bool{}
		for _, p := range b.Photos {
			photos[p] = true
		}
		for k := range b.A {
			seen[[2]int{b.A[k], b.B[k]}] = true
		}
		if n := len(b.Photos); len(photos) != n || len(seen) != n*(n-1)/2 || len(b.A) != len(seen) {
			t.Fatalf("%d photos (%d different), %d pairs (%d different)", n, len(photos), len(b.A), len(seen))
		}
	}
}

func TestSeedDecides(t *testing.T) {
	a, b, c := samplers(t, people(), 7), samplers(t, people(), 7), samplers(t, people(), 8)
	for name := range a {
		x := a[name].Next()
		if !reflect.DeepEqual(x, b[name].Next()) {
			t.Errorf("%s: the same seed drew other pairs", name)
		}
		if reflect.DeepEqual(x, c[name].Next()) {
			t.Errorf("%s: another seed drew the same pairs", name)
		}
	}
}

func TestWhereNoPairsCanBeDrawn(t *testing.T) {
	for name, person := range map[string][]int{"nobody": nil, "one person": {4, 4, 4}, "one photo each": {1, 2, 3}} {
		if _, err := pair.NewPublished(person, 8, 1); err == nil {
			t.Errorf("%s: the published sampler found pairs", name)
		}
		if _, err := pair.NewBalanced(person, 8, 4, 1); err == nil {
			t.Errorf("%s: the balanced sampler found pairs", name)
		}
	}
}
