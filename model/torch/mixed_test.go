package torch_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"siamface/model/torch"
	"siamface/model/torch/torchtest"
)

// fine is a number that bfloat16 rounds to 1.
const fine = 1 + 1.0/1024

// product is fine·1 by a linear layer, as within computes it.
func product(device torch.Device, within func(f *torch.Flow, layer func() *torch.Tensor) *torch.Tensor) (float64, error) {
	x, err := torch.FromFloats([]float32{fine}, device, 1, 1)
	if err != nil {
		return 0, err
	}
	w, err := torch.FromFloats([]float32{1}, device, 1, 1)
	if err != nil {
		return 0, err
	}
	b, err := torch.FromFloats([]float32{0}, device, 1)
	if err != nil {
		return 0, err
	}
	defer torch.Drop(w, b)
	f := new(torch.Flow)
	y := within(f, func() *torch.Tensor { return f.Linear(x, w, b) })
	if f.Err() != nil {
		return 0, f.Err()
	}
	defer torch.Drop(y)
	return torch.Scalar(y)
}

func plainly(_ *torch.Flow, layer func() *torch.Tensor) *torch.Tensor { return layer() }

func mixedOn(device torch.Device) func(*torch.Flow, func() *torch.Tensor) *torch.Tensor {
	return func(f *torch.Flow, layer func() *torch.Tensor) *torch.Tensor { return f.Mixed(device, layer) }
}

// Products are rounded inside of Mixed and nowhere else, also after an operation in it failed.
func TestMixedRoundsInsideOnly(t *testing.T) {
	on(t, func() error {
		for _, fails := range []bool{false, true} {
			if fails {
				f := new(torch.Flow)
				if y := f.Mixed(torchtest.Device, func() *torch.Tensor { return f.ReLU(nil) }); y != nil || f.Err() == nil {
					t.Error("an operation without a tensor gave one")
				}
			}
			if got, err := product(torchtest.Device, plainly); err != nil || got != fine {
				t.Errorf("outside, after a failure %v: %v, %v", fails, got, err)
			}
			if got, err := product(torchtest.Device, mixedOn(torchtest.Device)); err != nil || got != 1 {
				t.Errorf("inside, after a failure %v: %v, %v", fails, got, err)
			}
		}
		got, err := product(torchtest.Device, plainly)
		if got != fine {
			t.Errorf("outside again: %v", got)
		}
		return err
	})
}

// Steps of Adam through a mixed layer move its weights as full precision does, but for the rounding, though Adam computes this layer's
// gradient itself in full precision. The weights themselves aren't rounded: Floats takes none but float32.
func TestMixedStepsFollowFullOnes(t *testing.T) {
	const rows, in, out = 32, 300, 9
	full := trainLinear(t, rows, in, out, 0, (*torch.Flow).Linear)
	mixed := trainLinear(t, rows, in, out, 0, func(f *torch.Flow, x, w, b *torch.Tensor) *torch.Tensor {
		return f.Mixed(torchtest.Device, func() *torch.Tensor { return f.Linear(x, w, b) })
	})
	if slices.Equal(full, mixed) {
		t.Error("nothing was rounded")
	}
	var differ float64
	rounded := 0
	for i := range full {
		differ += math.Abs(float64(full[i]-mixed[i])) / float64(len(full))
		if math.Float32bits(mixed[i])&0xffff == 0 {
			rounded++
		}
	}
	if differ > 1e-3 { // three steps of 0.01 each
		t.Errorf("on average a weight differs by %v", differ)
	}
	if rounded > len(full)/10 {
		t.Errorf("%d of %d weights are numbers of bfloat16", rounded, len(full))
	}
}

// Lengths are computed in full precision: the rows of UnitRows are of length 1 as exactly as outside.
func TestUnitRowsInsideMixed(t *testing.T) {
	on(t, func() error {
		const width = 200
		x, err := torch.FromFloats(slices.Repeat([]float32{fine}, width), torchtest.Device, 1, width)
		if err != nil {
			return err
		}
		eye := make([]float32, width*width)
		for i := range width {
			eye[i*width+i] = float32(i+1) / width
		}
		w, err := torch.FromFloats(eye, torchtest.Device, width, width)
		if err != nil {
			return err
		}
		defer torch.Drop(w)
		f := new(torch.Flow)
		y := f.Mixed(torchtest.Device, func() *torch.Tensor { return f.UnitRows(f.MatMul(x, f.Share(w))) })
		length := f.SumRows(f.Square(y), false)
		defer torch.Drop(length)
		if f.Err() != nil {
			return f.Err()
		}
		got, err := torch.Scalar(length)
		if math.Abs(got-1) > 1e-6 {
			t.Errorf("the square of the length is %v", got)
		}
		return err
	})
}

func TestCheckMixedOnCPU(t *testing.T) {
	on(t, func() error {
		if err := torch.CheckMixed(torch.CPU); !errors.Is(err, torch.ErrMixedOnCPU) {
			t.Errorf("%v", err)
		}
		return nil
	})
}

// cuda is the GPU; a test without one is skipped.
func cuda(t *testing.T) (device torch.Device) {
	t.Helper()
	var none error
	on(t, func() error {
		device, none = torch.Pick("cuda")
		return nil
	})
	if none != nil {
		t.Skipf("needs a GPU: %v", none)
	}
	return device
}

// Numbers come to a GPU through pinned memory, one tensor's after another's, and back.
func TestFloatsThroughCUDA(t *testing.T) {
	device := cuda(t)
	on(t, func() error {
		want := make([]float32, 1<<20)
		for i := range want {
			want[i] = float32(i)
		}
		for range 3 { // the memory of one serves the next
			x, err := torch.FromFloats(want, device, 1<<10, 1<<10)
			if err != nil {
				return err
			}
			got, err := torch.Floats(x)
			torch.Drop(x)
			if err != nil {
				return err
			}
			if !slices.Equal(got, want) {
				t.Error("other numbers came back")
			}
			slices.Reverse(want)
		}
		return nil
	})
}

// A GPU that computes in bfloat16 rounds as the CPU does.
func TestMixedOnCUDA(t *testing.T) {
	device := cuda(t)
	var refused error
	on(t, func() error {
		refused = torch.CheckMixed(device)
		return nil
	})
	if refused != nil {
		if !errors.Is(refused, torch.ErrNoBfloat16) {
			t.Error(refused)
		}
		t.Skip(refused)
	}
	on(t, func() error {
		if got, err := product(device, mixedOn(device)); err != nil || got != 1 {
			t.Errorf("inside: %v, %v", got, err)
		}
		got, err := product(device, plainly)
		if math.Abs(got-fine) > 1e-6 {
			t.Errorf("outside: %v", got)
		}
		return err
	})
}
