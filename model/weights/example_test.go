package weights_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"siamface/model/weights"
)

// Tensors are written as safetensors and read again, within limits on what a stranger's file may cost.
func ExampleRead() {
	dir, err := os.MkdirTemp("", "weights")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "w.safetensors")
	made := &weights.File{Tensors: map[string]weights.Tensor{"dense.weight": {Shape: []int{1, 2}, Data: []float32{0.5, -1}}}}
	if err := weights.WriteSafetensors(path, made); err != nil {
		fmt.Println(err)
		return
	}
	f, err := weights.Read(path, weights.Limits{Tensors: 10})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Tensors["dense.weight"])
	fmt.Println(weights.Fingerprint(f.Tensors) == weights.Fingerprint(made.Tensors))
	// Output:
	// {[1 2] [0.5 -1]}
	// true
}

func ExampleEncodeSafetensors() {
	var file bytes.Buffer
	err := weights.EncodeSafetensors(&file, &weights.File{Tensors: map[string]weights.Tensor{"b": {Shape: []int{1}, Data: []float32{1}}}})
	fmt.Println(file.Len() > 8, err)
	// Output: true <nil>
}
