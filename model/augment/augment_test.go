package augment_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"siamface/model/augment"
)

const width, height = 24, 17

// picture is a face-like nothing: smooth, of a deviation of about 1, each channel another.
func picture(channels int) []float32 {
	p := make([]float32, 0, channels*width*height)
	for c := range channels {
		for y := range height {
			for x := range width {
				p = append(p, float32(math.Sin(float64(x)/5+float64(c))+math.Cos(float64(y)/4)))
			}
		}
	}
	return p
}

func changed(s augment.Settings, channels int, seed uint64, times int) [][]float32 {
	a := augment.New(s, width, height, channels, seed)
	var list [][]float32
	for range times {
		p := picture(channels)
		a.Change(p)
		list = append(list, p)
	}
	return list
}

// kinds has each change alone, and all of them.
var kinds = map[string]augment.Settings{
	"mirror": {Mirror: true}, "shift": {Shift: 2}, "turn": {Turn: 20}, "zoom": {Zoom: 0.3}, "blur": {Blur: 2}, "contrast": {Contrast: 0.5},
	"brightness": {Brightness: 0.5}, "noise": {Noise: 0.5}, "cut-out": {CutOut: 0.5}, "moved": augment.Moved(), "faces": augment.Faces(),
}

func TestTheSeedDecides(t *testing.T) {
	for name, s := range kinds {
		for _, channels := range []int{1, 3} {
			a, b, c := changed(s, channels, 1, 20), changed(s, channels, 1, 20), changed(s, channels, 2, 20)
			if !slices.EqualFunc(a, b, slices.Equal) {
				t.Errorf("%s: the same seed made other pictures", name)
			}
			if slices.EqualFunc(a, c, slices.Equal) {
				t.Errorf("%s: another seed made the same pictures", name)
			}
			plain := picture(channels)
			if !slices.ContainsFunc(a, func(p []float32) bool { return !slices.Equal(p, plain) }) {
				t.Errorf("%s: nothing was changed", name)
			}
		}
	}
}

func TestNothingIsChangedUnasked(t *testing.T) {
	if p := changed(augment.Settings{}, 3, 1, 1)[0]; !slices.Equal(p, picture(3)) {
		t.Error("settings that change nothing changed a picture")
	}
	p := []float32{1, 2, 3}
	augment.New(augment.Faces(), width, height, 1, 1).Change(p)
	if !slices.Equal(p, []float32{1, 2, 3}) {
		t.Error("a picture of another size was changed")
	}
}

// TestEachIsOneOfTheMoves knows all that mirroring and shifting can make.
func TestEachIsOneOfTheMoves(t *testing.T) {
	plain := picture(3)
	seen := map[[3]int]bool{}
	for _, p := range changed(augment.Settings{Mirror: true, Shift: 1}, 3, 5, 300) {
		for m := range 2 {
			for dx := -1; dx <= 1; dx++ {
				for dy := -1; dy <= 1; dy++ {
					if slices.Equal(p, moved(plain, m == 1, dx, dy)) {
						seen[[3]int{m, dx, dy}] = true
					}
				}
			}
		}
	}
	if len(seen) != 18 {
		t.Errorf("%d of 18 moves were made", len(seen))
	}
}

func moved(p []float32, mirror bool, dx, dy int) []float32 {
	inside := func(i, n int) int { return max(0, min(i, n-1)) }
	q := make([]float32, len(p))
	for i := range q {
		c, y, x := i/(width*height), i/width%height, i%width
		u := inside(x+dx, width)
		if mirror {
			u = width - 1 - u
		}
		q[i] = p[c*width*height+inside(y+dy, height)*width+u]
	}
	return q
}

// TestTurningARamp turns and zooms a plane whose value is the column: inside, it must stay a plane of the right slope.
func TestTurningARamp(t *testing.T) {
	const n = 41
	a := augment.New(augment.Settings{Turn: 30, Zoom: 0.2}, n, n, 1, 4)
	for range 20 {
		p := make([]float32, n*n)
		for i := range p {
			p[i] = float32(i%n) - n/2
		}
		a.Change(p)
		at := func(x, y int) float64 { return float64(p[(y+n/2)*n+x+n/2]) }
		right, down := at(1, 0)-at(0, 0), at(0, 1)-at(0, 0)
		if math.Abs(at(0, 0)) > 1e-4 {
			t.Fatalf("the centre moved: %v", at(0, 0))
		}
		if slope := math.Hypot(right, down); slope < 1/1.2-1e-4 || slope > 1.2+1e-4 || math.Abs(math.Atan2(down, right)) > math.Pi/6+1e-4 {
			t.Fatalf("turned by %v, zoomed by %v", math.Atan2(down, right), 1/slope)
		}
		for _, place := range [][2]int{{3, 4}, {-8, 2}, {5, -9}} {
			if want := right*float64(place[0]) + down*float64(place[1]); math.Abs(at(place[0], place[1])-want) > 1e-3 {
				t.Fatalf("%v at %v, the turned plane has %v", at(place[0], place[1]), place, want)
			}
		}
	}
}

