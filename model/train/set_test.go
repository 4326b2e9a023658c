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

// TestSetsAreViews parts a set, and a part of it: no number is copied.
func TestSetsAreViews(t *testing.T) {
	all := marked(2, 10, 20, 10, 30)
	inside, outside := all.partByPeople(map[int]bool{20: true, 30: true})
	in, out := all.pickRows(inside), all.pickRows(outside)
	if !slices.Equal(in.Person, []int{20, 30}) || !slices.Equal(numbers(in), []float32{20, 20, 30, 30}) {
		t.Errorf("inside %+v", in)
	}
	if !slices.Equal(out.Person, []int{10, 10}) || !slices.Equal(numbers(out), []float32{10, 10, 10, 10}) {
		t.Errorf("outside %+v", out)
	}
	last := in.pickRows([]int{1})
	if !slices.Equal(numbers(last), []float32{30, 30}) || &last.Features.Row(0)[0] != &all.Features.Row(3)[0] {
		t.Errorf("of the part inside %+v", last)
	}
	if none := all.pickRows(nil); none.Features.Rows() != 0 {
		t.Errorf("nobody's photos are %+v", none)
	}
}

// numbers are a set's features, row behind row.
func numbers(s Set) []float32 {
	var buffer []float32
	return s.Features.Gather(0, s.Features.Rows(), &buffer)
}

func TestBoundedSets(t *testing.T) {
	s := marked(1, 1, 1, 2, 2, 3, 3)
	for _, c := range []struct{ limit, rows int }{{100, 6}, {6, 6}, {4, 4}} {
		part := s.boundPhotos(c.limit, 1)
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
	for _, p := range s.boundPhotos(4, 1).Person {
		whole[p]++
	}
	if len(whole) != 2 {
		t.Errorf("%v: people were cut apart", whole)
	}
}
