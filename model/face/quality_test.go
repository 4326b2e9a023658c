package face

import (
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"siamface/model/photo"
)

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
	put(48, 68, 0, 40)
	put(48, 49, -16, 40)
	put(60, 61, -16, 40)
	put(54, 55, 16, 40)
	put(64, 65, 16, 40)
	f.Five = fiveOf(f.Points)
	f.Box, f.Score, f.Length = Box{140, 140, 120, 120}, 0.9, 9
	return f
}

// sharpChip is a chip in the best light.
func sharpChip() Chip {
	return noise(112, 112, false, rand.New(rand.NewPCG(1, 1))).(*image.RGBA)
}

func TestJudge(t *testing.T) {
	r := BuiltIn()
	wide := newRaster(400, 400, 1)
	flat := image.NewRGBA(image.Rect(0, 0, 112, 112))
	for name, c := range map[string]struct {
		change func(f *Face)
		chip   Chip
		photo  raster
		want   []Flag
	}{
		"good":               {func(*Face) {}, sharpChip(), wide, nil},
		"weak":               {func(f *Face) { f.Length = r.WeakBelow - 1e-9 }, sharpChip(), wide, []Flag{Weak}},
		"just not weak":      {func(f *Face) { f.Length = r.WeakBelow }, sharpChip(), wide, nil},
		"void":               {func(f *Face) { f.Length = r.VoidBelow - 1e-9 }, sharpChip(), wide, []Flag{Void}},
		"just not void":      {func(f *Face) { f.Length = r.VoidBelow }, sharpChip(), wide, []Flag{Weak}},
		"no number":          {func(f *Face) { f.Length = math.NaN() }, sharpChip(), wide, []Flag{Void}},
		"uncertain":          {func(f *Face) { f.Uncertain = true }, sharpChip(), wide, []Flag{Uncertain}},
		"void and uncertain": {func(f *Face) { f.Uncertain, f.Length = true, 0 }, sharpChip(), wide, []Flag{Void, Uncertain}},
		// reasons are of weak faces alone
		"a good dark one":   {func(*Face) {}, flat, newRaster(200, 200, 1), nil},
		"weak, from afar":   {func(f *Face) { f.Length, f.Box.H = 2.6, smallHeight-0.1 }, sharpChip(), wide, []Flag{Weak, Small}},
		"weak, not so far":  {func(f *Face) { f.Length, f.Box.H = 2.6, smallHeight }, sharpChip(), wide, []Flag{Weak}},
		"void in the dark":  {func(f *Face) { f.Length = 1 }, flat, wide, []Flag{Void, Blur, Dark}},
		"weak at the edge":  {func(f *Face) { f.Length = 2.6 }, sharpChip(), newRaster(205, 400, 1), []Flag{Weak, Cut}},
		"weak, nose aside":  {func(f *Face) { f.Length, f.Points[30].X = 2.6, 236 }, sharpChip(), wide, []Flag{Weak, Pose}},
		"flagged of before": {func(f *Face) { f.Quality = []Flag{Void, Pose} }, sharpChip(), wide, nil},
	} {
		f := frontal(0)
		c.change(&f)
		if r.judge(&f, c.chip, c.photo); !slices.Equal(f.Quality, c.want) {
			t.Errorf("%s: %v, want %v", name, f.Quality, c.want)
		}
	}
}

func TestFlagsMeanings(t *testing.T) {
	for flag, want := range map[Flag][2]bool{ // says nothing, explains
		Weak: {false, false}, Void: {true, false}, Uncertain: {true, false}, NoFace: {true, false},
		Pose: {false, true}, Small: {false, true}, Blur: {false, true}, Dark: {false, true}, Cut: {false, true},
	} {
		if flag.SaysNothing() != want[0] || flag.Explains() != want[1] {
			t.Errorf("%s says nothing: %v, explains: %v", flag, flag.SaysNothing(), flag.Explains())
		}
	}
}

func TestAsymmetry(t *testing.T) {
	for _, angle := range []float64{0, 0.4, -1, 3} {
		f := frontal(angle)
		if got := f.asymmetry(); math.Abs(got) > 1e-9 {
			t.Errorf("turned by %v: %v", angle, got)
		}
		f.Points[30].X += 36 * math.Cos(angle)
		f.Points[30].Y += 36 * math.Sin(angle)
		if got := f.asymmetry(); math.Abs(got-(9.0-81)/90) > 1e-9 {
			t.Errorf("a nose at the side, turned by %v: %v", angle, got)
		}
	}
}

