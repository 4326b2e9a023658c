package tower_test

import (
	"errors"
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"siamface/model/torch"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/weights"
)

// thawed is a tower of the recipe orl-resnet50 with the last n stages unfrozen, on weights by formula.
func thawed(t *testing.T, n int) *tower.Tower {
	t.Helper()
	recipe, err := tower.Find(tower.ResNet50)
	if err != nil {
		t.Fatal(err)
	}
	if recipe, err = recipe.Unfreeze(n); err != nil {
		t.Fatal(err)
	}
	formula.Do(func() { pretrained = formulaWeights(t) })
	net, err := tower.New(recipe, pretrained, "a test", 1)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// The weights take a second to be made.
var (
	formula    sync.Once
	pretrained *weights.File
)

// embeddingsOf goes the whole way from pixels to embeddings.
func embeddingsOf(t *testing.T, net *tower.Tower, pixels []float32, n int) (embeddings []float32) {
	t.Helper()
	err := torch.Do(t.Context(), func() error {
		if err := net.Place(torchtest.Device); err != nil {
			return err
		}
		defer net.Close()
		data, err := net.Freeze(pixels, n)
		if err != nil {
			return err
		}
		embeddings, err = net.Embeddings(tower.Features{Width: net.Recipe.Features, Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return embeddings
}

// TestUnfrozenTowersBeginAsTheFrozenOne compares towers before training: wherever the frozen part ends, a photo lies in the same place.
func TestUnfrozenTowersBeginAsTheFrozenOne(t *testing.T) {
	pixels := noise(2*3*64*64, 7)
	want := embeddingsOf(t, thawed(t, 0), pixels, 2)
	// A mean with the mirror image doesn't tell which of the two was the photo.
	for n := 1; n <= 4; n++ {
		got := embeddingsOf(t, thawed(t, n), pixels, 2)
		for i := range want {
			if math.Abs(float64(got[i]-want[i])) > 1e-4 {
				t.Fatalf("%d unfrozen stages: number %d is %v, want %v", n, i, got[i], want[i])
			}
		}
	}
}

// TestTheDenseLayerSeesTheSame compares what closed forms are solved on.
func TestTheDenseLayerSeesTheSame(t *testing.T) {
	pixels := noise(2*3*64*64, 9)
	var seen [2]tower.Features
	for n := range seen {
		net := thawed(t, n)
		err := torch.Do(t.Context(), func() error {
			if err := net.Place(torchtest.Device); err != nil {
				return err
			}
			defer net.Close()
			data, err := net.Freeze(pixels, 2)
			if err != nil {
				return err
			}
			seen[n], err = net.Trunk(tower.Features{Width: net.Recipe.Features, Data: data})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen[1].Width != 8192 || seen[1].Rows() != 2 {
		t.Fatalf("%d rows of %d", seen[1].Rows(), seen[1].Width)
	}
	for i, v := range seen[0].Data {
		if math.Abs(float64(v-seen[1].Data[i])) > 1e-4 {
			t.Fatalf("number %d is %v, and frozen %v", i, seen[1].Data[i], v)
		}
	}
}

func TestWhatIsUnfrozen(t *testing.T) {
	const head = 512*8192 + 512
	// Keras' count of the stages: convolutions with biases, scales and shifts.
	stages := []int{14_976_000, 7_108_608, 1_223_168, 217_216}
	trained := head
	for n := range 5 {
		if n > 0 {
			trained += stages[n-1]
		}
		net := thawed(t, n)
		if c := net.Count(); c.Total != 27_782_528 || c.Trained != trained || c.Trained+c.Frozen != c.Total {
			t.Errorf("%d stages: %+v, want %d trained", n, c, trained)
		}
		if want := []int{8192, 2 * 4 * 4 * 1024, 2 * 8 * 8 * 512, 2 * 16 * 16 * 256, 2 * 16 * 16 * 64}[n]; net.Recipe.Features != want || net.Recipe.FeatureBytes() != 4*want {
			t.Errorf("%d stages: %d features, want %d", n, net.Recipe.Features, want)
		}
		var text strings.Builder
		if err := net.Summary(&text); err != nil || strings.Contains(text.String(), "last stages") != (n > 0) {
			t.Errorf("%d stages, %v:\n%s", n, err, text.String())
		}
		for _, p := range net.Parameters() {
			in := strings.HasPrefix(p.Name, "layer") && p.Name[5] > '4'-byte(n)
			if p.Unfrozen != in || p.Frozen == (in || p.Layer == "dense") {
				t.Errorf("%d stages: %+v", n, p)
			}
		}
	}
}

func TestStagesThatCannotBeUnfrozen(t *testing.T) {
	for name, n := range map[string]int{tower.ResNet50: 5, tower.Small: 1, tower.Face: 1, tower.PublishedResNet50: 1} {
		recipe, err := tower.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{n, -1} {
			if _, err := recipe.Unfreeze(n); !errors.Is(err, tower.ErrUnfreeze) {
				t.Errorf("%s, %d stages: %v", name, n, err)
			}
		}
	}
}

// TestUnfrozenModelComesBack saves a model whose last stage was changed.
func TestUnfrozenModelComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model.safetensors")
	m := &tower.Model{Tower: thawed(t, 1)}
	m.Judgement = tower.Judgement{Threshold: 0.5, Sure: 0.4}
	w := m.Weights["layer4.1.conv2.weight"]
	changed := weights.Tensor{Shape: w.Shape, Data: noise(len(w.Data), 3)}
	m.Weights["layer4.1.conv2.weight"] = changed
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	got, err := tower.Load(t.Context(), path, torchtest.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Release(t.Context())
	if got.Recipe.Unfrozen != 1 || got.Count() != m.Count() || !reflect.DeepEqual(got.Weights, m.Weights) {
		t.Fatalf("came back with %d unfrozen stages, %+v", got.Recipe.Unfrozen, got.Count())
	}
	if got.KnowsStart() || !m.KnowsStart() {
		t.Error("only the tower that was made from pretrained weights knows what it began with")
	}
	pixels := noise(3*64*64, 5)
	want := embeddingsOf(t, m.Tower, pixels, 1)
	if e := embeddingsOf(t, got.Tower, pixels, 1); !reflect.DeepEqual(e, want) {
		t.Error("it embeds otherwise than it did")
	}
	frozen := thawed(t, 0)
	frozen.Weights = m.Weights
	for i, v := range embeddingsOf(t, frozen, pixels, 1) { // all of it frozen and folded
		if math.Abs(float64(v-want[i])) > 1e-4 {
			t.Fatalf("folded again, number %d is %v, want %v", i, v, want[i])
		}
	}
	f, err := weights.ReadModel(path)
	if err != nil {
		t.Fatal(err)
	}
	f.Metadata["unfrozen"] = "5"
	if err := weights.WriteModel(path, f); err != nil {
		t.Fatal(err)
	}
	if _, err := tower.Load(t.Context(), path, torchtest.Name); !errors.Is(err, tower.ErrUnfreeze) {
		t.Errorf("a model with five unfrozen stages: %v", err)
	}
}

// TestStartOfUnfrozenStages changes them and goes back to their pretrained weights, on the device too.
func TestStartOfUnfrozenStages(t *testing.T) {
	net := thawed(t, 1)
	const name = "layer4.0.conv1.weight"
	before := net.Weights[name]
	err := torch.Do(t.Context(), func() error {
		if err := net.Place(torchtest.Device); err != nil {
			return err
		}
		defer net.Close()
		if err := net.Restore(map[string]weights.Tensor{name: {Shape: before.Shape, Data: make([]float32, len(before.Data))}}); err != nil {
			return err
		}
		fresh, err := net.Fresh(2)
		if err != nil {
			return err
		}
		defer fresh.Close()
		if !reflect.DeepEqual(fresh.Weights[name], before) || reflect.DeepEqual(net.Weights[name], before) {
			t.Error("a fresh tower doesn't begin with the pretrained weights, or shares the trained ones")
		}
		if err := net.Restore(net.Start(2)); err != nil {
			return err
		}
		head, err := net.Pull()
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(head[name], before) {
			t.Error("the start isn't the pretrained weights")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRest frees what turned photos into features: those are still embedded.
func TestRest(t *testing.T) {
	net, pixels := thawed(t, 0), noise(3*64*64, 5)
	want := embeddingsOf(t, net, pixels, 1)
	features := tower.Features{Width: net.Recipe.Features, Data: featuresOf(t, net, pixels, 1)}
	if err := torch.Do(t.Context(), func() error { return net.Place(torchtest.Device) }); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := net.Rest(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	err := torch.Do(t.Context(), func() error {
		defer net.Close()
		got, err := net.Embeddings(features)
		if !reflect.DeepEqual(got, want) {
			t.Error("the features are embedded otherwise than before")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
