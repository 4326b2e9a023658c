package weights_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"siamface/model/weights"
)

// same compares bit by bit, NaN included.
func same(a, b *weights.File) error {
	if len(a.Tensors) != len(b.Tensors) {
		return errors.New("another number of tensors")
	}
	for name, x := range a.Tensors {
		y, ok := b.Tensors[name]
		if !ok || !slices.Equal(x.Shape, y.Shape) || len(x.Data) != len(y.Data) {
			return errors.New(name + " has another shape")
		}
		for i, v := range x.Data {
			if math.Float32bits(v) != math.Float32bits(y.Data[i]) {
				return errors.New(name + " has another value")
			}
		}
	}
	return nil
}

// small limits keep a fuzz target from taking memory that a hostile file could rightly ask for.
var small = weights.Limits{FileBytes: 1 << 20, HeaderBytes: 1 << 20, Tensors: 1000, ValueBytes: 1 << 20}

// sample has every rank up to 2, an empty tensor, odd values and names that JSON must escape.
func sample() *weights.File {
	return &weights.File{
		Tensors: map[string]weights.Tensor{
			"scalar":      {Shape: []int{}, Data: []float32{3}},
			"a.weight":    {Shape: []int{2, 3}, Data: []float32{1, -2, 0.5, float32(math.Inf(1)), 1e-40, 7}},
			"b <é> \"q\"": {Shape: []int{1}, Data: []float32{float32(math.Copysign(0, -1))}},
			"empty":       {Shape: []int{0, 4}, Data: []float32{}},
		},
		Metadata: map[string]string{"threshold": "0.5", "text": "line\n<b> 图"},
	}
}

func TestReadTellsKindsApart(t *testing.T) {
	want := readFixture(t, "testdata/nested.safetensors")
	for _, kind := range []string{".zip.pth", ".legacy.pth"} {
		if err := same(want, readFixture(t, "testdata/nested"+kind)); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	dir := t.TempDir()
	text := write(t, []byte("These are not weights, only words of a length that says nothing."))
	empty := write(t, nil)
	big := write(t, make([]byte, 2000))
	for _, test := range []struct {
		name, path string
		limits     weights.Limits
		want       error
	}{
		{"missing", filepath.Join(dir, "no"), weights.Limits{}, os.ErrNotExist},
		{"folder", dir, weights.Limits{}, weights.ErrMalformed},
		{"text", text, weights.Limits{}, weights.ErrMalformed},
		{"empty", empty, weights.Limits{}, weights.ErrMalformed},
		{"big", big, weights.Limits{FileBytes: 1999}, weights.ErrTooLarge},
		{"header", "testdata/mixed.safetensors", weights.Limits{HeaderBytes: 100}, weights.ErrTooLarge},
		{"tensors", "testdata/mixed.safetensors", weights.Limits{Tensors: 8}, weights.ErrTooLarge},
		{"values", "testdata/mixed.safetensors", weights.Limits{ValueBytes: 300}, weights.ErrTooLarge},
		{"pickle", "testdata/mixed.zip.pth", weights.Limits{HeaderBytes: 100}, weights.ErrTooLarge},
		{"torch tensors", "testdata/mixed.legacy.pth", weights.Limits{Tensors: 7}, weights.ErrTooLarge},
		{"torch values", "testdata/mixed.legacy.pth", weights.Limits{ValueBytes: 300}, weights.ErrTooLarge},
	} {
		if f, err := weights.Read(test.path, test.limits); !errors.Is(err, test.want) || f != nil {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
}

func readFixture(t testing.TB, path string) *weights.File {
	t.Helper()
	f, err := weights.Read(path, weights.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// write puts data into a new file.
func write(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
