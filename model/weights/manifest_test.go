package weights_test

import (
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"siamface/model/weights"
)

// twoGroups has quantised and plain values, a tensor across two files, a scalar and an empty tensor.
const twoGroups = `[
 {"paths": ["a.bin", "b.bin"], "weights": [
  {"name": "x/q", "shape": [2, 2], "dtype": "float32", "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1}},
  {"name": "x/f", "shape": [1, 2], "dtype": "float32"}]},
 {"weights": [{"name": "y", "shape": [], "dtype": "float32"}, {"name": "z", "shape": [0, 2], "dtype": "float32"}], "paths": ["c.bin"]}
]`

func float32s(values ...float32) (data []byte) {
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}

// model writes a manifest and its files into a new folder.
func model(t testing.TB, manifest string, files map[string][]byte) (path string) {
	t.Helper()
	dir := t.TempDir()
	files["model.json"] = []byte(manifest)
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "model.json")
}

func twoGroupFiles() map[string][]byte {
	rest := float32s(7.25, -8)
	return map[string][]byte{"a.bin": append([]byte{0, 1, 2, 255}, rest[:3]...), "b.bin": rest[3:], "c.bin": float32s(3)}
}

func TestManifest(t *testing.T) {
	got, err := weights.ReadManifest(model(t, twoGroups, twoGroupFiles()), weights.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := &weights.File{Tensors: map[string]weights.Tensor{
		"x/q": {Shape: []int{2, 2}, Data: []float32{-1, -0.5, 0, 126.5}},
		"x/f": {Shape: []int{1, 2}, Data: []float32{7.25, -8}},
		"y":   {Shape: []int{}, Data: []float32{3}},
		"z":   {Shape: []int{0, 2}, Data: []float32{}},
	}}
	if err := same(want, got); err != nil {
		t.Error(err)
	}
}

func TestManifestFilesOfTheWrongSize(t *testing.T) {
	for name, change := range map[string]func([]byte) []byte{
		"shorter": func(b []byte) []byte { return b[:len(b)-1] },
		"longer":  func(b []byte) []byte { return append(b, 0) },
		"empty":   func([]byte) []byte { return nil },
	} {
		for file := range twoGroupFiles() {
			files := twoGroupFiles()
			files[file] = change(files[file])
			path := model(t, twoGroups, files)
			_, err := weights.ReadManifest(path, weights.Limits{})
			if !errors.Is(err, weights.ErrMalformed) || !strings.HasPrefix(err.Error(), path) {
				t.Errorf("%s %s: %v", name, file, err)
			}
		}
	}
	files := twoGroupFiles()
	delete(files, "b.bin")
	if _, err := weights.ReadManifest(model(t, twoGroups, files), weights.Limits{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without b.bin: %v", err)
	}
}

// tensor is a manifest of one tensor with these fields.
func tensor(fields string) string {
	return `[{"paths": ["a"], "weights": [{` + fields + `}]}]`
}

var brokenManifests = map[string]string{
	"no JSON":          `[{]`,
	"no list":          `{"paths": [], "weights": []}`,
	"two values":       `[] []`,
	"unknown key":      `[{"path": ["a"]}]`,
	"key twice":        `[{"paths": ["a"], "paths": ["a"], "weights": []}]`,
	"no name":          tensor(`"shape": [4], "dtype": "float32"`),
	"no shape":         tensor(`"name": "x", "dtype": "float32"`),
	"no dtype":         tensor(`"name": "x", "shape": [1]`),
	"negative":         tensor(`"name": "x", "shape": [-1, -1], "dtype": "float32"`),
	"fraction":         tensor(`"name": "x", "shape": [1.5], "dtype": "float32"`),
	"overflow":         tensor(`"name": "x", "shape": [4294967296, 4294967296], "dtype": "float32"`),
	"other dtype":      tensor(`"name": "x", "shape": [1], "dtype": "string"`),
	"other quantised":  tensor(`"name": "x", "shape": [4], "dtype": "float32", "quantization": {"dtype": "uint16", "scale": 1, "min": 0}`),
	"no scale":         tensor(`"name": "x", "shape": [4], "dtype": "float32", "quantization": {"dtype": "uint8", "min": 0}`),
	"infinite scale":   tensor(`"name": "x", "shape": [4], "dtype": "float32", "quantization": {"dtype": "uint8", "scale": 1e999, "min": 0}`),
	"too large a min":  tensor(`"name": "x", "shape": [4], "dtype": "float32", "quantization": {"dtype": "uint8", "scale": 1, "min": 1e38}`),
	"a name twice":     `[{"paths": ["a"], "weights": [{"name":"x","shape":[1],"dtype":"float32"}]},{"paths": ["a"], "weights": [{"name":"x","shape":[1],"dtype":"float32"}]}]`,
	"path upwards":     `[{"paths": ["../a"], "weights": [{"name":"x","shape":[1],"dtype":"float32"}]}]`,
	"path from root":   `[{"paths": ["/etc/passwd"], "weights": []}]`,
	"path to a folder": `[{"paths": ["."], "weights": []}]`,
	"empty path":       `[{"paths": [""], "weights": []}]`,
	"path downwards":   `[{"paths": ["b/a"], "weights": []}]`,
}

func TestBrokenManifests(t *testing.T) {
	for name, text := range brokenManifests {
		_, err := weights.ReadManifest(model(t, text, map[string][]byte{"a": {0, 0, 0, 0}}), weights.Limits{})
		if !errors.Is(err, weights.ErrMalformed) && !errors.Is(err, weights.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := weights.ReadManifest(filepath.Join(t.TempDir(), "none"), weights.Limits{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing manifest: %v", err)
	}
}

func TestManifestStaysInItsFolder(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, float32s(1), 0o644); err != nil {
		t.Fatal(err)
	}
	path := model(t, tensor(`"name": "x", "shape": [1], "dtype": "float32"`), map[string][]byte{})
	if err := os.Symlink(outside, filepath.Join(filepath.Dir(path), "a")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if f, err := weights.ReadManifest(path, weights.Limits{}); err == nil {
		t.Errorf("a link out of the folder was followed: %v", f)
	}
}

func TestManifestLimits(t *testing.T) {
	path := model(t, twoGroups, twoGroupFiles())
	for name, limits := range map[string]weights.Limits{
		"header":  {HeaderBytes: 100},
		"files":   {FileBytes: 15},
		"tensors": {Tensors: 3},
		"values":  {ValueBytes: 24},
	} {
		if _, err := weights.ReadManifest(path, limits); !errors.Is(err, weights.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := weights.ReadManifest(path, weights.Limits{HeaderBytes: 1000, FileBytes: 16, Tensors: 4, ValueBytes: 28}); err != nil {
		t.Errorf("just enough: %v", err)
	}
}

// TestHostileManifestTakesLittle: a shape of a terabyte in a small file takes no memory.
func TestHostileManifestTakesLittle(t *testing.T) {
	path := model(t, tensor(`"name": "x", "shape": [500000000], "dtype": "float32"`), map[string][]byte{"a": {1}})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := weights.ReadManifest(path, weights.Limits{})
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; err == nil || took > 1<<20 {
		t.Errorf("%d bytes, error %v", took, err)
	}
}

// FuzzReadManifest: what is read has the values that its shapes promise, within the limits, all finite or stored so.
func FuzzReadManifest(f *testing.F) {
	f.Add([]byte(twoGroups), []byte{1, 2, 3, 4})
	f.Add([]byte(tensor(`"name": "x", "shape": [4], "dtype": "float32", "quantization": {"dtype": "uint8", "scale": 1e-9, "min": -3.5}`)), []byte{1, 2, 3, 4})
	f.Add([]byte(`[{"paths":["a","a"],"weights":[{"name":"x","shape":[2,1],"dtype":"float32"}]}]`), []byte{1, 2, 3, 4})
	for _, text := range brokenManifests {
		f.Add([]byte(text), []byte{0, 0, 0, 0})
	}
	f.Fuzz(func(t *testing.T, raw, data []byte) {
		got, err := weights.ParseManifest(raw, data, small)
		if err != nil {
			return
		}
		total := 0
		for name, tensor := range got.Tensors {
			n := 1
			for _, d := range tensor.Shape {
				n *= d
			}
			if name == "" || n != len(tensor.Data) {
				t.Fatalf("tensor %q: shape %v, %d values", name, tensor.Shape, len(tensor.Data))
			}
			total += n
		}
		if int64(total) > small.ValueBytes/4 || len(got.Tensors) > small.Tensors {
			t.Fatalf("%d values in %d tensors", total, len(got.Tensors))
		}
		if _, err := weights.Bytes(got); err != nil {
			t.Fatal("what was read can't be written: ", err)
		}
	})
}
