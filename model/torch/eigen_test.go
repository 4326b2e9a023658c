package torch_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"siamface/model/torch"
)

// TestEigen compares with gonum's: the values, and that A·v = λ·v for vectors of length 1 that are at right angles.
func TestEigen(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 7, 90} {
		a := mat.NewSymDense(n, nil)
		for i := range n {
			for j := range i + 1 {
				a.SetSym(i, j, random.NormFloat64())
			}
		}
		var want mat.EigenSym
		want.Factorize(a, false)
		vectors := mat.DenseCopyOf(a)
		var values []float64
		err := torch.Do(t.Context(), func() (err error) {
			values, err = torch.Eigen(vectors.RawMatrix().Data, n)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var product, turned mat.Dense
		product.Mul(vectors, vectors.T())
		turned.Mul(vectors, a)
		for i, value := range want.Values(nil) {
			if math.Abs(values[i]-value) > 1e-12*float64(n) {
				t.Errorf("%d of %d: the value %v, want %v", i, n, values[i], value)
			}
			for j := range n {
				one := 0.0
				if i == j {
					one = 1
				}
				if math.Abs(product.At(i, j)-one) > 1e-12*float64(n) || math.Abs(turned.At(i, j)-value*vectors.At(i, j)) > 1e-12*float64(n) {
					t.Fatalf("%d and %d of %d are no eigenvectors", i, j, n)
				}
			}
		}
	}
}

func TestEigenOfNothing(t *testing.T) {
	for name, a := range map[string][]float64{"no numbers": {}, "too few numbers": {1, 2}, "not a number": {1, 0, 0, math.NaN()}} {
		err := torch.Do(t.Context(), func() error {
			_, err := torch.Eigen(a, 2)
			return err
		})
		if err == nil {
			t.Errorf("%s have eigenvectors", name)
		}
	}
}
