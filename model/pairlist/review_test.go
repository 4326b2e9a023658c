package pairlist_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"siamface/model/pairlist"
)

// Review of random lists, full of repetitions and contradictions, against counting them one by one.
func TestReviewOfRandomLists(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		var l pairlist.List
		for row := range random.IntN(60) {
			l.Pairs = append(l.Pairs, pairlist.Pair{FileX: fmt.Sprint(random.IntN(6)), FileY: fmt.Sprint(random.IntN(6)), Same: random.IntN(8) > 0})
			l.Lines = append(l.Lines, row+1)
		}
		want := pairlist.Review{Rows: len(l.Pairs)}
		var kept []int
		for i, p := range l.Pairs {
			first, contradicted := -1, false
			for k, q := range l.Pairs {
				if q.FileX == p.FileX && q.FileY == p.FileY || q.FileX == p.FileY && q.FileY == p.FileX {
					if first < 0 {
						first = k
					}
					contradicted = contradicted || q.Same != p.Same
				}
			}
			if p.FileX == p.FileY {
				want.Self++
			}
			switch {
			case contradicted:
				want.Contradictory++
			case first == i:
				kept = append(kept, i+1)
			default:
				want.Repeated++
				if l.Pairs[first].FileX != p.FileX {
					want.Reversed++
				}
			}
		}
		got, err := l.Review(true)
		if err != nil || got.Rows != want.Rows || got.Repeated != want.Repeated || got.Reversed != want.Reversed || got.Contradictory != want.Contradictory || got.Self != want.Self {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
		if fmt.Sprint(l.Lines) != fmt.Sprint(kept) || len(l.Pairs) != len(kept) {
			t.Errorf("kept %v, want %v", l.Lines, kept)
		}
	}
}
