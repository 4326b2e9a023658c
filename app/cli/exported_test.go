package cli_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/cache"
	"siamface/model/face"
	"siamface/model/realdata"
	"siamface/model/weights"
)

// checkExport exports a run, and has what was written verify two photos as a network that was brought.
func checkExport(t *testing.T, folder, a, b string) {
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
	doc := succeed(t, "export", filepath.Join(folder, "model.safetensors"), "--onnx", network, "--json", "--force").document(t)
	if metadata, ok := doc["metadata"].(map[string]any); !ok || metadata["siamface.input size"] != "64 64" || metadata["siamface.threshold"] == "" {
		t.Errorf("%v", doc)
	}
	failed(t, call(t, "export", folder), 2, "--onnx")
	failed(t, call(t, "export", dir, "--onnx", network, "--force"), 1, "model.safetensors")
	failed(t, call(t, "export", folder, "--onnx", filepath.Join(dir, "none", "a.onnx")), 1, "none")
	checkBrought(t, folder, network, a, b)
}

// checkBrought compares the distance by a run's model with that by its exported network, of which nobody has measured anything.
func checkBrought(t *testing.T, folder, network, a, b string) {
	realdata.Faces(t)
	t.Setenv(cache.Variable, t.TempDir())
	want := succeed(t, "verify", a, b, "--model", filepath.Join(folder, "model.safetensors"), "--json").document(t)
	got := succeed(t, "verify", a, b, "--network", network, "--json").document(t)
	if off := want["distance"].(float64) - got["distance"].(float64); math.Abs(off) > 1e-4 || got["unmeasured"] != true || got["verdict"] != "unsure" {
		t.Errorf("by the model %v, by its network %v", want, got)
	}
	if o := succeed(t, "verify", a, b, "--network", network); !strings.HasPrefix(o.stdout, "No verdict: ") {
		t.Errorf("verify says %q", o.stdout)
	}
	people := filepath.Dir(filepath.Dir(a))
	doc := succeed(t, "evaluate", people, "--network", network, "--split", "all", "--no-baseline", "--json").document(t)
	if thresholds, ok := doc["thresholds"].(map[string]any); !ok || doc["threshold"] != nil || thresholds["0.1"] == nil {
		t.Errorf("evaluate gives %v", doc)
	}
	own := filepath.Join(t.TempDir(), "own")
	o := succeed(t, "train", people, "--run", own, "--network", network, "--epochs", "1", "--threads", "1")
	if !strings.Contains(o.stdout, "threshold") {
		t.Errorf("train says %q", o.stdout)
	}
	model := filepath.Join(own, "model.safetensors")
	if doc := succeed(t, "verify", a, b, "--network", network, "--model", model, "--json").document(t); doc["unmeasured"] != nil || doc["threshold"] == 0.0 {
		t.Errorf("verify with the head gives %v", doc)
	}
	failed(t, call(t, "verify", a, b, "--model", model), 1, "--network")
	failed(t, call(t, "verify", a, b, "--network-size", "3"), 2, "--network")
	failed(t, call(t, "verify", a, b, "--network", network, "--network-mean", "a b"), 2, "--network-mean")
	failed(t, call(t, "verify", a, b, "--network", a), 1, "can't be used as a network")
	checkBroughtGallery(t, people, network, a)
	face.Choose(nil)
}

// checkBroughtGallery puts photos together, enrols and identifies by a network that was brought, of whose distances nothing is known.
func checkBroughtGallery(t *testing.T, people, network, a string) {
	g := filepath.Join(t.TempDir(), "g")
	added := succeed(t, "gallery", "add", people, "--gallery", g, "--network", network, "--json").document(t)
	if added["added"] == 0.0 {
		t.Fatalf("gallery add gives %v", added)
	}
	failed(t, call(t, "gallery", "identify", a, "--gallery", g, "--network", network), 1, "threshold")
	failed(t, call(t, "gallery", "identify", a, "--gallery", g), 1, "network")
	doc := succeed(t, "gallery", "identify", a, "--gallery", g, "--network", network, "--threshold", "0.0001", "--json").document(t)
	if doc["network"] != added["network"] || doc["measured"] != false || doc["fpir"] != nil {
		t.Errorf("gallery identify gives %v, of a gallery of %v", doc, added)
	}
	failed(t, call(t, "group", people, "--network", network), 1, "--threshold")
	failed(t, call(t, "group", people, "--network", network, "--fmr", "0.01"), 1, "--threshold")
	grouped := succeed(t, "group", people, "--network", network, "--threshold", "0.0001", "--json").document(t)
	if grouped["network"] != added["network"] || grouped["threshold"] != 0.0001 {
		t.Errorf("group gives %v", grouped)
	}
}
