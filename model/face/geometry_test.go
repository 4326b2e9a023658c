package face

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// anywhere are places inside and far outside of a small picture, and some that make no sense.
var anywhere = []float64{-1e300, -1e9, -50, 0, 29, 1e9, 1e300, math.Inf(1), math.Inf(-1), math.NaN()}

func pictures(each func(img image.Image, rng *rand.Rand)) {
	rng := rand.New(rand.NewPCG(11, 12))
	for _, size := range []image.Point{{1, 1}, {7, 5}, {40, 23}, {13, 50}} {
		for _, grey := range []bool{true, false} {
			each(noise(size.X, size.Y, grey, rng), rng)
		}
	}
}

// pixel is channel c of a raster's pixel.
func (r raster) pixel(x, y, c int) float64 {
	return float64(r.pix[y*r.stride+x*r.step+min(c, r.channels-1)])
}

// averaged is channel c of output (x, y) of w × h outputs, by definition: the mean over what it covers of a picture whose edges are
// repeated by borders.
func averaged(img image.Image, border image.Point, w, h, x, y, c int) float64 {
	size := img.Bounds().Size()
	stepX, stepY := float64(size.X+2*border.X)/float64(w), float64(size.Y+2*border.Y)/float64(h)
	covered := func(p int, from, step float64) float64 {
		return max(0, min(float64(p+1), from+step)-max(float64(p), from))
	}
	left, top := float64(x)*stepX, float64(y)*stepY
	var sum, area float64
	for py := int(top); float64(py) < top+stepY; py++ {
		for px := int(left); float64(px) < left+stepX; px++ {
			weight := covered(px, left, stepX) * covered(py, top, stepY)
			sum, area = sum+weight*value(img, px-border.X, py-border.Y, c), area+weight
		}
	}
	return sum / area
}

func TestAveragesAgainstLoops(t *testing.T) {
	pictures(func(img image.Image, rng *rand.Rand) {
		r := rasterOf(img)
		for range 12 {
			border := image.Pt(rng.IntN(r.w+1), rng.IntN(r.h+1))
			w, h := 1+rng.IntN(r.w+2*border.X), 1+rng.IntN(r.h+2*border.Y)
			x0, y0 := rng.IntN(w), rng.IntN(h)
			x1, y1 := x0+1+rng.IntN(w-x0), y0+1+rng.IntN(h-y0)
			got := r.resampled(shrinking(r.w, border.X, w, x0, x1), shrinking(r.h, border.Y, h, y0, y1))
			if got.w != x1-x0 || got.h != y1-y0 {
				t.Fatalf("%d × %d outputs, want %d × %d", got.w, got.h, x1-x0, y1-y0)
			}
			for y := range got.h {
				for x := range got.w {
					for c := range 3 {
						want := averaged(img, border, w, h, x0+x, y0+y, c)
						if v := got.pixel(x, y, c); math.Abs(v-want) > 0.501 {
							t.Fatalf("%d × %d with borders %v to %d × %d, at %d, %d, channel %d: %v, want %v", r.w, r.h, border, w, h, x0+x, y0+y, c, v, want)
						}
					}
				}
			}
		}
		same := r.resampled(shrinking(r.w, 0, r.w, 0, r.w), shrinking(r.h, 0, r.h, 0, r.h))
		for y := range r.h {
			for x := range r.w {
				if same.pixel(x, y, 1) != r.pixel(x, y, 1) {
					t.Fatalf("unshrunk, %d, %d changed", x, y)
				}
			}
		}
	})
}

// TestHalvesAreOpenCVs: a mean of four that ends in a half goes up, one of other counts to the even number.
func TestHalvesAreOpenCVs(t *testing.T) {
	for _, c := range []struct {
		w, h int
		sum  uint8 // of all pixels, in the first
		want float64
	}{
		{2, 2, 2, 1}, {2, 2, 6, 2}, {2, 2, 10, 3}, {2, 2, 9, 2}, {4, 1, 2, 0}, {4, 1, 6, 2}, {4, 1, 10, 2}, {4, 4, 8, 0}, {4, 4, 24, 2},
	} {
		img := image.NewGray(image.Rect(0, 0, c.w, c.h))
		img.Pix[0] = c.sum
		got := rasterOf(img).resampled(shrinking(c.w, 0, 1, 0, 1), shrinking(c.h, 0, 1, 0, 1))
		if got.pixel(0, 0, 0) != c.want {
			t.Errorf("mean of %d in %d × %d: %v, want %v", c.sum, c.w, c.h, got.pixel(0, 0, 0), c.want)
		}
	}
}

