package face

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"
)

// noise is a picture of random pixels, grey or in colour, with a corner that isn't at (0, 0).
func noise(w, h int, grey bool, rng *rand.Rand) image.Image {
	frame := image.Rect(0, 0, w+2, h+3)
	if grey {
		img := image.NewGray(frame)
		for i := range img.Pix {
			img.Pix[i] = uint8(rng.Uint32())
		}
		return img.SubImage(image.Rect(2, 3, w+2, h+3))
	}
	img := image.NewRGBA(frame)
	for i := range img.Pix {
		img.Pix[i] = uint8(rng.Uint32()) | uint8(i%4/3*255)
	}
	return img.SubImage(image.Rect(2, 3, w+2, h+3))
}

// value is channel c of a pixel, of the nearest one outside.
func value(img image.Image, x, y, c int) float64 {
	b := img.Bounds()
	at := color.RGBAModel.Convert(img.At(b.Min.X+min(max(x, 0), b.Dx()-1), b.Min.Y+min(max(y, 0), b.Dy()-1))).(color.RGBA)
	return float64([3]uint8{at.R, at.G, at.B}[c])
}

func pictures(each func(img image.Image, rng *rand.Rand)) {
	rng := rand.New(rand.NewPCG(11, 12))
	for _, size := range []image.Point{{1, 1}, {7, 5}, {40, 23}, {13, 50}} {
		for _, grey := range []bool{true, false} {
			each(noise(size.X, size.Y, grey, rng), rng)
		}
	}
}

func TestAveragesAgainstLoops(t *testing.T) {
	pictures(func(img image.Image, rng *rand.Rand) {
		r := rasterOf(img)
		for range 20 {
			area := rect{rng.IntN(r.w+8) - 8, rng.IntN(r.h+8) - 8, 1 + rng.IntN(r.w+8), 1 + rng.IntN(r.h+8)}
			ks := []int{1, 1 + rng.IntN(5), 1 + rng.IntN(60)}
			for i, got := range r.averages(area, ks...) {
				checkAverage(t, img, got, area, ks[i])
			}
		}
	})
}

func checkAverage(t *testing.T, img image.Image, got raster, area rect, k int) {
	t.Helper()
	if got.w != (area.w+k-1)/k || got.h != (area.h+k-1)/k {
		t.Fatalf("%v by %d: %d × %d", area, k, got.w, got.h)
	}
	for y := range got.h {
		for x := range got.w {
			for c := range 3 {
				var sum, n float64
				for dy := y * k; dy < min((y+1)*k, area.h); dy++ {
					for dx := x * k; dx < min((x+1)*k, area.w); dx++ {
						sum, n = sum+value(img, area.x+dx, area.y+dy, c), n+1
					}
				}
				// a mean near a half may go either way
				if v := float64(got.pix[got.offset(x, y, c)]); math.Abs(v-sum/n) > 0.5+1/n {
					t.Fatalf("%v by %d at %d, %d, channel %d: %v, want %v", area, k, x, y, c, v, sum/n)
				}
				if k == 1 && float64(got.pix[got.offset(x, y, c)]) != sum {
					t.Fatalf("%v unshrunk at %d, %d changed", area, x, y)
				}
			}
		}
	}
}

// TestAverageIsPillows: what Pillow 13.0's reduce makes of these rows of three, where it rounds down or up.
func TestAverageIsPillows(t *testing.T) {
	for _, c := range []struct {
		row  [9]uint8
		want uint8
	}{
		{[9]uint8{5}, 0}, // 5/9 + 4/9 is 1, which the reciprocal just misses
		{[9]uint8{6}, 1},
		{[9]uint8{4}, 0},
		{[9]uint8{255, 255, 255, 255, 255, 255, 255, 255, 255}, 255},
		{[9]uint8{14}, 1},
		{[9]uint8{15}, 2},
	} {
		img := image.NewGray(image.Rect(0, 0, 3, 3))
		copy(img.Pix, c.row[:])
		r := rasterOf(img)
		if got := r.averages(r.all(), 3)[0].pix[0]; got != c.want {
			t.Errorf("mean of %v: %d, want %d", c.row, got, c.want)
		}
	}
}

func TestResizeAgainstLoops(t *testing.T) {
	mean := [3]float32{10, 20, 30}
	pictures(func(img image.Image, rng *rand.Rand) {
		r := rasterOf(img)
		for _, p := range []place{atTopLeft(r, r.w/4, r.h/4), atTopLeft(r, 0, 0), centred(r)} {
			n, stride := 1+rng.IntN(40), 45
			got := make([]float32, stride*stride*3)
			resize(got, stride, n, r, p, mean)
			square := func(x, y, c int) float64 {
				x, y = min(x, p.side-1)-p.offset.x-p.border.x, min(y, p.side-1)-p.offset.y-p.border.y
				if x < -p.border.x || y < -p.border.y || x >= r.w+p.border.x || y >= r.h+p.border.y {
					return 0
				}
				return value(img, x, y, c)
			}
			for i := range n * n * 3 {
				c, x, y := i%3, i/3%n, i/3/n
				sx, sy := float64(x)*float64(p.side)/float64(n), float64(y)*float64(p.side)/float64(n)
				x0, y0 := int(math.Floor(sx+1e-9)), int(math.Floor(sy+1e-9))
				fx, fy := sx-float64(x0), sy-float64(y0)
				want := (1-fy)*((1-fx)*square(x0, y0, c)+fx*square(x0+1, y0, c)) + fy*((1-fx)*square(x0, y0+1, c)+fx*square(x0+1, y0+1, c))
				if v := float64(got[(y*stride+x)*3+c])*255 + float64(mean[c]); math.Abs(v-want) > 1e-3 {
					t.Fatalf("%d × %d at %d (%+v) pixel %d, %d, channel %d: %v, want %v", r.w, r.h, n, p, x, y, c, v, want)
				}
			}
		}
	})
}

