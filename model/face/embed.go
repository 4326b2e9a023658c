package face

import (
	"math"

	"siamface/model/onnx"
)

// embedder describes chips by a recogniser's network.
type embedder struct {
	net  *onnx.Network
	kind *Recogniser
}

// embed is the sum of the network's outputs for a chip and its mirror image, brought to length 1, and half of the length that the sum had:
// what the network can't make much of comes out short.
func (e embedder) embed(c Chip) (unit []float32, length float64, err error) {
	side, size := int64(e.kind.Side), e.kind.Size
	values := make([]float32, 2*3*side*side)
	fillPlanes(values[:len(values)/2], e.kind, c, false)
	fillPlanes(values[len(values)/2:], e.kind, c, true)
	out, err := e.net.Run(onnx.Tensor{Shape: []int64{2, 3, side, side}, Values: values})
	if err != nil {
		return nil, 0, err
	}
	// the network joins the batch in its last step: both vectors follow each other
	sum, squares := make([]float64, size), 0.0
	for i := range sum {
		sum[i] = float64(out[0].Values[i]) + float64(out[0].Values[size+i])
		squares += sum[i] * sum[i]
	}
	norm := math.Sqrt(squares)
	unit = make([]float32, size)
	for i, v := range sum {
		unit[i] = float32(v / norm)
	}
	return unit, norm / 2, nil
}

// fillPlanes puts the numbers of a chip, mirrored or not, into values as a recogniser wants them: a plane for each channel.
func fillPlanes(values []float32, r *Recogniser, c Chip, mirrored bool) {
	area := r.Side * r.Side
	for channel := range 3 {
		from := channel
		if r.Blue {
			from = 2 - channel
		}
		for y := range r.Side {
			row, out := c.Pix[y*c.Stride:], values[channel*area+y*r.Side:][:r.Side]
			at, step := from, 4
			if mirrored {
				at, step = 4*(r.Side-1)+from, -4
			}
			for x := range out {
				out[x] = (float32(row[at]) - r.Mean) / r.Divisor
				at += step
			}
		}
	}
}
