package weights_test

import (
	"bytes"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/weights"
)

// modelBytes is a small model file.
func modelBytes(t testing.TB, f *weights.File) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model")
	if err := weights.WriteModel(path, f); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestModelComesBack(t *testing.T) {
	data := modelBytes(t, sample())
	got, err := weights.ReadModel(write(t, data))
	if err != nil {
		t.Fatal(err)
	}
	if err := same(sample(), got); err != nil {
		t.Error(err)
	}
	if !maps.Equal(got.Metadata, sample().Metadata) {
		t.Errorf("metadata %v", got.Metadata)
	}
	if !slices.Equal(data, modelBytes(t, got)) {
		t.Error("written again, it has other bytes")
	}
	if err := same(got, readFixture(t, write(t, data))); err != nil {
		t.Error("read as plain safetensors: ", err)
	}
}

// TestEveryFlippedBit flips each bit of the length and the header, and 2,000 of the data, one at a time.
func TestEveryFlippedBit(t *testing.T) {
	f := sample()
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]float32, 1000)
	for i := range noise {
		noise[i] = random.Float32()
	}
	f.Tensors["noise"] = weights.Tensor{Shape: []int{10, 100}, Data: noise}
	data := modelBytes(t, f)
	head := 8 * (len(data) - 4*1008)
	bits := make([]int, head, head+2000)
	for i := range bits {
		bits[i] = i
	}
	for range 2000 {
		bits = append(bits, head+random.IntN(8*len(data)-head))
	}
	path := write(t, data)
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, bit := range bits {
		if _, err := file.WriteAt([]byte{data[bit/8] ^ 1<<(bit%8)}, int64(bit/8)); err != nil {
			t.Fatal(err)
		}
		_, err := weights.ReadModel(path)
		if !errors.Is(err, weights.ErrDamaged) && !errors.Is(err, weights.ErrNotModel) && !errors.Is(err, weights.ErrTooNew) {
			t.Fatalf("bit %d of byte %d (%q) flipped: %v", bit%8, bit/8, data[bit/8], err)
		}
		if bit >= head && !errors.Is(err, weights.ErrDamaged) {
			t.Fatalf("bit %d flipped in the data: %v", bit, err)
		}
		if _, err := file.WriteAt(data[bit/8:bit/8+1], int64(bit/8)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := weights.ReadModel(path); err != nil {
		t.Fatal("with all bits back in place: ", err)
	}
}

func TestEveryCut(t *testing.T) {
	data := modelBytes(t, sample())
	path := write(t, data)
	for n := len(data) - 1; n >= 0; n-- {
		if err := os.Truncate(path, int64(n)); err != nil {
			t.Fatal(err)
		}
		_, err := weights.ReadModel(path)
		if !errors.Is(err, weights.ErrDamaged) && !errors.Is(err, weights.ErrNotModel) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
		if n > 100 && !errors.Is(err, weights.ErrDamaged) {
			t.Fatalf("cut to %d bytes: %v, want damaged", n, err)
		}
	}
	if _, err := weights.ReadModel(write(t, append(data, 0))); !errors.Is(err, weights.ErrDamaged) {
		t.Errorf("with a byte more: %v", err)
	}
}

func TestModelFormats(t *testing.T) {
	good := string(modelBytes(t, sample()))
	swap := func(from, to string) []byte {
		if !strings.Contains(good, from) || len(from) != len(to) {
			t.Fatalf("can't put %q for %q", to, from)
		}
		return []byte(strings.Replace(good, from, to, 1))
	}
	for name, test := range map[string]struct {
		data []byte
		want error
		says string
	}{
		"newer":      {swap("siamface-model/1", "siamface-model/2"), weights.ErrTooNew, "was made by a newer version of Siamface"},
		"no number":  {swap("siamface-model/1", "siamface-model/x"), weights.ErrDamaged, "restore it from a copy or train again"},
		"zero":       {swap("siamface-model/1", "siamface-model/0"), weights.ErrDamaged, "is damaged"},
		"other name": {swap("siamface-model/1", "somebody-model/1"), weights.ErrNotModel, "is not a model file of Siamface"},
		// the same names and values to a JSON reader, in other letters
		"other spelling": {swap(`\u003cb\u003e`, `\u003Cb\u003e`), weights.ErrDamaged, "checksum doesn't match"},
		"other order":    {swap(`"text"`, `"texu"`), weights.ErrDamaged, "checksum doesn't match"},
		"words":          {[]byte("a letter to somebody"), weights.ErrNotModel, "is not a model file of Siamface"},
		"nothing":        {nil, weights.ErrNotModel, "is not a model file of Siamface"},
	} {
		path := write(t, test.data)
		_, err := weights.ReadModel(path)
		if !errors.Is(err, test.want) || !strings.HasPrefix(err.Error(), path+" ") || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
	}
	if _, err := weights.ReadModel("testdata/half.safetensors"); !errors.Is(err, weights.ErrNotModel) {
		t.Errorf("somebody else's weights: %v", err)
	}
	if _, err := weights.ReadModel(filepath.Join(t.TempDir(), "no")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestWriteModelLeavesItsArgument(t *testing.T) {
	f := sample()
	f.Metadata["sha256"], f.Metadata["format"] = "an old one", "pt"
	path := filepath.Join(t.TempDir(), "a")
	if err := weights.WriteModel(path, f); err != nil {
		t.Fatal(err)
	}
	if _, err := weights.ReadModel(path); err != nil || f.Metadata["sha256"] != "an old one" || f.Metadata["format"] != "pt" {
		t.Errorf("%v, metadata %v", err, f.Metadata)
	}
}

// FuzzReadModel: what is read must be byte for byte what WriteModel writes.
func FuzzReadModel(f *testing.F) {
	f.Add(modelBytes(f, sample()))
	f.Add(modelBytes(f, &weights.File{}))
	f.Add(safetensors(`{"__metadata__":{"format":"siamface-model/2"}}`, 0))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := weights.ParseModel(data, small)
		if err != nil {
			return
		}
		out, err := weights.ModelBytes(got)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(data, out) {
			t.Fatal("a file was taken that WriteModel would have written otherwise")
		}
	})
}
