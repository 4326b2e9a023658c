package face_test

import (
	"context"
	"image"
	"math"
	"path/filepath"
	"testing"

	"siamface/model/face"
	"siamface/model/realdata"
)

var ctx = context.Background()

// golden are known values of one picture, of another implementation: tolerance 1e-4 for embeddings, scores and the landmarks'
// raw output, 1e-3 for pixels, chips and the output's sum, 1e-2 for the input's sum.
type golden struct {
	InputSum   float64     `json:"det_input_sum"`
	OutputSum  float64     `json:"det_out_sum"`
	Shape      []int       `json:"det_out_shape"`
	Score      float64     `json:"score"`
	Box        []float64   `json:"box_xywh_padded"`
	Crop1      [4]int      `json:"crop1_xywh_padded"`
	Raw        []float64   `json:"lm_raw_first4"`
	Landmarks1 [][]float64 `json:"landmarks1_first5_orig"`
	Crop2      [4]int      `json:"crop2_xywh_padded"`
	Landmarks2 [][]float64 `json:"landmarks2_first5_orig"`
	Five       [][]float64 `json:"points5_orig_45_42_36_39_33"`
	Similarity []float64   `json:"similarity_a_b_tx_ty"`
	ChipMean   float64     `json:"chip_mean"`
	ChipRow75  []float64   `json:"chip_row75_first4"`
	Embedding  []float64   `json:"embedding_first8"`
	Norm       float64     `json:"embedding_norm"`
	Mean       []float64   `json:"flipavg_first8"`
	MeanNorm   float64     `json:"flipavg_norm"`
}

type goldenFile struct {
	Images     map[string]golden
	NoDetector map[string]golden `json:"images_no_detector"`
	Distances  map[string]struct{ Single, Flipavg float64 }
}

func TestGolden(t *testing.T) {
	var file goldenFile
	readJSON(t, realdata.Path(t, "faces", "golden.json"), &file)
	n := networks(t)
	for name, want := range file.Images {
		t.Run(name, func(t *testing.T) {
			img := orl(t, name)
			box := goldenDetector(t, n, img, want)
			goldenAlignment(t, n, img, box, want)
		})
	}
	for name, want := range file.NoDetector {
		t.Run("no detector "+name, func(t *testing.T) {
			img := orl(t, name)
			goldenAlignment(t, n, img, face.Box{W: float64(img.Bounds().Dx()), H: float64(img.Bounds().Dy())}, want)
		})
	}
}

// goldenDetector compares the detector's steps and gives the box in the picture.
func goldenDetector(t *testing.T, n *face.Networks, img image.Image, want golden) face.Box {
	step, err := n.DetectWidened(ctx, img, 128, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "input", []float64{sum(step.Input)}, []float64{want.InputSum}, 1e-2)
	if len(step.Output) != want.Shape[0]*want.Shape[1]*want.Shape[2] {
		t.Errorf("%d outputs, want %v", len(step.Output), want.Shape)
	}
	near(t, "output", []float64{sum(step.Output)}, []float64{want.OutputSum}, 1e-3)
	best := 0
	for i, s := range step.Scores {
		if s > step.Scores[best] {
			best = i
		}
	}
	near(t, "score", []float64{step.Scores[best]}, []float64{want.Score}, 1e-4)
	// the known box has the rounding of the package, which the policy for any photo leaves out
	size := img.Bounds().Size()
	marginX, marginY := float64(size.X/4), float64(size.Y/4)
	w, h := float64(size.X)+2*marginX, float64(size.Y)+2*marginY
	scaleX, scaleY := 128/math.Round(w*128/max(w, h))*w, 128/math.Round(h*128/max(w, h))*h
	b := step.Boxes[best]
	b = face.Box{X: b.X * scaleX, Y: b.Y * scaleY, W: b.W * scaleX, H: b.H * scaleY}
	near(t, "box", []float64{b.X, b.Y, b.W, b.H}, want.Box, 1e-3)
	b.X, b.Y = b.X-marginX, b.Y-marginY
	return b
}

func goldenAlignment(t *testing.T, n *face.Networks, img image.Image, box face.Box, want golden) {
	area, raw, points, err := n.LandmarksOnce(ctx, img, box)
	if err != nil {
		t.Fatal(err)
	}
	inPadded(t, "first crop", img, area, want.Crop1)
	near(t, "raw landmarks", raw, want.Raw, 1e-4)
	nearPoints(t, "first landmarks", points[:], want.Landmarks1)
	if area, _, _, err = n.LandmarksOnce(ctx, img, face.Enlarged(points)); err != nil {
		t.Fatal(err)
	}
	inPadded(t, "second crop", img, area, want.Crop2)

	faces, err := n.Align(ctx, img, box)
	if err != nil {
		t.Fatal(err)
	}
	f := faces[0]
	nearPoints(t, "second landmarks", f.Points[:], want.Landmarks2)
	nearPoints(t, "five points", f.Five[:], want.Five)
	s := face.Alignment(f.Five)
	near(t, "similarity", []float64{s.A, s.B, s.X, s.Y}, want.Similarity, 1e-3)
	chip := face.CutChip(img, f.Five)
	near(t, "chip's mean", []float64{sum(chip) / float64(len(chip))}, []float64{want.ChipMean}, 1e-3)
	row := chip[3*75*150:]
	near(t, "chip's row 75", []float32{row[0], row[3], row[6], row[9]}, want.ChipRow75, 1e-3)

	single, err := n.EmbedOnce(ctx, chip)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "embedding", single, want.Embedding, 1e-4)
	near(t, "its length", []float64{norm(single)}, []float64{want.Norm}, 1e-4)
	both, err := n.Embed(ctx, chip)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean with the mirror", both[0], want.Mean, 1e-4)
	near(t, "its length", []float64{norm(both[0])}, []float64{want.MeanNorm}, 1e-4)
}

func inPadded(t *testing.T, what string, img image.Image, got, want [4]int) {
	t.Helper()
	size := img.Bounds().Size()
	got[0], got[1] = got[0]+size.X/4, got[1]+size.Y/4
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func nearPoints(t *testing.T, what string, got []face.Point, want [][]float64) {
	t.Helper()
	for i, w := range want {
		near(t, what, []float64{got[i].X, got[i].Y}, w, 1e-3)
	}
}

// orl is a picture by its person and number, wherever it lies.
func orl(t testing.TB, name string) image.Image {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(realdata.Path(t, "orl"), "*", filepath.FromSlash(name)))
	if len(found) == 0 {
		t.Skipf("orl/*/%s isn't there", name)
	}
	return open(t, found[0])
}

func sum(values []float32) (total float64) {
	for _, v := range values {
		total += float64(v)
	}
	return total
}

func norm(v []float32) float64 { return distance(v, make([]float32, len(v))) }
