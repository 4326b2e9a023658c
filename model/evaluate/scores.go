// Package evaluate turns the distances of genuine pairs (two photos of one person) and impostor pairs (of two people) into
// the figures of a verification system, in the terms of ISO/IEC 19795-1: false match rate (FMR), false non-match rate (FNMR),
// equal error rate (EER) and so on, with intervals by a bootstrap over people. It also reads and writes lists of pairs.
//
// A pair is accepted, taken for the same person, when its distance is below the threshold: d < t. So
//
//	FMR(t)  = share of the impostor pairs with d < t
//	FNMR(t) = share of the genuine pairs with d ≥ t
//
// Rates are fractions from 0 to 1. A figure without data comes with ok = false.
package evaluate

import (
	"fmt"
	"slices"
)

// Scores are the distances of genuine and of impostor pairs and, where it is known, who is on them. They don't change once
// made, so goroutines may share them. The zero value has no pairs.
type Scores struct {
	genuine, impostor Distances
	who               *who // nil where the people aren't known
	closest, farthest []Couple
}

// Couple is a pair of photos by their numbers: rows of the matrix that Collect was given.
type Couple struct {
	I, J     int
	Distance float64
}

// Confusing is the greatest number of couples that Scores name of each class.
const Confusing = 100

// New copies and sorts distances. It refuses one that is no finite number or is below zero. Who is on the pairs isn't known to
// it, so there are no intervals: see FromScored.
func New(genuine, impostor []float64) (Scores, error) {
	g, err := sorted("genuine", genuine)
	if err != nil {
		return Scores{}, err
	}
	i, err := sorted("impostor", impostor)
	return Scores{genuine: g, impostor: i}, err
}

func sorted(class string, distances []float64) (Distances, error) {
	for i, d := range distances {
		if err := check(d); err != nil {
			return Distances{}, fmt.Errorf("%s pair %d: %w", class, i+1, err)
		}
	}
	return Distances{at: slices.Sorted(slices.Values(distances))}, nil
}

func check(d float64) error {
	if !finite(d) || d < 0 {
		return fmt.Errorf("%v is no distance: it must be a finite number, not below zero", d)
	}
	return nil
}

// Genuine returns the distances of the genuine pairs.
func (s Scores) Genuine() Distances { return s.genuine }

// Impostor returns the distances of the impostor pairs.
func (s Scores) Impostor() Distances { return s.impostor }

// Pairs is the number of all pairs.
func (s Scores) Pairs() int { return s.genuine.N() + s.impostor.N() }

// Max returns the greatest distance, 0 where there is none.
func (s Scores) Max() float64 { return max(s.genuine.Max(), s.impostor.Max()) }

// People is the number of people on the pairs, 0 where they aren't known.
func (s Scores) People() int {
	if s.who == nil {
		return 0
	}
	return s.who.people
}

// ClosestImpostors names the impostor pairs most easily taken for genuine, the closest first, at most Confusing. Only Collect
// knows them.
func (s Scores) ClosestImpostors() []Couple { return slices.Clone(s.closest) }

// FarthestGenuine names the genuine pairs most easily taken for impostors, the farthest first, at most Confusing. Only Collect
// knows them.
func (s Scores) FarthestGenuine() []Couple { return slices.Clone(s.farthest) }

// Times is the same scores with every distance multiplied by k, which is above zero: those of embeddings scaled by k.
func (s Scores) Times(k float64) Scores {
	s.genuine, s.impostor = s.genuine.Times(k), s.impostor.Times(k)
	s.closest, s.farthest = times(s.closest, k), times(s.farthest, k)
	return s
}

func times(couples []Couple, k float64) []Couple {
	scaled := slices.Clone(couples)
	for i := range scaled {
		scaled[i].Distance *= k
	}
	return scaled
}

// Renumber gives the photos of the couples other numbers: photo i becomes rows[i]. Folds of one matrix need it before Pool.
func (s Scores) Renumber(rows []int) Scores {
	other := func(couples []Couple) []Couple {
		list := slices.Clone(couples)
		for i, c := range list {
			list[i].I, list[i].J = rows[c.I], rows[c.J]
		}
		return list
	}
	s.closest, s.farthest = other(s.closest), other(s.farthest)
	return s
}
