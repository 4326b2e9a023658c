package torch_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/torch"
)

// TestMultiply compares with a loop, for matrices in a part of wider ones and for transposed ones.
func TestMultiply(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	numbers := make([]float64, 4000)
	for i := range numbers {
		numbers[i] = random.NormFloat64()
	}
	for name, c := range map[string][2]torch.Matrix{
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
	whole := torch.Matrix{Data: make([]float64, 6), Rows: 2, Columns: 3, RowStep: 3, ColumnStep: 1}
	for name, b := range map[string]torch.Matrix{
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
