package face

import (
	"fmt"

	"siamface/model/torch"
	"siamface/model/weights"
)

// landmarks is the network of 68 points: 112×112 pixels through four dense blocks.
type landmarks struct {
	builder
	first  *torch.Convolution // of the first block, in place of its separable conv0
	blocks [4][4]separable
	last   *torch.Convolution // the fully connected layer
}

const (
	landmarkSide = 112
	// landmarkPadded is with the row and column of zeros that the first convolution, of stride 2, wants at the bottom and right.
	landmarkPadded = landmarkSide + 1
)

var landmarkMean = [3]float32{122.782, 117.001, 104.298}

func newLandmarks(tensors map[string]weights.Tensor, device torch.Device) (*landmarks, error) {
	l := &landmarks{builder: builder{tensors: tensors, device: device}}
	l.first = l.full("dense0/conv0", 3, 32, 3, 2, 0, torch.Rectified)
	for b := range l.blocks {
		out := 32 << b
		for c := range l.blocks[b] {
			name := fmt.Sprintf("dense%d/conv%d", b, c)
			switch {
			case c == 3:
				l.blocks[b][c] = l.separable(name, out, out, 1, 1, torch.Rectified)
			case c > 0:
				l.blocks[b][c] = l.separable(name, out, out, 1, 1, torch.Identity)
			case b > 0:
				l.blocks[b][c] = l.separable(name, out/2, out, 2, 0, torch.Rectified)
			}
		}
	}
	l.last = l.connected("fc", 256, 136)
	return l, l.done()
}

// connected is a fully connected layer as a 1×1 convolution.
func (b *builder) connected(name string, in, out int) *torch.Convolution {
	weight, bias := b.values(name+"/weights", in, out), b.values(name+"/bias", out)
	if b.err != nil {
		return nil
	}
	return b.add(torch.Filters{Weight: outFirst(weight, 1, in, out), Bias: bias, Out: out, In: in, Size: 1, Stride: 1, Groups: 1})
}

// run takes [B, 3, 113, 113] to [B, 136, 1, 1]: x, y, x, y … in units of the 112 pixels.
func (l *landmarks) run(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	for b, convs := range l.blocks {
		if b == 0 {
			x = f.Convolve(x, l.first)
		} else {
			x = convs[0].run(f, f.Pad(x, 0, 1, 1))
		}
		x = dense(f, x, convs)
	}
	return f.Convolve(f.AvgPool(x, 7), l.last)
}

// dense adds what each convolution makes of the rectified sum so far to that sum; in the end it is rectified.
func dense(f *torch.Flow, x *torch.Tensor, convs [4]separable) *torch.Tensor {
	sum := convs[1].runAdd(f, f.Share(x), x) // x is rectified already
	for _, c := range convs[2:] {
		sum = c.runAdd(f, f.ReLU(f.Share(sum)), sum)
	}
	return sum
}

func (l *landmarks) close() {
	if l != nil {
		l.builder.close()
	}
}
