package weights_test

import (
	"maps"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"siamface/model/weights"
)

// TestFingerprint changes one thing each: names, shapes, single bits and the order of values all count, the file doesn't.
func TestFingerprint(t *testing.T) {
	tensors := func() map[string]weights.Tensor {
		long := make([]float32, 100_000)
		for i := range long {
			long[i] = float32(math.Sin(float64(i)))
		}
		return map[string]weights.Tensor{"a": {Shape: []int{2, 3}, Data: []float32{1, 2, 3, 4, 5, 6}}, "long": {Shape: []int{100_000}, Data: long}}
	}
	own := weights.Fingerprint(tensors())
	if own != weights.Fingerprint(tensors()) {
		t.Error("the same tensors have two fingerprints")
	}
	path := filepath.Join(t.TempDir(), "w.safetensors")
	if err := weights.WriteSafetensors(path, &weights.File{Tensors: tensors()}); err != nil {
		t.Fatal(err)
	}
	if f, err := weights.Read(path, weights.Limits{}); err != nil || weights.Fingerprint(f.Tensors) != own {
		t.Errorf("written and read again they have another one (%v)", err)
	}
	for name, change := range map[string]func(w map[string]weights.Tensor){
		"a bit": func(w map[string]weights.Tensor) {
			w["long"].Data[77_777] = math.Nextafter32(w["long"].Data[77_777], 2)
		},
		"a sign":        func(w map[string]weights.Tensor) { w["long"].Data[0] = float32(math.Copysign(0, -1)) },
		"the order":     func(w map[string]weights.Tensor) { slices.Reverse(w["a"].Data) },
		"a shape":       func(w map[string]weights.Tensor) { w["a"] = weights.Tensor{Shape: []int{3, 2}, Data: w["a"].Data} },
		"a name":        func(w map[string]weights.Tensor) { w["b"] = w["a"]; delete(w, "a") },
		"one more":      func(w map[string]weights.Tensor) { w["none"] = weights.Tensor{Shape: []int{0}} },
		"names swapped": func(w map[string]weights.Tensor) { w["a"], w["long"] = w["long"], w["a"] },
	} {
		w := maps.Clone(tensors())
		change(w)
		if weights.Fingerprint(w) == own {
			t.Errorf("%s changed, and the fingerprint didn't", name)
		}
	}
}

// TestOnly reads some of a file's tensors: they are as in the whole file, and the others are missing.
func TestOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.safetensors")
	all := map[string]weights.Tensor{"a": {Shape: []int{2}, Data: []float32{1, 2}}, "b": {Shape: []int{1}, Data: []float32{3}}, "c": {Shape: []int{3}, Data: []float32{4, 5, 6}}}
	if err := weights.WriteSafetensors(path, &weights.File{Tensors: all}); err != nil {
		t.Fatal(err)
	}
	f, err := weights.Read(path, weights.Limits{Only: func(name string) bool { return name != "b" }})
	if err != nil || len(f.Tensors) != 2 || !slices.Equal(f.Tensors["a"].Data, all["a"].Data) || !slices.Equal(f.Tensors["c"].Data, all["c"].Data) {
		t.Errorf("got %v, %v", f, err)
	}
}
