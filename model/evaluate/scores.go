// Package evaluate turns the distances of genuine pairs (two photos of one person) and impostor pairs (of two people) into
// the figures of a verification system, in the terms of ISO/IEC 19795-1: false match rate (FMR), false non-match rate (FNMR),
// equal error rate (EER) and so on. It also reads and writes lists of pairs.
//
// A pair is accepted, taken for the same person, when its distance is below the threshold: d < t. So
//
//	FMR(t)  = share of the impostor pairs with d < t
//	FNMR(t) = share of the genuine pairs with d ≥ t
//
// Rates are fractions from 0 to 1. A figure without data comes with ok = false.
package evaluate

import (
	"context"
	"fmt"
	"math"
	"slices"

	"siamface/model/distance"
)

// Scores are the distances of genuine and of impostor pairs, sorted. They don't change once made, so goroutines may share them.
// The zero value has no pairs.
type Scores struct {
	genuine, impostor []float64
}

// New copies and sorts distances. It refuses one that is no finite number or is below zero.
func New(genuine, impostor []float64) (Scores, error) {
	return own(slices.Clone(genuine), slices.Clone(impostor))
}

// own is New for slices that nobody else holds.
func own(genuine, impostor []float64) (Scores, error) {
	for _, class := range []struct {
		name      string
		distances []float64
	}{{"genuine", genuine}, {"impostor", impostor}} {
		for i, d := range class.distances {
			if err := check(d); err != nil {
				return Scores{}, fmt.Errorf("%s pair %d: %w", class.name, i+1, err)
			}
		}
		slices.Sort(class.distances)
	}
	return Scores{genuine, impostor}, nil
}

func check(d float64) error {
	if math.IsNaN(d) || math.IsInf(d, 0) || d < 0 {
		return fmt.Errorf("%v is no distance: it must be a finite number, not below zero", d)
	}
	return nil
}

// Collect scores all pairs of embeddings, an N×dim matrix in row-major order whose row i shows person[i]. It fails where the
// sizes disagree or an embedding holds NaN or infinity, and with the error of ctx when that ends. Memory: 8 bytes a pair.
func Collect(ctx context.Context, embeddings []float32, dim int, person []int) (Scores, error) {
	pairs, err := distance.Pairs(embeddings, dim)
	if err != nil {
		return Scores{}, err
	}
	if n := len(embeddings) / dim; n != len(person) {
		return Scores{}, fmt.Errorf("%d embeddings, but a person for %d", n, len(person))
	}
	genuine, impostor := room(person)
	for i, row := range pairs {
		if err := ctx.Err(); err != nil {
			return Scores{}, err
		}
		for k, d := range row {
			if person[i] == person[i+1+k] {
				genuine = append(genuine, d)
			} else {
				impostor = append(impostor, d)
			}
		}
	}
	return own(genuine, impostor)
}

// room makes slices that hold all pairs without growing.
func room(person []int) (genuine, impostor []float64) {
	photos := map[int]int{}
	for _, p := range person {
		photos[p]++
	}
	same := 0
	for _, n := range photos {
		same += n * (n - 1) / 2
	}
	all := len(person) * (len(person) - 1) / 2
	return make([]float64, 0, same), make([]float64, 0, all-same)
}

// Times is the same scores with every distance multiplied by k, which is above zero: those of embeddings scaled by k.
func (s Scores) Times(k float64) Scores {
	times := func(distances []float64) []float64 {
		scaled := make([]float64, len(distances))
		for i, d := range distances {
			scaled[i] = k * d
		}
		return scaled
	}
	return Scores{times(s.genuine), times(s.impostor)}
}

// Genuine returns the distances of the genuine pairs in ascending order. They must not be changed.
func (s Scores) Genuine() []float64 { return s.genuine }

// Impostor returns the distances of the impostor pairs in ascending order. They must not be changed.
func (s Scores) Impostor() []float64 { return s.impostor }

// Max returns the greatest distance, 0 where there is none.
func (s Scores) Max() float64 {
	greatest := 0.0
	for _, class := range [][]float64{s.genuine, s.impostor} {
		if n := len(class); n > 0 {
			greatest = max(greatest, class[n-1])
		}
	}
	return greatest
}
