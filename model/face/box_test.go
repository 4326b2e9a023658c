package face

import (
	"image"
	"math"
	"testing"
)

func TestMainFace(t *testing.T) {
	at := func(x, y, side float64) Face { return Face{Box: Box{x - side/2, y - side/2, side, side}} }
	for name, c := range map[string]struct {
		faces []Face
		want  int
	}{
		"none":                      {nil, -1},
		"one":                       {[]Face{at(0, 0, 10)}, 0},
		"the larger":                {[]Face{at(300, 200, 40), at(500, 400, 80)}, 1},
		"the nearer to the centre":  {[]Face{at(40, 40, 60), at(390, 310, 60)}, 1},
		"large at the edge":         {[]Face{at(400, 300, 50), at(100, 300, 120)}, 1},
		"beyond the corner":         {[]Face{at(-400, -400, 60), at(30, 30, 30)}, 1},
		"a little larger far aside": {[]Face{at(400, 300, 60), at(20, 20, 70)}, 0},
	} {
		if got := Main(c.faces, 800, 600); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestOverlaps(t *testing.T) {
	a := Box{0, 0, 10, 10}
	for _, c := range []struct {
		b              Box
		overlap, union float64
	}{
		{a, 1, 1},
		{Box{5, 0, 10, 10}, 0.5, 1.0 / 3},
		{Box{2, 2, 5, 5}, 1, 0.25},
		{Box{10, 0, 10, 10}, 0, 0},
		{Box{-20, -20, 5, 5}, 0, 0},
	} {
		if o, u := a.overlap(c.b), a.union(c.b); math.Abs(o-c.overlap) > 1e-12 || math.Abs(u-c.union) > 1e-12 {
			t.Errorf("%v: %v of the smaller, %v of both; want %v, %v", c.b, o, u, c.overlap, c.union)
		}
	}
}

func TestMerge(t *testing.T) {
	c := func(x, side, score float64) candidate { return candidate{Box: Box{x, 0, side, side}, score: score} }
	before := []candidate{c(0, 100, 0.6)}
	got := merge(before, []candidate{
		c(300, 50, 0.7), c(310, 50, 0.9), // one face: the better box
		c(20, 40, 0.99),  // lies in a face that was there before
		c(500, 50, 0.5),  // not sure
		c(700, 50, 0.51), // sure
	})
	want := []candidate{c(0, 100, 0.6), c(310, 50, 0.9), c(700, 50, 0.51)}
	if len(got) != len(want) {
		t.Fatalf("%d faces, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].Box != want[i].Box || got[i].score != want[i].score {
			t.Errorf("face %d is %v, want %v", i, got[i], want[i])
		}
	}
}

// TestSpans: the pieces cover the length without a gap, share enough for a face between two, and are small enough for the memory.
func TestSpans(t *testing.T) {
	for length := 1; length < 6000; length += 7 {
		const from = 5
		pieces := spans(from, length)
		if pieces[0][0] != from || pieces[len(pieces)-1][1] != from+length {
			t.Fatalf("%d: the pieces %v cover another length", length, pieces)
		}
		for i, p := range pieces {
			if p[1]-p[0] > tileSide || p[1] <= p[0] || i > 0 && pieces[i-1][1]-p[0] < tileOverlap {
				t.Fatalf("%d: %v", length, pieces)
			}
		}
	}
}

func TestAtLeast(t *testing.T) {
	within := image.Rect(0, 0, 1000, 400)
	for _, area := range []image.Rectangle{image.Rect(990, 0, 1000, 5), image.Rect(500, 200, 510, 210), image.Rect(0, 0, 900, 400)} {
		got := atLeast(area, within)
		if !area.In(got) || !got.In(within) || got.Dx() < leastTile || got.Dy() != 400 {
			t.Errorf("%v becomes %v", area, got)
		}
	}
	if !atLeast(image.Rectangle{}, within).Empty() {
		t.Error("nothing becomes something")
	}
}
