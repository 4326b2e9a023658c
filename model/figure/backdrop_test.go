package figure_test

import (
	"image"
	"math"
	"testing"

	"siamface/model/errorrate"
	"siamface/model/figure"
)

// chosen is an operating point of the example curve.
var chosen = errorrate.Point{Threshold: 0.71, FMR: 0.0074, FNMR: 0.0261}

func exampleRates(threshold float64) figure.Thresholds {
	points := normals(0.4, 1.1, 0.16, genuines, impostors)
	return figure.Thresholds{Curve: errorrate.Curve{Points: points, Genuine: genuines, Impostor: impostors}, Threshold: threshold}
}

// withChosen are figures that show the chosen point, or none.
func withChosen(p *errorrate.Point) map[string]figure.Figure {
	curve := exampleCurve("this model", 0.4)
	curve.Chosen = p
	threshold := 0.5 // both have the line's room
	if p != nil {
		threshold = p.Threshold
	}
	return map[string]figure.Figure{
		"histogram":   histogram(spread(1665, 0.35, 0.11), spread(66600, 1.02, 0.2), threshold, figure.Style{}),
		"roc":         figure.ROC([]figure.Curve{curve}, figure.Style{}),
		"det":         figure.DET([]figure.Curve{curve}, figure.Style{}),
		"rates":       figure.Rates(exampleRates(threshold), figure.Style{}),
		"calibration": figure.Calibration(exampleRates(threshold), figure.Style{}),
	}
}

// What differs between a backdrop and the figure is the threshold, and it is where the layout says.
func TestBackdropLacksTheThreshold(t *testing.T) {
	for name, f := range withChosen(&chosen) {
		for _, size := range [][3]int{{800, 500, 96}, {420, 300, 72}} {
			bare, layout, ok := figure.Backdrop(f, size[0], size[1], size[2])
			if !ok {
				t.Fatalf("%s: no layout", name)
			}
			x, y, ok := layout.Spot(chosen)
			if !ok {
				t.Fatalf("%s: the point is outside the plot, at %v, %v of %+v", name, x, y, layout)
			}
			whole := figure.ImageAt(f, size[0], size[1], size[2])
			box := difference(bare, whole)
			if box.Empty() {
				t.Fatalf("%s: the backdrop shows the threshold", name)
			}
			at := image.Pt(int(math.Round(x*float64(size[0]))), int(math.Round(y*float64(size[1]))))
			if name == "roc" || name == "det" { // the ring lies around the point
				middle := box.Min.Add(box.Max).Div(2)
				if d := middle.Sub(at); d.X*d.X > 4 || d.Y*d.Y > 4 || box.Dx() > 30 {
					t.Errorf("%s at %v: the ring is at %v, the layout says %v", name, size, box, at)
				}
				continue
			}
			if got := layout.Low + (x-layout.Left)/(layout.Right-layout.Left)*(layout.High-layout.Low); math.Abs(got-chosen.Threshold) > 1e-9 {
				t.Errorf("%s: back from its place the threshold is %v", name, got)
			}
			line := columnThatDiffers(bare, whole, int(layout.Top*float64(size[1]))+4, int(layout.Bottom*float64(size[1]))-4)
			if math.Abs(float64(line-at.X)) > 1.5 {
				t.Errorf("%s at %v: the line is at %d, the layout says %d", name, size, line, at.X)
			}
		}
	}
}

// difference is the least rectangle that holds all pixels that differ.
func difference(a, b image.Image) (box image.Rectangle) {
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// columnThatDiffers is the column with the greatest difference between two rows.
func columnThatDiffers(a, b image.Image, top, bottom int) int {
	best, most := -1, 0
	for x := range a.Bounds().Dx() {
		n := 0
		for y := top; y < bottom; y++ {
			one, _, _, _ := a.At(x, y).RGBA()
			two, _, _, _ := b.At(x, y).RGBA()
			n += int(max(one, two) - min(one, two))
		}
		if n > most {
			best, most = x, n
		}
	}
	return best
}

// The threshold may go anywhere without a new backdrop, as long as the axes stay.
func TestBackdropIsTheSameForEveryThreshold(t *testing.T) {
	other := chosen
	other.Threshold, other.FMR, other.FNMR = 0.9, 0.1, 0.001
	a, b := withChosen(&chosen), withChosen(&other)
	for name := range a {
		one, _, _ := figure.Backdrop(a[name], 500, 400, 96)
		two, _, _ := figure.Backdrop(b[name], 500, 400, 96)
		if box := difference(one, two); !box.Empty() {
			t.Errorf("%s differs in %v", name, box)
		}
	}
}

func TestBackdropWithoutRoomOrAxes(t *testing.T) {
	if img, _, ok := figure.Backdrop(withChosen(nil)["rates"], 20, 20, 96); ok || img.Bounds().Dx() != 20 {
		t.Error("a plot has no room in 20 pixels")
	}
	if img, _, ok := figure.Backdrop(exampleCurves(figure.Style{}), 300, 200, 96); ok || img.Bounds().Dx() != 300 {
		t.Error("two panels have no common axis")
	}
	if _, _, ok := (figure.Layout{}).Spot(chosen); ok {
		t.Error("there is no place on nothing")
	}
	_, layout, _ := figure.Backdrop(withChosen(nil)["roc"], 500, 400, 96)
	if !math.IsNaN(layout.Low) || !math.IsNaN(layout.High) {
		t.Error("ROC has no axis of thresholds")
	}
	_, layout, _ = figure.Backdrop(withChosen(nil)["histogram"], 500, 400, 96)
	if !(layout.Low >= 0 && layout.Low < 0.3 && layout.High > 1.4 && layout.High <= 2) { // cropped to the distances
		t.Errorf("the axis of thresholds: %+v", layout)
	}
}

// A point that the curve's pairs can't show stands at the begin.
func TestSpotsOfRareRates(t *testing.T) {
	f := withChosen(nil)
	for _, name := range []string{"roc", "det"} {
		_, layout, _ := figure.Backdrop(f[name], 500, 400, 96)
		x, _, ok := layout.Spot(errorrate.Point{Threshold: 0.1, FMR: 0, FNMR: 0.05})
		if !ok || x < layout.Left || x > layout.Left+0.05 {
			t.Errorf("%s: no false match stands at %v of %+v (%v)", name, x, layout, ok)
		}
	}
}

func TestChosenPictures(t *testing.T) {
	golden(t, "roc-chosen", withChosen(&chosen)["roc"], 600, 440)
	golden(t, "det-chosen", withChosen(&chosen)["det"], 520, 520)
}

// A single panel of curves tells where its epochs are.
func TestBackdropOfCurvesHasEpochs(t *testing.T) {
	for epochs, want := range map[int]float64{0: 2, 1: 2, 40: 40} {
		panel := figure.Panel{Title: "loss", Series: []figure.Series{{Values: []float64{1, 0.5}}}, Epochs: epochs}
		f := figure.Curves([]figure.Panel{panel}, figure.Style{})
		img, layout, ok := figure.Backdrop(f, 300, 240, 72)
		if !ok || layout.Low != 1 || layout.High != want || !difference(img, figure.ImageAt(f, 300, 240, 72)).Empty() {
			t.Errorf("of %d epochs: %+v, %v", epochs, layout, ok)
		}
		if _, _, ok := layout.Spot(chosen); ok {
			t.Error("an operating point has no place among epochs")
		}
	}
	if _, _, ok := figure.Backdrop(figure.Curves([]figure.Panel{{}}, figure.Style{}), 40, 40, 72); ok {
		t.Error("40 pixels have no room for axes")
	}
}
