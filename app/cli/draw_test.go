package cli_test

import (
	"image"
	"image/color"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"siamface/app/cli"
	"siamface/model/face"
)

// drawing is of four faces, one of them nowhere, on a grey photo; the second is the main one.
func drawing(t *testing.T) *image.RGBA {
	t.Helper()
	grey := image.NewGray(image.Rect(0, 0, 1200, 900))
	faces := []face.Face{
		{Box: face.Box{X: 100, Y: 200, W: 300, H: 300}},
		{Box: face.Box{X: 600, Y: 200, W: 300, H: 300}},
		{Box: face.Box{X: 1000, Y: -50, W: 400, H: 100}, Uncertain: true},
		{Box: face.Box{X: math.NaN(), Y: 1e300, W: -1, H: math.Inf(1)}},
	}
	for i := range faces[:2] {
		for k := range faces[i].Points {
			faces[i].Points[k] = face.Point{X: faces[i].Box.X + 20 + 3*float64(k), Y: 350}
		}
		faces[i].Five[4] = face.Point{X: faces[i].Box.X + 150, Y: 450}
	}
	img := cli.DrawFaces(grey, faces, 1)
	if img.Rect != grey.Rect {
		t.Fatalf("drawn at %v", img.Rect)
	}
	return img
}

var black = color.RGBA{A: 255}

func TestDrawFaces(t *testing.T) {
	img := drawing(t)
	for _, p := range []image.Point{
		{100, 300}, {400, 300}, {250, 200}, {250, 500}, {600, 300}, {900, 400}, {1000, 20}, {1100, 50}, // boxes
		{120, 350}, {250, 450}, // landmarks
	} {
		if img.RGBAAt(p.X, p.Y) == black {
			t.Errorf("nothing is drawn at %v", p)
		}
	}
	for _, p := range []image.Point{{250, 300}, {90, 300}, {750, 300}, {500, 300}} {
		if img.RGBAAt(p.X, p.Y) != black {
			t.Errorf("something is drawn at %v", p)
		}
	}
}

func TestTheMainFaceStandsOut(t *testing.T) {
	img := drawing(t)
	across := func(x int) (n int) {
		for dx := -10; dx <= 10; dx++ {
			if img.RGBAAt(x+dx, 250) != black {
				n++
			}
		}
		return n
	}
	if other, main := across(100), across(600); main <= other || other < 1 {
		t.Errorf("the main box's line is %d wide, the other's %d", main, other)
	}
	if img.RGBAAt(600, 250) == img.RGBAAt(100, 250) || img.RGBAAt(1000, 20) == img.RGBAAt(100, 250) {
		t.Error("main, other and uncertain faces look alike")
	}
}

func TestDrawingsHaveTheirOwnNames(t *testing.T) {
	folder := t.TempDir()
	got, err := cli.PlanDrawings(folder, []string{"a/1.jpg", "b/1.png", "B/1.JPG", "c.d/no ending"})
	want := []string{"1.png", "1-2.png", "1-3.png", "no ending.png"}
	for i := range want {
		want[i] = filepath.Join(folder, want[i])
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}
