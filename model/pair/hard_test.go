package pair_test

import (
	"math"
	"slices"
	"testing"

	"siamface/model/pair"
)

// onALine puts photo i at place i, whatever it shows.
func onALine(i, k int) float64 { return math.Abs(float64(i - k)) }

func hard(t *testing.T, person []int, seed uint64) pair.Learner {
	t.Helper()
	s, err := pair.Hard(person, 8, seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestHalfThePairsAreHard counts: a genuine pair is hard if it is a photo with the farthest of its person, an impostor pair if the
// second is among the five nearest of others.
func TestHalfThePairsAreHard(t *testing.T) {
	person := people()
	s := hard(t, person, 1)
	s.Learn(onALine)
	var hardOnes, all [2]int
	for range 400 {
		b := s.Next()
		for k, same := range b.Same {
			i, j := b.Photos[b.A[k]], b.Photos[b.B[k]]
			if i == j || same != (person[i] == person[j]) {
				t.Fatalf("photos %d and %d of %d and %d are called same = %v", i, j, person[i], person[j], same)
			}
			closer := 0 // photos of the class that are harder than j
			for other := range person {
				if (person[other] == person[i]) == same && other != i && (onALine(i, other) < onALine(i, j)) != same && onALine(i, other) != onALine(i, j) {
					closer++
				}
			}
			class, limit := 0, 1
			if !same {
				class, limit = 1, 5
			}
			all[class]++
			if closer < limit {
				hardOnes[class]++
			}
		}
	}
	for class, n := range all {
		if share := float64(hardOnes[class]) / float64(n); share < 0.5 || share > 0.9 {
			t.Errorf("class %d: %.2f of the pairs are hard", class, share)
		}
	}
}

func TestHardIsPublishedUntilItLearns(t *testing.T) {
	person := people()
	s := hard(t, person, 5)
	published, err := pair.Published(person, 8, 5)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if a, b := s.Next(), published.Next(); !slices.Equal(a.Photos, b.Photos) {
			t.Fatalf("%v were drawn, the published sampler draws %v", a.Photos, b.Photos)
		}
	}
}

func TestHardIsSeededAndRefusesWhatPublishedRefuses(t *testing.T) {
	a, b, c := hard(t, people(), 5), hard(t, people(), 5), hard(t, people(), 6)
	for _, s := range []pair.Learner{a, b, c} {
		s.Learn(onALine)
	}
	x := a.Next()
	if !slices.Equal(x.Photos, b.Next().Photos) || slices.Equal(x.Photos, c.Next().Photos) {
		t.Error("the seed doesn't decide")
	}
	if _, err := pair.Hard([]int{1, 2, 3}, 8, 1); err == nil {
		t.Error("people with one photo each were paired")
	}
}

// TestLearningBoundsItsWork has more photos than Learn looks at.
func TestLearningBoundsItsWork(t *testing.T) {
	person := make([]int, 5000)
	for i := range person {
		person[i] = i / 2
	}
	s := hard(t, person, 1)
	asked := 0
	s.Learn(func(i, k int) float64 { asked++; return onALine(i, k) })
	if asked > 2000*2001 {
		t.Errorf("%d distances were asked for", asked)
	}
	if b := s.Next(); len(b.Same) != 16 {
		t.Errorf("%d pairs", len(b.Same))
	}
}
