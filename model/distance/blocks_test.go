package distance_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"siamface/model/distance"
)

// clouds are embeddings in groups, as faces of people are, about a point far from zero.
func clouds(n, dim int, spread, offset, scale float64) []float32 {
	random := rand.New(rand.NewPCG(uint64(n), uint64(dim)))
	centres := make([]float64, dim*(n/10+1))
	for i := range centres {
		centres[i] = random.NormFloat64()
	}
	e := make([]float32, n*dim)
	for i := range e {
		centre := centres[i/dim/10*dim+i%dim]
		e[i] = float32(scale * (offset + centre + spread*random.NormFloat64()))
	}
	return e
}

func TestBlocksAreWithinOnePartIn100000(t *testing.T) {
	cases := []struct {
		name                  string
		n, dim                int
		spread, offset, scale float64
	}{
		{"faces", 1300, 128, 0.3, 0, 0.05},
		{"tight groups far from zero", 600, 512, 0.001, 30, 1},
		{"one number", 300, 1, 0.1, 0, 1},
		{"many numbers", 150, 4096, 0.5, 2, 1},
		{"huge", 120, 64, 0.3, 0, 1e30},
		{"tiny", 120, 64, 0.3, 0, 1e-30},
		{"two", 2, 8, 1, 0, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := clouds(c.n, c.dim, c.spread, c.offset, c.scale)
			row := func(i int) []float32 { return e[i*c.dim : (i+1)*c.dim] }
			copy(row(c.n-1), row(0)) // the same photo twice
			seen := make([]int32, c.n*c.n)
			var worst [3]float64
			err := distance.VisitBlocks(t.Context(), e, c.dim, 3, func(worker, i, j int, distances []float32) {
				for k, got := range distances {
					seen[i*c.n+j+k]++
					want := distance.Euclidean(row(i), row(j+k))
					worst[worker] = max(worst[worker], math.Abs(float64(got)-want)/want)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("off by %.1e at most", slices.Max(worst[:]))
			if off := slices.Max(worst[:]); !(off < 1e-5) {
				t.Errorf("a distance is off by %v, relatively", off)
			}
			for at, times := range seen {
				if want := int32(min(1, max(0, at%c.n-at/c.n))); times != want {
					t.Fatalf("pair %d, %d came %d times", at/c.n, at%c.n, times)
				}
			}
		})
	}
}

func TestBlocksOfEqualEmbeddings(t *testing.T) {
	e := slices.Repeat(random(1, 512, 3), 40)
	err := distance.VisitBlocks(t.Context(), e, 512, 2, func(_, i, j int, distances []float32) {
		for k, d := range distances {
			if d != float32(math.Sqrt(distance.Epsilon)) {
				t.Errorf("%d and %d are %v apart", i, j+k, d)
			}
		}
	})
	if err != nil {
		t.Error(err)
	}
}

func TestBlocksRefuseWhatCannotBeCompared(t *testing.T) {
	nothing := func(int, int, int, []float32) {}
	inf := float32(math.Inf(1))
	for _, e := range [][]float32{{1, 2, 3}, {1, float32(math.NaN()), 0, 0}, {1, 2, inf, 0}, {inf, 1, inf, 1}} {
		if err := distance.VisitBlocks(t.Context(), e, 2, 2, nothing); err == nil {
			t.Errorf("%v was taken", e)
		}
	}
	if err := distance.VisitBlocks(t.Context(), nil, 2, 2, nothing); err != nil {
		t.Errorf("no embeddings: %v", err)
	}
}

func TestBlocksEndWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var calls atomic.Int32
	err := distance.VisitBlocks(ctx, random(3000, 4, 1), 4, 2, func(int, int, int, []float32) {
		calls.Add(1)
		cancel()
	})
	if !errors.Is(err, context.Canceled) || calls.Load() > 2048 {
		t.Errorf("%v after %d rows", err, calls.Load())
	}
}

// BenchmarkBothPaths compares matrix products with one pair at a time, in one run.
func BenchmarkBothPaths(b *testing.B) {
	e := random(4000, 512, 1)
	b.Run("pairs", func(b *testing.B) {
		for b.Loop() {
			pairs, err := distance.EachRow(e, 512)
			if err != nil {
				b.Fatal(err)
			}
			for range pairs { //nolint:revive // the rows are the work
			}
		}
	})
	b.Run("blocks", func(b *testing.B) {
		for b.Loop() {
			if err := distance.VisitBlocks(b.Context(), e, 512, runtime.GOMAXPROCS(0), func(int, int, int, []float32) {}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestBandsOfBlocks: more embeddings than are centred at once come once each, too.
func TestBandsOfBlocks(t *testing.T) {
	const n, dim = 8192 + 1500, 2
	e := clouds(n, dim, 0.3, 0, 1)
	row := func(i int) []float32 { return e[i*dim : (i+1)*dim] }
	pairs := make([]int32, n) // of each embedding with those behind it
	var wrong atomic.Int32
	err := distance.VisitBlocks(t.Context(), e, dim, 2, func(_, i, j int, distances []float32) {
		atomic.AddInt32(&pairs[i], int32(len(distances)))
		k := (i * 7919) % len(distances)
		if want := distance.Euclidean(row(i), row(j+k)); math.Abs(float64(distances[k])-want) > 1e-5*want {
			wrong.Add(1)
		}
	})
	if err != nil || wrong.Load() > 0 {
		t.Fatalf("%d distances are wrong, %v", wrong.Load(), err)
	}
	for i, got := range pairs {
		if int(got) != n-1-i {
			t.Fatalf("embedding %d came with %d others, want %d", i, got, n-1-i)
		}
	}
}
