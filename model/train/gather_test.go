package train

import (
	"slices"
	"testing"

	"siamface/model/augment"
	"siamface/model/pair"
	"siamface/model/tower"
)

// TestGatherReusesItsMemory: a batch of features is a megabyte, and a training takes thousands of batches.
func TestGatherReusesItsMemory(t *testing.T) {
	const width, photos = 8192, 40
	set := Set{Features: tower.Features{Width: width, Data: make([]float32, photos*width)}}
	for i := range set.Features.Data {
		set.Features.Data[i] = float32(i)
	}
	l := &loop{training: set, augment: augment.New(augment.Settings{}, 0, 0, 0, 1)}
	for _, batch := range [][]int{{3, 1, 39, 3}, {0}} {
		got := l.gatherRows(pair.Batch{Photos: batch})
		var want []float32
		for _, photo := range batch {
			want = append(want, set.Features.Row(photo)...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("the rows of %v are others", batch)
		}
	}
	batch := pair.Batch{Photos: make([]int, 32)}
	l.gatherRows(batch)
	if n := testing.AllocsPerRun(5, func() { l.gatherRows(batch) }); n > 0 {
		t.Errorf("%v allocations a batch", n)
	}
}
