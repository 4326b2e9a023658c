package sample

import "math/rand/v2"

// Features are drawn features of photos, rows of width numbers, and whom each row shows: every person's scatter about a point of their
// own, half as wide as the points lie apart. They cost nothing to compute, for measuring and testing what is done with features. The
// same seed gives the same numbers.
func Features(people, photos, width int, seed uint64) (rows []float32, person []int) {
	rng := rand.New(rand.NewPCG(seed, seed))
	rows = make([]float32, 0, people*photos*width)
	for p := range people {
		centre := make([]float32, width)
		for i := range centre {
			centre[i] = float32(rng.NormFloat64()) / 100
		}
		for range photos {
			for _, c := range centre {
				rows = append(rows, c+float32(rng.NormFloat64())/200)
			}
			person = append(person, p)
		}
	}
	return rows, person
}
