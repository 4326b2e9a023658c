package distance_test

import (
	"testing"

	"siamface/model/distance"
)

// TestBlocksAllocateByTheBlock: going through four times the pairs takes at most four times as many allocations, a handful a block of
// half a million pairs, and none a pair or a row.
func TestBlocksAllocateByTheBlock(t *testing.T) {
	count := func(n int) float64 {
		e := clouds(n, 16, 0.3, 0, 1)
		return testing.AllocsPerRun(2, func() {
			if err := distance.VisitBlocks(t.Context(), e, 16, 1, func(int, int, int, []float32) {}); err != nil {
				t.Error(err)
			}
		})
	}
	const blocks, most = 3, 200 // blocks of 4,096 embeddings: 2,048 rows by at most 4,096 columns, from the diagonal on
	if n := count(4096); n > blocks*most {
		t.Errorf("%.0f allocations for %d blocks, at most %d each", n, blocks, most)
	}
}
