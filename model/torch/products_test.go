package torch_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/torch"
)

func TestProductsAgreeWithALoop(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	draw := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(random.NormFloat64())
		}
		return x
	}
	for _, c := range [][3]int{{1, 1, 1}, {3, 5, 7}, {70, 33, 128}, {1, 200, 512}, {0, 4, 3}} {
		n, m, dim := c[0], c[1], c[2]
		a, b, out := draw(n*dim), draw(m*dim), make([]float32, n*m)
		if err := torch.Do(t.Context(), func() error { return torch.Products(a, b, dim, out) }); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			for j := range m {
				sum := 0.0
				for k := range dim {
					sum += float64(a[i*dim+k]) * float64(b[j*dim+k])
				}
				if got := float64(out[i*m+j]); math.Abs(got-sum) > 1e-4 {
					t.Fatalf("%v: row %d with row %d gives %v, want %v", c, i, j, got, sum)
				}
			}
		}
	}
}

func TestProductsRefuseWhatDoesNotFit(t *testing.T) {
	for _, c := range [][4]int{{4, 4, 0, 1}, {5, 4, 2, 4}, {4, 5, 2, 4}, {4, 4, 2, 5}} {
		err := torch.Do(t.Context(), func() error {
			return torch.Products(make([]float32, c[0]), make([]float32, c[1]), c[2], make([]float32, c[3]))
		})
		if err == nil {
			t.Errorf("%v: no error", c)
		}
	}
}
