package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFolderUnits looks at a folder with both ways, which must see the same.
func TestFolderUnits(t *testing.T) {
	root := t.TempDir()
	for _, person := range []string{"a", "b"} {
		if err := os.Mkdir(filepath.Join(root, person), 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"1.pgm", "2.pgm", "3.pgm"} {
			if err := os.WriteFile(filepath.Join(root, person, name), []byte("P5\n4 3\n255\n"+strings.Repeat("x", 12)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	made := map[string]unit{}
	for _, name := range []string{"folder", "folder-floor"} {
		saved := filepath.Join(t.TempDir(), "values")
		a, err := request{Unit: name, Options: options{Folder: root, Threads: 1}, Repeat: 2, Save: saved}.answer(t.Context(), made)
		if err != nil {
			t.Fatal(err)
		}
		if a.Wall <= 0 || a.Peak <= 0 {
			t.Errorf("%s: took %v s and %d bytes", name, a.Wall, a.Peak)
		}
		if got, want := read(t, saved), []float64{2, 6, 72}; !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// TestPairsUnit scores four embeddings of two people: two genuine pairs at 0.2, four impostor pairs at about 1.
func TestPairsUnit(t *testing.T) {
	dir := t.TempDir()
	values := make([]float32, 4*embeddingWidth)
	values[0*embeddingWidth], values[1*embeddingWidth] = 0.1, -0.1
	values[2*embeddingWidth], values[3*embeddingWidth] = 0.1, -0.1
	values[2*embeddingWidth+1], values[3*embeddingWidth+1] = 1, 1
	o := options{Scratch: dir, Embeddings: filepath.Join(dir, "embeddings"), PhotosEach: 2, Threads: 1}
	if err := o.put("embeddings", values); err != nil {
		t.Fatal(err)
	}
	saved := filepath.Join(dir, "values")
	if _, err := (request{Unit: "pairs", Options: o, Repeat: 1, Save: saved}).answer(t.Context(), map[string]unit{}); err != nil {
		t.Fatal(err)
	}
	got := read(t, saved)
	if got[0] != 0 || got[1] != 1 {
		t.Errorf("EER %v and AUC %v of classes that lie apart", got[0], got[1])
	}
	const bins = 99
	if len(got) != 2+2*bins || got[2+9] != 2.0/6 { // 0.2 lies in the tenth bin of 2/99
		t.Errorf("the histogram is %v", got[2:])
	}
}

func TestUnknownUnit(t *testing.T) {
	if _, err := (request{Unit: "none", Options: options{Threads: 1}, Repeat: 1}).answer(t.Context(), map[string]unit{}); err == nil {
		t.Error("an unknown unit is answered")
	}
}

func read(t *testing.T, path string) []float64 {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, len(data)/8)
	if _, err := binary.Decode(data, binary.LittleEndian, values); err != nil {
		t.Fatal(err)
	}
	return values
}
