package recipes_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"siamface/model/network"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/weights"
)

// TestAlignedAgainstPlainLayers compares the frozen part with the same layers one by one: convolution, normalisation, ReLU, of weights
// by formula and of those of ImageNet.
func TestAlignedAgainstPlainLayers(t *testing.T) {
	const photos = 2
	pixels := noise(photos*3*64*64, 7)
	for i := range pixels {
		pixels[i] *= 4
	}
	try := func(t *testing.T, file *weights.File) {
		recipe, err := recipes.Find(recipes.ResNet50Aligned)
		if err != nil {
			t.Fatal(err)
		}
		net, err := tower.New(recipe.Design, file, "a test", 1)
		if err != nil {
			t.Fatal(err)
		}
		got, want := featuresOf(t, net, pixels, photos), plainFeatures(t, net.Weights, pixels, photos)
		if len(got) != photos*recipe.Features || len(got) != len(want) {
			t.Fatalf("%d features, want %d", len(got), len(want))
		}
		var largest float64
		for _, v := range want {
			largest = max(largest, math.Abs(v))
		}
		for i, v := range want {
			if math.Abs(float64(got[i])-v) > 1e-4*largest {
				t.Fatalf("feature %d is %v, want %v", i, got[i], v)
			}
		}
	}
	t.Run("formula", func(t *testing.T) { try(t, formulaWeights(t)) })
	t.Run("imagenet", func(t *testing.T) {
		f, err := weights.Read(testdata(t, "resnet50", "resnet50-imagenet-f16.safetensors"), weights.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		try(t, f)
	})
}

// plainFeatures are those of the recipe resnet50-aligned: of its network by plain layers, and of the gradients of the picture in grey, both
// of length 1 but for the gradients', 0.8, together of length 1.
func plainFeatures(t *testing.T, w map[string]weights.Tensor, pixels []float32, n int) (all []float64) {
	t.Helper()
	mirrored := make([]float32, len(pixels))
	for i := range pixels {
		mirrored[i] = pixels[i/64*64+63-i%64]
	}
	gridded := plainGridded(t, w, pixels, mirrored, n)
	for row := range n {
		const photo = 3 * 64 * 64
		both := slices.Clone(gridded[row*4096:][:4096])
		grey, turned := plainGrey(pixels[row*photo:][:photo]), plainGrey(mirrored[row*photo:][:photo])
		for _, v := range plainMirrored(grey, turned, plainTowers[recipes.GradientsAligned].scales) {
			both = append(both, 0.8*v)
		}
		toUnit(both)
		all = append(all, both...)
	}
	return all
}

// plainGrey is a picture of torchvision's normalisation in grey, of mean 0 and deviation 1.
func plainGrey(pixels []float32) []float32 {
	const area = 64 * 64
	grey := make([]float64, area)
	var mean, squares float64
	for i := range grey {
		r, g, b := 0.229*float64(pixels[i])+0.485, 0.224*float64(pixels[area+i])+0.456, 0.225*float64(pixels[2*area+i])+0.406
		grey[i] = 0.299*r + 0.587*g + 0.114*b
		mean += grey[i] / area
	}
	for _, v := range grey {
		squares += (v - mean) * (v - mean) / area
	}
	out := make([]float32, area)
	for i, v := range grey {
		out[i] = float32((v - mean) / math.Sqrt(squares))
	}
	return out
}

// plainGridded are the means over the grid, each photo's with its mirror, of length 1.
func plainGridded(t *testing.T, w map[string]weights.Tensor, pixels, mirrored []float32, n int) []float64 {
	t.Helper()
	own, turned := gridMeans(plainLayer1(t, w, pixels, n), n), gridMeans(plainLayer1(t, w, mirrored, n), n)
	for row := range n {
		a, b := own[row*4096:(row+1)*4096], turned[row*4096:(row+1)*4096]
		toUnit(a)
		toUnit(b)
		for i := range a {
			a[i] += b[i]
		}
		toUnit(a)
	}
	return own
}

// plainLayer1 is what a ResNet-50's first stage gives, [n, 256, 16, 16].
func plainLayer1(t *testing.T, w map[string]weights.Tensor, pixels []float32, n int) (out []float32) {
	t.Helper()
	var placed []*torch.Tensor
	on := func(name string) *torch.Tensor {
		tensor := w[name]
		shape := make([]int64, len(tensor.Shape))
		for i, s := range tensor.Shape {
			shape[i] = int64(s)
		}
		x, err := torch.FromFloats(tensor.Data, torchtest.Device, shape...)
		if err != nil {
			t.Error(err)
		}
		placed = append(placed, x)
		return x
	}
	err := torch.Do(t.Context(), func() error {
		defer func() { torch.Drop(placed...) }()
		f := new(torch.Flow)
		conv := func(x *torch.Tensor, c, norm string, stride, padding int64) *torch.Tensor {
			x = f.Conv(x, on(c+".weight"), on(c+".bias"), stride, padding, 1)
			return f.BatchNorm(x, on(norm+".weight"), on(norm+".bias"), on(norm+".running_mean"), on(norm+".running_var"), false)
		}
		x, err := torch.FromFloats(pixels, torchtest.Device, int64(n), 3, 64, 64)
		if err != nil {
			return err
		}
		x = f.MaxPool(f.ReLU(conv(x, "conv1", "bn1", 2, 3)), 3, 2, 1)
		for _, block := range []string{"layer1.0", "layer1.1", "layer1.2"} {
			y := f.ReLU(conv(f.Share(x), block+".conv1", block+".bn1", 1, 0))
			y = f.ReLU(conv(y, block+".conv2", block+".bn2", 1, 1))
			y = conv(y, block+".conv3", block+".bn3", 1, 0)
			if block == "layer1.0" {
				x = conv(x, block+".downsample.0", block+".downsample.1", 1, 0)
			}
			x = f.ReLU(f.Add(x, y))
		}
		if f.Err() != nil {
			return f.Err()
		}
		defer torch.Drop(x)
		out, err = torch.Floats(x)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// gridMeans are the means over 4×4 squares of n × 256 planes of 16×16.
func gridMeans(x []float32, n int) []float64 {
	means := make([]float64, n*256*16)
	for i, v := range x {
		plane, row, column := i/256, i/16%16, i%16
		means[plane*16+row/4*4+column/4] += float64(v) / 16
	}
	return means
}

func toUnit(row []float64) {
	var squares float64
	for _, v := range row {
		squares += v * v
	}
	for i := range row {
		row[i] /= math.Sqrt(squares)
	}
}

func TestAlignedParameters(t *testing.T) {
	net := newTower(t, recipes.ResNet50Aligned)
	// conv1 9,408 and 64 biases, its normalisation 256; layer1 as torchvision has it 215,808 with its running statistics 2,816 and
	// biases 1,408.
	const frozen = 9_408 + 64 + 256 + 215_808 + 2_816 + 1_408 + 8*(13*13+7*7+7*7)
	const features = 16*256 + 8*(9*9+15*15+20*20)
	want := network.Counts{Total: frozen + 512*(features+1), Trained: 512 * (features + 1), Frozen: frozen}
	if c := net.Design.Count(); c != want {
		t.Errorf("it has %+v, want %+v", c, want)
	}
	var text strings.Builder
	if err := net.WriteSummary(&text); err != nil || !strings.Contains(text.String(), "random (seed 1), no pretrained weights") {
		t.Errorf("the summary doesn't say that the weights are random (%v): %s", err, text.String())
	}
	for _, layer := range []string{"landmarks", "resize", "layer1.2.relu", "grid", "mirror", "grey", "fine.cells", "together", "dense"} {
		if !strings.Contains(text.String(), "\n"+layer+" ") {
			t.Errorf("the summary lacks %s", layer)
		}
	}
	if strings.Contains(text.String(), "layer2") {
		t.Error("the summary shows layers that it doesn't have")
	}
}

func near(t *testing.T, name string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", name, len(got), len(want))
	}
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 1e-5 {
			t.Fatalf("%s: number %d is %v, want %v", name, i, got[i], want[i])
		}
	}
}
