package figure_test

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"gonum.org/v1/plot/cmpimg"

	"siamface/model/errorrate"
	"siamface/model/figure"
)

var update = flag.Bool("update", false, "renew the golden pictures in testdata")

// tolerance is the difference of a pixel's colour, from 0 to 1, that other processors' rounding may make.
const tolerance = 0.2

// golden compares a figure, drawn at width×height pixels, with the picture of that name in testdata.
func golden(t *testing.T, name string, f figure.Figure, width, height int) {
	t.Helper()
	goldenImage(t, name, figure.Image(f, width, height))
}

func goldenImage(t *testing.T, name string, img image.Image) {
	t.Helper()
	var got bytes.Buffer
	if err := png.Encode(&got, img); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name+".png")
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test -update makes it)", err)
	}
	same, err := cmpimg.EqualApprox("png", got.Bytes(), want, tolerance)
	if err != nil {
		t.Fatal(err)
	}
	if !same {
		other := filepath.Join(os.TempDir(), name+"-got.png")
		_ = os.WriteFile(other, got.Bytes(), 0o644)
		t.Errorf("%s looks different; see %s (go test -update renews it)", path, other)
	}
}

func spread(n int, mean, sigma float64) []float64 {
	rng := rand.New(rand.NewPCG(uint64(n), 5))
	values := make([]float64, n)
	for i := range values {
		values[i] = math.Abs(mean + sigma*rng.NormFloat64())
	}
	return values
}

func histogram(genuine, impostor []float64, threshold float64, style figure.Style) figure.Figure {
	scores, err := errorrate.New(genuine, impostor)
	if err != nil {
		panic(err)
	}
	return figure.Histogram(scores, threshold, style)
}

func exampleHistogram(style figure.Style) figure.Figure {
	return histogram(spread(1665, 0.35, 0.11), spread(66600, 1.02, 0.2), 0.6021, style)
}

func TestHistogramPictures(t *testing.T) {
	nan := math.NaN()
	cases := []struct {
		name          string
		f             figure.Figure
		width, height int
	}{
		{"histogram", exampleHistogram(figure.Style{}), 900, 534},
		{"histogram-dark", exampleHistogram(figure.Style{Dark: true}), 900, 534},
		{"histogram-small", exampleHistogram(figure.Style{}), 420, 300},
		{"histogram-beyond-2", histogram(spread(300, 1.1, 0.3), spread(3000, 3.1, 0.4), 4.3, figure.Style{}), 800, 475},
		{"histogram-few", histogram([]float64{0.2, 0.21, 0.4}, []float64{0.2, 0.9, 1.99, 2}, nan, figure.Style{}), 800, 475},
		{"histogram-empty", histogram(nil, nil, 0.001, figure.Style{}), 600, 400},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { golden(t, c.name, c.f, c.width, c.height) })
	}
}

func exampleCurves(style figure.Style) figure.Figure {
	nan := math.NaN()
	var lossT, lossV, accT, accV []float64
	for e := range 40 {
		x := float64(e)
		lossT = append(lossT, 0.25*math.Exp(-x/9)+0.01)
		lossV = append(lossV, 0.24*math.Exp(-x/11)+0.03+0.008*math.Sin(x))
		accT = append(accT, 1-0.45*math.Exp(-x/8))
		accV = append(accV, 0.97-0.42*math.Exp(-x/10)+0.01*math.Sin(2*x))
	}
	lossV[20], lossV[21], lossV[23], accV[30] = nan, nan, math.Inf(1), nan
	return figure.Curves([]figure.Panel{
		figure.LossPanel(figure.Series{Values: lossT}, figure.Series{Values: lossV}, style.Labels),
		figure.AccuracyPanel(figure.Series{Values: accT}, figure.Series{Values: accV}, style.Labels),
	}, style)
}

func TestCurvesPictures(t *testing.T) {
	early := figure.Panel{Title: "EER on validation people", Share: true, Epochs: 40, Series: []figure.Series{{Name: "EER", Values: []float64{0.31}}}}
	cases := []struct {
		name          string
		f             figure.Figure
		width, height int
	}{
		{"curves", exampleCurves(figure.Style{}), 1100, 425},
		{"curves-dark", exampleCurves(figure.Style{Dark: true}), 520, 640},
		{"curves-none", figure.Curves([]figure.Panel{figure.LossPanel(figure.Series{}, figure.Series{}, figure.Labels{})}, figure.Style{
			Labels: figure.Labels{NoData: "A long sentence that says why there is nothing to draw takes more lines than one."},
		}), 300, 260},
		{"curves-early", figure.Curves([]figure.Panel{early, {Title: "loss"}}, figure.Style{}), 900, 360},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { golden(t, c.name, c.f, c.width, c.height) })
	}
}

// siamese is a tower that two photos share.
func siamese() []figure.Layer {
	return []figure.Layer{
		{Name: "photo_left", Kind: "Input", Input: "64×64×3", Output: "64×64×3"},
		{Name: "photo_right", Kind: "Input", Input: "64×64×3", Output: "64×64×3"},
		{Name: "resnet50", Kind: "ResNet-50, frozen", Input: "64×64×3", Output: "2×2×2048", Params: 23587712, Inputs: []int{0, 1}, Part: figure.Frozen},
		{Name: "flatten", Kind: "Flatten", Input: "2×2×2048", Output: "8192", Inputs: []int{2}, Part: figure.Frozen},
		{Name: "dense", Kind: "Dense, ReLU", Input: "8192", Output: "512", Params: 4194816, Inputs: []int{3}, Part: figure.Trained},
		{Name: "embedding_left", Kind: "Embedding", Input: "512", Output: "512", Inputs: []int{4}},
		{Name: "embedding_right", Kind: "Embedding", Input: "512", Output: "512", Inputs: []int{4}},
		{Name: "distance", Kind: "Euclidean distance", Input: "512, 512", Output: "1", Inputs: []int{5, 6}},
	}
}

func network(t *testing.T, layers []figure.Layer, style figure.Style) figure.Figure {
	t.Helper()
	f, err := figure.Network(layers, style)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestNetworkPictures(t *testing.T) {
	skip := []figure.Layer{
		{Name: "photo", Kind: "Input", Input: "8×8×1", Output: "8×8×1"},
		{Name: "conv_1", Kind: "Conv2D", Input: "8×8×1", Output: "8×8×4", Params: 40, Inputs: []int{0}},
		{Name: "conv_2", Kind: "Conv2D", Input: "8×8×4", Output: "8×8×4", Params: 148, Inputs: []int{1}},
		{Name: "add", Kind: "Add", Input: "8×8×4, 8×8×4", Output: "8×8×4", Inputs: []int{2, 1}},
		{Name: "pool", Kind: "MaxPool", Input: "8×8×4", Output: "4×4×4", Inputs: []int{3, 0}},
		{Name: "twice", Kind: "Distance", Input: "4×4×4", Output: "1", Inputs: []int{4, 4}},
	}
	cases := []struct {
		name   string
		layers []figure.Layer
		style  figure.Style
	}{
		{"network", siamese(), figure.Style{}},
		{"network-dark", siamese(), figure.Style{Dark: true}},
		{"network-skip", skip, figure.Style{}},
		{"network-empty", nil, figure.Style{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := network(t, c.layers, c.style)
			golden(t, c.name, f, 760, figure.HeightFor(f, 760))
		})
	}
}
