package face

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// faceless are ways to draw a picture without a face, from place (0 to 1), noise and a seed.
var faceless = map[string]func(x, y float64, rng *rand.Rand, seed float64) (r, g, b float64){
	"flat":     func(_, _ float64, _ *rand.Rand, s float64) (r, g, b float64) { return 0.1 * s, 0.5, 1 - 0.1*s },
	"gradient": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) { return x, (x + s*y) / (1 + s), y },
	"noise": func(_, _ float64, rng *rand.Rand, _ float64) (r, g, b float64) {
		return rng.Float64(), rng.Float64(), rng.Float64()
	},
	"grey noise": func(_, _ float64, rng *rand.Rand, _ float64) (r, g, b float64) { v := rng.Float64(); return v, v, v },
	"stripes":    func(x, _ float64, _ *rand.Rand, s float64) (r, g, b float64) { v := wave(x * 8 * s); return v, v, 0.3 },
	"checks": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		v := wave(x*9*s) * wave(y*9*s)
		return v, 0.4, v
	},
	"rings": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		v := wave(12 * s * math.Hypot(x-0.5, y-0.4))
		return v, v, v
	},
	"grass": func(x, y float64, rng *rand.Rand, s float64) (r, g, b float64) {
		return 0.2, wave(x*60*s+3*y) * rng.Float64(), 0.1
	},
	"brick": brick,
	"sunset": func(_, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		return 1 - 0.3*y, 0.3 + 0.4*math.Abs(y-0.1*s), y
	},
	"clouds": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) { v := cloud(x, y, s); return v, v, 1 },
	"wood": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		v := wave(20*x + 6*cloud(x, y, s))
		return 0.4 + 0.3*v, 0.3 + 0.2*v, 0.1
	},
	"skin colour": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		v := 0.8 + 0.2*cloud(x, y, s)
		return 0.9 * v, 0.7 * v, 0.6 * v
	},
	"large circle": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		v := math.Hypot(x-0.5, y-0.5)
		return step(v < 0.1+0.08*s), 0.5, 0.5
	},
	"black": func(_, _ float64, _ *rand.Rand, _ float64) (r, g, b float64) { return 0, 0, 0 },
	"dots": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		v := step(math.Hypot(math.Mod(x*7*s, 1)-0.5, math.Mod(y*7*s, 1)-0.5) < 0.3)
		return v, v, 1 - v
	},
	"text": func(x, y float64, rng *rand.Rand, s float64) (r, g, b float64) {
		v := 1.0
		if math.Mod(y*12*s, 1) < 0.5 && math.Mod(x*40*s, 1) < 0.6 && rng.Float64() < 0.7 {
			v = 0.1
		}
		return v, v, v
	},
	"windows": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		v := step(math.Mod(x*6*s, 1) < 0.4 && math.Mod(y*8*s, 1) < 0.5)
		return 0.7 - 0.5*v, 0.65 - 0.4*v, 0.6
	},
	"water": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		v := wave(9*y + cloud(3*x, y, s))
		return 0.1, 0.3 + 0.2*v, 0.5 + 0.4*v
	},
	"egg": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		v := 0.8 - 0.4*math.Hypot(x-0.4, y-0.35)
		return v * step(math.Hypot((x-0.5)*1.3, y-0.5) < 0.2+0.07*s), v * 0.8, v * 0.7
	},
	"triangles": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		v := step(math.Mod(x*5*s, 1) < math.Mod(y*5*s, 1))
		return v, 0.5 * v, 0.2
	},
	"star": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		v := wave((2 + s) * math.Atan2(y-0.5, x-0.5) / math.Pi)
		return v, v, 0.5
	},
	"plasma": func(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
		return cloud(x, y, s), cloud(y, x, 2*s), cloud(x+y, y, 3*s)
	},
	"night": func(_, y float64, rng *rand.Rand, s float64) (r, g, b float64) {
		v := step(rng.Float64() < 0.002*s)
		return v, v, max(v, 0.2*y)
	},
}

func wave(x float64) float64 { return (1 + math.Sin(2*math.Pi*x)) / 2 }

func cloud(x, y, seed float64) float64 {
	var v float64
	for i := range 5 {
		f := math.Exp2(float64(i))
		v += wave(f*x+seed+0.3*wave(f*y)) * wave(f*y*1.1-seed) / f
	}
	return v / 2
}

func brick(x, y float64, _ *rand.Rand, s float64) (r, g, b float64) {
	row := math.Floor(y * 10 * s)
	if math.Mod(y*10*s, 1) < 0.1 || math.Mod(x*5*s+row/2, 1) < 0.05 {
		return 0.8, 0.8, 0.8
	}
	return 0.6, 0.25, 0.2
}

func step(on bool) float64 {
	if on {
		return 1
	}
	return 0
}

// drawing is a picture of a way to draw, in one of two sizes.
func drawing(draw func(x, y float64, rng *rand.Rand, seed float64) (r, g, b float64), i int) *image.RGBA {
	size := []image.Point{{92, 112}, {400, 300}}[i]
	rng := rand.New(rand.NewPCG(uint64(i), 7))
	img := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			r, g, b := draw(float64(x)/float64(size.X), float64(y)/float64(size.Y), rng, float64(i+1))
			img.SetRGBA(x, y, color.RGBA{level(r), level(g), level(b), 255})
		}
	}
	return img
}

// TestNoFace: what has no face gives none, where one that is uncertain counts as none, and has an embedding all the same. As no face is sure,
// each picture is looked at in all four turns.
func TestNoFace(t *testing.T) {
	n := openNetworks(t)
	pictures, uncertain := 0, 0
	for name, draw := range faceless {
		for i := range 2 {
			d := describePhoto(t, n, drawing(draw, i))
			pictures++
			checkNoFace(t, fmt.Sprint(name, " ", i), d)
			if d.Main >= 0 {
				uncertain++
				t.Logf("%s %d: %.2f", name, i, d.Face.Score)
			}
		}
	}
	t.Logf("%d pictures: %d with an uncertain face", pictures, uncertain)
}

func level(v float64) uint8 { return uint8(255 * min(max(v, 0), 1)) }

func checkNoFace(t *testing.T, name string, d *Description) {
	t.Helper()
	if d.Sure() > 0 || len(d.Faces) > 1 {
		t.Errorf("%s: %d faces, the first %v with %.2f", name, len(d.Faces), d.Faces[0].Box, d.Faces[0].Score)
	}
	if (d.Main < 0) != slices.Contains(d.Face.Quality, NoFace) || (d.Main >= 0) != slices.Contains(d.Face.Quality, Uncertain) {
		t.Errorf("%s: main %d, flags %v", name, d.Main, d.Face.Quality)
	}
	if len(d.Embedding) != BuiltIn().Size || math.IsNaN(euclidean(d.Embedding, make([]float32, BuiltIn().Size))) {
		t.Errorf("%s: embedding %v", name, d.Embedding)
	}
}
