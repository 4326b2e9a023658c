package face

import (
	"errors"
	"math"

	"siamface/model/onnx"
)

// embedder describes chips by a recogniser's network.
type embedder struct {
	net  *onnx.Network
	kind *Recogniser
}

var errNoNumbers = errors.New("the network gives no numbers for this picture; it isn't prepared as the network wants it, or the network is broken")

// embed is what the network gives for a chip, with MirrorSum the sum of that and of what it gives for the mirror image, brought to length 1,
// and the length that the vector had, of one picture: what the network can't make much of comes out short.
func (e embedder) embed(c Chip) (unit []float32, length float64, err error) {
	size := e.kind.Size
	vectors, pictures, err := e.run(c)
	if err != nil {
		return nil, 0, err
	}
	sum, squares := make([]float64, size), 0.0
	for i := range sum {
		for p := range pictures {
			sum[i] += float64(vectors[p*size+i])
		}
		squares += sum[i] * sum[i]
	}
	norm := math.Sqrt(squares)
	if !e.kind.Measured() && !(norm > 0 && norm <= math.MaxFloat32) {
		return nil, 0, errNoNumbers
	}
	unit = make([]float32, size)
	divisor := norm
	if e.kind.KeepsLength {
		divisor = 1
	}
	for i, v := range sum {
		unit[i] = float32(v / divisor)
	}
	return unit, norm / float64(pictures), nil
}

// run runs the network on a chip and, with MirrorSum, on its mirror image: the vectors follow each other.
func (e embedder) run(c Chip) (vectors []float32, pictures int, err error) {
	pictures = 1
	if e.kind.MirrorSum {
		pictures = 2
	}
	one := e.inputSize()
	values := make([]float32, pictures*one)
	for p := range pictures {
		e.fillInput(values[p*one:(p+1)*one], c, p == 1)
	}
	batch := pictures // the built-in network joins the batch in its last step
	if e.kind.OneByOne {
		batch = 1
	}
	for from := 0; from < pictures; from += batch {
		out, err := e.net.Run(onnx.Tensor{Shape: e.inputShape(batch), Values: values[from*one : (from+batch)*one]})
		if err != nil {
			return nil, 0, err
		}
		vectors = append(vectors, out[0].Values...)
	}
	if len(vectors) != pictures*e.kind.Size {
		return nil, 0, errNoNumbers
	}
	return vectors, pictures, nil
}

// channelsOf is how many channels a picture has.
func channelsOf(colours Colours) int {
	if colours == Grey {
		return 1
	}
	return 3
}

func (e embedder) channels() int { return channelsOf(e.kind.Colours) }

func (e embedder) inputSize() int { return e.channels() * e.kind.Side * e.kind.Side }

func (e embedder) inputShape(batch int) []int64 {
	side, channels := int64(e.kind.Side), int64(e.channels())
	if e.kind.ChannelsLast {
		return []int64{int64(batch), side, side, channels}
	}
	return []int64{int64(batch), channels, side, side}
}

// greyWeights are what red, green and blue count in grey (ITU-R BT.601).
var greyWeights = [3]float32{0.299, 0.587, 0.114}

// fillInput puts the numbers of a chip, mirrored or not, into values as a recogniser wants them.
func (e embedder) fillInput(values []float32, c Chip, mirrored bool) {
	r, channels := e.kind, e.channels()
	planeStep, pixelStep := r.Side*r.Side, 1
	if r.ChannelsLast {
		planeStep, pixelStep = 1, channels
	}
	for channel := range channels {
		from := channel
		if r.Colours == BGR {
			from = 2 - channel
		}
		mean, divisor := r.Mean[channel], r.Divisor[channel]
		if r.OwnExposure {
			mean, divisor = 0, 1
		}
		for y := range r.Side {
			row := c.Pix[y*c.Stride:]
			at, step, to := 0, 4, channel*planeStep+y*r.Side*pixelStep
			if mirrored {
				at, step = 4*(r.Side-1), -4
			}
			for range r.Side {
				v := float32(row[at+from])
				if r.Colours == Grey {
					v = greyWeights[0]*v + greyWeights[1]*float32(row[at+1]) + greyWeights[2]*float32(row[at+2])
				}
				values[to] = (v - mean) / divisor
				at, to = at+step, to+pixelStep
			}
		}
	}
	if r.OwnExposure {
		NormaliseExposure(values, leastDeviation)
	}
}

// leastDeviation is that of a picture of values from 0 to 255 that isn't flat.
const leastDeviation = 0.255

// NormaliseExposure brings values to mean 0 and deviation 1. The deviation counts as least at least: a flat picture becomes zeros.
func NormaliseExposure(values []float32, least float64) {
	var sum, squares float64
	for _, v := range values {
		sum += float64(v)
		squares += float64(v) * float64(v)
	}
	n := float64(len(values))
	mean := sum / n
	deviation := math.Sqrt(max(squares/n-mean*mean, 0))
	for i, v := range values {
		values[i] = float32((float64(v) - mean) / max(deviation, least))
	}
}
