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

// TestMultiply compares with a loop, for matrices in a part of wider ones and for transposed ones.
func TestMultiply(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	numbers := make([]float64, 4000)
	for i := range numbers {
		numbers[i] = random.NormFloat64()
	}
	for name, c := range map[string][2]torch.Matrix[float64]{
		"plain":       {{numbers, 3, 5, 5, 1}, {numbers[100:], 5, 7, 7, 1}},
		"one number":  {{numbers, 1, 1, 1, 1}, {numbers[9:], 1, 1, 1, 1}},
		"transposed":  {{numbers, 30, 40, 1, 30}, {numbers[7:], 40, 20, 1, 40}},
		"with itself": {{numbers, 33, 20, 20, 1}, {numbers, 20, 33, 1, 20}},
		"parts":       {{numbers, 8, 9, 50, 1}, {numbers[11:], 9, 4, 1, 60}},
	} {
		a, b := c[0], c[1]
		var got []float64
		err := torch.Do(t.Context(), func() (err error) {
			got, err = torch.Multiply(a, b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range a.Rows {
			for j := range b.Columns {
				var want float64
				for k := range a.Columns {
					want += a.Data[i*a.RowStep+k*a.ColumnStep] * b.Data[k*b.RowStep+j*b.ColumnStep]
				}
				if math.Abs(got[i*b.Columns+j]-want) > 1e-12 {
					t.Fatalf("%s: %v at (%d, %d), want %v", name, got[i*b.Columns+j], i, j, want)
				}
			}
		}
	}
}

func TestMultiplyRefusesWhatDoesNotFit(t *testing.T) {
	whole := torch.Matrix[float64]{Data: make([]float64, 6), Rows: 2, Columns: 3, RowStep: 3, ColumnStep: 1}
	for name, b := range map[string]torch.Matrix[float64]{
		"other rows":      whole,
		"too few numbers": {Data: make([]float64, 5), Rows: 3, Columns: 2, RowStep: 2, ColumnStep: 1},
		"no columns":      {Data: make([]float64, 6), Rows: 3, RowStep: 2, ColumnStep: 1},
		"backwards":       {Data: make([]float64, 6), Rows: 3, Columns: 2, RowStep: -2, ColumnStep: 1},
	} {
		err := torch.Do(t.Context(), func() error {
			_, err := torch.Multiply(whole, b)
			return err
		})
		if err == nil {
			t.Errorf("%s: multiplied", name)
		}
	}
}
