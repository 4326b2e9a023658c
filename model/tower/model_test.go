package tower_test

import (
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"siamface/model/face"
	"siamface/model/network"
	"siamface/model/photo"
	"siamface/model/recipes"
	"siamface/model/sample"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/weights"
)

func judged(t *testing.T) *tower.Model {
	t.Helper()
	m := &tower.Model{Tower: newTower(t, recipes.Small), Record: []byte(`{"seed":1}`)}
	m.Scale = 0.8
	m.Judgement = tower.Judgement{Threshold: 0.5, Sure: 0.4, ThresholdShown: true, Genuine: 10, Impostor: 400}
	return m
}

func TestModelComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model.safetensors")
	m := judged(t)
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := recipes.Load(t.Context(), path, torchtest.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Release(t.Context())
	if got.Scale != m.Scale || !reflect.DeepEqual(got.Judgement, m.Judgement) || string(got.Record) != string(m.Record) || got.Origin != m.Origin {
		t.Errorf("came back as %v %+v %s %q", got.Scale, got.Judgement, got.Record, got.Origin)
	}
	if !reflect.DeepEqual(got.Weights, m.Weights) {
		t.Error("the weights came back otherwise")
	}
	if err := got.Save(path); err != nil {
		t.Fatal(err)
	}
	if second, err := os.ReadFile(path); err != nil || string(second) != string(first) {
		t.Errorf("saved again the file differs (%v)", err)
	}
}

// TestModelsThatCannotBeUsed changes one thing each in a file whose checksum is right.
func TestModelsThatCannotBeUsed(t *testing.T) {
	for name, spoil := range map[string]func(f *weights.File){
		"an unknown recipe":              func(f *weights.File) { f.Metadata["recipe"] = "huge" },
		"no scale":                       func(f *weights.File) { delete(f.Metadata, "scale") },
		"a scale below zero":             func(f *weights.File) { f.Metadata["scale"] = "-1" },
		"another input":                  func(f *weights.File) { f.Metadata["input"] = `{"Width":32,"Height":32,"Channels":1}` },
		"thresholds in disorder":         func(f *weights.File) { f.Metadata["judgement"] = `{"threshold":0.3,"sure":0.4}` },
		"a scale beyond sense":           func(f *weights.File) { f.Metadata["scale"] = "1e308" },
		"a scale next to nothing":        func(f *weights.File) { f.Metadata["scale"] = "1e-320" },
		"a threshold beyond sense":       func(f *weights.File) { f.Metadata["judgement"] = `{"threshold":1e308,"sure":0.4}` },
		"a threshold of next to nothing": func(f *weights.File) { f.Metadata["judgement"] = `{"threshold":1e-320,"sure":1e-320}` },
		"a rate above one":               func(f *weights.File) { f.Metadata["judgement"] = `{"threshold":0.5,"sure":0.4,"rate":2}` },
		"fewer than no pairs":            func(f *weights.File) { f.Metadata["judgement"] = `{"threshold":0.5,"sure":0.4,"impostor":-3}` },
		"quantiles that fall": func(f *weights.File) {
			f.Metadata["judgement"] = `{"threshold":0.5,"sure":0.4,"impostor_quantiles":[1,2,3,4,5,6,7,8,9,10,1]}`
		},
		"too few quantiles": func(f *weights.File) {
			f.Metadata["judgement"] = `{"threshold":0.5,"sure":0.4,"genuine_quantiles":[1]}`
		},
		"garbage for a scale": func(f *weights.File) { f.Metadata["scale"] = "{" },
		"a dense layer of one number": func(f *weights.File) {
			dense := f.Tensors[network.DenseWeight].Data
			for i := range dense {
				dense[i] = 0.5
			}
		},
		"a threshold beyond all distances": judgeBy(0.9, 0.4, 0.1, 0.8),
		"a threshold below the gap":        judgeBy(0.05, 0.05, 0.1, 0.8),
		"a threshold above the gap":        judgeBy(0.79, 0.5, 0.1, 0.6),
		"a variance below zero":            func(f *weights.File) { f.Tensors["bn1.running_var"].Data[3] = -1 },
		"a head without a direction":       func(f *weights.File) { clear(f.Tensors["dense.weight"].Data) },
		"a missing tensor":                 func(f *weights.File) { delete(f.Tensors, "bn1.bias") },
		"a tensor of other shape":          func(f *weights.File) { f.Tensors["bn1.bias"] = weights.Tensor{Shape: []int{1}, Data: []float32{1}} },
		"a value not a number": func(f *weights.File) {
			f.Tensors["bn1.bias"] = weights.Tensor{Shape: []int{32}, Data: append(make([]float32, 31), float32(math.Inf(1)))}
		},
	} {
		path := filepath.Join(t.TempDir(), "model.safetensors")
		if err := judged(t).Save(path); err != nil {
			t.Fatal(err)
		}
		f, err := weights.ReadModel(path)
		if err != nil {
			t.Fatal(err)
		}
		spoil(f)
		if err := weights.WriteModel(path, f); err != nil {
			t.Fatal(err)
		}
		m, err := recipes.Load(t.Context(), path, torchtest.Name)
		if err == nil {
			t.Errorf("a model with %s was loaded", name)
			m.Release(t.Context())
		} else if !strings.Contains(err.Error(), path) {
			t.Errorf("%s: the error doesn't say which file: %v", name, err)
		} else if strings.Contains(err.Error(), "invalid character") || strings.Contains(err.Error(), "unexpected end") {
			t.Errorf("%s: the error is a parser's: %v", name, err)
		} else if strings.Contains(name, "tensor") && !strings.Contains(err.Error(), "train again") {
			t.Errorf("%s: the error doesn't say what to do: %v", name, err)
		}
	}
}

