package distance

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"siamface/model/parallel"
	"siamface/model/torch"
)

// blockSize is how many rows a block of the matrix product has, of embeddings with so many numbers. Its columns are twice as many. So large a
// product is multiplied nearly as fast as any.
func blockSize(dim int) int {
	if dim > 1024 {
		return 512
	}
	return 2048
}

// bandSize is how many rows are centred at once.
func bandSize(dim int) int {
	if dim > 1024 {
		return 2 * blockSize(dim)
	}
	return 8 * blockSize(dim)
}

// VisitBlocks goes through all pairs of embeddings, an N×dim matrix in row-major order, once each. It is several times as fast as
// EachRow. It calls visit with the distances of embedding i to j, j+1, … (all above i), good until visit returns.
//
// So many workers as are asked for, at least one, call visit at the same time, in no particular order. Each has its own number, from 0
// on, and makes one call after another. VisitBlocks returns when all are done, and early with the error of ctx.
//
// Every distance is within 1e-5 of Euclidean's, relatively (seen: 4e-6), and that of equal embeddings is the same. How, says Walk.
//
// Besides the embeddings it holds a copy of at most 20,480 of them, or 2,048 with more than 1,024 numbers, and 40 MB. An embedding with NaN or infinity is an error, and so are
// ones too far apart for float32. VisitBlocks uses libtorch's thread, so it isn't called there.
func VisitBlocks(ctx context.Context, embeddings []float32, dim, workers int, visit func(worker, i, j int, distances []float32)) error {
	least := float32(rootOf(0))
	w := Walk{Embeddings: embeddings, Dim: dim, Workers: workers, exact: true}
	return w.VisitSquares(ctx, func(worker int, r Row) {
		unit := math.Ldexp(1, r.Scale)
		r.finish()
		for k, v := range r.Squares {
			r.Squares[k] = max(float32(unit*math.Sqrt(float64(v))), least)
		}
		visit(worker, r.I, r.J, r.Squares)
	})
}

// Walk is a way through all pairs of embeddings, an N×Dim matrix in row-major order, by the squares of their distances. They come from
// matrix products about the embeddings' mean, in float32: (−2a, |a|², 1)·(b, 1, |b|²) = |a − b|². Where |a − b|² is so small a part of
// |a|² + |b|² that this would lose digits, the pair is measured by itself.
type Walk struct {
	Embeddings   []float32
	Dim, Workers int
	// Skip, where it isn't nil, leaves out the pairs of the rows from top up to bottom with those from left up to right. It is asked about
	// whole blocks, which hold some of the pairs twice or of a row with itself where they lie on the diagonal.
	Skip func(top, bottom, left, right int) bool
	// Done, where it isn't nil, is called now and then with the number of pairs that have come or were left out since the last call.
	Done func(pairs int)

	exact bool // whether distances are wanted within 1e-5, not 5e-5
}

// Row is what a walk comes by: embedding I with J, J+1, …
type Row struct {
	I, J    int
	Squares []float32 // of the distances, in units of 4^Scale
	Scale   int
	// Unsure is the square up to which Squares may lack digits, and be below 0: Measure gives those as they should be.
	Unsure float32

	of *centred
}

// Measure is Squares[k] as it should be. A distance 2^Scale·√Measure is within 5e-5 of Euclidean's, relatively.
func (r Row) Measure(k int) float32 {
	v, c := r.Squares[k], r.of
	if v <= r.Unsure && !(float64(v) > c.cancels*(c.squares[r.I]+c.squares[r.J+k])) {
		return max(c.measureAlone(r.I, r.J+k), c.least)
	}
	return max(v, c.least)
}

// finish measures all squares.
func (r Row) finish() {
	for k, v := range r.Squares {
		if !(v > r.Unsure) {
			r.Squares[k] = r.Measure(k)
		}
	}
}

// VisitSquares calls visit as VisitBlocks does, with squared distances.
func (w Walk) VisitSquares(ctx context.Context, visit func(worker int, r Row)) error {
	n, err := countRows(w.Embeddings, w.Dim)
	if err != nil || n < 2 {
		return err
	}
	c, err := centreRows(w.Embeddings, n, w.Dim)
	if err != nil {
		return err
	}
	if !w.exact {
		c.cancels /= looser
	}
	at := &walking{Walk: w, centred: c, visit: visit, products: make([]float32, min(n, blockSize(w.Dim))*min(n, 2*blockSize(w.Dim)))}
	band := bandSize(w.Dim)
	for from := 0; from < n; from += band {
		if err := at.visitBand(ctx, from, min(from+band, n)); err != nil {
			return err
		}
	}
	return nil
}

// walking is one way through all pairs.
type walking struct {
	Walk
	*centred
	visit         func(worker int, r Row)
	products      []float32
	rows, columns []float32 // centred
}

