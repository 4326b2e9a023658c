package audit

import (
	"image"
	"math/rand/v2"
	"testing"
)

// correlateNaively goes through all cells, one by one.
func correlateNaively(s, o *small, mirrored bool) float64 {
	var m moments
	for i := range cells {
		j := i
		if mirrored {
			j = mirrorCell(i)
		}
		if hasDetail(s.level[i]) && hasDetail(o.level[j]) {
			m.add(int64(s.detail[i]), int64(o.detail[j]))
		}
	}
	return m.correlation(fewest)
}

// TestCorrelate holds the correlation to a loop through all cells, to the last digit: of pictures with few, many and hardly any details.
func TestCorrelate(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	var drawn []*small
	for k := range 24 {
		img := image.NewGray(image.Rect(0, 0, side, side))
		for i := range img.Pix {
			img.Pix[i] = uint8(min(max(128+random.NormFloat64()*float64(10+15*k), 0), 255))
		}
		drawn = append(drawn, shrinkPicture(img))
	}
	for i, s := range drawn {
		for j, o := range drawn {
			for _, mirrored := range []bool{false, true} {
				if got, want := s.correlate(o, mirrored), correlateNaively(s, o, mirrored); got != want {
					t.Fatalf("pictures %d and %d, mirrored %v: %v, not %v", i, j, mirrored, got, want)
				}
			}
		}
	}
}

func BenchmarkCorrelate(b *testing.B) {
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = uint8(60 + i*7%128)
	}
	s := shrinkPicture(img)
	b.Run("sums", func(b *testing.B) {
		for b.Loop() {
			s.correlate(s, false)
		}
	})
	b.Run("cells", func(b *testing.B) {
		for b.Loop() {
			correlateNaively(s, s, false)
		}
	})
}
