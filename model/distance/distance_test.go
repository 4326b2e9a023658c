package distance_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"testing"

	"siamface/model/distance"
)

func TestEuclideanKnownValues(t *testing.T) {
	inf := float32(math.Inf(1))
	cases := []struct {
		name string
		a, b []float32
		want float64
	}{
		{"3-4-5", []float32{0, 0}, []float32{3, 4}, 5},
		{"equal embeddings keep the square root of epsilon", []float32{1, 2}, []float32{1, 2}, math.Sqrt(1e-7)},
		{"below epsilon", []float32{0}, []float32{1e-5}, math.Sqrt(1e-7)},
		{"empty", nil, nil, math.Sqrt(1e-7)},
		{"a longer one counts from zero", []float32{3}, []float32{3, 2}, 2},
		{"overflows float32 but not float64", []float32{3e38}, []float32{0}, float64(float32(3e38))},
		{"infinite", []float32{inf}, []float32{0}, math.Inf(1)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := distance.Euclidean(c.a, c.b); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if got := distance.Euclidean(c.b, c.a); got != c.want {
				t.Errorf("swapped: got %v, want %v", got, c.want)
			}
		})
	}
	if got := distance.Euclidean([]float32{float32(math.NaN())}, []float32{0}); !math.IsNaN(got) {
		t.Errorf("NaN gives %v", got)
	}
}

// TestEuclideanIsAccurate compares with sums of 200 bits.
func TestEuclideanIsAccurate(t *testing.T) {
	for _, dim := range []int{1, 7, 128, 4096} {
		a, b := random(1, dim, uint64(dim)), random(1, dim, uint64(dim)+99)
		sum := new(big.Float).SetPrec(200)
		for k := range a {
			diff := new(big.Float).SetPrec(200).Sub(big.NewFloat(float64(a[k])), big.NewFloat(float64(b[k])))
			sum.Add(sum, diff.Mul(diff, diff))
		}
		want, _ := sum.Sqrt(sum).Float64()
		if got := distance.Euclidean(a, b); math.Abs(got-want) > 1e-13*want {
			t.Errorf("dim %d: got %v, want %v", dim, got, want)
		}
	}
}

func TestPairsAreEuclideanToTheLastBit(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 5, 16, 17, 31, 33, 70, 129} {
		for _, threads := range []int{1, 2, 3} {
			t.Run(fmt.Sprintf("%d rows, %d threads", n, threads), func(t *testing.T) {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
				checkPairs(t, random(n, 13, uint64(n)), 13, n)
			})
		}
	}
}

func checkPairs(t *testing.T, e []float32, dim, n int) {
	t.Helper()
	pairs, err := distance.EachRow(e, dim)
	if err != nil {
		t.Fatal(err)
	}
	next := 0
	for i, row := range pairs {
		if i != next || len(row) != n-1-i {
			t.Fatalf("row %d with %d distances; want row %d with %d", i, len(row), next, n-1-next)
		}
		for k, got := range row {
			j := i + 1 + k
			if want := distance.Euclidean(e[i*dim:(i+1)*dim], e[j*dim:(j+1)*dim]); got != want {
				t.Fatalf("pair %d, %d: got %v, want %v", i, j, got, want)
			}
		}
		next++
	}
	if next != n {
		t.Errorf("%d rows came, want %d", next, n)
	}
}

func TestPairsCanBeBrokenOffAndRunAgain(t *testing.T) {
	e := random(40, 3, 1)
	pairs, err := distance.EachRow(e, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i := range pairs {
		if i == 20 {
			break
		}
	}
	rows := 0
	for range pairs {
		rows++
	}
	if rows != 40 {
		t.Errorf("the second run gave %d rows, want 40", rows)
	}
}

func TestPairsRefuseARaggedMatrix(t *testing.T) {
	for _, dim := range []int{-1, 0, 3} {
		if _, err := distance.EachRow(make([]float32, 4), dim); err == nil {
			t.Errorf("length %d: no error", dim)
		}
	}
}

func random(n, dim int, seed uint64) []float32 {
	rng := rand.New(rand.NewPCG(seed, 7))
	e := make([]float32, n*dim)
	for i := range e {
		e[i] = float32(rng.NormFloat64())
	}
	return e
}

func BenchmarkPairs(b *testing.B) {
	e := random(1500, 512, 1)
	for b.Loop() {
		pairs, err := distance.EachRow(e, 512)
		if err != nil {
			b.Fatal(err)
		}
		for range pairs { //nolint:revive // the rows are the work
		}
	}
}

func BenchmarkNaive(b *testing.B) {
	e := random(1500, 512, 1)
	sum := 0.0
	for b.Loop() {
		for i := range 1500 {
			for j := i + 1; j < 1500; j++ {
				sum += distance.Euclidean(e[i*512:(i+1)*512], e[j*512:(j+1)*512])
			}
		}
	}
	if sum <= 0 {
		b.Error("the sum of the distances is not positive")
	}
}