// enlargedAt is channel c of output (x, y) of w × h, in whole numbers as OpenCV has it, and as it would be in fractions.
func enlargedAt(img image.Image, border image.Point, w, h, x, y, c int) (whole, fraction float64) {
	size := img.Bounds().Size()
	placeX := float32((float64(x)+0.5)*float64(size.X+2*border.X)/float64(w) - 0.5)
	placeY := float32((float64(y)+0.5)*float64(size.Y+2*border.Y)/float64(h) - 0.5)
	left, top := int(math.Floor(float64(placeX))), int(math.Floor(float64(placeY)))
	right := int(math.RoundToEven(float64(placeX-float32(left)) * 2048))
	down := int(math.RoundToEven(float64(placeY-float32(top)) * 2048))
	pixel := func(x, y int) int { return int(value(img, x-border.X, y-border.Y, c)) }
	row := func(y int) int { return (pixel(left, y)*(2048-right) + pixel(left+1, y)*right) >> 4 }
	sum := (row(top)*(2048-down))>>16 + (row(top+1)*down)>>16
	return float64((sum + 2) >> 2), bilinear(img, float64(placeX)-float64(border.X), float64(placeY)-float64(border.Y), c, repeated)
}

func TestEnlargedAgainstLoops(t *testing.T) {
	pictures(func(img image.Image, rng *rand.Rand) {
		r := rasterOf(img)
		for range 8 {
			border := image.Pt(rng.IntN(r.w+1), rng.IntN(r.h+1))
			w, h := r.w+2*border.X+rng.IntN(30), r.h+2*border.Y+rng.IntN(30)
			got := r.enlarged(enlarging(r.w, border.X, w), enlarging(r.h, border.Y, h))
			for y := range h {
				for x := range w {
					for c := range 3 {
						whole, fraction := enlargedAt(img, border, w, h, x, y, c)
						if v := got.pixel(x, y, c); v != whole || math.Abs(v-fraction) > 1.2 {
							t.Fatalf("%d × %d with borders %v at %d × %d, at %d, %d, channel %d: %v, want %v, about %v", r.w, r.h, border, w, h, x, y, c, v, whole, fraction)
						}
					}
				}
			}
		}
	})
}

func TestLinesAgainstLoops(t *testing.T) {
	pictures(func(img image.Image, rng *rand.Rand) {
		r := rasterOf(img)
		for range 50 {
			from := Point{(2*rng.Float64() - 0.5) * float64(r.w), (2*rng.Float64() - 0.5) * float64(r.h)}
			step := Point{2 * rng.NormFloat64(), 2 * rng.NormFloat64()}
			if rng.IntN(4) == 0 { // whole pixels, edges included
				from, step = Point{-2, float64(rng.IntN(r.h+2) - 1)}, Point{1, 0}
			}
			for _, beyond := range []edge{black, repeated} {
				row := make([]uint8, 3*40)
				r.line(from, step, beyond, row)
				for i, v := range row {
					n := float64(i / 3)
					x, y := from.X+n*step.X, from.Y+n*step.Y
					if want := bilinear(img, x, y, i%3, beyond); math.Abs(float64(v)-want) > 0.52 {
						t.Fatalf("%d × %d at (%v, %v), repeated %v: %v, want %v", r.w, r.h, x, y, beyond, v, want)
					}
				}
			}
		}
	})
}

func somePoints(rng *rand.Rand) (points [5]Point) {
	for i := range points {
		points[i] = Point{100 * rng.NormFloat64(), 100 * rng.NormFloat64()}
	}
	return points
}

func TestSimilarities(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	for range 100 {
		s := Similarity{rng.NormFloat64(), rng.NormFloat64(), 100 * rng.NormFloat64(), 100 * rng.NormFloat64()}
		from := somePoints(rng)
		var to [5]Point
		for i, p := range from {
			to[i] = s.At(p.X, p.Y)
		}
		if got := SimilarityOf(from, to); !alike(got, s) {
			t.Fatalf("of similar points: %+v, want %+v", got, s)
		}
		back := s.inverse()
		for i, p := range to {
			if q := back.At(p.X, p.Y); math.Hypot(q.X-from[i].X, q.Y-from[i].Y) > 1e-6 {
				t.Fatalf("%+v there and back: %v, want %v", s, q, from[i])
			}
		}
		if turn := back.inverse(); !alike(turn, s) || math.Abs(s.scale()*back.scale()-1) > 1e-9 {
			t.Fatalf("the inverse's inverse of %+v is %+v", s, turn)
		}
		for i := range to {
			to[i].X, to[i].Y = to[i].X+20*rng.NormFloat64(), to[i].Y+20*rng.NormFloat64()
		}
		if got, want := SimilarityOf(from, to), leastSquares(t, from, to); !alike(got, want) {
			t.Fatalf("%+v, the least squares are at %+v", got, want)
		}
	}
}

