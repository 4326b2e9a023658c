package train

import (
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/face"
	"siamface/model/network"
	"siamface/model/tower"
)

// TestWhitenedFacesAreSpherical checks that the head makes the covariance within people, with its shrinkage, the identity.
func TestWhitenedFacesAreSpherical(t *testing.T) {
	const people, photos = 20, 6
	width := face.BuiltIn().Size
	rng := rand.New(rand.NewPCG(3, 4))
	set := Set{Features: tower.Features{Width: width}}
	for p := range people {
		for range photos {
			for c := range width {
				set.Features.Data = append(set.Features.Data, float32(float64(p%5)/9+rng.NormFloat64()*float64(c+1)/float64(width)))
			}
			set.Person = append(set.Person, p)
		}
	}
	head, err := solveFaces(set)
	if err != nil {
		t.Fatal(err)
	}
	w := head[network.DenseWeight].Data
	s := naiveWithin(set)
	var trace float64
	for i := range width {
		trace += s[i][i]
	}
	for i := range width {
		s[i][i] += faceShrinkage * trace / float64(width)
	}
	for a := range width {
		for b := range width {
			var got float64 // (W·S·Wᵀ)ab
			for i := range width {
				var row float64
				for j := range width {
					row += s[i][j] * float64(w[b*width+j])
				}
				got += float64(w[a*width+i]) * row
			}
			want := 0.0
			if a == b {
				want = 1
			}
			if math.Abs(got-want) > 1e-3 {
				t.Fatalf("the whitened covariance is %v at (%d, %d), want %v", got, a, b, want)
			}
		}
	}
	if on := head[network.UnitOn].Data; len(on) != 1 || on[0] != 1 {
		t.Errorf("the switch of length 1 is %v", on)
	}
}

// naiveWithin is the pooled covariance within people, photo by photo.
func naiveWithin(set Set) [][]float64 {
	width := set.Features.Width
	s := make([][]float64, width)
	for i := range s {
		s[i] = make([]float64, width)
	}
	for i, who := range set.Person {
		mean, n := make([]float64, width), 0.0
		for k, other := range set.Person {
			if other == who {
				n++
				for c, v := range set.Features.Row(k) {
					mean[c] += float64(v)
				}
			}
		}
		row := set.Features.Row(i)
		for a := range width {
			for b := range width {
				s[a][b] += (float64(row[a]) - mean[a]/n) * (float64(row[b]) - mean[b]/n) / float64(len(set.Person))
			}
		}
	}
	return s
}
