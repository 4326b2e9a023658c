package train

import (
	"gonum.org/v1/gonum/mat"

	"siamface/model/tower"
	"siamface/model/weights"
)

// discriminating is linear discriminant analysis on principal components ("Eigenfaces vs. Fisherfaces", Belhumeur, Hespanha and
// Kriegman, 1997): of the directions of whitening, turned, the c − 1 in which the means of c people differ most against the spread
// within people. As there, at most n − c components of n photos are looked at, and as in whitening the scatter is shrunk.
func discriminating(gram []float32, n int, person []int, limit int) ([]float32, error) {
	p, err := principal(gram, n, max(1, min(limit, n-countPeople(person))))
	if err != nil {
		return nil, err
	}
	turn, err := discriminator(p.z, person, whitenShrinkage)
	if err != nil {
		return nil, err
	}
	return p.mixing(turn)
}

// discriminator is the turn T [k, m] of z [n, k], m = min(k, people − 1), that makes Tᵀ·W·T the identity for the shrunk within-class
// scatter W and Tᵀ·B·T diagonal, falling, for the between-class scatter B.
func discriminator(z *mat.Dense, person []int, shrinkage float64) (*mat.Dense, error) {
	white, err := whitener(z, person, shrinkage)
	if err != nil {
		return nil, err
	}
	whitened, err := times(z, white)
	if err != nil {
		return nil, err
	}
	scatter, err := between(whitened, person)
	if err != nil {
		return nil, err
	}
	rotation, _, err := eigen(scatter)
	if err != nil {
		return nil, err
	}
	_, k := z.Dims()
	m := min(k, countPeople(person)-1)
	if m < 1 {
		return nil, errNoWhitening
	}
	return times(white, rotation.Slice(0, k, 0, m))
}

// between is the covariance of the rows of z with each put at its person's mean.
func between(z *mat.Dense, person []int) (*mat.SymDense, error) {
	n, k := z.Dims()
	total, count := sums(z, person)
	middle := make([]float64, k)
	for i := range n {
		for c := range k {
			middle[c] += z.At(i, c) / float64(n)
		}
	}
	centred := mat.NewDense(n, k, nil)
	centred.Apply(func(i, c int, _ float64) float64 { return total[person[i]][c]/count[person[i]] - middle[c] }, centred)
	return covariance(centred)
}

func countPeople(person []int) int {
	known := map[int]bool{}
	for _, p := range person {
		known[p] = true
	}
	return len(known)
}

// faceShrinkage adds this multiple of the mean within-class variance to every direction of an embedding of faces: 3 to 10 were
// found good, less over-fits.
const faceShrinkage = 5

// solveFaces is the closed form of the recipe face, whose dense layer has no ReLU, with its length brought to 1: within-class
// whitening of its embedding, not centred, W = w^−½·Vᵀ from the pooled covariance within people, V·w·Vᵀ, with shrinkage; or the
// discriminant directions alone, the rows left over being zero.
func solveFaces(people Set, discriminant bool) (map[string]weights.Tensor, error) {
	n, width := people.Features.Rows(), people.Features.Width
	if n == 0 {
		return nil, errNoWhitening
	}
	x := mat.NewDense(n, width, nil)
	x.Apply(func(i, c int, _ float64) float64 { return float64(people.Features.Row(i)[c]) }, x)
	find := whitener
	if discriminant {
		find = discriminator
	}
	turn, err := find(x, people.Person, faceShrinkage)
	if err != nil {
		return nil, err
	}
	_, m := turn.Dims()
	data := make([]float32, width*width)
	for r := range m {
		for c := range width {
			data[r*width+c] = float32(turn.At(c, r))
		}
	}
	return map[string]weights.Tensor{
		tower.DenseWeight: {Shape: []int{width, width}, Data: data},
		tower.DenseBias:   {Shape: []int{width}, Data: make([]float32, width)},
		tower.UnitOn:      switchedOn,
	}, nil
}
