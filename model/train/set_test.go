package train

import (
	"slices"
	"testing"

	"siamface/model/tower"
)

func marked(width int, person ...int) Set {
	s := Set{Features: tower.Features{Width: width}, Person: person}
	for _, p := range person {
		s.Features.Data = append(s.Features.Data, slices.Repeat([]float32{float32(p)}, width)...)
	}
	return s
}

func TestSetsAreJoinedAndParted(t *testing.T) {
	both := marked(2, 10, 20, 10).With(marked(2, 30))
	if !slices.Equal(both.Features.Data, []float32{10, 10, 20, 20, 10, 10, 30, 30}) {
		t.Errorf("joined %+v", both)
	}
	inside, outside := both.rows(map[int]bool{20: true, 30: true})
	in, out := both.pick(inside), both.pick(outside)
	if !slices.Equal(in.Person, []int{20, 30}) || !slices.Equal(in.Features.Data, []float32{20, 20, 30, 30}) {
		t.Errorf("inside %+v", in)
	}
	if !slices.Equal(out.Person, []int{10, 10}) {
		t.Errorf("outside %+v", out)
	}
}

func TestBoundedSets(t *testing.T) {
	s := marked(1, 1, 1, 2, 2, 3, 3)
	for _, c := range []struct{ limit, rows int }{{100, 6}, {6, 6}, {4, 4}} {
		part := s.bounded(c.limit, 1)
		if len(part.Person) != c.rows || part.Features.Rows() != c.rows {
			t.Errorf("at most %d: %d rows of %d photos", c.limit, part.Features.Rows(), len(part.Person))
		}
		for i, p := range part.Person {
			if int(part.Features.Row(i)[0]) != p {
				t.Errorf("row %d shows %v, not %d", i, part.Features.Row(i)[0], p)
			}
		}
	}
	whole := map[int]int{}
	for _, p := range s.bounded(4, 1).Person {
		whole[p]++
	}
	if len(whole) != 2 {
		t.Errorf("%v: people were cut apart", whole)
	}
}
