package onnx

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"siamface/model/realdata"
)

// landmarks is a small real network: one of 68 points in a grey picture of 64 × 64.
var landmarks = Spec{Inputs: []string{"input"}, Outputs: []string{"output"}}

func openReal(t testing.TB, name string, spec Spec) *Network {
	t.Helper()
	dir := realdata.Faces(t)
	libraries, _ := filepath.Glob(filepath.Join(dir, "libonnxruntime.so*"))
	if len(libraries) == 0 {
		t.Skip("ONNX Runtime isn't there")
	}
	if err := Start(libraries[0]); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skip(err)
	}
	n, err := Open(data, spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return n
}

func ramp(shape ...int64) Tensor {
	size := int64(1)
	for _, d := range shape {
		size *= d
	}
	values := make([]float32, size)
	for i := range values {
		values[i] = float32(i*7919%251) / 256
	}
	return Tensor{shape, values}
}

// TestStart comes before any network: a library that is missing or none is told of, and the right one can still be loaded.
func TestStart(t *testing.T) {
	if started.done {
		t.Skip("the library is loaded already")
	}
	dir := t.TempDir()
	none, garbage := filepath.Join(dir, "none.so"), filepath.Join(dir, "garbage.so")
	if err := os.WriteFile(garbage, []byte("no library"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{none: "ONNX Runtime is missing", garbage: "ONNX Runtime can't be started from " + garbage} {
		if err := Start(path); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", filepath.Base(path), err)
		} else {
			t.Log(err)
		}
	}
	openReal(t, "fr_landmark.onnx", landmarks)
	if err := Start(none); err != nil {
		t.Errorf("once it is loaded: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	openReal(t, "fr_landmark.onnx", landmarks)
	for name, data := range map[string][]byte{
		"nothing": nil, "garbage": []byte("\xff\xffgarbage"), "no network": testModel(),
	} {
		if n, err := Open(data, landmarks); err == nil {
			n.Close()
			t.Errorf("%s is a network", name)
		}
	}
	data, err := os.ReadFile(filepath.Join(os.Getenv("SIAMFACE_WEIGHTS"), "fr_landmark.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := Open(data[:len(data)-1000], landmarks); err == nil {
		n.Close()
		t.Error("a network that is cut off is taken")
	}
}

func TestRunRefuses(t *testing.T) {
	n := openReal(t, "fr_landmark.onnx", landmarks)
	for name, x := range map[string]Tensor{
		"other sides": ramp(1, 1, 32, 64), "three channels": ramp(1, 3, 64, 64), "too few dimensions": ramp(64, 64),
		"too few values": {[]int64{1, 1, 64, 64}, make([]float32, 50)}, "no shape": {nil, []float32{1}}, "nothing": {},
		"a negative size": {[]int64{-1, 1, 64, 64}, make([]float32, 4096)},
	} {
		if out, err := n.Run(x); err == nil {
			t.Errorf("%s: %v", name, out[0].Shape)
		}
	}
	other := openReal(t, "fr_landmark.onnx", landmarks)
	if _, err := other.Run(ramp(1, 1, 64, 64)); err != nil {
		t.Error(err)
	}
	wrong := openReal(t, "fr_landmark.onnx", Spec{Inputs: landmarks.Inputs, Outputs: []string{"no such output"}})
	if _, err := wrong.Run(ramp(1, 1, 64, 64)); err == nil {
		t.Error("an output of any name is computed")
	}
}

// TestRun: runs beside each other give the same, alone or in a batch, and leave their input as it was.
func TestRun(t *testing.T) {
	n := openReal(t, "fr_landmark.onnx", landmarks)
	x := ramp(1, 1, 64, 64)
	given := slices.Clone(x.Values)
	want, err := n.Run(x)
	if err != nil {
		t.Fatal(err)
	}
	if len(want) != 1 || len(want[0].Values) != 136 || !slices.Equal(x.Values, given) {
		t.Fatalf("outputs of shape %v", want[0].Shape)
	}
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			for range 5 {
				got, err := n.Run(Tensor{x.Shape, slices.Clone(x.Values)})
				if err != nil || !slices.Equal(got[0].Values, want[0].Values) || !slices.Equal(got[0].Shape, want[0].Shape) {
					t.Errorf("another result, %v", err)
				}
			}
		})
	}
	running.Wait()
	pair, err := n.Run(Tensor{[]int64{2, 1, 64, 64}, slices.Concat(x.Values, x.Values)})
	if err != nil || len(pair[0].Values) != 272 {
		t.Fatalf("a batch of two: %v", err)
	}
	for i, v := range pair[0].Values {
		if d := v - want[0].Values[i%136]; d > 1e-5 || d < -1e-5 {
			t.Fatalf("number %d in a batch is off by %v", i, d)
		}
	}
}

// TestFreeSides: a picture of other sides than the file's goes through the detector.
func TestFreeSides(t *testing.T) {
	n := openReal(t, "centerface.onnx", Spec{Inputs: []string{"input.1"}, Outputs: []string{"537", "538", "539", "540"}, FreeSides: true})
	for _, side := range [][2]int64{{32, 32}, {64, 96}, {160, 32}} {
		out, err := n.Run(ramp(1, 3, side[0], side[1]))
		if err != nil {
			t.Fatal(err)
		}
		for i, channels := range []int64{1, 2, 2, 10} {
			if want := []int64{1, channels, side[0] / 4, side[1] / 4}; !slices.Equal(out[i].Shape, want) {
				t.Errorf("output %d of %v has the shape %v, want %v", i, side, out[i].Shape, want)
			}
		}
	}
}

func TestCloseOfNone(*testing.T) {
	var n *Network
	n.Close()
}
