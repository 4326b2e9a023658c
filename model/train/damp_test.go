package train

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/weights"
)

// TestDamper compares with the definition, by naive scatters and an eigen decomposition of all directions: whitened by the symmetric
// root, rotated to the people's means, each direction times (1 + λ/mean λ)^−¼. What is left free is a rotation: the metric T·Tᵀ agrees.
func TestDamper(t *testing.T) {
	const people, photos, width, shrinkage = 5, 6, 9, 0.2
	set := crowd(people, photos, width, 1)
	centreColumns(set.Features.Data, set.Features.Rows(), width)
	got, err := onThread(t, func() (*mat.Dense, error) { return turnDamped(matrix(set), set.Person, shrinkage) })
	if err != nil {
		t.Fatal(err)
	}
	w, b := symmetricOf(naiveWithin(set)), symmetricOf(naiveBetween(set))
	trace := mat.Trace(w)
	for i := range width {
		w.SetSym(i, i, w.At(i, i)+shrinkage*trace/width)
	}
	white := power(t, w, func(v float64) float64 { return 1 / math.Sqrt(v) })
	var inner, whitened mat.Dense
	inner.Mul(b, white)
	whitened.Mul(white, &inner)
	between := mat.NewSymDense(width, nil)
	for i := range width {
		for j := i; j < width; j++ {
			between.SetSym(i, j, whitened.At(i, j))
		}
	}
	mean := mat.Trace(between) / width
	damped := power(t, between, func(v float64) float64 { return 1 / math.Sqrt(1+max(v, 0)/mean) }) // squared: it is on both sides
	var half, want, metric mat.Dense
	half.Mul(damped, white)
	want.Mul(white, &half)
	metric.Mul(got, got.T())
	for i := range width {
		for j := range width {
			if d := math.Abs(metric.At(i, j) - want.At(i, j)); d > 1e-9*mat.Max(&want) {
				t.Errorf("the metric is %v at (%d, %d), want %v", metric.At(i, j), i, j, want.At(i, j))
			}
		}
	}
}

func symmetricOf(rows [][]float64) *mat.SymDense {
	s := mat.NewSymDense(len(rows), nil)
	for i := range rows {
		for j := i; j < len(rows); j++ {
			s.SetSym(i, j, rows[i][j])
		}
	}
	return s
}

// power is V·f(λ)·Vᵀ of a symmetric V·λ·Vᵀ.
func power(t *testing.T, s *mat.SymDense, f func(float64) float64) *mat.Dense {
	t.Helper()
	var e mat.EigenSym
	if !e.Factorize(s, true) {
		t.Fatal("no eigenvectors")
	}
	var v, scaled, out mat.Dense
	e.VectorsTo(&v)
	lambda := e.Values(nil)
	scaled.Apply(func(_, c int, value float64) float64 { return value * f(lambda[c]) }, &v)
	out.Mul(&scaled, v.T())
	return &out
}

func TestDampingNeedsPairs(t *testing.T) {
	gram := []float32{2, -1, -1, -1, 2, -1, -1, -1, 2}
	if _, err := onThread(t, func() ([]float32, error) { return solveDamped(gram, 3, []int{1, 2, 3}, 2) }); err == nil {
		t.Error("three people with one photo each were solved")
	}
	if _, err := onThread(t, func() ([]float32, error) { return solveDamped(make([]float32, 9), 3, []int{1, 1, 2}, 2) }); err == nil {
		t.Error("photos that are all alike were solved")
	}
	if mix, err := onThread(t, func() ([]float32, error) { return solveDamped(gram, 3, []int{1, 1, 1}, 2) }); err != nil || len(mix) == 0 {
		t.Errorf("one person alone is whitened: %v", err)
	}
}

// crowd is photos about a point each, with more spread in some directions than in others.
func crowd(people, photos, width int, seed uint64) Set {
	rng := rand.New(rand.NewPCG(seed, 4))
	set := Set{Features: tower.Features{Width: width}}
	for p := range people {
		centre := make([]float64, width)
		for c := range centre {
			centre[c] = rng.NormFloat64()
		}
		for range photos {
			for c := range width {
				set.Features.Data = append(set.Features.Data, float32(centre[c]+rng.NormFloat64()*float64(1+c%5)/4))
			}
			set.Person = append(set.Person, p)
		}
	}
	return set
}

// onThread is what fn gives on libtorch's thread.
func onThread[T any](t *testing.T, fn func() (T, error)) (got T, err error) {
	t.Helper()
	err = torch.Do(t.Context(), func() (err error) {
		got, err = fn()
		return err
	})
	return got, err
}

func matrix(set Set) *mat.Dense {
	x := mat.NewDense(set.Features.Rows(), set.Features.Width, nil)
	x.Apply(func(i, c int, _ float64) float64 { return float64(set.Features.Row(i)[c]) }, x)
	return x
}

// naiveBetween is the covariance of the people's means, each counted once a photo.
func naiveBetween(set Set) [][]float64 {
	width, n := set.Features.Width, float64(len(set.Person))
	b := make([][]float64, width)
	for i := range b {
		b[i] = make([]float64, width)
	}
	for _, who := range set.Person {
		difference, photos := make([]float64, width), 0.0
		for _, other := range set.Person {
			if other == who {
				photos++
			}
		}
		for k, other := range set.Person {
			for c, v := range set.Features.Row(k) {
				difference[c] -= float64(v) / n
				if other == who {
					difference[c] += float64(v) / photos
				}
			}
		}
		for i := range b {
			for j := range b {
				b[i][j] += difference[i] * difference[j] / n
			}
		}
	}
	return b
}

func TestFacesOfTooFewPeople(t *testing.T) {
	for name, set := range map[string]Set{"nobody": {Features: tower.Features{Width: 8}}, "photos that are alike": {Features: tower.Features{Width: 2, Data: []float32{1, 2, 1, 2}}, Person: []int{0, 0}}} {
		if _, err := onThread(t, func() (map[string]weights.Tensor, error) { return solveFaces(set) }); !errors.Is(err, errNoWhitening) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
