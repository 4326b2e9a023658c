package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"siamface/model/weights"
)

func checkExport(t *testing.T, folder string) {
	dir := t.TempDir()
	network, numbers := filepath.Join(dir, "tower.onnx"), filepath.Join(dir, "weights.safetensors")
	if o := succeed(t, "export", folder, "--onnx", network, "--safetensors", numbers); o.stdout != network+"\n"+numbers+"\n" {
		t.Errorf("export says %q", o.stdout)
	}
	data, err := os.ReadFile(network)
	if err != nil || !bytes.Contains(data, []byte("siamface.input colours")) || !bytes.Contains(data, []byte("dense.weight")) {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	f, err := weights.ReadSafetensors(numbers, weights.Limits{})
	if err != nil || len(f.Tensors["dense.weight"].Data) == 0 || f.Metadata["siamface.recipe"] != "small" {
		t.Errorf("%v, %v", f, err)
	}
	doc := succeed(t, "export", filepath.Join(folder, "model.safetensors"), "--onnx", network, "--json").document(t)
	if metadata, ok := doc["metadata"].(map[string]any); !ok || metadata["siamface.input size"] != "64 64" || metadata["siamface.threshold"] == "" {
		t.Errorf("%v", doc)
	}
	failed(t, call(t, "export", folder), 2, "--onnx")
	failed(t, call(t, "export", dir, "--onnx", network), 1, "model.safetensors")
	failed(t, call(t, "export", folder, "--onnx", filepath.Join(dir, "none", "a.onnx")), 1, "none")
}
