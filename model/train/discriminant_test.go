package train

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"siamface/model/face"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/weights"
)

// people are photos about a point each, with more spread in some directions than in others.
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

// TestDiscriminator checks the identities that define it, with scatters from naive loops: TᵀWT = 1, TᵀBT diagonal and falling, and
// each direction solves B·t = λ·W·t.
func TestDiscriminator(t *testing.T) {
	const people, photos, width, shrinkage = 5, 6, 9, 0.2
	set := crowd(people, photos, width, 1)
	turn, err := onThread(t, func() (*mat.Dense, error) { return discriminator(matrix(set), set.Person, shrinkage) })
	if err != nil {
		t.Fatal(err)
	}
	if k, m := turn.Dims(); k != width || m != people-1 {
		t.Fatalf("the turn is %d×%d", k, m)
	}
	w, b := naiveWithin(set), naiveBetween(set)
	var trace float64
	for i := range width {
		trace += w[i][i]
	}
	for i := range width {
		w[i][i] += shrinkage * trace / width
	}
	before := math.Inf(1)
	for p := range people - 1 {
		for q := range people - 1 {
			want := 0.0
			if p == q {
				want = 1
			}
			if got := form(turn, w, p, q); math.Abs(got-want) > 1e-9 {
				t.Errorf("TᵀWT is %v at (%d, %d)", got, p, q)
			}
			if got := form(turn, b, p, q); p != q && math.Abs(got) > 1e-9 {
				t.Errorf("TᵀBT is %v at (%d, %d)", got, p, q)
			}
		}
		lambda := form(turn, b, p, p)
		if lambda > before+1e-12 || lambda <= 0 {
			t.Errorf("eigenvalue %d is %v, the one before %v", p, lambda, before)
		}
		before = lambda
		for i := range width {
			var left, right float64
			for j := range width {
				left, right = left+b[i][j]*turn.At(j, p), right+lambda*w[i][j]*turn.At(j, p)
			}
			if math.Abs(left-right) > 1e-9*(1+lambda) {
				t.Errorf("direction %d: B·t is %v, λ·W·t is %v", p, left, right)
			}
		}
	}
}

// form is (TᵀST) at (p, q).
func form(turn *mat.Dense, s [][]float64, p, q int) float64 {
	var sum float64
	for i := range s {
		for j := range s {
			sum += turn.At(i, p) * s[i][j] * turn.At(j, q)
		}
	}
	return sum
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

// TestDiscriminatingInTheProductSpace compares the way over products of photos, for features wider than there are photos, with the
// discriminator on the features themselves: all distances agree, up to one factor.
func TestDiscriminatingInTheProductSpace(t *testing.T) {
	const people, photos, width = 4, 9, 7
	set := crowd(people, photos, width, 2)
	n := people * photos
	_, x := centred(set.Features)
	gram, err := onThread(t, func() ([]float32, error) { return torch.Multiply(torch.Rows(x, width), torch.Rows(x, width).T()) })
	if err != nil {
		t.Fatal(err)
	}
	mix, err := onThread(t, func() ([]float32, error) { return discriminating(gram, n, set.Person, 100) })
	if err != nil {
		t.Fatal(err)
	}
	turn, err := onThread(t, func() (*mat.Dense, error) { return discriminator(matrix(set), set.Person, whitenShrinkage) })
	if err != nil {
		t.Fatal(err)
	}
	var direct mat.Dense
	direct.Mul(matrix(set), turn)
	ratio := 0.0
	for i := range n {
		for k := range i {
			var a, b float64
			for r := range people - 1 {
				var difference float64
				for j := range n {
					difference += float64(mix[r*n+j]) * float64(gram[i*n+j]-gram[k*n+j])
				}
				a, b = a+difference*difference, b+math.Pow(direct.At(i, r)-direct.At(k, r), 2)
			}
			if now := math.Sqrt(a / b); ratio == 0 {
				ratio = now
			} else if math.Abs(now/ratio-1) > 1e-3 {
				t.Fatalf("the distance of photos %d and %d is %v times the direct one, others' %v times", i, k, now, ratio)
			}
		}
	}
}

func TestFacesWithDiscriminantHead(t *testing.T) {
	const people = 12
	set := crowd(people, 8, face.BuiltIn().Size, 3)
	head, err := onThread(t, func() (map[string]weights.Tensor, error) { return solveFaces(set, true) })
	if err != nil {
		t.Fatal(err)
	}
	w := head[tower.DenseWeight].Data
	for r := range face.BuiltIn().Size {
		var squares float64
		for _, v := range w[r*face.BuiltIn().Size : (r+1)*face.BuiltIn().Size] {
			squares += float64(v) * float64(v)
		}
		if (squares > 0) != (r < people-1) {
			t.Fatalf("row %d has the squares %v", r, squares)
		}
	}
	if _, err := onThread(t, func() (map[string]weights.Tensor, error) {
		return solveFaces(Set{Features: tower.Features{Width: face.BuiltIn().Size}}, true)
	}); err == nil {
		t.Error("nobody was told apart")
	}
	one := crowd(1, 8, face.BuiltIn().Size, 3)
	if _, err := onThread(t, func() (map[string]weights.Tensor, error) { return solveFaces(one, true) }); err == nil {
		t.Error("one person was told apart")
	}
}
