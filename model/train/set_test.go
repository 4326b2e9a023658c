package train

import (
	"slices"
	"testing"

	"siamface/model/tower"
)

func marked(width int, person []int, copies ...float32) Set {
	s := Set{Features: tower.Features{Width: width}, Person: person}
	fill := func(mark float32) tower.Features {
		f := tower.Features{Width: width}
		for i := range person {
			for range width {
				f.Data = append(f.Data, float32(person[i])+mark)
			}
		}
		return f
	}
	s.Features = fill(0)
	for _, mark := range copies {
		s.Copies = append(s.Copies, fill(mark))
	}
	return s
}

func TestSetsKeepTheirCopies(t *testing.T) {
	a, b := marked(2, []int{10, 20, 10}, 0.25, 0.5), marked(2, []int{30}, 0.25)
	both := a.With(b)
	if len(both.Copies) != 2 || !slices.Equal(both.Copies[1].Data, []float32{10.5, 10.5, 20.5, 20.5, 10.5, 10.5, 30, 30}) {
		t.Errorf("copies %v", both.Copies)
	}
	inside, outside := both.rows(map[int]bool{20: true, 30: true})
	in, out := both.pick(inside), both.pick(outside)
	if !slices.Equal(in.Person, []int{20, 30}) || !slices.Equal(in.Copies[0].Data, []float32{20.25, 20.25, 30.25, 30.25}) {
		t.Errorf("inside %+v", in)
	}
	if !slices.Equal(out.Person, []int{10, 10}) || len(out.Copies) != 2 {
		t.Errorf("outside %+v", out)
	}
}

func TestBoundedSets(t *testing.T) {
	s := marked(1, []int{1, 1, 2, 2, 3, 3}, 0.25, 0.5)
	for _, c := range []struct{ limit, rows int }{{100, 18}, {17, 12}, {6, 6}, {4, 4}} {
		part := s.bounded(c.limit, 1)
		if len(part.Person) != c.rows || part.Features.Rows() != c.rows || part.Copies != nil {
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
