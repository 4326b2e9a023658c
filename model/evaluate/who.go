package evaluate

import (
	"math"
	"slices"
)

// who says which people are on the pairs: pair by pair where there are few, else summed up.
type who struct {
	people            int
	genuine, impostor involved
}

// involved says which people are on the pairs of one class. One of the two is set.
type involved struct {
	list []couple // of each pair, in the order of the distances
	sums *sums
}

// couple are the people on a pair, numbered from 0; the same twice on a genuine pair.
type couple struct{ a, b int32 }

// sums say how many of a class's pairs each person has among the closest. A pair of two people counts for both.
type sums struct {
	marks  []float64 // ascending numbers of pairs, from 0 to all
	people int
	of     []float32 // of[m·people+p]: how many of the closest marks[m] pairs person p has
}

// row is of's part for one mark.
func (s *sums) row(m int) []float32 { return s.of[m*s.people : (m+1)*s.people] }

// sumMarks are the marks in each power of ten that sums are taken at.
const sumMarks = 30

// markedAt are numbers from 0 to n, finely near both ends, where the small rates lie: so many to each power of ten.
func markedAt(n, decade int) []float64 {
	marks := []float64{0, float64(n)}
	for k := 0; ; k++ {
		m := math.Round(math.Pow(10, float64(k)/float64(decade)))
		if m > float64(n)/2 {
			break
		}
		marks = append(marks, m, float64(n)-m)
	}
	slices.Sort(marks)
	return slices.Compact(marks)
}

// sum takes the sums of listed pairs.
func sum(list []couple, people int) *sums {
	return sumAt(list, people, markedAt(len(list), sumMarks))
}

func sumAt(list []couple, people int, marks []float64) *sums {
	s := &sums{marks: marks, people: people, of: make([]float32, len(marks)*people)}
	running, k := make([]float32, people), 0
	for m, mark := range marks {
		for ; k < int(mark); k++ {
			running[list[k].a]++
			if list[k].b != list[k].a {
				running[list[k].b]++
			}
		}
		copy(s.row(m), running)
	}
	return s
}

// place is where a number of pairs lies between two marks: behind mark m by a fraction of the way to the next.
func (s *sums) place(pairs float64) (m int, fraction float64) {
	m, found := slices.BinarySearch(s.marks, pairs)
	if found {
		return m, 0
	}
	if m == 0 || m == len(s.marks) {
		return max(m-1, 0), 0
	}
	m--
	return m, (pairs - s.marks[m]) / (s.marks[m+1] - s.marks[m])
}

// at adds what each person has of the closest pairs to into, between marks by a straight line.
func (s *sums) at(pairs float64, into []float32) {
	m, fraction := s.place(pairs)
	row := s.row(m)
	if fraction == 0 {
		for p, v := range row {
			into[p] += v
		}
		return
	}
	next := s.row(m + 1)
	for p, v := range row {
		into[p] += v + float32(fraction)*(next[p]-v)
	}
}

// summed is the sums of a class with people in all.
func (i involved) summed(people int) *sums {
	if i.sums != nil {
		return i.sums
	}
	return sum(i.list, people)
}
