package train

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// solveDamped is the closed form of recipes that are Damped: within-class whitening, after which the directions in which the people themselves differ
// count less, by (1 + λ/mean λ)^−¼, where λ is how much their means vary in a direction. New people differ in other directions than
// the known ones, and where these differ most they would drown that. The power
// was found on other deals of people than those of the published figures.
func solveDamped(gram []float32, n int, person []int, limit int) ([]float32, error) {
	p, err := findComponents(gram, n, limit)
	if err != nil {
		return nil, err
	}
	turn, err := turnDamped(p.z, person, whitenShrinkage)
	if err != nil {
		return nil, err
	}
	return p.mixPhotos(turn)
}

// turnDamped is the turn W·(1 + R·(s − 1)·Rᵀ), [k, k], of z [n, k], centred: W whitens within people, and R are the directions in which the
// people's means differ then, with the factors s.
func turnDamped(z *mat.Dense, person []int, shrinkage float64) (*mat.Dense, error) {
	turn, err := whitenerByRows(z, person, shrinkage)
	if err != nil {
		return nil, err
	}
	whitened, err := times(z, turn)
	if err != nil {
		return nil, err
	}
	means := weightedMeans(whitened, person)
	var products mat.SymDense
	products.SymOuterK(1, means)
	v, lambda, err := findEigenvectors(&products)
	if err != nil {
		return nil, err
	}
	_, k := z.Dims()
	mean := mat.Trace(&products) / float64(k)
	if !(mean > 0) { // one person
		return turn, nil
	}
	v.Apply(func(_, c int, value float64) float64 { // R·(s − 1)·Rᵀ = Mᵀ·v·(s − 1)/λ·vᵀ·M
		if lambda[c] <= 1e-9*lambda[0] {
			return 0
		}
		return value * math.Sqrt((1-math.Pow(1+lambda[c]/mean, -0.25))/lambda[c])
	}, v)
	spread, err := times(means.T(), v)
	if err != nil {
		return nil, err
	}
	lost, err := times(turn, spread)
	if err != nil {
		return nil, err
	}
	change, err := times(lost, spread.T())
	if err != nil {
		return nil, err
	}
	turn.Sub(turn, change)
	return turn, nil
}

// whitenerByRows is a turn T [k, k] that makes Tᵀ·W·T the identity for the shrunk within-class scatter W, as whitener does, but for a
// rotation: L⁻ᵀ of W = L·Lᵀ.
func whitenerByRows(z *mat.Dense, person []int, shrinkage float64) (*mat.Dense, error) {
	scatter, err := shrinkScatter(z, person, shrinkage)
	if err != nil {
		return nil, err
	}
	var factors mat.Cholesky
	if !factors.Factorize(scatter) {
		return nil, errors.New("the closed-form start failed: the photos' features hold values that are no numbers")
	}
	var lower, inverse mat.TriDense
	factors.LTo(&lower)
	if err := inverse.InverseTri(&lower); err != nil {
		return nil, errNoWhitening
	}
	return mat.DenseCopyOf(inverse.T()), nil
}

// weightedMeans are the people's means of the rows of z, [people, k], each times the root of the person's share of the photos, so that
// their outer product is the between-class scatter of centred rows.
func weightedMeans(z *mat.Dense, person []int) *mat.Dense {
	n, k := z.Dims()
	total, count := sumByPerson(z, person)
	means := mat.NewDense(len(total), k, nil)
	row, done := 0, map[int]bool{}
	for _, p := range person {
		if done[p] {
			continue
		}
		done[p] = true
		for c, v := range total[p] {
			means.Set(row, c, v/math.Sqrt(count[p]*float64(n)))
		}
		row++
	}
	return means
}