func alike(s, r Similarity) bool {
	return math.Abs(s.A-r.A)+math.Abs(s.B-r.B) < 1e-8 && math.Abs(s.X-r.X)+math.Abs(s.Y-r.Y) < 1e-6
}

// leastSquares solves for the similarity as for any linear model.
func leastSquares(t *testing.T, from, to [5]Point) Similarity {
	t.Helper()
	model, places := mat.NewDense(10, 4, nil), mat.NewVecDense(10, nil)
	for i, p := range from {
		model.SetRow(2*i, []float64{p.X, -p.Y, 1, 0})
		model.SetRow(2*i+1, []float64{p.Y, p.X, 0, 1})
		places.SetVec(2*i, to[i].X)
		places.SetVec(2*i+1, to[i].Y)
	}
	var s mat.VecDense
	if err := s.SolveVec(model, places); err != nil {
		t.Fatal(err)
	}
	return Similarity{s.AtVec(0), s.AtVec(1), s.AtVec(2), s.AtVec(3)}
}

// TestChipAgainstLoops averages the whole picture down and samples it pixel by pixel.
func TestChipAgainstLoops(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 9))
	r := BuiltIn()
	for _, scale := range []float64{0.3, 1, 1.9, 2.1, 3.7, 9} {
		for _, grey := range []bool{true, false} {
			img := noise(211, 170, grey, rng)
			s := Similarity{scale * 0.96, scale * 0.28, 100 - 40*scale, 80 - 60*scale}
			var five [5]Point
			for i, p := range r.Template {
				five[i] = s.At(p.X, p.Y)
			}
			got := r.CutChip(img, five)
			if got.Rect != image.Rect(0, 0, r.Side, r.Side) || !got.Opaque() {
				t.Fatalf("a chip of %v, opaque %v", got.Rect, got.Opaque())
			}
			k := max(1, int(scale+1e-9))
			w, h := 211/k, 170/k
			small := image.NewRGBA(image.Rect(0, 0, w, h))
			for i := range small.Pix {
				if small.Pix[i] = 255; i%4 < 3 {
					small.Pix[i] = uint8(math.RoundToEven(averaged(img, image.Point{}, w, h, i/4%w, i/4/w, i%4)))
				}
			}
			for i, v := range got.Pix {
				if i%4 == 3 {
					continue
				}
				want := sampled(small, five, i)
				most := 0.53
				if k > 1 {
					most = 1.6 // an average near a half may go either way
				}
				if math.Abs(float64(v)-want) > most {
					t.Fatalf("scale %v, value %d: %v, want %v", scale, i, v, want)
				}
			}
		}
	}
}

// sampled is a value of a chip, by the similarity of its points in a picture of 211 × 170 that was averaged down.
func sampled(small image.Image, five [5]Point, i int) float64 {
	size := small.Bounds().Size()
	for j, p := range five {
		five[j] = Point{p.X * float64(size.X) / 211, p.Y * float64(size.Y) / 170}
	}
	r := BuiltIn()
	at := SimilarityOf(five, r.Template).inverse().At(float64(i/4%r.Side), float64(i/4/r.Side))
	return bilinear(small, at.X, at.Y, i%4, black)
}

func TestTurns(t *testing.T) {
	pictures(func(img image.Image, rng *rand.Rand) {
		r := rasterOf(img)
		for quarters := range 4 {
			got := r.turned(quarters)
			whole := view{r, 1, 1, 0, 0}
			for range 60 {
				x, y := rng.IntN(r.w), rng.IntN(r.h)
				p := image.Pt(x, y)
				for h, n := r.h, 0; n < quarters; n++ { // a quarter clockwise: the left edge becomes the upper one
					p = image.Pt(h-1-p.Y, p.X)
					h = r.w + r.h - h
				}
				for c := range 3 {
					if got.pixel(p.X, p.Y, c) != r.pixel(x, y, c) {
						t.Fatalf("%d × %d by %d quarters: (%d, %d) isn't at %v", r.w, r.h, quarters, x, y, p)
					}
				}
				if back := turnBack(p, quarters, got.w, got.h); back != image.Pt(x, y) {
					t.Fatalf("%v of %d quarters came from %v, want (%d, %d)", p, quarters, back, x, y)
				}
				if quarters > 0 {
					c := candidate{Box: Box{float64(p.X), float64(p.Y), 0, 0}}
					c.five[2] = Point{float64(p.X), float64(p.Y)}
					c.turnBack(quarters, float64(got.w), float64(got.h))
					c.move(whole)
					if want := (Point{float64(x), float64(y)}); c.five[2] != want || c.Box != (Box{want.X, want.Y, 0, 0}) {
						t.Fatalf("a candidate at %v of %d quarters goes to %v, %v, want %v", p, quarters, c.Box, c.five[2], want)
					}
				}
			}
		}
	})
}

