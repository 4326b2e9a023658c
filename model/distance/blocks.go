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

// A block of the matrix product: rows embeddings with columns others. Its products stay in the cache until they are looked at. So many
// rows as bandRows are centred at once.
const (
	blockRows    = 512
	blockColumns = 2 * blockRows
	bandRows     = 8 * blockColumns
)

// VisitBlocks goes through all pairs of embeddings, an N×dim matrix in row-major order, once each. It is several times as fast as
// EachRow. It calls visit with the distances of embedding i to j, j+1, … (all above i), good until visit returns.
//
// So many workers as are asked for, at least one, call visit at the same time, in no particular order. Each has its own number, from 0
// on, and makes one call after another. VisitBlocks returns when all are done, and early with the error of ctx.
//
// Distances come from matrix products, d² = |a|² + |b|² − 2ab, in float32 about the embeddings' mean. Where d² is so small a part of
// |a|² + |b|² that this would lose digits, the pair's distance is Euclidean's. So every distance is within 1e-5 of Euclidean's,
// relatively (seen: 4e-6), and that of equal embeddings is the same.
//
// Besides the embeddings it holds a copy of at most 9,216 of them, and a few megabytes. An embedding with NaN or infinity is an error, and so are ones too far
// apart for float32. VisitBlocks uses libtorch's thread, so it isn't called there.
func VisitBlocks(ctx context.Context, embeddings []float32, dim, workers int, visit func(worker, i, j int, distances []float32)) error {
	n, err := countRows(embeddings, dim)
	if err != nil || n < 2 {
		return err
	}
	c, err := centreRows(embeddings, n, dim)
	if err != nil {
		return err
	}
	w := &walk{c, max(1, workers), visit, make([]float32, min(n, blockRows)*min(n, blockColumns)), nil, nil}
	for from := 0; from < n; from += bandRows {
		if err := w.visitBand(ctx, from, min(from+bandRows, n)); err != nil {
			return err
		}
	}
	return nil
}

// walk is one way through all pairs.
type walk struct {
	*centred
	workers       int
	visit         func(worker, i, j int, distances []float32)
	products      []float32
	rows, columns []float32 // centred
}

// visitBand visits the pairs of the embeddings from up to to with all behind them. The blocks of a row of blocks begin at its first
// embedding: those of every other row begin at the same places.
func (w *walk) visitBand(ctx context.Context, from, to int) error {
	n := len(w.squares)
	w.rows = w.moveRows(from, to, w.rows)
	for parity := from; parity < min(from+blockColumns, to); parity += blockRows {
		for left := parity; left < n; left += blockColumns {
			right := min(left+blockColumns, n)
			w.columns = w.moveRows(left, right, w.columns)
			for top := parity; top < to && top <= left; top += blockColumns {
				bottom := min(top+blockRows, n)
				out := w.products[:(bottom-top)*(right-left)]
				rows := w.rows[(top-from)*w.dim : (bottom-from)*w.dim]
				if err := torch.Do(ctx, func() error { return torch.Products(rows, w.columns, w.dim, out) }); err != nil {
					return err
				}
				w.visitBlock(block{top, bottom, left, right, out}, w.workers, w.visit)
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
	unit     float64   // the length that 1 stands for
	cancels  float64   // the part of |a|² + |b|² below which d² is computed by Euclidean
}

func centreRows(embeddings []float32, n, dim int) (*centred, error) {
	mean := make([]float64, dim)
	for i, v := range embeddings {
		mean[i%dim] += float64(v) / float64(n)
	}
	greatest := 0.0
	for i, v := range embeddings {
		d := math.Abs(float64(v) - mean[i%dim])
		if math.IsNaN(d) || math.IsInf(d, 0) {
			return nil, fmt.Errorf("embedding %d can't be compared: it holds NaN or infinity, or stands beside one that does", i/dim+1)
		}
		greatest = max(greatest, d)
	}
	_, exponent := math.Frexp(greatest)
	// The rounding of a sum of dim products grows like the root of dim; the factor was found by trying.
	c := &centred{
		dim: dim, original: embeddings, mean: mean, squares: make([]float64, n),
		unit: math.Ldexp(1, exponent), cancels: min(1, math.Sqrt(float64(max(dim, 128)))/256),
	}
	for i, v := range embeddings {
		m := c.move(v, i%dim)
		c.squares[i/dim] += float64(m) * float64(m)
	}
	if 2*math.Sqrt(slices.Max(c.squares))*c.unit > math.MaxFloat32 {
		return nil, errors.New("the embeddings are too large to be compared")
	}
	return c, nil
}

// move is a component of an embedding, moved and scaled.
func (c *centred) move(v float32, component int) float32 {
	return float32((float64(v) - c.mean[component]) / c.unit)
}

// moveRows are embeddings moved and scaled, in room that grows where it must.
func (c *centred) moveRows(from, to int, room []float32) []float32 {
	room = slices.Grow(room[:0], (to-from)*c.dim)[:(to-from)*c.dim]
	parallel.All(to-from, func(i int) {
		row, out := c.original[(from+i)*c.dim:][:c.dim], room[i*c.dim:][:c.dim]
		for k, v := range row {
			out[k] = c.move(v, k)
		}
	})
	return room
}

func (c *centred) measureExactly(i, j int) float64 {
	return Euclidean(c.original[i*c.dim:(i+1)*c.dim], c.original[j*c.dim:(j+1)*c.dim])
}

// block are the products of the rows from top up to bottom with those from left up to right.
type block struct {
	top, bottom, left, right int
	products                 []float32
}

// visitBlock turns products into distances, in place, and shows them to visit.
func (c *centred) visitBlock(b block, workers int, visit func(worker, i, j int, distances []float32)) {
	var wg parallel.Group
	for w := range workers {
		wg.Go(func() {
			for i := b.top + w; i < b.bottom; i += workers {
				from := max(b.left, i+1)
				if from >= b.right {
					continue
				}
				row := b.products[(i-b.top)*(b.right-b.left):][from-b.left : b.right-b.left]
				c.finishRow(row, i, from)
				visit(w, i, from, row)
			}
		})
	}
	wg.Wait()
}

// finishRow turns the products of embedding i with j, j+1, … into distances.
func (c *centred) finishRow(row []float32, i, j int) {
	square, unit := c.squares[i], float32(c.unit)
	least := float32(rootOf(0))
	others := c.squares[j:][:len(row)]
	for k, p := range row {
		sum := square + others[k]
		d := sum - 2*float64(p)
		if !(d > c.cancels*sum) {
			row[k] = float32(c.measureExactly(i, j+k))
			continue
		}
		row[k] = max(unit*float32(math.Sqrt(d)), least)
	}
}
