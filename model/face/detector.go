package face

import (
	"fmt"
	"math"

	"siamface/model/torch"
	"siamface/model/weights"
)

// detector is tiny YOLO v2 for faces: S×S pixels to a grid of N×N cells with five boxes each.
type detector struct {
	builder
	conv0, conv8 *torch.Convolution
	middle       [5]separable
}

var detectorMean = [3]float32{117.001, 114.697, 97.404}

// anchors are the widths and heights of a cell's five boxes, in cells.
var anchors = [5][2]float64{{1.603231, 2.094468}, {6.041143, 7.080126}, {2.882459, 3.518061}, {4.266906, 5.178857}, {9.041765, 10.66308}}

func newDetector(tensors map[string]weights.Tensor, device torch.Device) (*detector, error) {
	d := &detector{builder: builder{tensors: tensors, device: device}}
	d.conv0 = d.full("conv0", 3, 16, 3, 1, 0, torch.Leaky)
	for i := range d.middle {
		d.middle[i] = d.separable(fmt.Sprintf("conv%d", i+1), 16<<i, 32<<i, 1, 1, torch.Leaky)
	}
	d.conv8 = d.full("conv8", 512, 25, 1, 1, 0, torch.Identity)
	return d, d.done()
}

// run takes [B, 3, S, S] to [B, 25, N, N]: channel anchor·5 + {x, y, width, height, score}.
func (d *detector) run(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	x = f.Convolve(x, d.conv0)
	for _, c := range d.middle {
		x = c.run(f, f.MaxPoolCeil(x))
	}
	// the window at the right and bottom edge reaches over it; libtorch pads all four sides
	x = f.Crop(f.MaxPool(x, 2, 1, 1), 1, 1)
	return f.Convolve(x, d.conv8)
}

func (d *detector) close() {
	if d != nil {
		d.builder.close()
	}
}

// candidate is a box in units of the detector's square, 0 to 1, and its score.
type candidate struct {
	Box
	score float64
}

// candidates are the boxes of one picture's output that score above least.
func candidates(out []float32, cells int, least float64) []candidate {
	var found []candidate
	plane := cells * cells
	at := func(channel, cell int) float64 { return float64(out[channel*plane+cell]) }
	n := float64(cells)
	for cell := range plane {
		for a, anchor := range anchors {
			score := sigmoid(at(5*a+4, cell))
			if score <= least {
				continue
			}
			w, h := math.Exp(at(5*a+2, cell))*anchor[0]/n, math.Exp(at(5*a+3, cell))*anchor[1]/n
			x := (float64(cell%cells)+sigmoid(at(5*a, cell)))/n - w/2
			y := (float64(cell/cells)+sigmoid(at(5*a+1, cell)))/n - h/2
			found = append(found, candidate{Box{x, y, w, h}, score})
		}
	}
	return found
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
