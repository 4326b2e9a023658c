package face

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

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
// they are found all the same, in about the same boxes: the detector's own vary with the scale, by 3 % of their sides in the mean.
func TestFramedPhotosHaveTheSameFaces(t *testing.T) {
	const small = 600_000 // pixels: larger photos take a while
	n := openNetworks(t)
	grey := color.RGBA{120, 130, 140, 255}
	var offs, sides []float64
	for name, img := range realPhotos(t) {
		size := img.Bounds().Size()
		isSmall := size.X*size.Y < small
		if !isSmall && filepath.Dir(name) != "groups" {
			continue
		}
		before := sureFaces(t, n, img)
		for _, times := range []int{1, 3} {
			if times == 3 && !isSmall {
				continue
			}
			after := sureFaces(t, n, framed(img, times, grey))
			if len(after) != len(before) {
				t.Errorf("%s: %d faces, %d with a border of %d", name, len(before), len(after), times)
			}
			for _, f := range before {
				f.Box.X, f.Box.Y = f.Box.X+float64(times*size.X), f.Box.Y+float64(times*size.Y)
				off, each := math.Inf(1), [4]float64{}
				for _, g := range after {
					if o := sidesOff(f.Box, g.Box); slices.Max(o[:]) < off {
						off, each = slices.Max(o[:]), o
					}
				}
				offs, sides = append(offs, off), append(sides, each[:]...)
				if off > 0.1 {
					t.Errorf("%s with a border of %d: a side of the box %.0f is off by %.1f %%", name, times, f.Box, 100*off)
				}
			}
		}
	}
	mean, worst := stat.Mean(sides, nil), stat.Mean(offs, nil)
	t.Logf("the sides of %d boxes are off by %.1f %% of their length in the mean, each one's worst by %.1f %%, at most %.1f %%",
		len(offs), 100*mean, 100*worst, 100*slices.Max(offs))
	if mean > 0.04 || worst > 0.055 {
		t.Errorf("sides are off by %.1f %% in the mean, each box's worst by %.1f %%", 100*mean, 100*worst)
	}
}

// sidesOff is how far each side of two boxes is from the other's, in the first one's sizes.
func sidesOff(a, b Box) [4]float64 {
	return [4]float64{math.Abs(a.X-b.X) / a.W, math.Abs(a.X+a.W-b.X-b.W) / a.W, math.Abs(a.Y-b.Y) / a.H, math.Abs(a.Y+a.H-b.Y-b.H) / a.H}
}
