package embeddings_test

import (
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"siamface/app/cli/embeddings"
	"siamface/model/file/fault"
	"siamface/model/spelling"
	"siamface/model/weights"
)

func sample() embeddings.Table {
	return embeddings.Table{
		Files: []string{"a/1.jpg", `b/comma, "quote".png`, "人/一.jpg"}, People: []string{"a", "b", "人"}, Width: 2,
		Values: []float32{0.1, -2, math.SmallestNonzeroFloat32, 3.4028235e38, 0, 1.0 / 3}, Origin: "test",
	}
}

func write(t *testing.T, name string) (path string, written []string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	written, err := sample().Write(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range written {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s: others can read embeddings of faces: mode %v", name, info.Mode())
		}
	}
	return path, written
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSV(t *testing.T) {
	path, _ := write(t, "e.CSV")
	rows, want := readCSV(t, path), sample()
	if !slices.Equal(rows[0], []string{"file", "person", "e0", "e1"}) || len(rows) != 4 {
		t.Fatalf("rows %v", rows)
	}
	for i, row := range rows[1:] {
		if row[0] != want.Files[i] || row[1] != want.People[i] {
			t.Errorf("row %d is of %q, %q", i, row[0], row[1])
		}
		for k, text := range row[2:] {
			if v, err := strconv.ParseFloat(text, 32); err != nil || float32(v) != want.Values[2*i+k] {
				t.Errorf("row %d: %s, want %v", i, text, want.Values[2*i+k])
			}
		}
	}
}

// TestNamesAreNoFormulas: names that a spreadsheet or a terminal would take for more are in quotes, and come back.
func TestNamesAreNoFormulas(t *testing.T) {
	names := []string{"=1+1/1.jpg", "+1", "-1", "@SUM(A1)", "esc\x1b[2J", "bell\a", "return\r", "gpj.\u202egnp", "\xff.png", `"q"`, "plain"}
	e := embeddings.Table{Files: names, People: names, Width: 1, Values: make([]float32, len(names))}
	for _, ending := range []string{"e.csv", "e.npy", "e.safetensors"} {
		path := filepath.Join(t.TempDir(), ending)
		written, err := e.Write(path)
		if err != nil {
			t.Fatal(err)
		}
		if ending == "e.safetensors" {
			checkMetadata(t, path, names)
			continue
		}
		table := written[len(written)-1]
		text, _ := os.ReadFile(table)
		if strings.ContainsAny(string(text), "\x1b\a\r\u202e") || !utf8.Valid(text) {
			t.Errorf("%s holds what moves a cursor, or broken UTF-8: %q", table, text)
		}
		for i, row := range readCSV(t, table)[1:] {
			if strings.IndexAny(row[0], "=+-@") == 0 || spelling.FromCell(row[0]) != names[i] || spelling.FromCell(row[1]) != names[i] {
				t.Errorf("%q became %q", names[i], row)
			}
		}
	}
}

// checkMetadata: the names in the metadata are UTF-8, and come back.
func checkMetadata(t *testing.T, path string, names []string) {
	t.Helper()
	f, err := weights.ReadSafetensors(path, weights.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := json.Unmarshal([]byte(f.Metadata["files"]), &got); err != nil {
		t.Fatal(err)
	}
	for i := range got {
		got[i] = spelling.FromCell(got[i])
	}
	if !slices.Equal(got, names) {
		t.Errorf("%q came back as %q", names, got)
	}
}

// TestEveryCallOfWritingFails: matrix and names of an .npy are both old or both new.
func TestEveryCallOfWritingFails(t *testing.T) {
	for _, ending := range []string{".csv", ".npy", ".safetensors"} {
		for n, more := 1, true; more; n++ {
			path := filepath.Join(t.TempDir(), "e"+ending)
			old := embeddings.Table{Files: []string{"old"}, People: []string{"old"}, Width: 1, Values: []float32{1}}
			written, err := old.Write(path)
			if err != nil {
				t.Fatal(err)
			}
			before := readAll(t, written)
			calls, failing := 0, ""
			restore := fault.Inject(func(call, _ string) error {
				if calls++; calls == n {
					failing = call
					return syscall.ENOSPC
				}
				return nil
			})
			_, err = sample().Write(path)
			restore()
			more = calls >= n
			if after := readAll(t, written); err != nil && (after != before || !errors.Is(err, syscall.ENOSPC)) || err == nil && after == before {
				t.Errorf("%s, call %d (%s): %v, the old files are whole: %v", ending, n, failing, err, after == before)
			}
		}
	}
}

func readAll(t *testing.T, paths []string) (text string) {
	t.Helper()
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text += string(data) + "\x00"
	}
	return text
}

func TestNPY(t *testing.T) {
	path, written := write(t, "e.npy")
	names := strings.TrimSuffix(path, ".npy") + ".files.csv"
	if !slices.Equal(written, []string{path, names}) {
		t.Errorf("wrote %v", written)
	}
	rows, want := readCSV(t, names), sample()
	if len(rows) != 4 || !slices.Equal(rows[0], []string{"file", "person"}) || !slices.Equal(rows[3], []string{want.Files[2], want.People[2]}) {
		t.Errorf("rows %v", rows)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head := "\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }"
	head += strings.Repeat(" ", 127-len(head)) + "\n"
	if len(data) != 128+4*6 || string(data[:128]) != head {
		t.Fatalf("%d bytes, which begin %q", len(data), data[:min(len(data), 128)])
	}
	for i, v := range want.Values {
		if got := math.Float32frombits(binary.LittleEndian.Uint32(data[128+4*i:])); got != v {
			t.Errorf("number %d is %v, want %v", i, got, v)
		}
	}
}

func TestNumpyReadsIt(t *testing.T) {
	if exec.Command("python3", "-c", "import numpy").Run() != nil {
		t.Skip("no python3 with numpy here")
	}
	path, _ := write(t, "e.npy")
	const program = "import json, numpy, sys; a = numpy.load(sys.argv[1]); print(json.dumps([str(a.dtype), a.shape, a.astype(float).ravel().tolist()]))"
	out, err := exec.Command("python3", "-c", program, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var numbers []float64
	for _, v := range sample().Values {
		numbers = append(numbers, float64(v))
	}
	var got, want any
	text, _ := json.Marshal([]any{"float32", []int{3, 2}, numbers})
	if json.Unmarshal(out, &got) != nil || json.Unmarshal(text, &want) != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("numpy read %s, want %s", out, text)
	}
}

func TestSafetensors(t *testing.T) {
	path, _ := write(t, "e.safetensors")
	f, err := weights.ReadSafetensors(path, weights.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	if e := f.Tensors["embeddings"]; !slices.Equal(e.Shape, []int{3, 2}) || !slices.Equal(e.Data, want.Values) {
		t.Errorf("embeddings %v", e)
	}
	for key, names := range map[string][]string{"files": want.Files, "people": want.People} {
		var got []string
		if err := json.Unmarshal([]byte(f.Metadata[key]), &got); err != nil || !slices.Equal(got, names) {
			t.Errorf("%s: %v, %v", key, got, err)
		}
	}
	if f.Metadata["origin"] != "test" {
		t.Errorf("metadata %v", f.Metadata)
	}
}

func TestWriteRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, change := range map[string]func(*embeddings.Table){
		"e.txt":         func(*embeddings.Table) {},
		"short.csv":     func(e *embeddings.Table) { e.Values = e.Values[1:] },
		"nobody.npy":    func(e *embeddings.Table) { e.People = nil },
		"none/e.csv":    func(*embeddings.Table) {},
		"none/e.npy":    func(*embeddings.Table) {},
		"e.safetensors": func(e *embeddings.Table) { e.Origin = "\xff" },
	} {
		e := sample()
		change(&e)
		if _, err := e.Write(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}
