package torch

// PadEdge lets the edges of x [N, C, H, W] go on by so many pixels on every side.
func (f *Flow) PadEdge(x *Tensor, pixels int64) *Tensor {
	return f.apply(func() (*Tensor, error) {
		return x.ReplicationPad2d([]int64{pixels, pixels, pixels, pixels}, false)
	}, x)
}

// MeanWindows takes the mean over size×size windows of x [N, C, H, W] that start stride apart, the first of them padding before the
// plane. What lies outside the plane doesn't count. It goes down the columns and then along the rows: what counts of a window is a
// rectangle, and libtorch adds up every window anew.
func (f *Flow) MeanWindows(x *Tensor, size, stride, padding int64) *Tensor {
	down := f.apply(func() (*Tensor, error) {
		return x.AvgPool2d([]int64{size, 1}, []int64{stride, 1}, []int64{padding, 0}, false, false, nil, false)
	}, x)
	return f.apply(func() (*Tensor, error) {
		return down.AvgPool2d([]int64{1, size}, []int64{1, stride}, []int64{0, padding}, false, false, nil, false)
	}, down)
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