// TestMeasureChip: of sin(ωx) the Laplacian is −2(1 − cos ω)·sin(ωx), so the ratio of variances is 4(1 − cos ω)².
func TestMeasureChip(t *testing.T) {
	for _, periods := range []float64{2, 10, 25} { // in 73 pixels, which are measured
		omega := 2 * math.Pi * periods / 73
		c := image.NewRGBA(image.Rect(0, 0, 112, 112))
		for i := range c.Pix {
			c.Pix[i] = uint8(math.Round(128 + 100*math.Sin(omega*float64(i/4%112)+0.3)))
		}
		light, contrast, sharpness := measureChip(c)
		want := 4 * (1 - math.Cos(omega)) * (1 - math.Cos(omega))
		if math.Abs(light-128) > 0.5 || math.Abs(contrast-100/math.Sqrt2) > 0.5 || math.Abs(sharpness-want) > 0.02*want+4e-4 { // values are rounded
			t.Errorf("%v periods: light %v, contrast %v, sharpness %v, want 128, 70.7, %v", periods, light, contrast, sharpness, want)
		}
	}
}

// changed is a grey picture whose values go through a function.
func changed(img image.Image, to func(v float64) float64) *image.Gray {
	b := img.Bounds()
	return painted(b.Dx(), b.Dy(), func(x, y float64) float64 { return min(max(to(value(img, int(x), int(y), 0)), 0), 255) })
}

// blurred is a picture of ORL shrunk and enlarged again.
func blurred(img image.Image, by float64) image.Image {
	b := img.Bounds()
	small := photo.Resize(img, max(1, int(float64(b.Dx())/by)), max(1, int(float64(b.Dy())/by)))
	r := rasterOf(small)
	big := r.enlarged(enlarging(r.w, 0, b.Dx()), enlarging(r.h, 0, b.Dy()))
	return painted(b.Dx(), b.Dy(), func(x, y float64) float64 { return big.pixel(int(x), int(y), 0) })
}

// TestReasons makes pictures of ORL worse step by step: once a face is weak, its flags say why.
func TestReasons(t *testing.T) {
	n := openNetworks(t)
	images := orlImages(t, 8)
	cut := func(width, height float64) func(img image.Image, by float64) image.Image {
		return func(img image.Image, by float64) image.Image {
			b := img.Bounds()
			b.Min.Y += int(by * height * float64(b.Dy()))
			b.Max.X -= int(by * width * float64(b.Dx()))
			return img.(*image.Gray).SubImage(b)
		}
	}
	for name, way := range map[string]struct {
		flag  Flag
		least float64 // share of the weak ones that say so
		steps []float64
		worse func(img image.Image, by float64) image.Image
	}{
		"darker": {Dark, 1, []float64{8, 24}, func(img image.Image, by float64) image.Image {
			return changed(img, func(v float64) float64 { return v / by })
		}},
		"blurred": {Blur, 0.8, []float64{4, 5, 6, 8}, blurred},
		"small": {Small, 1, []float64{4, 5, 7}, func(img image.Image, by float64) image.Image {
			return photo.Resize(img, int(92/by), int(112/by))
		}},
		"without the top":  {Cut, 1, []float64{0.45, 0.55, 0.6}, cut(0, 1)},
		"without the side": {Cut, 1, []float64{0.45, 0.55, 0.6}, cut(1, 0)},
	} {
		weak, named := 0, 0
		for i, img := range images {
			for _, by := range way.steps {
				d := describePhoto(t, n, way.worse(img, by))
				if d.Main < 0 || d.Face.Length >= BuiltIn().WeakBelow {
					continue
				}
				weak++
				if slices.Contains(d.Face.Quality, way.flag) {
					named++
					continue
				}
				light, contrast, sharpness := measureChip(d.Chip)
				t.Logf("%s, picture %d by %v: length %.2f, %v, light %.0f, contrast %.1f, sharpness %.4f, height %.0f", name, i+1, by,
					d.Face.Length, d.Face.Quality, light, contrast, sharpness, d.Face.Box.H)
			}
		}
		t.Logf("%s: %d of %d weak ones say so", name, named, weak)
		if weak < 6 || float64(named) < way.least*float64(weak) {
			t.Errorf("%s: %d of %d weak ones say so", name, named, weak)
		}
	}
}
