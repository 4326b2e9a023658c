package figure_test

import (
	"image"
	"image/color"
	"math"
	"testing"

	"siamface/model/figure"
)

// blob draws a bright oval on a dark ground, w×h pixels large.
func blob(w, h int, bright uint8) image.Image {
	img := image.NewGray(image.Rect(3, 4, 3+w, 4+h)) // its corner isn't at 0, 0
	for y := range h {
		for x := range w {
			dx, dy := (float64(x)+0.5)/float64(w)*2-1, (float64(y)+0.5)/float64(h)*2-1
			if dx*dx+dy*dy < 0.7 {
				img.SetGray(3+x, 4+y, color.Gray{bright - uint8(40*(dx+1))})
			} else {
				img.SetGray(3+x, 4+y, color.Gray{50})
			}
		}
	}
	return img
}

// waves are changes that fall from the upper left to the lower right.
func waves(w, h int) [][]float64 {
	rows := make([][]float64, h)
	for y := range rows {
		for x := range w {
			rows[y] = append(rows[y], 0.05*math.Cos(3*float64(x+y)/float64(w+h)))
		}
	}
	return rows
}

func exampleRegions(style figure.Style) figure.Figure {
	return figure.Regions([2]figure.Covered{{Face: blob(56, 56, 220), Changes: waves(56, 56)}, {Face: blob(40, 56, 180), Changes: waves(40, 56)}}, style)
}

func exampleVerdict(style figure.Style, leaning figure.Leaning, distance float64) figure.Figure {
	return figure.Verdict(figure.Comparison{
		Photos: [2]image.Image{blob(300, 200, 220), blob(150, 200, 180)}, Boxes: [2]image.Rectangle{image.Rect(80, 40, 200, 160), image.Rect(-10, 20, 100, 150)},
		Names: [2]string{"s1/1.pgm", "a-folder-with-a-rather-long-name-for-a-person/a photo with a long name.jpg"},
		Faces: [2]image.Image{blob(56, 56, 220), blob(56, 56, 180)}, Leaning: leaning,
		Sentence: []string{"Unsure: too little of the left face can be made out", "The same person", "Different people"}[leaning],
		Notes:    []string{"distance 0.679 · same below 1.154 · different from 1.232 on", "fewer than 1 in 100,000 strangers are this close"},
		Distance: distance, Sure: 1.154, Threshold: 1.232, Max: 2, Zones: [3]string{"same person", "unsure", "different people"},
	}, style)
}

func TestComparisonPictures(t *testing.T) {
	golden(t, "regions", exampleRegions(figure.Style{}), 660, 450)
	golden(t, "regions-dark", exampleRegions(figure.Style{Dark: true}), 660, 450)
	golden(t, "verdict", exampleVerdict(figure.Style{}, figure.Same, 0.679), 780, 700)
	golden(t, "verdict-dark", exampleVerdict(figure.Style{Dark: true}, figure.Different, 1.41), 780, 700)
	golden(t, "verdict-unsure", exampleVerdict(figure.Style{}, figure.Unsure, math.NaN()), 780, 700)
}

// TestOverlayColours: no change leaves the greys; covering that moves the faces apart turns them blue, the other kind orange, and the
// stronger, the more.
func TestOverlayColours(t *testing.T) {
	flat := image.NewGray(image.Rect(0, 0, 9, 9))
	for i := range flat.Pix {
		flat.Pix[i] = 128
	}
	rows := make([][]float64, 9)
	for y := range rows {
		rows[y] = []float64{-2, -1, -0.5, 0, 0, 0, 0.5, 1, 2}
	}
	img := figure.Overlay(figure.Covered{Face: flat, Changes: rows}, 1, figure.Style{})
	zoom := img.Rect.Dx() / 9
	blueness := func(x int) int { // of the strongest pixel of a column: stripes weaken one kind
		most := 0
		for y := range img.Rect.Dy() {
			c := img.RGBAAt(x*zoom+zoom/2, y)
			if d := int(c.B) - int(c.R); d*d > most*most {
				most = d
			}
		}
		return most
	}
	var got [9]int
	for x := range got {
		got[x] = blueness(x)
	}
	if got[4] != 0 || !(got[1] < got[2] && got[2] < 0 && 0 < got[6] && got[6] < got[7]) || got[0] > got[1] || got[8] < got[7] {
		t.Errorf("blue over red along the changes: %v", got)
	}
	if strongest := figure.Strongest(figure.Covered{Changes: rows}, figure.Covered{Changes: [][]float64{{-3}}}); strongest != 3 {
		t.Errorf("the strongest change is %v", strongest)
	}
}

// TestComparisonFormats: pictures of photos go into every format, and are the same each time.
func TestComparisonFormats(t *testing.T) {
	for _, f := range []figure.Figure{exampleRegions(figure.Style{}), exampleVerdict(figure.Style{}, figure.Same, 0.5)} {
		for _, format := range figure.Formats {
			one, err := figure.Encode(f, format)
			if err != nil {
				t.Fatal(err)
			}
			for range 6 { // what comes in any order is the same by chance
				two, err := figure.Encode(f, format)
				if err != nil || string(one) != string(two) || len(one) < 5000 {
					t.Fatalf("%s: %v, %d and %d bytes", format, err, len(one), len(two))
				}
			}
		}
		figure.Image(f, 40, 30) // too small for anything
		figure.Image(f, 300, 900)
	}
}
