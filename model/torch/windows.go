package torch

// PadEdge lets the edges of x [N, C, H, W] go on by so many pixels on every side.
func (f *Flow) PadEdge(x *Tensor, pixels int64) *Tensor {
	return f.apply(func() (*Tensor, error) {
		return x.ReplicationPad2d([]int64{pixels, pixels, pixels, pixels}, false)
	}, x)
}

// MeanWindows takes the mean over size×size windows of x [N, C, H, W] that start stride apart, the first of them padding before the
// plane. What lies outside the plane doesn't count.
func (f *Flow) MeanWindows(x *Tensor, size, stride, padding int64) *Tensor {
	return f.apply(func() (*Tensor, error) {
		return x.AvgPool2d([]int64{size, size}, []int64{stride, stride}, []int64{padding, padding}, false, false, nil, false)
	}, x)
}

// Window is a part of x [N, C, H, W]: so many rows and columns, from a place on.
func (f *Flow) Window(x *Tensor, top, left, rows, columns int64) *Tensor {
	return f.apply(func() (*Tensor, error) {
		part, err := x.Narrow(2, top, rows, false)
		if err != nil {
			return nil, err
		}
		return part.Narrow(3, left, columns, true)
	}, x)
}
