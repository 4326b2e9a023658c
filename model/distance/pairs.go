package distance

import (
	"iter"
	"runtime"

	"siamface/model/parallel"
)

// A worker takes tile rows at once and compares them with lanes others at a time: those stay in the innermost cache while the
// tile's rows pass by, and lanes independent sums keep the adder busy.
const (
	tile  = 16
	lanes = 4
)

// EachRow goes through all pairs of embeddings, an N×dim matrix in row-major order, once each. For every row i in turn it yields i and
// the distances to rows i+1 … N−1; the last row has none. Each distance is exactly Euclidean's. The slice is good until the next step.
//
// The work is spread over GOMAXPROCS goroutines, none of which is left when the loop ends or is broken off; besides a float64
// copy of the embeddings it holds 16 rows of distances a goroutine.
func EachRow(embeddings []float32, dim int) (iter.Seq2[int, []float64], error) {
	n, err := countRows(embeddings, dim)
	if err != nil {
		return nil, err
	}
	return func(yield func(int, []float64) bool) {
		m := matrix{n: n, dim: dim, values: widenValues(embeddings)}
		workers := max(1, min(runtime.GOMAXPROCS(0), n/tile))
		rows := make([][]float64, tile*workers)
		for i := range rows {
			rows[i] = make([]float64, n)
		}
		for first := 0; first < n; first += len(rows) {
			batch := rows[:min(len(rows), n-first)]
			m.computeRows(first, batch)
			for r, row := range batch {
				if !yield(first+r, row[:n-1-first-r]) {
					return
				}
			}
		}
	}, nil
}

type matrix struct {
	n, dim int
	values []float64
}

func widenValues(values []float32) []float64 {
	wide := make([]float64, len(values))
	for i, v := range values {
		wide[i] = float64(v)
	}
	return wide
}

func (m matrix) row(i int) []float64 { return m.values[i*m.dim : (i+1)*m.dim] }

// computeRows fills batch[r] with the distances from row first+r to the rows after it.
func (m matrix) computeRows(first int, batch [][]float64) {
	var wg parallel.Group
	for at := 0; at < len(batch); at += tile {
		part := batch[at:min(at+tile, len(batch))]
		wg.Go(func() { m.fillRows(first+at, part) })
	}
	wg.Wait()
}

func (m matrix) fillRows(first int, rows [][]float64) {
	for j := first + 1; j < m.n; j += lanes {
		for r, row := range rows {
			i := first + r
			at := j - i - 1
			if at >= 0 && j+lanes <= m.n {
				m.measureFour(i, j, row[at:at+lanes])
				continue
			}
			for k := max(j, i+1); k < min(j+lanes, m.n); k++ {
				row[k-i-1] = m.measureOne(i, k)
			}
		}
	}
}

// measureOne repeats Euclidean's sums in the same order.
func (m matrix) measureOne(i, j int) float64 {
	a, b := m.row(i), m.row(j)
	sum := 0.0
	for k, v := range a {
		diff := v - b[k]
		sum += float64(diff * diff)
	}
	return rootOf(sum)
}

// measureFour is one for the rows j to j+3, each with its own sum.
func (m matrix) measureFour(i, j int, out []float64) {
	a := m.row(i)
	b0, b1, b2, b3 := m.row(j)[:len(a)], m.row(j + 1)[:len(a)], m.row(j + 2)[:len(a)], m.row(j + 3)[:len(a)]
	var s0, s1, s2, s3 float64
	for k, v := range a {
		d0, d1, d2, d3 := v-b0[k], v-b1[k], v-b2[k], v-b3[k]
		s0 += float64(d0 * d0)
		s1 += float64(d1 * d1)
		s2 += float64(d2 * d2)
		s3 += float64(d3 * d3)
	}
	out[0], out[1], out[2], out[3] = rootOf(s0), rootOf(s1), rootOf(s2), rootOf(s3)
}
