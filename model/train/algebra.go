package train

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	"siamface/model/torch"
)

// times is a·b for dense matrices or transposed ones, by libtorch, on whose thread it is called: gonum's product takes many times as
// long.
func times(a, b mat.Matrix) (*mat.Dense, error) {
	data, err := torch.Multiply(viewMatrix(a), viewMatrix(b))
	if err != nil {
		return nil, err
	}
	rows, _ := a.Dims()
	_, columns := b.Dims()
	return mat.NewDense(rows, columns, data), nil
}

// viewMatrix is a dense matrix, or one transposed, as it lies in memory.
func viewMatrix(m mat.Matrix) torch.Matrix[float64] {
	turned, isTurned := m.(mat.Transpose)
	if isTurned {
		m = turned.Matrix
	}
	dense, ok := m.(*mat.Dense)
	if !ok {
		dense = mat.DenseCopyOf(m)
	}
	raw := dense.RawMatrix()
	v := torch.Matrix[float64]{Data: raw.Data, Rows: raw.Rows, Columns: raw.Cols, RowStep: raw.Stride, ColumnStep: 1}
	if isTurned {
		return v.T()
	}
	return v
}

// covarianceOf is xᵀ·x / n of the rows of x [n, k].
func covarianceOf(x *mat.Dense) (*mat.SymDense, error) {
	n, k := x.Dims()
	product, err := times(x.T(), x)
	if err != nil {
		return nil, err
	}
	c := mat.NewSymDense(k, product.RawMatrix().Data)
	c.ScaleSym(1/float64(n), c)
	return c, nil
}

// pooledCovariance is that within people of the rows of z.
func pooledCovariance(z *mat.Dense, person []int) (*mat.SymDense, error) {
	n, k := z.Dims()
	total, count := sumByPerson(z, person)
	centred := mat.NewDense(n, k, nil)
	centred.Apply(func(i, c int, _ float64) float64 { return z.At(i, c) - total[person[i]][c]/count[person[i]] }, centred)
	return covarianceOf(centred)
}

// sumByPerson are the sums of each person's rows of z, and how many they are.
func sumByPerson(z *mat.Dense, person []int) (sum map[int][]float64, count map[int]float64) {
	n, k := z.Dims()
	sum, count = map[int][]float64{}, map[int]float64{}
	for i := range n {
		m := sum[person[i]]
		if m == nil {
			m = make([]float64, k)
			sum[person[i]] = m
		}
		for c := range k {
			m[c] += z.At(i, c)
		}
		count[person[i]]++
	}
	return sum, count
}

// findEigenvectors returns the eigenvectors as columns, and the eigenvalues, the largest first. It is called on libtorch's thread.
func findEigenvectors(a *mat.SymDense) (*mat.Dense, []float64, error) {
	vectors := mat.DenseCopyOf(a)
	n := a.SymmetricDim()
	values, err := torch.Eigen(vectors.RawMatrix().Data, n)
	if err != nil {
		return nil, nil, fmt.Errorf("the closed-form start failed: the photos' features hold values that are no numbers: %w", err)
	}
	sorted := mat.NewDense(n, n, nil)
	for c := range n {
		sorted.SetCol(c, vectors.RawRowView(n-1-c))
	}
	slices.Reverse(values)
	return sorted, values, nil
}

func makeSymmetric(gram []float32, n int) *mat.SymDense {
	a := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			a.SetSym(i, j, (float64(gram[i*n+j])+float64(gram[j*n+i]))/2)
		}
	}
	return a
}
