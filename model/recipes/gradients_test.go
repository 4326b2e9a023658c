package recipes_test

import (
	"math"
	"strings"
	"testing"

	"siamface/model/network"
	"siamface/model/recipes"
)

// plainScale is a scale as its documentation has it: the Gaussian's deviation and the distance between cells.
type plainScale struct {
	deviation float64
	cell      int
}

// plainTowers are the scales of the recipes, and how far the picture is moved down and to the right.
var plainTowers = map[string]struct {
	scales []plainScale
	places [][2]int
}{
	recipes.Gradients:        {[]plainScale{{2, 8}, {1, 6}, {1, 4}}, [][2]int{{0, 0}, {-3, 0}, {3, 0}, {0, -3}, {0, 3}}},
	recipes.GradientsAligned: {[]plainScale{{2, 6}, {1, 4}, {1, 3}}, [][2]int{{0, 0}}},
}

// TestGradientsAgainstLoops compares the features of a picture with plain loops over formulas.
func TestGradientsAgainstLoops(t *testing.T) {
	for name := range plainTowers {
		t.Run(name, func(t *testing.T) { compareWithLoops(t, name) })
	}
}

func compareWithLoops(t *testing.T, name string) {
	pixels := noise(64*64, 3)
	for i := range pixels {
		pixels[i] = 3*pixels[i] + float32(i%64)/32
	}
	got, plain := featuresOf(t, newTower(t, name), pixels, 1), plainTowers[name]
	want := make([]float64, len(got))
	for _, at := range plain.places {
		own, turned := make([]float32, len(pixels)), make([]float32, len(pixels))
		for i := range pixels {
			y, x := max(0, min(63, i/64+at[0])), max(0, min(63, i%64+at[1]))
			own[i] = pixels[y*64+x]
			turned[i/64*64+63-i%64] = own[i]
		}
		for i, v := range plainMirrored(own, turned, plain.scales) {
			want[i] += v
		}
	}
	toUnit(want)
	if len(got) != len(want) {
		t.Fatalf("%d features, want %d", len(got), len(want))
	}
	for i, v := range want {
		if math.Abs(float64(got[i])-v) > 1e-5 {
			t.Fatalf("feature %d is %v, want %v", i, got[i], v)
		}
	}
}

// plainMirrored is the mean of the features of a picture and its mirror, of length 1.
func plainMirrored(own, turned []float32, scales []plainScale) []float64 {
	features, mirrored := plainGradients(own, scales), plainGradients(turned, scales)
	toUnit(features)
	toUnit(mirrored)
	for i := range features {
		features[i] += mirrored[i]
	}
	toUnit(features)
	return features
}

// plainGradients are the features of a picture without its mirror, those of each scale of length 1.
func plainGradients(pixels []float32, scales []plainScale) (all []float64) {
	for _, s := range scales {
		var maps [8][]float64
		around := make([]float64, 64*64)
		for d := range maps {
			maps[d] = s.direction(pixels, 2*math.Pi*float64(d)/8)
			for i, v := range maps[d] {
				around[i] += v
			}
		}
		var own []float64
		for d := range maps {
			for i := range maps[d] {
				maps[d][i] /= window(around, i/64-s.cell, i%64-s.cell, 2*s.cell+1) + 0.003
			}
			for top := 0; top+2*s.cell <= 64; top += s.cell {
				for left := 0; left+2*s.cell <= 64; left += s.cell {
					own = append(own, math.Sqrt(window(maps[d], top, left, 2*s.cell)+1e-8))
				}
			}
		}
		toUnit(own)
		all = append(all, own...)
	}
	return all
}

// direction is how steeply a picture falls in a direction, to the fourth power; where it rises, 0.
func (s plainScale) direction(pixels []float32, angle float64) []float64 {
	reach := int(3 * s.deviation)
	var sum float64
	for k := -reach; k <= reach; k++ {
		sum += math.Exp(-float64(k*k) / (2 * s.deviation * s.deviation))
	}
	filter := map[[2]int]float64{}
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			along := float64(dx)*math.Cos(angle) + float64(dy)*math.Sin(angle)
			filter[[2]int{dy, dx}] = -along / (s.deviation * s.deviation) * math.Exp(-float64(dx*dx+dy*dy)/(2*s.deviation*s.deviation)) / (sum * sum)
		}
	}
	out := make([]float64, 64*64)
	for i := range out {
		var v float64
		for at, w := range filter {
			y, x := max(0, min(63, i/64+at[0])), max(0, min(63, i%64+at[1]))
			v += w * float64(pixels[y*64+x])
		}
		out[i] = math.Pow(max(v, 0), 4)
	}
	return out
}

