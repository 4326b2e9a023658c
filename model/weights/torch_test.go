package weights_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"siamface/model/weights"
)

// TestTorchFiles compares what PyTorch wrote with what it reads back itself, written by the safetensors package.
func TestTorchFiles(t *testing.T) {
	for _, name := range []string{
		"mixed.zip", "mixed.zip5", "mixed.legacy", "half.zip", "half.zip5", "half.legacy", "bfloat.zip", "bfloat.legacy",
		"nested.zip", "nested.zip5", "nested.legacy", "old.view",
	} {
		t.Run(name, func(t *testing.T) {
			want, _, _ := strings.Cut(name, ".")
			got, err := weights.Read("testdata/"+name+".pth", weights.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if err := same(readFixture(t, "testdata/"+want+".safetensors"), got); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestTensorsOfOneStorageAreApart(t *testing.T) {
	f := readFixture(t, "testdata/mixed.zip.pth")
	part := slices.Clone(f.Tensors["shared.part"].Data)
	clear(f.Tensors["shared.whole"].Data)
	if !slices.Equal(part, f.Tensors["shared.part"].Data) {
		t.Error("a change to one tensor shows in another")
	}
}

func TestHostileTorchFiles(t *testing.T) {
	paths, err := filepath.Glob("testdata/hostile-*.pth")
	if err != nil || len(paths) < 15 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	want := map[string]error{
		"system": weights.ErrUnsafe, "system-inside": weights.ErrUnsafe, "system-legacy": weights.ErrUnsafe, "type": weights.ErrUnsafe,
		"nested": weights.ErrTooLarge, "lists": weights.ErrTooLarge, "bomb": weights.ErrTooLarge, "broadcast": weights.ErrTooLarge,
		"long-string": weights.ErrTooLarge,
	}
	for _, path := range paths {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "hostile-"), ".pth")
		kind := want[name]
		if kind == nil {
			kind = weights.ErrMalformed
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := weights.Read(path, weights.Limits{})
		runtime.ReadMemStats(&after)
		if !errors.Is(err, kind) {
			t.Errorf("%s: got %v, want %v", name, err, kind)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 8<<20 {
			t.Errorf("%s: took %d bytes", name, took)
		}
		if strings.HasPrefix(name, "system") && !strings.Contains(err.Error(), "posix.system") {
			t.Errorf("%s: %v doesn't name what the file asks for", name, err)
		}
	}
}

// pickled makes a file that has one pickle for a state dict and one storage "0" of four numbers.
func pickled(state string) []byte {
	head := "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19." + "\x80\x02M\xe9\x03." + "\x80\x02}U\x0dlittle_endian\x88s."
	return []byte(head + state + "]U\x010a." + "\x04\x00\x00\x00\x00\x00\x00\x00" + strings.Repeat("\x00\x00\x80\x3f", 4))
}

// pickles are state dicts for pickled, with the kind of error that each must give.
func pickles() map[string]struct {
	state string
	want  error
} {
	const whole = "(U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x04NtQ"
	const vector = "ctorch._utils\n_rebuild_tensor\n(" + whole + "K\x00K\x04\x85K\x01\x85tR"
	const list = "(K\x01e" // closes a list that is open
	return map[string]struct {
		state string
		want  error
	}{
		"good":                 {"}U\x01w" + vector + "s.", nil},
		"with other entries":   {"}(U\x01w" + vector + "U\x01xG\x3f\xf0\x00\x00\x00\x00\x00\x00K\x05Nu.", nil},
		"from pairs":           {"ccollections\nOrderedDict\n]](U\x01w" + vector + "ea\x85R.", nil},
		"from tuples":          {"ccollections\nOrderedDict\n]U\x01w" + vector + "\x86a\x85R.", nil},
		"parameter":            {"}U\x01wctorch.nn.parameter\nParameter\n" + vector + "\x88\x86Rs.", nil},
		"parameter, remade":    {"}U\x01wctorch._utils\n_rebuild_parameter\nctorch.nn.parameter\nParameter\n" + vector + "\x85R\x85Rs.", nil},
		"text of protocol 0":   {"}U\x01wctorch.nn.parameter\nParameter\n" + vector + "\x85R(\x88\x89NtbS.", weights.ErrUnsafe},
		"parameter's state":    {"}U\x01wctorch.nn.parameter\nParameter\n" + vector + "\x85R(\x88\x89Ntbs.", nil},
		"PyTorch 0.1's state":  {"}U\x01wctorch.nn.parameter\nParameter\n)\x81(" + vector + "NN\x88\x89tbs.", nil},
		"wrong state":          {"}U\x01wctorch.nn.parameter\nParameter\n)R}bs.", weights.ErrUnsafe},
		"state of a list":      {"]}b.", weights.ErrUnsafe},
		"no tensor":            {"}U\x01wctorch.nn.parameter\nParameter\n)Rs.", weights.ErrMalformed},
		"twice":                {"}(U\x01w" + vector + "U\x01w" + vector + "u.", weights.ErrMalformed},
		"call of a number":     {"K\x01)R.", weights.ErrUnsafe},
		"call of a type":       {"ctorch\nFloatStorage\n)R.", weights.ErrUnsafe},
		"other object":         {"U\x01xQ.", weights.ErrUnsafe},
		"conjugated":           {"ctorch._utils\n_rebuild_tensor_v2\n(" + whole + "K\x00K\x04\x85K\x01\x85\x89}}U\x04conj\x88stR.", weights.ErrMalformed},
		"tensor of nothing":    {"ctorch._utils\n_rebuild_tensor\n(NK\x00))tR.", weights.ErrMalformed},
		"dictionary of one":    {"ccollections\nOrderedDict\n](K\x01ea\x85R.", weights.ErrMalformed},
		"appended to a number": {"K\x01K\x02a.", weights.ErrMalformed},
		"odd entries":          {"}(K\x01u.", weights.ErrMalformed},
		"below the mark":       {"](a.", weights.ErrMalformed},
		"no mark":              {list + ".", weights.ErrMalformed},
		"no memory":            {"h\x07.", weights.ErrMalformed},
		"endless name":         {"c" + strings.Repeat("x", 70_000), weights.ErrTooLarge},
		"long number":          {"\x8a\x09123456789.", weights.ErrTooLarge},
		"protocol 0":           {"I1\n.", weights.ErrUnsafe},
		"name of numbers":      {"K\x01K\x01\x93.", weights.ErrMalformed},
		"eval":                 {"\x8c\x08builtins\x8c\x04eval\x93.", weights.ErrUnsafe},
		"another length":       {"}(U\x01w" + vector + "U\x01v" + strings.Replace(vector, "K\x04NtQ", "K\x05NtQ", 1) + "u.", weights.ErrMalformed},
		"storage not there":    {"}U\x01w" + strings.Replace(vector, "U\x010", "U\x011", 1) + "s.", weights.ErrMalformed},
		"strides to 2⁶⁴":       {"}U\x01w" + strings.Replace(vector, "K\x04\x85K\x01", "K\x05\x85\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x40", 1) + "s.", weights.ErrMalformed},
		"part outside":         {"}U\x01w" + strings.Replace(vector, "NtQ", "U\x01vK\x01K\x04\x87tQ", 1) + "s.", weights.ErrMalformed},
	}
}

func TestPickles(t *testing.T) {
	for name, test := range pickles() {
		f, err := weights.Read(write(t, pickled(test.state)), weights.Limits{})
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		if err == nil && !slices.Equal(f.Tensors["w"].Data, []float32{1, 1, 1, 1}) {
			t.Errorf("%s: got %v", name, f.Tensors)
		}
	}
}

// TestCopiesAreCounted: one list made into a dictionary again and again must not take memory each time.
func TestCopiesAreCounted(t *testing.T) {
	pairs := "]q\x01" + strings.Repeat("(K\x00K\x00ta", 10_000) + "\x85q\x02"
	state := "]" + pairs + "a" + strings.Repeat("ccollections\nOrderedDict\nh\x02Ra", 200) + "."
	if _, err := weights.Read(write(t, pickled(state)), weights.Limits{}); !errors.Is(err, weights.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

// TestTorchTar: a checkpoint of a kind that isn't read says so, and what to do.
func TestTorchTar(t *testing.T) {
	var b bytes.Buffer
	archive := tar.NewWriter(&b)
	if err := errors.Join(archive.WriteHeader(&tar.Header{Name: "sys_info", Mode: 0o644}), archive.Close()); err != nil {
		t.Fatal(err)
	}
	_, err := weights.Read(write(t, b.Bytes()), weights.Limits{})
	if !errors.Is(err, weights.ErrMalformed) || !strings.HasSuffix(err.Error(), "it is a PyTorch checkpoint of before 2018 (tar); save it again with a newer PyTorch") {
		t.Errorf("got %v", err)
	}
}

// TestTorchCut: no part of a file passes for the whole.
func TestTorchCut(t *testing.T) {
	for _, name := range []string{"mixed.zip", "mixed.legacy"} {
		data, err := os.ReadFile("testdata/" + name + ".pth")
		if err != nil {
			t.Fatal(err)
		}
		path := write(t, data)
		for n := len(data) - 1; n > 0; n -= 7 {
			if err := os.Truncate(path, int64(n)); err != nil {
				t.Fatal(err)
			}
			if _, err := weights.Read(path, weights.Limits{}); err == nil {
				t.Fatalf("%s cut to %d of %d bytes was read", name, n, len(data))
			}
		}
	}
}

func FuzzReadTorch(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.pth")
	if err != nil || len(paths) == 0 {
		f.Fatal(len(paths), err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, test := range pickles() {
		f.Add(pickled(test.state))
	}
	for _, test := range checkpoints() {
		f.Add(pickled(test.pickle + "."))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := weights.ParseAny(data, small)
		if err != nil {
			return
		}
		for name, tensor := range got.Tensors {
			values := 1
			for _, n := range tensor.Shape {
				values *= n
			}
			if values != len(tensor.Data) {
				t.Fatalf("%q of shape %v has %d values", name, tensor.Shape, len(tensor.Data))
			}
		}
	})
}