// visitBand visits the pairs of the embeddings from up to to with all behind them. The blocks of a row of blocks begin at its first
// embedding: those of every other row begin at the same places.
func (w *walking) visitBand(ctx context.Context, from, to int) error {
	n, blockRows := len(w.squares), blockSize(w.dim)
	blockColumns := 2 * blockRows
	w.rows = w.moveRows(from, to, -2, w.rows)
	for parity := from; parity < min(from+blockColumns, to); parity += blockRows {
		for left := parity; left < n; left += blockColumns {
			right, moved := min(left+blockColumns, n), false
			for top := parity; top < to && top <= left; top += blockColumns {
				b := block{top: top, bottom: min(top+blockRows, n), left: left, right: right}
				if w.Skip == nil || !w.Skip(b.top, b.bottom, left, right) {
					if !moved {
						w.columns, moved = w.moveRows(left, right, 1, w.columns), true
					}
					b.products = w.products[:(b.bottom-top)*(right-left)]
					rows := w.rows[(top-from)*(w.dim+2) : (b.bottom-from)*(w.dim+2)]
					if err := torch.Do(ctx, func() error { return torch.Products(rows, w.columns, w.dim+2, b.products) }); err != nil {
						return err
					}
					w.visitBlock(b)
				}
				if w.Done != nil {
					w.Done(b.countPairs())
				}
			}
		}
	}
	return nil
}

// centred are embeddings moved to their mean and scaled by a power of two so that no component is above 1, which changes no
// distance but for the scale, loses fewer digits, and can't overflow.
type centred struct {
	dim      int
	original []float32
	mean     []float64
	squares  []float64 // of each row's length
	scale    int       // 2^scale is the length that 1 stands for
	unit     float64   // 2^scale
	least    float32   // the least square
	cancels  float64   // the part of |a|² + |b|² below which d² is computed by itself
}

// leastScale keeps Epsilon within float32: what is smaller than that is as far apart as equal embeddings.
const leastScale = -50

// looser is how much smaller cancels may be where distances are wanted within 5e-5.
const looser = 6

func centreRows(embeddings []float32, n, dim int) (*centred, error) {
	mean := make([]float64, dim)
	for i := range n {
		for k, v := range embeddings[i*dim : (i+1)*dim] {
			mean[k] += float64(v) / float64(n)
		}
	}
	greatest := 0.0
	for i := range n {
		for k, v := range embeddings[i*dim : (i+1)*dim] {
			d := math.Abs(float64(v) - mean[k])
			if !(d <= math.MaxFloat64) {
				return nil, fmt.Errorf("embedding %d can't be compared: it holds NaN or infinity, or stands beside one that does", i+1)
			}
			greatest = max(greatest, d)
		}
	}
	_, exponent := math.Frexp(greatest)
	exponent = max(exponent, leastScale)
	// The rounding of a sum of dim products grows like the root of dim; the factor was found by trying.
	c := &centred{
		dim: dim, original: embeddings, mean: mean, squares: make([]float64, n),
		scale: exponent, unit: math.Ldexp(1, exponent), least: float32(math.Ldexp(Epsilon, -2*exponent)), cancels: min(1, math.Sqrt(float64(max(dim, 128)))/256),
	}
	parallel.All(n, func(i int) {
		for k, v := range embeddings[i*dim : (i+1)*dim] {
			m := float64(c.move(v, k))
			c.squares[i] += m * m
		}
	})
	if 2*math.Sqrt(slices.Max(c.squares))*c.unit > math.MaxFloat32 {
		return nil, errors.New("the embeddings are too large to be compared")
	}
	return c, nil
}

// move is a component of an embedding, moved and scaled.
func (c *centred) move(v float32, component int) float32 {
	return float32((float64(v) - c.mean[component]) / c.unit)
}

// moveRows are embeddings moved and scaled, each times a factor and followed by what makes products squared distances: (−2a, |a|², 1) for the
// factor −2 and (b, 1, |b|²) for 1. They come in room, which grows where it must.
func (c *centred) moveRows(from, to int, factor float32, room []float32) []float32 {
	width := c.dim + 2
	room = slices.Grow(room[:0], (to-from)*width)[:(to-from)*width]
	parallel.All(to-from, func(i int) {
		row, out := c.original[(from+i)*c.dim:][:c.dim], room[i*width:][:width]
		for k, v := range row {
			out[k] = factor * c.move(v, k)
		}
		square := float32(c.squares[from+i])
		out[c.dim], out[c.dim+1] = 1, square
		if factor != 1 {
			out[c.dim], out[c.dim+1] = square, 1
		}
	})
	return room
}

// measureAlone is the squared distance of two embeddings in units of the scale.
func (c *centred) measureAlone(i, j int) float32 {
	d := Euclidean(c.original[i*c.dim:(i+1)*c.dim], c.original[j*c.dim:(j+1)*c.dim]) / c.unit
	return float32(d * d)
}

// block are the products of the rows from top up to bottom with those from left up to right.
type block struct {
	top, bottom, left, right int
	products                 []float32
}

// countPairs is the number of pairs that a block stands for: on the diagonal, only those above it.
func (b block) countPairs() (pairs int) {
	for i := b.top; i < b.bottom; i++ {
		pairs += max(0, b.right-max(b.left, i+1))
	}
	return pairs
}

// visitBlock shows the squared distances of a block to visit.
func (w *walking) visitBlock(b block) {
	most := slices.Max(w.squares[b.left:b.right])
	workers := max(1, w.Workers)
	var wg parallel.Group
	for worker := range workers {
		wg.Go(func() {
			for i := b.top + worker; i < b.bottom; i += workers {
				from := max(b.left, i+1)
				if from >= b.right {
					continue
				}
				w.visit(worker, Row{
					I: i, J: from, Squares: b.products[(i-b.top)*(b.right-b.left):][from-b.left : b.right-b.left], Scale: w.scale,
					Unsure: max(float32(w.cancels*(w.squares[i]+most)), w.least), of: w.centred,
				})
			}
		})
	}
	wg.Wait()
}
