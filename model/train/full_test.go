package train_test

import (
	"errors"
	"slices"
	"testing"

	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
)

// errFull is what gotch hands on of libtorch's error.
//
//lint:ignore ST1005 the words are libtorch's
var errFull = errors.New("Libtorch API Error: CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 8.00 GiB total capacity)")

// TestFullMemory lets a GPU's memory be full for batches above a size, or for a number of times: steps are halved once, then the training goes
// on on the processor, it says so, and comes to its end. Where nothing helps, the error is the GPU's.
func TestFullMemory(t *testing.T) {
	set, validation := randomSet(6, 4, 64*64), randomSet(3, 4, 64*64)
	s := smallSettings()
	s.Steps = 3
	for name, c := range map[string]struct {
		numbers int // copies of as many are too large
		times   int // that it fails
		says    []string
		fails   bool
	}{
		"half is enough":             {20 * 64 * 64, 1 << 30, []string{train.HalvedBatch}, false},
		"a step, then the processor": {14 * 64 * 64, 2, []string{train.HalvedBatch, train.LeftGPU}, false},
		"nothing is":                 {14 * 64 * 64, 1 << 30, nil, true},
	} {
		left := c.times
		restore := torch.FailWith(func(_ torch.Device, numbers int) error {
			if numbers >= c.numbers && numbers%(64*64) == 0 && numbers <= 24*64*64 && left > 0 {
				left--
				return errFull
			}
			return nil
		})
		out, err := train.Fit(t.Context(), placed(t, recipes.Small), set, validation, s, nil, nil)
		restore()
		if c.fails {
			if !torch.IsOutOfMemory(err) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		said := slices.DeleteFunc(out.Warnings, func(w string) bool { return w == train.Collapsed }) // features at random teach little
		if err != nil || len(out.History) != s.Epochs || !slices.Equal(said, c.says) {
			t.Errorf("%s: %v, %d epochs, warnings %q", name, err, len(out.History), out.Warnings)
		}
	}
}

// TestScoringNeedsLessMemory: embeddings in smaller batches are the same embeddings, and the tower may be brought to the processor.
func TestScoringNeedsLessMemory(t *testing.T) {
	set := randomSet(6, 4, 64*64)
	net := placed(t, recipes.Small)
	embed := func() (e []float32) {
		if err := tower.WithRoom(t.Context(), net, func() error {
			return torch.Do(t.Context(), func() (err error) { e, err = net.ComputeEmbeddings(set.Features); return err })
		}); err != nil {
			t.Fatal(err)
		}
		return e
	}
	want := embed()
	for name, fails := range map[string]func(copies, numbers int) bool{
		"above five photos": func(_, numbers int) bool { return numbers > 5*64*64 },
		"six times":         func(copies, _ int) bool { return copies <= 6 }, // also of one photo alone
	} {
		copies := 0
		restore := torch.FailWith(func(_ torch.Device, numbers int) error {
			if copies++; numbers%(64*64) == 0 && fails(copies, numbers) {
				return errFull
			}
			return nil
		})
		got := embed()
		restore()
		for i := range want {
			if d := want[i] - got[i]; d > 1e-5 || d < -1e-5 || len(got) != len(want) {
				t.Fatalf("%s: number %d is %v, want %v", name, i, got[i], want[i])
			}
		}
	}
}
