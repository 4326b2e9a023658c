package face

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"siamface/model/photo"
	"siamface/model/realdata"
)

// onGrey is a picture of a size that shows some others on a grey ground, five in a row, and where they lie.
func onGrey(size image.Point, pictures ...*image.RGBA) (large *image.RGBA, places []Box) {
	large = image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(large, large.Rect, image.NewUniform(color.RGBA{120, 125, 130, 255}), image.Point{}, draw.Src)
	for i, img := range pictures {
		at := image.Pt(size.X/6*(i%5)+size.X/9, size.Y/5*(i/5)+size.Y/9)
		draw.Draw(large, img.Rect.Add(at), img, image.Point{}, draw.Src)
		places = append(places, Box{float64(at.X), float64(at.Y), float64(img.Rect.Dx()), float64(img.Rect.Dy())})
	}
	return large, places
}

// tinyPhotos are the photos of people, their faces twenty pixels high.
func tinyPhotos(t *testing.T, n *Networks) (tiny []*image.RGBA) {
	photos := peoplePhotos(t, 800)
	for _, name := range slices.Sorted(maps.Keys(photos)) {
		img := photos[name]
		scale := 20 / describePhoto(t, n, img).Face.Box.H
		b := img.Bounds()
		tiny = append(tiny, photo.Resize(img, int(math.Ceil(float64(b.Dx())*scale)), int(math.Ceil(float64(b.Dy())*scale))))
	}
	return tiny
}

// TestTinyFaces: faces of 20 pixels are found in photos of any size, at half of whose size they give a hint, but for one or two.
func TestTinyFaces(t *testing.T) {
	n := openNetworks(t)
	tiny := tinyPhotos(t, n)
	for size, least := range map[image.Point]int{{1600, 1250}: len(tiny) - 1, {6000, 4000}: len(tiny) - 3} {
		large, places := onGrey(size, tiny...)
		faces, found := sureFaces(t, n, large), 0
		for _, place := range places {
			if slices.ContainsFunc(faces, func(f Face) bool { return place.contains(f.Box.centre()) }) {
				found++
			}
		}
		t.Logf("%v: %d of %d", size, found, len(tiny))
		if found < least || len(faces) != found {
			t.Errorf("%v: %d faces in %d of %d places", size, len(faces), found, len(tiny))
		}
	}
}

// TestTinyFaceAlone: where a picture shows nothing but one face of 20 pixels. Its tile must have room about it: closely cut, it gives no hint.
func TestTinyFaceAlone(t *testing.T) {
	n := openNetworks(t)
	tiny := tinyPhotos(t, n)
	for size, some := range map[image.Point][]*image.RGBA{{1600, 1250}: tiny, {6000, 4000}: tiny[:6]} {
		found := 0
		for _, one := range some {
			large, places := onGrey(size, one)
			if faces := sureFaces(t, n, large); len(faces) == 1 && places[0].contains(faces[0].Box.centre()) {
				found++
			}
		}
		t.Logf("%v: %d of %d", size, found, len(some))
		if found < len(some)-2 {
			t.Errorf("%v: %d of %d are found", size, found, len(some))
		}
	}
}

// TestSmallFacesOfLargePhotos are cases that version 0.2 failed. Behind two of the people stands a third.
func TestSmallFacesOfLargePhotos(t *testing.T) {
	n := openNetworks(t)
	for name, want := range map[string][2]int{
		"two-faces-of-280px-in-24mp.jpg": {2, 3}, "the-same-cropped.jpg": {2, 3}, "four-faces-of-140px-in-4mp.jpg": {4, 4},
		"sixty-faces-3090x2226.png": {58, 60},
	} {
		faces := sureFaces(t, n, openPhoto(t, "cases", "03-small-faces", name))
		if len(faces) < want[0] || len(faces) > want[1] {
			t.Errorf("%s: %d faces, want %v", name, len(faces), want)
		}
		for i, f := range faces {
			for _, g := range faces[:i] {
				if common := f.Box.overlap(g.Box); common > 0.3 {
					t.Errorf("%s: the boxes %.0f and %.0f share %.0f %%", name, f.Box, g.Box, 100*common)
				}
			}
		}
		t.Logf("%s: %d faces", name, len(faces))
		if want[0] > 2 {
			checkAlikeSizes(t, name, faces)
		}
	}
}

// checkAlikeSizes: the faces of these photos differ little in size, so that a box between two would be too large, or one in a face too small.
func checkAlikeSizes(t *testing.T, name string, faces []Face) {
	t.Helper()
	var heights []float64
	for _, f := range faces {
		heights = append(heights, f.Box.H)
	}
	if low, high := slices.Min(heights), slices.Max(heights); high > 2*low {
		t.Errorf("%s: faces from %.0f to %.0f pixels high", name, low, high)
	}
}

// TestManyFaces: 48 people beside each other are all found, each once in its place.
func TestManyFaces(t *testing.T) {
	n := openNetworks(t)
	const side, across = 150, 8
	files, _ := filepath.Glob(filepath.Join(realdata.Path(t, "orl"), "*", "*", "1.pgm"))
	if len(files) != 40 {
		t.Skipf("%d of ORL's 40 people are there", len(files))
	}
	group := image.NewRGBA(image.Rect(0, 0, across*side, 6*side))
	draw.Draw(group, group.Rect, image.NewUniform(color.Gray{90}), image.Point{}, draw.Src)
	for i := range 48 {
		one := photo.Resize(orl(t, fmt.Sprintf("s%d/%d.pgm", i%40+1, i/40*4+1)), 123, side)
		draw.Draw(group, one.Rect.Add(image.Pt(i%across*side+13, i/across*side)), one, image.Point{}, draw.Src)
	}
	faces := sureFaces(t, n, group)
	places := map[image.Point]int{}
	for _, f := range faces {
		c := f.Box.centre()
		places[image.Pt(int(c.X)/side, int(c.Y)/side)]++
	}
	if len(faces) != 48 || len(places) != 48 {
		t.Errorf("%d faces in %d places of 48", len(faces), len(places))
	}
}
