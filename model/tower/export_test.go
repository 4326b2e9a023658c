package tower_test

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"siamface/model/face"
	"siamface/model/network"
	"siamface/model/onnx"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/weights"
)

// shaken is an opened model of a recipe whose numbers, batch statistics among them, are none that a training starts from.
func shaken(t *testing.T, name string) *tower.Model {
	t.Helper()
	recipe, err := recipes.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(recipe.Design, nil, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(7, uint64(len(name))))
	for _, p := range net.Design.Parameters() {
		if p.IsFormula() || p.IsOptional() {
			continue
		}
		data := slices.Clone(net.Weights[p.Name].Data)
		for i := range data {
			data[i] = data[i]*float32(0.8+0.4*rng.Float64()) + 0.01*rng.Float32()
		}
		if p.Name == network.UnitOn {
			data[0] = 1
		}
		net.Weights[p.Name] = weights.Tensor{Shape: p.Shape, Data: data}
	}
	if err := net.Open(t.Context(), torchtest.Name, 1); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = net.Release(context.Background()) })
	net.Scale = 1.25
	return &tower.Model{Tower: net, Judgement: tower.Judgement{Rate: 0.01, Threshold: 0.9, Sure: 0.8}}
}

// embedValues is the tower's way from prepared photos to embeddings.
func embedValues(t *testing.T, m *tower.Model, values []float32) (embeddings []float32) {
	t.Helper()
	err := torch.Do(t.Context(), func() error {
		features, err := m.RunBackbone(values)
		if err == nil {
			embeddings, err = m.ComputeEmbeddings(tower.Features{Width: m.Design.Features, Data: features})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return embeddings
}

// TestExportedNetworksGiveTheSameEmbeddings runs every recipe's tower by ONNX Runtime, on the same prepared photos.
func TestExportedNetworksGiveTheSameEmbeddings(t *testing.T) {
	dir := realdata.Faces(t)
	if err := onnx.Start(filepath.Join(dir, "libonnxruntime.so.1.24.4")); err != nil {
		t.Fatal(err)
	}
	for _, name := range recipes.Names() {
		t.Run(name, func(t *testing.T) {
			m := shaken(t, name)
			in, photos := m.Design.Input, 3
			shape := []int64{int64(photos), int64(m.Design.Features)}
			if !in.Described() {
				shape = []int64{int64(photos), int64(in.Channels), int64(in.Height), int64(in.Width)}
			}
			size := 1
			for _, n := range shape[1:] {
				size *= int(n)
			}
			rng := rand.New(rand.NewPCG(3, 4))
			values := make([]float32, photos*size)
			for i := range values {
				values[i] = float32(rng.NormFloat64())
			}
			if in.Described() {
				for i := range values { // of length 1, as descriptions are
					values[i] /= float32(math.Sqrt(float64(size)))
				}
			}
			want := embedValues(t, m, values)
			net, err := onnx.Open(m.EncodeONNX(), onnx.Spec{Inputs: []string{tower.ExportedInput}, Outputs: []string{tower.ExportedOutput}})
			if err != nil {
				t.Fatal(err)
			}
			defer net.Close()
			out, err := net.Run(onnx.Tensor{Shape: shape, Values: values})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(out[0].Shape, []int64{int64(photos), int64(m.Design.Embedding)}) {
				t.Fatalf("embeddings of the shape %v", out[0].Shape)
			}
			worst, largest := 0.0, 1.0
			for i, v := range want {
				worst, largest = max(worst, math.Abs(float64(v-out[0].Values[i]))), max(largest, math.Abs(float64(v)))
			}
			t.Logf("off by %.1e of %.2g at most", worst, largest)
			if !(worst <= 1e-5*largest) {
				t.Errorf("an embedding is off by %v, of %v", worst, largest)
			}
		})
	}
}

// TestExportedMetadataSayHowPhotosArePrepared: what is written is read again as it was.
func TestExportedMetadataSayHowPhotosArePrepared(t *testing.T) {
	want := map[string]face.Preprocessing{
		recipes.Small: {Values: face.Pixels, Width: 64, Height: 64, Colours: face.Grey, OwnExposure: true, Alignment: face.WholePicture},
		recipes.ResNet50Aligned: {
			Values: face.Pixels, Width: 64, Height: 64, Colours: face.RGB, Alignment: face.MeanShape,
			Mean: []float32{255 * 0.485, 255 * 0.456, 255 * 0.406}, Divisor: []float32{255 * 0.229, 255 * 0.224, 255 * 0.225},
		},
	}
	realdata.Faces(t)
	for name, want := range want {
		metadata := shaken(t, name).ExportWeights().Metadata
		got, err := face.ParsePreprocessing(metadata)
		if err != nil || got.Values != want.Values || got.Width != want.Width || got.Height != want.Height || got.Colours != want.Colours ||
			got.OwnExposure != want.OwnExposure || got.Alignment != want.Alignment || len(got.Mean) != len(want.Mean) {
			t.Errorf("%s: %+v, want %+v, %v", name, got, want, err)
		}
		for c, v := range want.Mean {
			if math.Abs(float64(got.Mean[c]-v)) > 1e-4 || math.Abs(float64(got.Divisor[c]-want.Divisor[c])) > 1e-4 {
				t.Errorf("%s: channel %d: %v and %v", name, c, got.Mean[c], got.Divisor[c])
			}
		}
		if metadata["siamface.threshold"] != "0.9" || metadata["siamface.distance"] != "Euclidean" || metadata["siamface.recipe"] != name {
			t.Errorf("%s: %v", name, metadata)
		}
	}
}

// TestExportedWeightsHaveTorchvisionsNames: those of a ResNet-50 are taken by --weights again.
func TestExportedWeightsHaveTorchvisionsNames(t *testing.T) {
	m := shaken(t, recipes.ResNet50)
	path := filepath.Join(t.TempDir(), "weights.safetensors")
	if err := weights.WriteSafetensors(path, m.ExportWeights()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	f, err := weights.Read(path, weights.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	again, err := tower.New(m.Design, f, "again", 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"conv1.weight", "layer1.0.downsample.0.weight", "layer4.2.bn3.running_var"} {
		if !slices.Equal(again.Weights[name].Data, m.Weights[name].Data) {
			t.Errorf("%s isn't what it was", name)
		}
	}
	if _, biased := f.Tensors["conv1.bias"]; biased {
		t.Error("there is a bias that torchvision's network hasn't")
	}
}