func TestAlignmentRecoversSimilarities(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	for range 100 {
		s := Similarity{rng.NormFloat64(), rng.NormFloat64(), 100 * rng.NormFloat64(), 100 * rng.NormFloat64()}
		var points [5]Point
		for i, p := range template {
			points[i] = s.At((p.X+0.25)/1.5*150, (p.Y+0.25)/1.5*150)
		}
		got := Alignment(points)
		if math.Abs(got.A-s.A)+math.Abs(got.B-s.B) > 1e-9 || math.Abs(got.X-s.X)+math.Abs(got.Y-s.Y) > 1e-6 {
			t.Fatalf("%+v, want %+v", got, s)
		}
		// any other similarity near the least squares fits moved points worse
		for i := range points {
			points[i].X, points[i].Y = points[i].X+5*rng.NormFloat64(), points[i].Y+5*rng.NormFloat64()
		}
		best := Alignment(points)
		for range 20 {
			other := Similarity{best.A + 0.01*rng.NormFloat64(), best.B + 0.01*rng.NormFloat64(), best.X + rng.NormFloat64(), best.Y + rng.NormFloat64()}
			if misfit(other, points) < misfit(best, points) {
				t.Fatalf("%+v fits %v better than %+v", other, points, best)
			}
		}
	}
}

func misfit(s Similarity, points [5]Point) (sum float64) {
	for i, p := range template {
		at := s.At((p.X+0.25)/1.5*150, (p.Y+0.25)/1.5*150)
		sum += (at.X-points[i].X)*(at.X-points[i].X) + (at.Y-points[i].Y)*(at.Y-points[i].Y)
	}
	return sum
}

// TestChipAgainstLoops averages the whole picture and samples it pixel by pixel.
func TestChipAgainstLoops(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 9))
	for _, scale := range []float64{0.3, 1, 1.9, 2.1, 3.7} {
		for _, grey := range []bool{true, false} {
			img := noise(211, 170, grey, rng)
			s := Similarity{scale * 0.96, scale * 0.28, 40 - 30*scale, 20 - 20*scale}
			var points [5]Point
			for i, p := range template {
				points[i] = s.At((p.X+0.25)/1.5*150, (p.Y+0.25)/1.5*150)
			}
			got := CutChip(img, points)
			k := max(1, int(scale))
			r := rasterOf(img)
			small := r.averages(r.all(), k)[0]
			for i, v := range got {
				at := s.At(float64(i/3%150), float64(i/450))
				x := min(max((at.X-float64(k-1)/2)/float64(k), 0), float64(small.w-1))
				y := min(max((at.Y-float64(k-1)/2)/float64(k), 0), float64(small.h-1))
				if want := bilinear(small, x, y, i%3); math.Abs(float64(v)-want) > 1e-2 {
					t.Fatalf("scale %v, value %d: %v, want %v", scale, i, v, want)
				}
			}
		}
	}
}

func bilinear(r raster, x, y float64, c int) (sum float64) {
	for dy := range 2 {
		for dx := range 2 {
			px, py := min(int(x)+dx, r.w-1), min(int(y)+dy, r.h-1)
			sum += math.Abs(1-float64(dx)-(x-math.Floor(x))) * math.Abs(1-float64(dy)-(y-math.Floor(y))) * float64(r.pix[r.offset(px, py, c)])
		}
	}
	return sum
}

// anywhere are places inside and far outside of a small picture, and some that make no sense.
var anywhere = []float64{-1e9, -50, 0, 29, 1e9, math.Inf(1), math.NaN()}

// TestFarFaces: points anywhere, also none that make sense, take no picture apart.
func TestFarFaces(t *testing.T) {
	img := noise(30, 40, false, rand.New(rand.NewPCG(2, 2)))
	for _, x := range anywhere {
		var points [5]Point
		for i := range points {
			points[i] = Point{x + 10*float64(i%2), x + 7*float64(i%3)}
		}
		if c := CutChip(img, points); len(c) != 150*150*3 {
			t.Errorf("at %v: %d values", x, len(c))
		}
		crop := cropOf(rasterOf(img), Box{x, x, 10, 10})
		if crop.raster.w < 1 || crop.raster.h < 1 {
			t.Errorf("at %v: a crop of %v", x, crop.rect)
		}
	}
}
