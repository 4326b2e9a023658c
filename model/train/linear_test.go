package train_test

import (
	"math"
	"testing"

	"siamface/model/network"
	"siamface/model/recipes"
	"siamface/model/train"
)

// TestLinearHeadsKeepEachDirectionOnce solves a head without ReLU: the photos spread over as many directions as there are components, one
// less than photos, no direction is another's negative, and what is left of the layer is zero.
func TestLinearHeadsKeepEachDirectionOnce(t *testing.T) {
	const people, photos = 5, 4
	net := placed(t, recipes.Gradients)
	set := randomSet(people, photos, net.Design.Features)
	if err := train.Whitened(settings()).Fit(t.Context(), net, set, nil, nil); err != nil {
		t.Fatal(err)
	}
	w := net.Weights[network.DenseWeight]
	width := w.Shape[1]
	row := func(i int) []float32 { return w.Data[i*width : (i+1)*width] }
	cosine := func(a, b []float32) float64 {
		var ab, aa, bb float64
		for i := range a {
			ab, aa, bb = ab+float64(a[i])*float64(b[i]), aa+float64(a[i])*float64(a[i]), bb+float64(b[i])*float64(b[i])
		}
		return ab / math.Sqrt(aa*bb)
	}
	const directions = people*photos - 1
	for i := range directions {
		for j := range i {
			if c := cosine(row(i), row(j)); !(c > -0.999) {
				t.Fatalf("directions %d and %d have a cosine of %v", i, j, c)
			}
		}
	}
	for _, v := range w.Data[directions*width:] {
		if v != 0 {
			t.Fatalf("beyond %d directions there is %v", directions, v)
		}
	}
}
