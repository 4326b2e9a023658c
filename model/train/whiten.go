package train

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"siamface/model/network"
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

// solveDense gives the only layer of a head, [O, F] with its bias [O], values in closed form: the directions come first, then, where
// there is a ReLU, their negatives, so that it keeps both signs, and zeros for what is left. At most O principal components are
// looked at, O/2 with a ReLU. It is called on libtorch's thread.
func solveDense(t *tower.Tower, training Set, solve solver, seed uint64) error {
	set := training.boundPhotos(whitenPhotos, seed)
	if len(set.Person) == 0 {
		return errNoWhitening
	}
	seen, err := t.RunTrunk(set.Features)
	if err != nil {
		return err
	}
	n, width := len(set.Person), seen.Width
	if len(seen.Data) >= manyFeatures {
		torch.GiveBack()
		defer torch.GiveBack()
	}
	centred := newCentred(seen)
	gram, err := centred.multiplyRows()
	if err != nil {
		return err
	}
	out := t.Weights[network.DenseWeight].Shape[0]
	signs := 1
	if t.Design.RectifiesDense() {
		signs = 2
	}
	mix, err := solve(gram, n, set.Person, out/signs)
	if err != nil {
		return err
	}
	directions, err := centred.mixRows(mix)
	if err != nil {
		return err
	}
	return t.SetHead(map[string]weights.Tensor{
		network.DenseWeight: {Shape: []int{out, width}, Data: stackSigns(directions, signs, out, width)},
		network.DenseBias:   {Shape: []int{out}, Data: stackSigns(negateCentre(directions, centred.centre, width), signs, out, 1)},
	})
}

// solver returns k rows of n numbers, which mix the n centred photos into directions, from their products [n, n].
type solver func(gram []float32, n int, person []int, limit int) ([]float32, error)

// solveWhitened is within-class whitening: the directions in which photos differ, each divided by how much photos of one person differ
// in it. With X the photos, X·Xᵀ = U·S²·Uᵀ, the principal components of a photo are U·S, their within-class scatter W = V·w·Vᵀ (plus
// the shrinkage), and the directions w^−½·Vᵀ·S⁻¹·Uᵀ·X.
func solveWhitened(gram []float32, n int, person []int, limit int) ([]float32, error) {
	p, err := findComponents(gram, n, limit)
	if err != nil {
		return nil, err
	}
	turn, err := turnWhitened(p.z, person, whitenShrinkage)
	if err != nil {
		return nil, err
	}
	return p.mixPhotos(turn)
}

// components are the principal components z = U·S of n photos, k of them.
type components struct {
	u, z *mat.Dense
	s    []float64 // S²
	n, k int
}

func findComponents(gram []float32, n, limit int) (components, error) {
	u, s, err := findEigenvectors(makeSymmetric(gram, n))
	if err != nil {
		return components{}, err
	}
	k := 0
	for k < min(limit, n) && s[k] > 1e-6*s[0] {
		k++
	}
	if k == 0 {
		return components{}, errNoWhitening
	}
	z := mat.NewDense(n, k, nil)
	for i := range n {
		for c := range k {
			z.Set(i, c, u.At(i, c)*math.Sqrt(s[c]))
		}
	}
	return components{u, z, s, n, k}, nil
}

// turnWhitened is V·w^−½, [k, k], of the within-class scatter V·w·Vᵀ of z [n, k]; shrinkage adds this multiple of the mean variance to
// every direction.
func turnWhitened(z *mat.Dense, person []int, shrinkage float64) (*mat.Dense, error) {
	scatter, err := shrinkScatter(z, person, shrinkage)
	if err != nil {
		return nil, err
	}
	v, w, err := findEigenvectors(scatter)
	if err != nil {
		return nil, err
	}
	v.Apply(func(_, c int, value float64) float64 { return value / math.Sqrt(w[c]) }, v)
	return v, nil
}

// shrinkScatter is the within-class scatter of z [n, k] with this multiple of the mean variance added to every direction.
func shrinkScatter(z *mat.Dense, person []int, shrinkage float64) (*mat.SymDense, error) {
	_, k := z.Dims()
	scatter, err := pooledCovariance(z, person)
	if err != nil {
		return nil, err
	}
	trace := mat.Trace(scatter)
	if !(trace > 0) {
		return nil, errNoWhitening
	}
	for c := range k {
		scatter.SetSym(c, c, scatter.At(c, c)+shrinkage*trace/float64(k))
	}
	return scatter, nil
}

// mixPhotos is Tᵀ·S⁻¹·Uᵀ, m×n, for a turn T [k, m] of the components, scaled so that the directions bring the photos z = U·S to a mean
// length of 1.
func (p components) mixPhotos(turn *mat.Dense) ([]float32, error) {
	projected, err := times(p.z, turn)
	if err != nil {
		return nil, err
	}
	var length float64
	for i := range p.n {
		length += mat.Norm(projected.RowView(i), 2) / float64(p.n)
	}
	var inverse mat.Dense
	inverse.CloneFrom(p.u.Slice(0, p.n, 0, p.k))
	inverse.Apply(func(_, c int, value float64) float64 { return value / math.Sqrt(p.s[c]) }, &inverse)
	mixed, err := times(turn.T(), inverse.T())
	if err != nil {
		return nil, err
	}
	rows, _ := mixed.Dims()
	mix := make([]float32, rows*p.n)
	for r := range rows {
		for c := range p.n {
			mix[r*p.n+c] = float32(mixed.At(r, c) / length)
		}
	}
	return mix, nil
}

// negateCentre is −directions·centre: the bias that centres.
func negateCentre(directions, centre []float32, width int) []float32 {
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

// stackSigns is rows, with two signs their negatives behind them, and zeros up to out rows. Where that is rows alone they aren't copied:
// of a wide layer they take as much memory as many photos' features.
func stackSigns(rows []float32, signs, out, width int) []float32 {
	if signs == 1 && len(rows) == out*width {
		return rows
	}
	all := make([]float32, out*width)
	copy(all, rows)
	if signs == 2 {
		for i, v := range rows {
			all[len(rows)+i] = -v
		}
	}
	return all
}

// faceShrinkage adds this multiple of the mean within-class variance to every direction of an embedding of faces: 3 to 10 were
// found good, less over-fits.
const faceShrinkage = 5

// solveFaces is the closed form of the recipe face, whose dense layer has no ReLU, with its length brought to 1: within-class
// whitening of its embedding, not centred, W = w^−½·Vᵀ from the pooled covariance within people, V·w·Vᵀ, with shrinkage.
func solveFaces(people Set) (map[string]weights.Tensor, error) {
	n, width := people.Features.Rows(), people.Features.Width
	if n == 0 {
		return nil, errNoWhitening
	}
	x := mat.NewDense(n, width, nil)
	x.Apply(func(i, c int, _ float64) float64 { return float64(people.Features.Row(i)[c]) }, x)
	turn, err := turnWhitened(x, people.Person, faceShrinkage)
	if err != nil {
		return nil, err
	}
	data := make([]float32, width*width)
	for r := range width {
		for c := range width {
			data[r*width+c] = float32(turn.At(c, r))
		}
	}
	return map[string]weights.Tensor{
		network.DenseWeight: {Shape: []int{width, width}, Data: data},
		network.DenseBias:   {Shape: []int{width}, Data: make([]float32, width)},
		network.UnitOn:      switchedOn,
	}, nil
}
