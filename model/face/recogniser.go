package face

import (
	"siamface/model/torch"
	"siamface/model/weights"
)

// recogniser is dlib's face recognition network, a ResNet of 29 convolutions: 150×150 pixels to 128 numbers.
type recogniser struct {
	builder
	first  *torch.Convolution
	blocks []residual
	last   *torch.Convolution // a matrix
}

const chipSide = 150

var recogniserMean = [3]float32{122.782, 117.001, 104.298}

// residual is a block of two convolutions and a shortcut; in a down block the plane is halved.
type residual struct {
	conv1, conv2 *torch.Convolution
	down         bool
	// channels are added to the shortcut; the convolutions of a short one leave the plane a row and column smaller than it.
	channels int64
	short    bool
}

var residuals = []struct {
	name        string
	in, out     int
	down, short bool
}{
	{"conv32_1", 32, 32, false, false},
	{"conv32_2", 32, 32, false, false},
	{"conv32_3", 32, 32, false, false},
	{"conv64_down", 32, 64, true, false},
	{"conv64_1", 64, 64, false, false},
	{"conv64_2", 64, 64, false, false},
	{"conv64_3", 64, 64, false, false},
	{"conv128_down", 64, 128, true, false},
	{"conv128_1", 128, 128, false, false},
	{"conv128_2", 128, 128, false, false},
	{"conv256_down", 128, 256, true, true},
	{"conv256_1", 256, 256, false, false},
	{"conv256_2", 256, 256, false, false},
	{"conv256_down_out", 256, 256, true, true},
}

func newRecogniser(tensors map[string]weights.Tensor, device torch.Device) (*recogniser, error) {
	r := &recogniser{builder: builder{tensors: tensors, device: device}}
	r.first = r.scaled("conv32_down", 3, 32, 7, 2, 0, torch.Rectified)
	for _, s := range residuals {
		b := residual{down: s.down, channels: int64(s.out - s.in), short: s.short}
		stride, padding, after := 1, 1, torch.Rectified
		if s.down {
			stride, padding = 2, 0
		}
		if s.short {
			after = torch.Identity
		}
		b.conv1 = r.scaled(s.name+"/conv1", s.in, s.out, 3, stride, padding, torch.Rectified)
		b.conv2 = r.scaled(s.name+"/conv2", s.out, s.out, 3, 1, 1, after)
		r.blocks = append(r.blocks, b)
	}
	if weight := r.values("fc", 256, Size); r.err == nil {
		r.last = r.add(torch.Filters{Weight: outFirst(weight, 1, 256, Size), Out: Size, In: 256, Size: 1, Stride: 1, Groups: 1})
	}
	return r, r.done()
}

// run takes [B, 3, 150, 150] to [B, 128, 1, 1].
func (r *recogniser) run(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	x = f.MaxPool(f.Convolve(x, r.first), 3, 2, 0)
	for _, b := range r.blocks {
		x = b.run(f, x)
	}
	return f.Convolve(f.AvgPool(x, 2), r.last)
}

func (b residual) run(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	shortcut := f.Share(x)
	if b.down {
		shortcut = f.AvgPool(shortcut, 2)
	}
	if b.channels > 0 {
		shortcut = f.Pad(shortcut, b.channels, 0, 0)
	}
	x = f.Convolve(x, b.conv1)
	if !b.short {
		return f.ConvolveAdd(x, shortcut, b.conv2)
	}
	return f.ReLU(f.Add(f.Pad(f.Convolve(x, b.conv2), 0, 1, 1), shortcut))
}

func (r *recogniser) close() {
	if r != nil {
		r.builder.close()
	}
}
