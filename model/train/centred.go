package train

import (
	"siamface/model/torch"
	"siamface/model/tower"
)

// centredBlock is how many numbers of centred features are in memory at once, 16 MB. Those of few photos are one block.
const centredBlock = 4 << 20

// manyFeatures is how many numbers features have, 32 MB, before memory is given back beside them. It takes some milliseconds a time.
const manyFeatures = 8 << 20

// centred is photos' features [n, F] without their mean, in blocks of columns: a copy of them all would take as much memory as they do.
type centred struct {
	features tower.Features
	centre   []float32 // [F], their mean
	columns  int       // of a block
	block    []float32
}

func newCentred(f tower.Features) *centred {
	sum := make([]float64, f.Width)
	for i := range f.Rows() {
		for c, v := range f.Row(i) {
			sum[c] += float64(v)
		}
	}
	centre := make([]float32, f.Width)
	for c := range centre {
		centre[c] = float32(sum[c] / float64(f.Rows()))
	}
	columns := min(f.Width, max(1, centredBlock/f.Rows()))
	return &centred{features: f, centre: centre, columns: columns, block: make([]float32, 0, f.Rows()*columns)}
}

// eachBlock hands out the blocks [n, to−from] of the columns from … to−1, each until the next.
func (x *centred) eachBlock(see func(block torch.Matrix[float32], from, to int) error) error {
	for from := 0; from < x.features.Width; from += x.columns {
		to := min(from+x.columns, x.features.Width)
		x.block = x.block[:0]
		for i := range x.features.Rows() {
			for c, v := range x.features.Row(i)[from:to] {
				x.block = append(x.block, v-x.centre[from+c])
			}
		}
		if err := see(torch.Rows(x.block, to-from), from, to); err != nil {
			return err
		}
	}
	return nil
}

// multiplyRows is X·Xᵀ, [n, n]. It is called on libtorch's thread.
func (x *centred) multiplyRows() (gram []float32, err error) {
	err = x.eachBlock(func(block torch.Matrix[float32], _, _ int) error {
		part, err := torch.Multiply(block, block.T())
		if err != nil || gram == nil {
			gram = part
			return err
		}
		for i, v := range part {
			gram[i] += v
		}
		return nil
	})
	return gram, err
}

// mixRows is mix·X, [rows, F], for a mix of the photos, [rows, n]. It is called on libtorch's thread.
func (x *centred) mixRows(mix []float32) ([]float32, error) {
	n, width := x.features.Rows(), x.features.Width
	rows := len(mix) / n
	var out []float32
	err := x.eachBlock(func(block torch.Matrix[float32], from, to int) error {
		part, err := torch.Multiply(torch.Rows(mix, n), block)
		if err != nil || to-from == width {
			out = part
			return err
		}
		if out == nil {
			out = make([]float32, rows*width)
		}
		for r := range rows {
			copy(out[r*width+from:r*width+to], part[r*(to-from):])
		}
		return nil
	})
	return out, err
}
