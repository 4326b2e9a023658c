package face

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"siamface/model/photo"
	"siamface/model/realdata"
)

// realPhotos are the photos of people and of groups, by name.
func realPhotos(t testing.TB) map[string]image.Image {
	t.Helper()
	root := realdata.Path(t, "photos")
	all := map[string]image.Image{}
	for _, pattern := range []string{"people/*/*.*", "groups/*.jpg"} {
		files, _ := filepath.Glob(filepath.Join(root, pattern))
		for _, path := range files {
			img, err := photo.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			name, _ := filepath.Rel(root, path)
			all[name] = img
		}
	}
	return all
}

// framed puts a border of so many times the picture's size about it.
func framed(img image.Image, times int, border color.Color) *image.RGBA {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()*(1+2*times), b.Dy()*(1+2*times)))
	draw.Draw(out, out.Rect, image.NewUniform(border), image.Point{}, draw.Src)
	draw.Draw(out, image.Rect(b.Dx()*times, b.Dy()*times, b.Dx()*(1+times), b.Dy()*(1+times)), img, b.Min, draw.Src)
	return out
}

func sureFaces(t testing.TB, n *Networks, img image.Image) []Face {
	t.Helper()
	faces, err := n.Detect(t.Context(), img)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(faces, func(f Face) bool { return f.Uncertain })
}

// TestFramedPhotosHaveTheSameFaces: a border of once or three times the photo's size about it makes its faces small in the whole, and
// they are found all the same, in about the same boxes.
func TestFramedPhotosHaveTheSameFaces(t *testing.T) {
	n := openNetworks(t)
	grey := color.RGBA{120, 130, 140, 255}
	worst := 0.0
	for name, img := range realPhotos(t) {
		before := sureFaces(t, n, img)
		for _, times := range []int{1, 3} {
			size := img.Bounds().Size()
			if times == 3 && size.X*size.Y > 1_500_000 {
				continue // 75 million pixels take a while
			}
			after := sureFaces(t, n, framed(img, times, grey))
			if len(after) != len(before) {
				t.Errorf("%s: %d faces, %d with a border of %d", name, len(before), len(after), times)
			}
			for _, f := range before {
				f.Box.X, f.Box.Y = f.Box.X+float64(times*size.X), f.Box.Y+float64(times*size.Y)
				off := math.Inf(1)
				for _, g := range after {
					off = min(off, boxOff(f.Box, g.Box))
				}
				worst = max(worst, off)
				if off > 0.05 {
					t.Errorf("%s with a border of %d: a side of the box %.0f is off by %.1f %%", name, times, f.Box, 100*off)
				}
			}
		}
	}
	t.Logf("the sides of the boxes are off by at most %.1f %% of their length", 100*worst)
}

// boxOff is how far the sides of two boxes are from each other, in the first one's sizes.
func boxOff(a, b Box) float64 {
	return max(math.Abs(a.X-b.X)/a.W, math.Abs(a.X+a.W-b.X-b.W)/a.W, math.Abs(a.Y-b.Y)/a.H, math.Abs(a.Y+a.H-b.Y-b.H)/a.H)
}
