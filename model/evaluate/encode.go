package evaluate

import (
	"errors"

	"siamface/model/errorrate"
)

// keptScores is what is kept of Scores.
type keptScores struct {
	Classes           errorrate.Classes
	Known             bool // who is on the pairs
	People            int
	Genuine, Impostor keptPeople
	Closest, Farthest []PhotoPair
}

// keptPeople is what is kept of classPeople.
type keptPeople struct {
	A, B   []int32
	Summed bool
	Marks  []float64
	People int
	Of     []float32
}

func (c classPeople) keep() keptPeople {
	var k keptPeople
	for _, p := range c.list {
		k.A, k.B = append(k.A, p.a), append(k.B, p.b)
	}
	if s := c.sums; s != nil {
		k.Summed, k.Marks, k.People, k.Of = true, s.marks, s.people, s.of
	}
	return k
}

// restore is the class's people, which number count.
func (k keptPeople) restore(count int) (c classPeople, err error) {
	if len(k.A) != len(k.B) || len(k.Of) != len(k.Marks)*k.People || k.People < 0 || k.People > count {
		return c, errNotScores
	}
	for i, a := range k.A {
		if a < 0 || k.B[i] < 0 || int(a) >= count || int(k.B[i]) >= count {
			return c, errNotScores
		}
		c.list = append(c.list, personPair{a, k.B[i]})
	}
	if k.Summed {
		c.sums = &personSums{k.Marks, k.People, k.Of}
	}
	return c, nil
}

var errNotScores = errors.New("these aren't the scores of pairs")
