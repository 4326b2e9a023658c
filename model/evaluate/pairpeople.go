package evaluate

import (
	"math"
	"slices"
)

// pairPeople says which people are on the pairs: pair by pair where there are few, else summed up.
type pairPeople struct {
	count             int
	genuine, impostor classPeople
}

// classPeople says which people are on the pairs of one class. One of the two is set.
type classPeople struct {
	list []personPair // of each pair, in the order of the distances
	sums *personSums
}

// personPair are the people on a pair, numbered from 0; the same twice on a genuine pair.
type personPair struct{ a, b int32 }

// personSums say how many of a class's pairs each person has among the closest. A pair of two people counts for both.
type personSums struct {
	marks  []float64 // ascending numbers of pairs, from 0 to all
	people int
	of     []float32 // of[m·people+p]: how many of the closest marks[m] pairs person p has
}

// row is of's part for one mark.
func (s *personSums) row(m int) []float32 { return s.of[m*s.people : (m+1)*s.people] }

// sumMarks are the marks in each power of ten that sums are taken at.
const sumMarks = 30

// markPlaces are numbers from 0 to n, finely near both ends, where the small rates lie: so many to each power of ten.
func markPlaces(n, decade int) []float64 {
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

// sumPeople takes the sums of listed pairs.
func sumPeople(list []personPair, people int) *personSums {
	return sumPeopleAt(list, people, markPlaces(len(list), sumMarks))
}

func sumPeopleAt(list []personPair, people int, marks []float64) *personSums {
	s := &personSums{marks: marks, people: people, of: make([]float32, len(marks)*people)}
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

// locateMark is where a number of pairs lies between two marks: behind mark m by a fraction of the way to the next.
func (s *personSums) locateMark(pairs float64) (m int, fraction float64) {
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

// addAt adds what each person has of the closest pairs to into, between marks by a straight line.
func (s *personSums) addAt(pairs float64, into []float32) {
	m, fraction := s.locateMark(pairs)
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

// sumUp is the sums of a class with people in all.
func (i classPeople) sumUp(people int) *personSums {
	if i.sums != nil {
		return i.sums
	}
	return sumPeople(i.list, people)
}

// sumWhereMany sums people up where they are too many to be held by pair.
func (p *pairPeople) sumWhereMany(l limits) {
	if p.isListed() && len(p.genuine.list)+len(p.impostor.list) <= l.listed {
		return
	}
	p.genuine = classPeople{sums: p.genuine.sumUp(p.count)}
	p.impostor = classPeople{sums: p.impostor.sumUp(p.count)}
}

// isListed tells whether people are held by pair.
func (p *pairPeople) isListed() bool { return p.genuine.sums == nil && p.impostor.sums == nil }
