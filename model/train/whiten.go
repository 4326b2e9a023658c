package train

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/weights"
)

// whitenPhotos bounds the photos that the closed form looks at: its cost grows with their square.
const whitenPhotos = 1000

// whitenShrinkage adds this share of the mean within-class variance to every direction (faces of few people say little about
// the directions in which they vary little).
const whitenShrinkage = 0.1

// errNoWhitening is a set without two photos of anybody, or all photos alike.
var errNoWhitening = errors.New("the closed-form start needs people with several different photos")

// Whiten starts a dense layer with ReLU, [O, F] with its bias [O], from within-class whitening instead of at random: the
// directions in which photos differ, each divided by how much photos of one person differ in it. The first half of the rows
// are the O/2 leading directions, the second half their negatives, so that the ReLU keeps both signs. It is called on
// libtorch's thread; the tower's dense layer must be named weight and bias.
func Whiten(t *tower.Tower, training Set, weight, bias string, seed uint64) error {
	set := sample(training, whitenPhotos, seed)
	n, width := len(set.Person), set.Features.Width
	centre, x := centred(set.Features)
	gram, err := product(x, x, n, n, width)
	if err != nil {
		return err
	}
	out := t.Weights[weight].Shape[0]
	mix, err := whitening(gram, n, set.Person, out/2)
	if err != nil {
		return err
	}
	k := len(mix) / n
	directions, err := product(mix, transposed(x, n, width), k, width, n)
	if err != nil {
		return err
	}
	return t.Restore(map[string]weights.Tensor{
		weight: {Shape: []int{out, width}, Data: bothSigns(directions, out, width)},
		bias:   {Shape: []int{out}, Data: bothSigns(negated(directions, centre, width), out, 1)},
	})
}

// whitening returns k rows of n numbers, which mix the centred photos into directions: with X the photos, X·Xᵀ = U·S²·Uᵀ, the
// principal components of a photo are U·S, their within-class scatter W = V·w·Vᵀ (plus the shrinkage), and the directions
// w^−½·Vᵀ·S⁻¹·Uᵀ·X.
func whitening(gram []float32, n int, person []int, limit int) ([]float32, error) {
	u, s, err := eigen(symmetric(gram, n))
	if err != nil {
		return nil, err
	}
	k := 0
	for k < min(limit, n) && s[k] > 1e-6*s[0] {
		k++
	}
	z := mat.NewDense(n, max(k, 1), nil)
	for i := range n {
		for c := range k {
			z.Set(i, c, u.At(i, c)*math.Sqrt(s[c]))
		}
	}
	scatter := within(z, person)
	trace := mat.Trace(scatter)
	if k == 0 || !(trace > 0) {
		return nil, errNoWhitening
	}
	for c := range k {
		scatter.SetSym(c, c, scatter.At(c, c)+whitenShrinkage*trace/float64(k))
	}
	v, w, err := eigen(scatter)
	if err != nil {
		return nil, err
	}
	return mixing(u, z, s, v, w, n, k), nil
}

// mixing is w^−½·Vᵀ·S⁻¹·Uᵀ, k×n, scaled so that the directions bring the photos z = U·S to a mean length of 1.
func mixing(u, z *mat.Dense, s []float64, v *mat.Dense, w []float64, n, k int) []float32 {
	v.Apply(func(_, c int, value float64) float64 { return value / math.Sqrt(w[c]) }, v)
	var projected mat.Dense
	projected.Mul(z, v)
	var length float64
	for i := range n {
		length += mat.Norm(projected.RowView(i), 2) / float64(n)
	}
	var inverse, mixed mat.Dense
	inverse.CloneFrom(u.Slice(0, n, 0, k))
	inverse.Apply(func(_, c int, value float64) float64 { return value / math.Sqrt(s[c]) }, &inverse)
	mixed.Mul(v.T(), inverse.T())
	mix := make([]float32, k*n)
	for r := range k {
		for c := range n {
			mix[r*n+c] = float32(mixed.At(r, c) / length)
		}
	}
	return mix
}

// centred takes the mean photo away.
func centred(f tower.Features) (centre, x []float32) {
	sum := make([]float64, f.Width)
	for i := range f.Rows() {
		for c, v := range f.Row(i) {
			sum[c] += float64(v)
		}
	}
	centre, x = make([]float32, f.Width), slices.Clone(f.Data)
	for c := range centre {
		centre[c] = float32(sum[c] / float64(f.Rows()))
	}
	for i := range x {
		x[i] -= centre[i%f.Width]
	}
	return centre, x
}

// negated is −directions·centre: the bias that centres.
func negated(directions, centre []float32, width int) []float32 {
	bias := make([]float32, len(directions)/width)
	for r := range bias {
		var dot float64
		for c, v := range centre {
			dot += float64(directions[r*width+c]) * float64(v)
		}
		bias[r] = float32(-dot)
	}
	return bias
}

// bothSigns stacks rows and their negatives, and zeros up to out rows.
func bothSigns(rows []float32, out, width int) []float32 {
	all := make([]float32, out*width)
	copy(all, rows)
	for i, v := range rows {
		all[len(rows)+i] = -v
	}
	return all
}

// sample takes whole people, drawn by the seed, up to about limit photos.
func sample(set Set, limit int, seed uint64) Set {
	if len(set.Person) <= limit {
		return set
	}
	order := map[int]uint64{}
	rng := rand.New(rand.NewPCG(seed, 4))
	for _, p := range set.Person {
		if _, known := order[p]; !known {
			order[p] = rng.Uint64()
		}
	}
	rows := make([]int, len(set.Person))
	for i := range rows {
		rows[i] = i
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(order[set.Person[a]], order[set.Person[b]]) })
	return set.pick(rows[:limit])
}

// pick is a set of some rows.
func (s Set) pick(rows []int) Set {
	part := Set{Features: tower.Features{Width: s.Features.Width}}
	for _, r := range rows {
		part.Features.Data = append(part.Features.Data, s.Features.Row(r)...)
		part.Person = append(part.Person, s.Person[r])
	}
	return part
}

// start gives the head its first values, as the settings say.
func start(ctx context.Context, t *tower.Tower, training Set, s Settings) error {
	return torch.Do(ctx, func() error {
		if err := t.Restore(t.Start(s.Seed)); err != nil {
			return err
		}
		if s.Start != StartWhitened {
			return nil
		}
		err := Whiten(t, training, tower.DenseWeight, tower.DenseBias, s.Seed)
		if errors.Is(err, errNoWhitening) {
			return nil // too few photos: the random start stays
		}
		return err
	})
}
