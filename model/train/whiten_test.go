package train

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// TestWhitening checks what defines the closed form: in the directions that it returns, the photos' pooled covariance within
// people, shrinkage included, is a multiple of the identity.
func TestWhitening(t *testing.T) {
	const people, photos, width = 6, 5, 40
	n := people * photos
	rng := rand.New(rand.NewPCG(1, 2))
	x, person := make([]float32, n*width), make([]int, n)
	for i := range n {
		person[i] = i / photos
		for c := range width {
			x[i*width+c] = float32(rng.NormFloat64() * (1 + float64(c)/10))
		}
	}
	centreColumns(x, n, width)
	gram := make([]float32, n*n)
	for i := range n {
		for j := range n {
			for c := range width {
				gram[i*n+j] += x[i*width+c] * x[j*width+c]
			}
		}
	}
	const k = 12
	mix, err := onThread(t, func() ([]float32, error) { return solveWhitened(gram, n, person, k) })
	if err != nil {
		t.Fatal(err)
	}
	directions := mat.NewDense(k, width, nil) // mix·X
	for r := range k {
		for c := range width {
			var sum float64
			for i := range n {
				sum += float64(mix[r*n+i]) * float64(x[i*width+c])
			}
			directions.Set(r, c, sum)
		}
	}
	projected := mat.NewDense(n, k, nil)
	projected.Apply(func(i, r int, _ float64) float64 {
		var sum float64
		for c := range width {
			sum += directions.At(r, c) * float64(x[i*width+c])
		}
		return sum
	}, projected)
	checkLength(t, projected)
	spread, err := onThread(t, func() (*mat.SymDense, error) { return pooledCovariance(projected, person) })
	if err != nil {
		t.Fatal(err)
	}
	checkSpread(t, spread)
}

func centreColumns(x []float32, n, width int) {
	for c := range width {
		var mean float32
		for i := range n {
			mean += x[i*width+c] / float32(n)
		}
		for i := range n {
			x[i*width+c] -= mean
		}
	}
}

func checkLength(t *testing.T, projected *mat.Dense) {
	t.Helper()
	n, _ := projected.Dims()
	var length float64
	for i := range n {
		length += mat.Norm(projected.RowView(i), 2) / float64(n)
	}
	if math.Abs(length-1) > 1e-3 {
		t.Errorf("photos have a mean length of %v, want 1", length)
	}
}

// checkSpread allows what the shrinkage leaves: directions of little variance are not blown up to the others' spread.
func checkSpread(t *testing.T, scatter *mat.SymDense) {
	t.Helper()
	k := scatter.SymmetricDim()
	largest := 0.0
	for i := range k {
		largest = max(largest, scatter.At(i, i))
	}
	for i := range k {
		if scatter.At(i, i) < largest/3 {
			t.Errorf("direction %d varies by %v within people, another by %v", i, scatter.At(i, i), largest)
		}
		for j := range i {
			if c := math.Abs(scatter.At(i, j)); c > 1e-3*largest {
				t.Errorf("directions %d and %d are correlated within people: %v of %v", i, j, c, largest)
			}
		}
	}
}

func TestWhiteningNeedsPairs(t *testing.T) {
	gram := []float32{2, -1, -1, -1, 2, -1, -1, -1, 2}
	if _, err := onThread(t, func() ([]float32, error) { return solveWhitened(gram, 3, []int{1, 2, 3}, 2) }); err == nil {
		t.Error("three people with one photo each were whitened")
	}
	if _, err := onThread(t, func() ([]float32, error) { return solveWhitened(make([]float32, 9), 3, []int{1, 1, 2}, 2) }); err == nil {
		t.Error("photos that are all alike were whitened")
	}
}
