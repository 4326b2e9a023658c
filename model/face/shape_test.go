package face

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

// TestShapeSpline: known values of SciPy 1.17's RBFInterpolator, as thin_plate_spline of degree 1 with half of the stiffness as its
// smoothing (its kernel is d² log d, half of this one's).
func TestShapeSpline(t *testing.T) {
	var points [68]Point
	for i, m := range meanShape {
		points[i] = Point{100*m.X + 30 + 5*math.Sin(float64(i)), 100*m.Y + 40 + 4*math.Cos(2*float64(i))}
	}
	nodes := shapeNodesIn(points)
	for at, want := range map[[2]int]Point{
		{0, 0}: {2.36101044, 15.95181484}, {15, 0}: {153.2750865, 17.99296112}, {7, 7}: {75.1652566, 85.63720736},
		{3, 12}: {32.89223665, 135.15819694}, {15, 15}: {153.57244973, 165.662433},
	} {
		if got := nodes[at[1]*shapeNodes+at[0]]; math.Hypot(got.X-want.X, got.Y-want.Y) > 1e-6 {
			t.Errorf("node %v lies at %v, want %v", at, got, want)
		}
	}
}

// TestShapeOfMeanFace: a face that has the shape already is only turned, scaled and moved.
func TestShapeOfMeanFace(t *testing.T) {
	s := Similarity{40, 15, 60, 30}
	var points [68]Point
	for i, m := range meanShape {
		points[i] = s.At(m.X, m.Y)
	}
	img := painted(200, 180, func(x, y float64) float64 { return x/2 + y/2 })
	chip := cutShaped(rasterOf(img), points)
	for v := range ShapedSide {
		for u := range ShapedSide {
			at := s.At((float64(u)+0.5)/ShapedSide*1.5-0.25, (float64(v)+0.5)/ShapedSide*1.5-0.25)
			if at.X < 1 || at.Y < 1 || at.X > 198 || at.Y > 178 {
				continue
			}
			if got, want := float64(chip.Pix[v*chip.Stride+4*u]), at.X/2+at.Y/2; math.Abs(got-want) > 1.01 { // values are rounded, twice
				t.Fatalf("pixel (%d, %d) is %v, want %v", u, v, got, want)
			}
		}
	}
}

// painted is a grey picture of a formula's values.
func painted(w, h int, value func(x, y float64) float64) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(math.Round(value(float64(i%w), float64(i/w))))
	}
	return img
}

// mirrored68 are the landmarks that the mirror image of a face has in the places of others.
var mirrored68 = func() (at [68]int) {
	turn := func(from, to int) {
		for i := from; i <= to; i++ {
			at[i] = from + to - i
		}
	}
	for _, r := range [][2]int{{0, 16}, {17, 26}, {31, 35}, {48, 54}, {55, 59}, {60, 64}, {65, 67}} {
		turn(r[0], r[1])
	}
	for i := 27; i <= 30; i++ {
		at[i] = i
	}
	for i, j := range []int{45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40} {
		at[36+i] = j
	}
	return at
}()

// TestShapeMirrors: the mean face is symmetric, and the chip of a mirrored photo is the mirror image of the photo's chip.
func TestShapeMirrors(t *testing.T) {
	for i, m := range meanShape {
		if o := meanShape[mirrored68[i]]; math.Abs(1-m.X-o.X) > 1e-9 || m.Y != o.Y {
			t.Errorf("landmark %d at %v has its mirror image at %v", i, m, o)
		}
	}
	random := rand.New(rand.NewPCG(3, 4))
	const w, h = 120, 130
	waves := func(x, y float64) float64 { return 128 + 60*math.Sin(x/5) + 60*math.Cos(y/7+x/20) }
	img, other := painted(w, h, waves), painted(w, h, func(x, y float64) float64 { return waves(w-1-x, y) })
	var points, turned [68]Point
	for i, m := range meanShape {
		points[i] = Point{30 + 55*m.X + 6*random.Float64(), 30 + 55*m.Y + 6*random.Float64()}
	}
	for i := range points {
		p := points[mirrored68[i]]
		turned[i] = Point{w - 1 - p.X, p.Y}
	}
	chip, mirrorChip := cutShaped(rasterOf(img), points), cutShaped(rasterOf(other), turned)
	for v := range ShapedSide {
		for u := range ShapedSide {
			got, want := mirrorChip.RGBAAt(ShapedSide-1-u, v).R, chip.RGBAAt(u, v).R
			if math.Abs(float64(got)-float64(want)) > 2 { // between nodes the spline is taken for even, from other nodes on
				t.Fatalf("pixel (%d, %d): %v, and %v of the mirrored photo", u, v, want, got)
			}
		}
	}
}

// TestShapeStraightens: landmarks come nearer to their places in the mean face than the best similarity brings them.
func TestShapeStraightens(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	var points [68]Point
	for i, m := range meanShape {
		points[i] = Point{100*m.X + 8*math.Sin(4*m.Y) + random.NormFloat64(), 100*m.Y + 6*math.Sin(3*m.X) + random.NormFloat64()}
	}
	nodes := shapeNodesIn(points)
	var off, before float64
	for i, m := range meanShape {
		at := func(x float64) (node int, part float64) {
			x = ((x+shapeMargin)/(1+2*shapeMargin)*ShapedSide - 0.5) / shapeStep
			return int(x), x - math.Floor(x)
		}
		u, right := at(m.X)
		v, down := at(m.Y)
		upper, lower := nodes[v*shapeNodes+u:], nodes[(v+1)*shapeNodes+u:]
		p := upper[0].towards(upper[1], right).towards(lower[0].towards(lower[1], right), down)
		off += math.Hypot(p.X-points[i].X, p.Y-points[i].Y) / 68
		before += math.Hypot(100*m.X-points[i].X, 100*m.Y-points[i].Y) / 68
	}
	if off > 2.5 || off > before/2 {
		t.Errorf("landmarks lie %.2f pixels from where the spline takes them, and %.2f without it", off, before)
	}
}

// TestShapeOfAnything: landmarks anywhere, also none that make sense, take no picture apart.
func TestShapeOfAnything(t *testing.T) {
	img := noise(30, 40, false, rand.New(rand.NewPCG(2, 2)))
	for _, x := range anywhere {
		var points [68]Point
		for i := range points {
			points[i] = Point{x + 10*float64(i%2), x + 7*float64(i%3)}
		}
		c := cutShaped(rasterOf(img), points)
		if c.Rect != image.Rect(0, 0, ShapedSide, ShapedSide) || !c.Opaque() {
			t.Errorf("at %v: a chip of %v", x, c.Rect)
		}
	}
}