// judgeBy writes thresholds beside distances that contradict them: those of one person are all genuine, those of strangers reach from
// impostor to 0.8.
func judgeBy(threshold, sure, genuine, impostor float64) func(f *weights.File) {
	return func(f *weights.File) {
		j := tower.Judgement{Rate: 0.01, Threshold: threshold, Sure: sure, Genuine: 10, Impostor: 400}
		for i := range tower.QuantileFractions {
			j.GenuineQuantiles = append(j.GenuineQuantiles, genuine)
			j.ImpostorQuantiles = append(j.ImpostorQuantiles, impostor+(0.8-impostor)*float64(i)/float64(len(tower.QuantileFractions)-1))
		}
		text, _ := json.Marshal(j)
		f.Metadata["judgement"] = string(text)
	}
}

// TestModelsThatOverflow: numbers that are each in order and give none together are refused before they become a distance.
func TestModelsThatOverflow(t *testing.T) {
	m := judged(t)
	dense := m.Weights["dense.weight"].Data
	for i := range dense {
		dense[i] = 3e38
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	got, err := recipes.Load(t.Context(), path, torchtest.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Release(t.Context())
	if _, _, err := got.EmbedPhotos(t.Context(), sample.Draw(0, 0, 1)); err == nil || !strings.Contains(err.Error(), "overflow") {
		t.Errorf("a photo's embedding overflows: %v", err)
	}
}

// TestModelsOfOtherFaceNetworks: a model whose faces were found and described by others can't be used, however whole its file is. Those
// before had 128 numbers of a face, and didn't name the networks.
func TestModelsOfOtherFaceNetworks(t *testing.T) {
	const before = 128
	shrink := func(f *weights.File) {
		delete(f.Metadata, "faces")
		f.Tensors[network.DenseWeight] = weights.Tensor{Shape: []int{before, before}, Data: make([]float32, before*before)}
		f.Tensors[network.DenseBias] = weights.Tensor{Shape: []int{before}, Data: make([]float32, before)}
	}
	for _, c := range []struct {
		name, recipe string
		change       func(f *weights.File)
	}{
		{"a face model from before", recipes.Face, shrink},
		{"networks that aren't named", recipes.SmallAligned, func(f *weights.File) { delete(f.Metadata, "faces") }},
		{"other networks", recipes.Face, func(f *weights.File) { f.Metadata["faces"] = "face-4" }},
	} {
		path := filepath.Join(t.TempDir(), "model.safetensors")
		m := judged(t)
		m.Tower = newTower(t, c.recipe)
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
		f, err := weights.ReadModel(path)
		if err != nil {
			t.Fatal(err)
		}
		c.change(f)
		if err := weights.WriteModel(path, f); err != nil {
			t.Fatal(err)
		}
		if got, err := recipes.Load(t.Context(), path, torchtest.Name); err == nil {
			_ = got.Release(t.Context())
			t.Errorf("%s: it was loaded", c.name)
		} else if text := err.Error(); !strings.Contains(text, path) || !strings.Contains(text, "other networks") || !strings.HasSuffix(text, "; train again") {
			t.Errorf("%s: the error is %q", c.name, text)
		}
	}
}

// TestGeneralThresholds are the recogniser's for a rate and a tenth of it, as far as it knows any.
func TestGeneralThresholds(t *testing.T) {
	r := face.BuiltIn()
	for _, c := range []struct {
		rate        float64
		shown, sure bool
	}{{0.01, true, true}, {0.001, true, true}, {1e-4, true, true}, {1e-5, true, false}, {1e-7, false, false}} {
		j := tower.Judgement{Genuine: 3}.WithGeneral(c.rate)
		if j.Rate != c.rate || j.Threshold != r.Threshold(c.rate) || j.Sure != r.Threshold(c.rate/10) || !j.General || j.Genuine != 3 {
			t.Errorf("at a rate of %v: %+v", c.rate, j)
		}
		if j.ThresholdShown != c.shown || j.SureShown != c.sure || j.Sure > j.Threshold {
			t.Errorf("at a rate of %v the thresholds are shown: %v, %v; %v and %v", c.rate, j.ThresholdShown, j.SureShown, j.Sure, j.Threshold)
		}
	}
}

func TestPhotosAndFilesGiveTheSameEmbedding(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := judged(t).Save(path); err != nil {
		t.Fatal(err)
	}
	m, err := recipes.Load(t.Context(), path, torchtest.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Release(t.Context())
	e, _, err := m.EmbedPhotos(t.Context(), gradient(92, 112), gradient(300, 200))
	if err != nil {
		t.Fatal(err)
	}
	for half := range slices.Chunk(e, len(e)/2) {
		var squares float64
		for _, v := range half {
			squares += float64(v) * float64(v)
		}
		if math.Abs(math.Sqrt(squares)-m.Scale) > 1e-5 {
			t.Errorf("an embedding has length %v, want the scale %v", math.Sqrt(squares), m.Scale)
		}
	}
	features, failed, err := m.ExtractFeatures(t.Context(), []string{filepath.Join(t.TempDir(), "no.jpg")}, nil)
	if err != nil || len(failed) != 1 || failed[0].Index != 0 || features.Rows() != 1 {
		t.Errorf("a missing photo: %d rows, failed %v, error %v", features.Rows(), failed, err)
	}
}

func gradient(w, h int) image.Image {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetGray(x, y, color.Gray{Y: uint8(255 * x * y / (w * h))})
		}
	}
	return img
}

func TestPixelsOfInputs(t *testing.T) {
	for _, name := range recipes.Names() {
		recipe, err := recipes.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		flat := image.NewRGBA(image.Rect(0, 0, 10, 10))
		for i := range flat.Pix {
			flat.Pix[i] = []uint8{255, 0, 51, 255}[i%4]
		}
		if recipe.Input.Size() == 0 {
			continue // it takes the face's description
		}
		got := recipe.Input.Pixels(flat)
		if len(got) != recipe.Input.Size() {
			t.Fatalf("%s: %d values, want %d", name, len(got), recipe.Input.Size())
		}
		if recipe.Input.Channels == 1 {
			continue
		}
		area := recipe.Input.Width * recipe.Input.Height
		for c, want := range []float64{(1 - 0.485) / 0.229, -0.456 / 0.224, (0.2 - 0.406) / 0.225} {
			if v := float64(got[c*area+7]); math.Abs(v-want) > 1e-5 {
				t.Errorf("%s, channel %d: %v, want %v", name, c, v, want)
			}
		}
	}
}

// TestFaceRecipeUsesItsCache describes a photo twice, the second time with a file that only the cache can know.
func TestFaceRecipeUsesItsCache(t *testing.T) {
	networks, err := filepath.Abs(filepath.Join("..", "..", ".deps", "faces"))
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv(face.Variable) == "" {
		t.Setenv(face.Variable, networks)
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	m, err := recipes.Untrained(t.Context())
	if errors.Is(err, face.ErrMissing) {
		t.Skipf("no face networks: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer m.Release(t.Context())
	path := filepath.Join(t.TempDir(), "drawing.png")
	if err := photo.SavePNG(path, gradient(120, 150)); err != nil {
		t.Fatal(err)
	}
	first, failed, err := m.ExtractFeatures(t.Context(), []string{path}, nil)
	if err != nil || len(failed) > 0 {
		t.Fatal(err, failed)
	}
	key, err := photo.SHA256(path)
	if err != nil {
		t.Fatal(err)
	}
	d, ok := face.OpenCache().Get(key)
	if !ok || !slices.Equal(d.Embedding, first.Row(0)) {
		t.Fatalf("the cache has %v (%v)", d, ok)
	}
	d.Embedding[0] = 42
	if err := face.OpenCache().Put(key, d); err != nil {
		t.Fatal(err)
	}
	if second, _, err := m.ExtractFeatures(t.Context(), []string{path}, nil); err != nil || second.Row(0)[0] != 42 {
		t.Errorf("the photo was looked at again: %v, %v", second.Row(0)[0], err)
	}
}
