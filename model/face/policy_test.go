package face

import (
	"math"
	"slices"
	"testing"
)

func TestMerge(t *testing.T) {
	box := func(x, y, w, h, score float64) candidate { return candidate{Box{x, y, w, h}, score} }
	for name, c := range map[string]struct {
		found     []candidate
		want      []float64 // scores
		uncertain bool
	}{
		"nothing":             {},
		"the best of two":     {[]candidate{box(0, 0, 10, 10, 0.7), box(1, 1, 10, 10, 0.9)}, []float64{0.9}, false},
		"small within large":  {[]candidate{box(0, 0, 100, 100, 0.8), box(40, 40, 10, 10, 0.7)}, []float64{0.8}, false},
		"half of the smaller": {[]candidate{box(0, 0, 10, 10, 0.8), box(5, 0, 10, 10, 0.7)}, []float64{0.8, 0.7}, false},
		"a little more":       {[]candidate{box(0, 0, 10, 10, 0.8), box(4.9, 0, 10, 10, 0.7)}, []float64{0.8}, false},
		"beside each other":   {[]candidate{box(0, 0, 10, 10, 0.7), box(20, 0, 10, 10, 0.8)}, []float64{0.8, 0.7}, false},
		"the unsure go":       {[]candidate{box(0, 0, 10, 10, 0.7), box(20, 0, 10, 10, 0.6)}, []float64{0.7}, false},
		"one uncertain":       {[]candidate{box(0, 0, 10, 10, 0.4), box(20, 0, 10, 10, 0.6)}, []float64{0.6}, true},
		"dropped drop none":   {[]candidate{box(0, 0, 10, 10, 0.9), box(4, 0, 10, 10, 0.8), box(8, 0, 10, 10, 0.7)}, []float64{0.9, 0.7}, false},
	} {
		got, uncertain := merge(c.found)
		var scores []float64
		for _, f := range got {
			scores = append(scores, f.score)
		}
		if !slices.Equal(scores, c.want) || uncertain != c.uncertain {
			t.Errorf("%s: %v, uncertain %v", name, scores, uncertain)
		}
	}
}

func TestMainFace(t *testing.T) {
	at := func(x, y, side float64) Face { return Face{Box: Box{x - side/2, y - side/2, side, side}} }
	for name, c := range map[string]struct {
		faces []Face
		want  int
	}{
		"none":               {nil, -1},
		"one":                {[]Face{at(900, 10, 5)}, 0},
		"the larger":         {[]Face{at(300, 500, 50), at(700, 500, 60)}, 1},
		"the central":        {[]Face{at(30, 30, 60), at(500, 500, 50)}, 1},
		"large and far":      {[]Face{at(100, 100, 200), at(500, 500, 50)}, 0},
		"outside of the lot": {[]Face{at(-900, -900, 50)}, 0},
	} {
		if got := Main(c.faces, 1000, 1000); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// frontal is a face of the right proportions: eyes 40 apart, the nose in the middle, turned by an angle.
func frontal(angle float64) Face {
	var f Face
	put := func(from, to int, x, y float64) {
		for i := from; i < to; i++ {
			f.Points[i] = Point{200 + x*math.Cos(angle) - y*math.Sin(angle), 200 + x*math.Sin(angle) + y*math.Cos(angle)}
		}
	}
	put(36, 42, -20, 0)
	put(42, 48, 20, 0)
	put(30, 31, 0, 20)
	put(1, 2, -45, 10)
	put(15, 16, 45, 10)
	f.Box, f.Score = Box{140, 140, 120, 120}, 0.9
	return f
}

func TestQualityFlags(t *testing.T) {
	sharp := Measures{Eyes: 0.33, Sharpness: 0.1}
	for name, c := range map[string]struct {
		measures Measures
		width    float64
		score    float64
		unsure   bool
		want     []Flag
	}{
		"good":           {sharp, 100, 0.9, false, nil},
		"close eyes":     {Measures{0.199, 0, 0.1}, 100, 0.9, false, []Flag{Pose}},
		"just apart":     {Measures{0.2, 0.7, 0.006}, 46, 0.5, false, nil},
		"turned left":    {Measures{0.3, -0.71, 0.1}, 100, 0.9, false, []Flag{Pose}},
		"turned right":   {Measures{0.3, 0.71, 0.1}, 100, 0.9, false, []Flag{Pose}},
		"no number":      {Measures{math.NaN(), math.NaN(), math.NaN()}, 100, 0.9, false, []Flag{Pose, Blur}},
		"small":          {sharp, 45.9, 0.9, false, []Flag{Small}},
		"small, at 30":   {sharp, 30, 0.9, false, []Flag{Small}},
		"too small":      {sharp, 29.9, 0.9, false, []Flag{TooSmall}},
		"blurred":        {Measures{0.3, 0, 0.0059}, 100, 0.9, false, []Flag{Blur}},
		"uncertain":      {sharp, 100, 0.55, true, []Flag{Uncertain}},
		"very uncertain": {sharp, 100, 0.49, true, []Flag{Pose, Uncertain}},
	} {
		f := Face{Box: Box{0, 0, c.width, 100}, Score: c.score, Uncertain: c.unsure, Measures: c.measures}
		if got := f.flags(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestMeasures(t *testing.T) {
	grey := newRaster(400, 400, 1)
	for _, angle := range []float64{0, 0.4, -1, 3} {
		f := frontal(angle)
		f.judge(grey)
		if math.Abs(f.Measures.Eyes-40.0/120) > 1e-9 || math.Abs(f.Measures.Asymmetry) > 1e-9 {
			t.Errorf("turned by %v: %+v", angle, f.Measures)
		}
		if !slices.Contains(f.Quality, Blur) || slices.Contains(f.Quality, Pose) {
			t.Errorf("a flat picture: %v", f.Quality)
		}
	}
	f := frontal(0)
	f.Points[30].X += 36 // dl = 81, dr = 9
	f.judge(grey)
	if math.Abs(f.Measures.Asymmetry-(9.0-81)/90) > 1e-9 || !slices.Contains(f.Quality, Pose) {
		t.Errorf("a nose at the side: %+v, %v", f.Measures, f.Quality)
	}
}

// TestSharpness: of sin(ωx) the Laplacian is −2(1 − cos ω)·sin(ωx), so the ratio of variances is 4(1 − cos ω)².
func TestSharpness(t *testing.T) {
	for _, periods := range []float64{2, 10, 25} { // in 100 pixels, so that whole ones are seen
		omega := 2 * math.Pi * periods / 100
		c := make(Chip, chipSide*chipSide*3)
		for i := range c {
			c[i] = float32(128 + 100*math.Sin(omega*float64(i/3%chipSide)+0.3))
		}
		want := 4 * (1 - math.Cos(omega)) * (1 - math.Cos(omega))
		if got := c.sharpness(); math.Abs(got/want-1) > 1e-3 {
			t.Errorf("%v periods: %v, want %v", periods, got, want)
		}
	}
}
