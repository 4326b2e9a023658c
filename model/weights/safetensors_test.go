package weights_test

import (
	"bytes"
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

// safetensors makes a file of a header and so many zero bytes.
func safetensors(header string, data int) []byte {
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(file, header...), make([]byte, data)...)
}

func TestSafetensorsComesBack(t *testing.T) {
	first, second := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	for _, path := range []string{first, second} {
		if err := weights.WriteSafetensors(path, sample()); err != nil {
			t.Fatal(err)
		}
	}
	got, err := weights.ReadSafetensors(first, weights.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if err := same(sample(), got); err != nil {
		t.Error(err)
	}
	for key, want := range sample().Metadata {
		if got.Metadata[key] != want {
			t.Errorf("metadata %q is %q, want %q", key, got.Metadata[key], want)
		}
	}
	a, _ := os.ReadFile(first)
	b, _ := os.ReadFile(second)
	if !bytes.Equal(a, b) || binary.LittleEndian.Uint64(a)%8 != 0 {
		t.Error("the same tensors gave other bytes, or the data isn't aligned")
	}
	var encoded bytes.Buffer
	if err := weights.EncodeSafetensors(&encoded, sample()); err != nil || !bytes.Equal(encoded.Bytes(), a) {
		t.Errorf("encoded to other bytes than written, %v", err)
	}
}

func TestSafetensorsTypes(t *testing.T) {
	le := binary.LittleEndian
	var data []byte
	data = le.AppendUint64(data, math.Float64bits(0.1))
	data = le.AppendUint64(data, uint64(1<<64-5))
	data = le.AppendUint32(data, uint32(1<<32-9))
	data = le.AppendUint32(data, math.Float32bits(-2.5))
	data = le.AppendUint16(data, 0x3c01)
	data = le.AppendUint16(data, 0xc049)
	data = append(data, 200)
	header := `{"f64":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"i64":{"dtype":"I64","shape":[1],"data_offsets":[8,16]},
	"i32":{"dtype":"I32","shape":[1],"data_offsets":[16,20]},"f32":{"dtype":"F32","shape":[],"data_offsets":[20,24]},
	"f16":{"dtype":"F16","shape":[1],"data_offsets":[24,26]},"bf16":{"dtype":"BF16","shape":[1],"data_offsets":[26,28]},
	"u8":{"dtype":"U8","shape":[1,1],"data_offsets":[28,29]}}`
	f := readFixture(t, write(t, append(safetensors(header, 0), data...)))
	for name, want := range map[string]float32{
		"f64": 0.1, "i64": -5, "i32": -9, "f32": -2.5, "f16": 1 + 1.0/1024, "bf16": -3.140625, "u8": 200,
	} {
		if got := f.Tensors[name].Data[0]; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

// TestEveryHalf compares all 65,536 numbers of binary16 with the standard's definition.
func TestEveryHalf(t *testing.T) {
	var data []byte
	for h := range 1 << 16 {
		data = binary.LittleEndian.AppendUint16(data, uint16(h))
	}
	f := readFixture(t, write(t, append(safetensors(`{"h":{"dtype":"F16","shape":[65536],"data_offsets":[0,131072]}}`, 0), data...)))
	for h, got := range f.Tensors["h"].Data {
		exponent, fraction := h>>10&31, float64(h&1023)
		want := math.Ldexp(1+fraction/1024, exponent-15)
		switch {
		case exponent == 0:
			want = math.Ldexp(fraction/1024, -14)
		case exponent == 31 && fraction == 0:
			want = math.Inf(1)
		case exponent == 31:
			want = math.NaN()
		}
		if h>>15 == 1 {
			want = -want
		}
		if float64(got) != want && !(math.IsNaN(want) && math.IsNaN(float64(got))) || want == 0 && math.Signbit(float64(got)) != (h>>15 == 1) {
			t.Fatalf("%#04x is %v, want %v", h, got, want)
		}
	}
}

// brokenHeaders have each one thing wrong; the number is the bytes of data that follow.
var brokenHeaders = map[string]struct {
	header string
	data   int
}{
	"name twice":      {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 8},
	"key twice":       {`{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4},
	"metadata twice":  {`{"__metadata__":{"x":"1","x":"2"}}`, 0},
	"metadata number": {`{"__metadata__":{"x":1}}`, 0},
	"metadata null":   {`{"__metadata__":null}`, 0},
	"overlap":         {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 8},
	"overlap by half": {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}`, 6},
	"hole":            {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}`, 12},
	"hole first":      {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 8},
	"too little":      {`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 7},
	"too much":        {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 5},
	"wrong length":    {`{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}}`, 4},
	"backwards":       {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}`, 4},
	"overflow":        {`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, 0},
	"overflow to 0":   {`{"a":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}`, 0},
	"overflow bytes":  {`{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}`, 0},
	"huge beside 0":   {`{"a":{"dtype":"F32","shape":[0,9223372036854775807],"data_offsets":[0,0]}}`, 0},
	"beyond int64":    {`{"a":{"dtype":"F32","shape":[0,18446744073709551615],"data_offsets":[0,0]}}`, 0},
	"negative":        {`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, 4},
	"fraction":        {`{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}`, 4},
	"rank":            {`{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}`, 4},
	"no type":         {`{"a":{"shape":[1],"data_offsets":[0,4]}}`, 4},
	"unknown type":    {`{"a":{"dtype":"F8_E5M2","shape":[4],"data_offsets":[0,4]}}`, 4},
	"unknown key":     {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}`, 4},
	"three offsets":   {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}`, 4},
	"tensor null":     {`{"a":null}`, 0},
	"list":            {`["a"]`, 0},
	"space before":    {` {}`, 0},
	"text behind":     {`{} x`, 0},
	"two objects":     {`{}{}`, 0},
	"not UTF-8":       {"{\"__metadata__\":{\"a\":\"\xff\"}}", 0},
	"cut":             {`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]`, 4},
}

func TestBrokenHeaders(t *testing.T) {
	for name, test := range brokenHeaders {
		_, err := weights.ReadSafetensors(write(t, safetensors(test.header, test.data)), weights.Limits{})
		if !errors.Is(err, weights.ErrMalformed) && !errors.Is(err, weights.ErrTooLarge) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for name, length := range map[string]uint64{"one": 1, "beyond": 100, "huge": 1 << 63, "all": 1<<64 - 1} {
		file := safetensors("{}", 0)
		binary.LittleEndian.PutUint64(file, length)
		if _, err := weights.ReadSafetensors(write(t, file), weights.Limits{}); err == nil {
			t.Errorf("a header of length %s was taken", name)
		}
	}
}

// TestHostileHeaderTakesLittle bounds the memory for a header made of 16 MB of numbers.
func TestHostileHeaderTakesLittle(t *testing.T) {
	header := `{"a":{"dtype":"F32","shape":[` + strings.Repeat("0,", 8<<20-50) + `0],"data_offsets":[0,0]}}`
	path := write(t, safetensors(header, 0))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := weights.ReadSafetensors(path, weights.Limits{})
	runtime.ReadMemStats(&after)
	if err == nil || len(err.Error()) > 1000 {
		t.Errorf("got %.1000v", err)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20 {
		t.Errorf("%d bytes for a file of 16 MB", took)
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, tensors := range map[string]map[string]weights.Tensor{
		"short":    {"a": {Shape: []int{2}, Data: []float32{1}}},
		"negative": {"a": {Shape: []int{-1, -1}, Data: []float32{1}}},
		"rank":     {"a": {Shape: make([]int, 17), Data: nil}},
		"taken":    {"__metadata__": {Shape: []int{1}, Data: []float32{1}}},
		"no UTF-8": {"\xff": {Shape: []int{1}, Data: []float32{1}}},
	} {
		path := filepath.Join(t.TempDir(), "a")
		if err := weights.WriteSafetensors(path, &weights.File{Tensors: tensors}); err == nil {
			t.Errorf("%s: written", name)
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s: left a file", name)
		}
	}
}

func FuzzReadSafetensors(f *testing.F) {
	for _, test := range brokenHeaders {
		f.Add(safetensors(test.header, test.data))
	}
	for _, name := range []string{"half", "bfloat", "mixed"} {
		data, err := os.ReadFile("testdata/" + name + ".safetensors")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := weights.ParseSafetensors(data, small)
		if err != nil {
			return
		}
		out, err := weights.Bytes(got)
		if err != nil {
			t.Fatal("what was read can't be written: ", err)
		}
		again, err := weights.ParseSafetensors(out, weights.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if err := same(got, again); err != nil {
			t.Fatal(err)
		}
	})
}