// window is the mean of what lies of a square within the picture.
func window(of []float64, top, left, side int) float64 {
	var sum, n float64
	for y := max(0, top); y < min(64, top+side); y++ {
		for x := max(0, left); x < min(64, left+side); x++ {
			sum, n = sum+of[y*64+x], n+1
		}
	}
	return sum / n
}

// TestGradientsOfMirrors wants the same features of a picture and of its mirror, and others of another picture.
func TestGradientsOfMirrors(t *testing.T) {
	both := append(noise(64*64, 5), noise(2*64*64, 6)...)
	for i := range 64 * 64 {
		both[64*64+i] = both[i/64*64+63-i%64]
	}
	net := newTower(t, recipes.Gradients)
	features := featuresOf(t, net, both, 3)
	width := net.Design.Features
	near(t, "the mirror", features[width:2*width], features[:width])
	var apart float64
	for i := range width {
		apart += math.Pow(float64(features[2*width+i]-features[i]), 2)
	}
	if apart < 0.01 {
		t.Errorf("another picture lies %v away", math.Sqrt(apart))
	}
	for _, v := range featuresOf(t, net, make([]float32, 64*64), 1) { // a flat picture
		if math.IsNaN(float64(v)) {
			t.Fatal("a flat picture has features that are no numbers")
		}
	}
}

func TestGradientParameters(t *testing.T) {
	const frozen = 8 * (13*13 + 7*7 + 7*7)
	for name, has := range map[string]struct {
		features int
		layers   []string
	}{
		recipes.Gradients:        {8 * (7*7 + 9*9 + 15*15), []string{"photo", "coarse", "fine.light", "middle.cells", "gradients.mirror", "moved", "dense"}},
		recipes.GradientsAligned: {8 * (9*9 + 15*15 + 20*20), []string{"landmarks", "chip", "resize", "coarse", "gradients.mirror", "dense"}},
	} {
		net, features := newTower(t, name), has.features
		if net.Design.Features != features {
			t.Errorf("%s: %d features, want %d", name, net.Design.Features, features)
		}
		want := network.Counts{Total: frozen + 384*(features+1), Trained: 384 * (features + 1), Frozen: frozen}
		if c := net.Design.Count(); c != want {
			t.Errorf("%s: %+v, want %+v", name, c, want)
		}
		var text strings.Builder
		if err := net.WriteSummary(&text); err != nil || !strings.Contains(text.String(), "formulas") || strings.Contains(text.String(), "random") {
			t.Errorf("%s: the summary doesn't say where the filters come from (%v): %s", name, err, text.String())
		}
		for _, layer := range has.layers {
			if !strings.Contains(text.String(), "\n"+layer+" ") {
				t.Errorf("%s: the summary lacks %s", name, layer)
			}
		}
	}
}

// TestGradientFiltersMeasureSlopes lets the filters look at a plane that rises by 1 a pixel: each must find the slope in its direction.
func TestGradientFiltersMeasureSlopes(t *testing.T) {
	a, b := newTower(t, recipes.Gradients), newTower(t, recipes.Gradients)
	for _, name := range []string{"coarse.weight", "middle.weight", "fine.weight"} {
		w := a.Weights[name]
		side := w.Shape[3]
		for d := range 8 {
			var level, slope float64
			for i := range side * side {
				v := float64(w.Data[d*side*side+i])
				level, slope = level+v, slope+v*float64(i%side-side/2)
			}
			if want := -math.Cos(2 * math.Pi * float64(d) / 8); math.Abs(level) > 1e-5 || math.Abs(slope-want) > 0.05 {
				t.Errorf("%s, direction %d: %v on a flat picture, %v on a slope, want 0 and %v", name, d, level, slope, want)
			}
		}
		near(t, name+" whatever the seed", b.Weights[name].Data, w.Data)
	}
}