// TestLight checks that contrast and brightness are one line through all pixels and channels, within their limits.
func TestLight(t *testing.T) {
	plain := picture(3)
	for _, p := range changed(augment.Settings{Contrast: 0.5, Brightness: 0.3}, 3, 2, 50) {
		scale := float64(p[0]-p[200]) / float64(plain[0]-plain[200])
		shift := float64(p[0]) - scale*float64(plain[0])
		if scale < 1/1.5-1e-4 || scale > 1.5+1e-4 || math.Abs(shift) > 0.3+1e-4 {
			t.Fatalf("contrast %v, brightness %v", scale, shift)
		}
		for i, v := range p {
			if math.Abs(float64(v)-scale*float64(plain[i])-shift) > 1e-4 {
				t.Fatalf("pixel %d is off the line", i)
			}
		}
	}
}

func TestBlurKeepsTheMeanAndSmooths(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	rough := make([]float32, 60*60)
	for i := range rough {
		rough[i] = float32(rng.NormFloat64())
	}
	a := augment.New(augment.Settings{Blur: 3}, 60, 60, 1, 3)
	for range 10 {
		p := slices.Clone(rough)
		a.Change(p)
		mean, deviation := moments(p)
		before, spread := moments(rough)
		if math.Abs(mean-before) > 0.05 || deviation > spread+1e-6 {
			t.Fatalf("mean %v, deviation %v; before %v, %v", mean, deviation, before, spread)
		}
	}
	flat := make([]float32, 60*60)
	for i := range flat {
		flat[i] = 2
	}
	a.Change(flat)
	if mean, deviation := moments(flat); math.Abs(mean-2) > 1e-5 || deviation > 1e-5 {
		t.Errorf("a flat picture has mean %v and deviation %v", mean, deviation)
	}
}

func moments(p []float32) (mean, deviation float64) {
	for _, v := range p {
		mean += float64(v) / float64(len(p))
	}
	for _, v := range p {
		deviation += (float64(v) - mean) * (float64(v) - mean) / float64(len(p))
	}
	return mean, math.Sqrt(deviation)
}

func TestNoiseHasItsDeviation(t *testing.T) {
	plain := picture(3)
	greatest := 0.0
	for _, p := range changed(augment.Settings{Noise: 0.4}, 3, 6, 200) {
		difference := make([]float32, len(p))
		for i := range p {
			difference[i] = p[i] - plain[i]
		}
		_, deviation := moments(difference)
		greatest = max(greatest, deviation)
	}
	if greatest < 0.35 || greatest > 0.45 {
		t.Errorf("the greatest deviation of 200 is %v, want about 0.4", greatest)
	}
}

// TestCutOutIsASquare finds zeros in a rectangle alone, at the same place in all channels, never too large.
func TestCutOutIsASquare(t *testing.T) {
	seen := map[int]bool{}
	for _, p := range changed(augment.Settings{CutOut: 0.5}, 3, 1, 200) {
		plain := picture(3)
		left, right, top, bottom, zeros := width, -1, height, -1, 0
		for i, v := range p {
			if v == plain[i] {
				continue
			}
			if v != 0 {
				t.Fatalf("pixel %d became %v", i, v)
			}
			x, y := i%width, i/width%height
			left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
			zeros++
		}
		seen[zeros] = true
		if area := 3 * (right - left + 1) * (bottom - top + 1); zeros > 0 && zeros != area || right-left+1 > width/2 {
			t.Fatalf("%d zeros in columns %d to %d, rows %d to %d", zeros, left, right, top, bottom)
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d sizes of squares were cut out", len(seen))
	}
}

func TestBadSettingsAreRefused(t *testing.T) {
	for _, s := range []augment.Settings{{Shift: -1}, {Turn: 181}, {Zoom: math.NaN()}, {Noise: -1}, {CutOut: 11}, {Blur: math.Inf(1)}} {
		if s.Check() == nil {
			t.Errorf("%+v was taken", s)
		}
	}
	for name, s := range kinds {
		if err := s.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPresets(t *testing.T) {
	for name, want := range map[string]augment.Settings{augment.PresetNone: {}, augment.PresetMoved: augment.Moved(), augment.PresetFaces: augment.Faces()} {
		if got, err := augment.Preset(name); err != nil || got != want || !slices.Contains(augment.Presets(), name) {
			t.Errorf("%s is %+v, %v", name, got, err)
		}
	}
	if _, err := augment.Preset("all"); err == nil || !strings.Contains(err.Error(), augment.PresetMoved) {
		t.Errorf("an unknown preset: %v", err)
	}
}