// TestUpright: the crop shows the photo where it says, its middle is the place asked for, and a head of that roll stands upright in it.
func TestUpright(t *testing.T) {
	smooth := func(x, y float64) float64 { return 128 + 60*math.Sin(x/30) + 60*math.Cos(y/40) }
	r := rasterOf(painted(600, 500, smooth))
	for _, roll := range []float64{-3, -1.2, -0.4, 0, 0.4, 1.5, math.Pi} {
		for _, side := range []float64{60, 150, 400} {
			const width = 100
			middle := Point{310.5, 240.25}
			crop, s := r.upright(middle, side, roll, width)
			if at := s.At((width-1)/2.0, (width-1)/2.0); math.Hypot(at.X-middle.X, at.Y-middle.Y) > 1e-9 || math.Abs(s.scale()*width/side-1) > 1e-9 {
				t.Fatalf("roll %v: the middle of %v lies at %v, a scale of %v", roll, middle, at, s.scale())
			}
			if got := rollBetween(s.At(50, 30), s.At(50, 70)); math.Abs(math.Remainder(got-roll, 2*math.Pi)) > 1e-9 {
				t.Fatalf("a head of roll %v is turned by %v", roll, got)
			}
			for v := 0; v < width; v += 9 {
				for u := 0; u < width; u += 9 {
					at := s.At(float64(u), float64(v))
					at = Point{min(max(at.X, 0), 599), min(max(at.Y, 0), 499)}
					// places go by scale alone, pixels count from their corners: that is off by up to half of what is averaged down
					if got, want := crop.pixel(u, v, 0), smooth(at.X, at.Y); math.Abs(got-want) > 1+3*s.scale() {
						t.Fatalf("roll %v, side %v: pixel (%d, %d) is %v, want %v", roll, side, u, v, got, want)
					}
				}
			}
		}
	}
}

// TestFarFaces: points and boxes anywhere, also none that make sense, take no picture apart.
func TestFarFaces(t *testing.T) {
	img := noise(30, 40, false, rand.New(rand.NewPCG(2, 2)))
	r := rasterOf(img)
	for _, x := range anywhere {
		var five [5]Point
		for i := range five {
			five[i] = Point{x + 10*float64(i%2), x + 7*float64(i%3)}
		}
		if c := BuiltIn().CutChip(img, five); len(c.Pix) != 4*112*112 {
			t.Errorf("at %v: %d values", x, len(c.Pix))
		}
		BuiltIn().outside(five, r)
		rollOf(five)
		for _, y := range anywhere {
			for _, box := range []Box{{x, y, 10, 10}, {5, 5, x, y}, {x, 5, y, 10}} {
				for _, k := range []int{1, 3, 1 << 40} {
					if small := r.reduce(k, box); small.w < 1 || small.h < 1 {
						t.Errorf("%v reduced by %d: %d × %d", box, k, small.w, small.h)
					}
				}
				if v := closeView(r, box, 1); v.w > r.w || v.h > r.h {
					t.Errorf("a closer look at %v: %d × %d", box, v.w, v.h)
				}
			}
			r.upright(Point{x, 5}, 20, y, 96)
			r.upright(Point{5, x}, y, 1, 96)
		}
	}
}

// TestBoxesOfAnything: landmarks are looked for in boxes anywhere.
func TestBoxesOfAnything(t *testing.T) {
	n := openNetworks(t)
	img := noise(30, 40, false, rand.New(rand.NewPCG(2, 3)))
	var boxes []Box
	for _, x := range anywhere {
		boxes = append(boxes, Box{x, x, 10, 10}, Box{1, 1, x, x}, Box{1, x, x, 9})
	}
	faces, err := n.Align(t.Context(), img, boxes...)
	if err != nil || len(faces) != len(boxes) {
		t.Fatalf("%d faces of %d boxes, %v", len(faces), len(boxes), err)
	}
	for i := range faces {
		faces[i].Roll = anywhere[i%len(anywhere)]
	}
	if err := n.landmarks.alignAll(t.Context(), rasterOf(img), faces); err != nil {
		t.Error(err)
	}
	for i := range faces {
		if _, err := n.DescribeFaces(t.Context(), img, &Description{Faces: faces}, i); err != nil {
			t.Errorf("a face at %v: %v", faces[i].Box, err)
		}
	}
}
