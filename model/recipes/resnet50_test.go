package recipes_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/network"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/weights"
)

// known are features that PyTorch computed: see testdata/make.py.
type known struct {
	Norms      []float64   `json:"norms"`
	Every512th [][]float64 `json:"every_512th"`
}

func TestResnetAgainstPyTorch(t *testing.T) {
	var golden struct{ Formula, Imagenet known }
	data, err := os.ReadFile("testdata/resnet50.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	t.Run("formula", func(t *testing.T) { compare(t, formulaWeights(t), golden.Formula) })
	t.Run("imagenet", func(t *testing.T) {
		f, err := weights.Read(testdata(t, "resnet50", "resnet50-imagenet-f16.safetensors"), weights.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		compare(t, f, golden.Imagenet)
	})
}

// compare checks that the published tower's features of two inputs by formula are the known ones, within 1e-4 of the
// largest.
func compare(t *testing.T, pretrained *weights.File, want known) {
	recipe, err := recipes.Find(recipes.PublishedResNet50)
	if err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(recipe.Design, pretrained, "a test", 1)
	if err != nil {
		t.Fatal(err)
	}
	pixels := noise(2*3*64*64, 7)
	for i := range pixels {
		pixels[i] *= 4
	}
	got := featuresOf(t, net, pixels, 2)
	var largest float64
	for _, v := range got {
		largest = max(largest, math.Abs(float64(v)))
	}
	for row := range 2 {
		var squares float64
		for _, v := range got[row*8192 : (row+1)*8192] {
			squares += float64(v) * float64(v)
		}
		if norm := math.Sqrt(squares); math.Abs(norm/want.Norms[row]-1) > 1e-4 {
			t.Errorf("row %d has length %v, want %v", row, norm, want.Norms[row])
		}
		for k, v := range want.Every512th[row] {
			if g := float64(got[row*8192+512*k]); math.Abs(g-v) > 1e-4*largest {
				t.Errorf("row %d, feature %d: %v, want %v", row, 512*k, g, v)
			}
		}
	}
}

func TestPublishedParameters(t *testing.T) {
	for _, name := range []string{recipes.ResNet50, recipes.PublishedResNet50} {
		net := newTower(t, name)
		sum := 0
		for _, w := range net.Weights {
			sum += len(w.Data)
		}
		want := network.Counts{Total: 27_782_528, Trained: 4_194_816, Frozen: 23_587_712}
		if c := net.Design.Count(); c != want || sum != want.Total {
			t.Errorf("%s has %+v and tensors of %d numbers, want %+v", name, c, sum, want)
		}
		layers := 0
		for _, l := range net.Design.Layers() {
			layers += l.Count()
		}
		if layers != want.Total {
			t.Errorf("%s: the layers of the summary add up to %d, want %d", name, layers, want.Total)
		}
		var text strings.Builder
		if err := net.WriteSummary(&text); err != nil || !strings.Contains(text.String(), "27,782,528") {
			t.Errorf("the summary of %s lacks the total (%v)", name, err)
		}
	}
}

func TestSmallStaysSmall(t *testing.T) {
	if c := newTower(t, recipes.Small).Design.Count(); c.Total > 4_000_000 || c.Trained < 100_000 {
		t.Errorf("small has %+v parameters", c)
	}
}

func TestLayersFollowEachOther(t *testing.T) {
	for _, name := range recipes.Names() {
		seen := map[string]bool{}
		for _, l := range newTower(t, name).Design.Layers() {
			for _, in := range l.Inputs {
				if !seen[in] {
					t.Errorf("%s: %s follows %q, which isn't there before it", name, l.Name, in)
				}
			}
			if seen[l.Name] {
				t.Errorf("%s: two layers are called %s", name, l.Name)
			}
			seen[l.Name] = true
		}
	}
}

func TestWrongWeightsAreRefused(t *testing.T) {
	recipe, err := recipes.Find(recipes.ResNet50)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(f *weights.File){
		"a tensor is missing": func(f *weights.File) { delete(f.Tensors, "layer3.5.conv2.weight") },
		"a tensor has a shape": func(f *weights.File) {
			f.Tensors["bn1.weight"] = weights.Tensor{Shape: []int{32}, Data: make([]float32, 32)}
		},
		"a value is not a number": func(f *weights.File) { f.Tensors["conv1.weight"].Data[5] = float32(math.NaN()) },
	} {
		f := formulaWeights(t)
		spoil(f)
		if _, err := tower.New(recipe.Design, f, "a test", 1); err == nil {
			t.Errorf("weights in which %s were taken", name)
		}
	}
}

func newTower(t *testing.T, name string) *tower.Tower {
	t.Helper()
	recipe, err := recipes.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(recipe.Design, nil, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// featuresOf runs the frozen part on n inputs.
func featuresOf(t *testing.T, net *tower.Tower, pixels []float32, n int) (features []float32) {
	t.Helper()
	err := torch.Do(t.Context(), func() (err error) {
		if err := net.Place(torchtest.Device); err != nil {
			return err
		}
		defer net.Close()
		features, err = net.RunBackbone(pixels)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return features
}

// formulaWeights repeats testdata/make.py: parameters come in the order conv weight, bias, norm weight, bias, mean, variance.
func formulaWeights(t *testing.T) *weights.File {
	f := &weights.File{Tensors: map[string]weights.Tensor{}}
	salt := uint64(0)
	for i, p := range newTower(t, recipes.PublishedResNet50).Design.Parameters() {
		if !p.Frozen {
			continue
		}
		part := i % 6
		if part == 0 {
			salt++
		}
		data := noise(p.Count(), salt+100*uint64(part))
		for k := range data {
			switch part {
			case 0:
				data[k] *= float32(math.Sqrt(24 / float64(p.Count()/p.Shape[0])))
			case 2:
				data[k]++
			case 5:
				data[k] += 1.5
			}
		}
		f.Tensors[p.Name] = weights.Tensor{Shape: p.Shape, Data: data}
	}
	return f
}

// noise is n numbers in [−0.5, 0.5) by a formula that testdata/make.py shares.
func noise(n int, salt uint64) []float32 {
	data := make([]float32, n)
	for i := range data {
		x := (uint64(i)*2654435761 + salt*40503) % (1 << 32)
		x = (x ^ x>>15) * 2246822519 % (1 << 32)
		x = (x ^ x>>13) % (1 << 32)
		data[i] = float32(float64(x)/(1<<32) - 0.5)
	}
	return data
}

// testdata is a path in the folder of test data; without it the test is skipped.
func testdata(t *testing.T, parts ...string) string {
	t.Helper()
	root := os.Getenv("SIAMFACE_TESTDATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no test data: %v (set SIAMFACE_TESTDATA)", err)
	}
	return path
}
