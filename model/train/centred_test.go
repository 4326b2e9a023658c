package train

import (
	"math"
	"testing"
)

// TestCentredBlocks compares products of centred features, in one block and in several of which the last is narrower, with naive loops.
func TestCentredBlocks(t *testing.T) {
	const people, photos, width, rows = 4, 5, 23, 3
	set := crowd(people, photos, width, 2)
	f := set.Features.Pick([]int{0, 3, 4, 9, 19, 2})
	n := f.Rows()
	naive := make([]float32, 0, n*width)
	for i := range n {
		naive = append(naive, f.Row(i)...)
	}
	centreColumns(naive, n, width)
	mix := set.Features.Data[:rows*n]
	for _, columns := range []int{width, 10, 1} {
		x := newCentred(f)
		x.columns = columns
		gram, err := onThread(t, x.multiplyRows)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			for j := range n {
				var want float64
				for c := range width {
					want += float64(naive[i*width+c]) * float64(naive[j*width+c])
				}
				checkProduct(t, gram[i*n+j], want)
			}
		}
		mixed, err := onThread(t, func() ([]float32, error) { return x.mixRows(mix) })
		if err != nil {
			t.Fatal(err)
		}
		if len(mixed) != rows*width {
			t.Fatalf("%d numbers for %d rows of %d", len(mixed), rows, width)
		}
		for r := range rows {
			for c := range width {
				var want float64
				for i := range n {
					want += float64(mix[r*n+i]) * float64(naive[i*width+c])
				}
				checkProduct(t, mixed[r*width+c], want)
			}
		}
	}
}

func checkProduct(t *testing.T, got float32, want float64) {
	t.Helper()
	if math.Abs(float64(got)-want) > 1e-4*(1+math.Abs(want)) {
		t.Fatalf("%v, naively %v", got, want)
	}
}
