package face

import (
	"fmt"
	"slices"

	"siamface/model/torch"
	"siamface/model/weights"
)

// builder makes convolutions of a network's tensors. The first error is kept, and what follows does nothing.
type builder struct {
	tensors map[string]weights.Tensor
	device  torch.Device
	made    []*torch.Convolution
	err     error
}

// values are those of the tensor of that name, which must have the shape.
func (b *builder) values(name string, shape ...int) []float32 {
	t, ok := b.tensors[name]
	if b.err == nil && !(ok && slices.Equal(t.Shape, shape)) {
		b.err = fmt.Errorf("it has no tensor %s of shape %v", name, shape)
	}
	return t.Data
}

func (b *builder) add(f torch.Filters) *torch.Convolution {
	if b.err != nil {
		return nil
	}
	c, err := torch.NewConvolution(f, b.device)
	if err != nil {
		b.err = err
		return nil
	}
	b.made = append(b.made, c)
	return c
}

// full is a convolution of size×size filters with a bias.
func (b *builder) full(name string, in, out, size, stride, padding int, after torch.Activation) *torch.Convolution {
	kernel := b.values(name+"/filters", size, size, in, out)
	bias := b.values(name+"/bias", out)
	if b.err != nil {
		return nil
	}
	return b.add(torch.Filters{
		Weight: outFirst(kernel, size*size, in, out), Bias: bias, Out: out, In: in, Size: size,
		Stride: stride, Padding: padding, Groups: 1, After: after,
	})
}

// separable is a 3×3 filter for every channel followed by a 1×1 convolution with a bias; nothing lies between them.
type separable struct{ depth, point *torch.Convolution }

func (b *builder) separable(name string, in, out, stride, padding int, after torch.Activation) separable {
	depth := b.values(name+"/depthwise_filter", 3, 3, in, 1)
	point := b.values(name+"/pointwise_filter", 1, 1, in, out)
	bias := b.values(name+"/bias", out)
	if b.err != nil {
		return separable{}
	}
	return separable{
		b.add(torch.Filters{Weight: outFirst(depth, 9, 1, in), Out: in, In: in, Size: 3, Stride: stride, Padding: padding, Groups: in}),
		b.add(torch.Filters{Weight: outFirst(point, 1, in, out), Bias: bias, Out: out, In: in, Size: 1, Stride: 1, Groups: 1, After: after}),
	}
}

func (s separable) run(f *torch.Flow, x *torch.Tensor) *torch.Tensor {
	return f.Convolve(f.Convolve(x, s.depth), s.point)
}

// runAdd is the activation of the sum of run of x and y.
func (s separable) runAdd(f *torch.Flow, x, y *torch.Tensor) *torch.Tensor {
	return f.ConvolveAdd(f.Convolve(x, s.depth), y, s.point)
}

// scaled is a convolution (conv(x) + bias) · weights + biases, folded into one.
func (b *builder) scaled(name string, in, out, size, stride, padding int, after torch.Activation) *torch.Convolution {
	kernel := b.values(name+"/conv/filters", size, size, in, out)
	bias := b.values(name+"/conv/bias", out)
	scale, shift := b.values(name+"/scale/weights", out), b.values(name+"/scale/biases", out)
	if b.err != nil {
		return nil
	}
	weight, folded := outFirst(kernel, size*size, in, out), make([]float32, out)
	per := size * size * in
	for o := range out {
		k := float64(scale[o])
		for i := o * per; i < (o+1)*per; i++ {
			weight[i] = float32(k * float64(weight[i]))
		}
		folded[o] = float32(k*float64(bias[o]) + float64(shift[o]))
	}
	return b.add(torch.Filters{
		Weight: weight, Bias: folded, Out: out, In: in, Size: size, Stride: stride, Padding: padding, Groups: 1, After: after,
	})
}

// outFirst turns filters [plane, in, out] into [out, in, plane].
func outFirst(kernel []float32, plane, in, out int) []float32 {
	turned := make([]float32, len(kernel))
	for p := range plane {
		for i := range in {
			for o := range out {
				turned[(o*in+i)*plane+p] = kernel[(p*in+i)*out+o]
			}
		}
	}
	return turned
}

// done is the error, if any; then nothing stays behind.
func (b *builder) done() error {
	if b.err != nil {
		b.close()
	}
	return b.err
}

func (b *builder) close() {
	for _, c := range b.made {
		c.Close()
	}
	b.made = nil
}
