package dataset_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"siamface/model/dataset"
)

// benchmarkRoot holds 1,300 people with 10 small photos each.
func benchmarkRoot(b *testing.B) string {
	files := map[string]string{}
	pixels := string(make([]byte, 92*112))
	for person := range 1300 {
		for n := range 10 {
			files[fmt.Sprintf("p%d/%d.pgm", person, n)] = "P5\n92 112\n255\n" + pixels
		}
	}
	return tree(b, files)
}

// BenchmarkOpen compares opening 13,000 photos, and looking for files that are nobody's, with the least that any way of opening
// must do: walk and read 512 bytes each.
func BenchmarkOpen(b *testing.B) {
	root := benchmarkRoot(b)
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			if d, err := dataset.Open(b.Context(), root, nil); err != nil || d.Photos() != 13000 {
				b.Fatal(err)
			}
		}
	})
	b.Run("Strays", func(b *testing.B) {
		d, err := dataset.Open(b.Context(), root, nil)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if strays, err := dataset.FindStrays(b.Context(), d); err != nil || len(strays) > 0 {
				b.Fatal(err)
			}
		}
	})
	b.Run("walk and read", func(b *testing.B) {
		for b.Loop() {
			if err := filepath.WalkDir(root, readStart); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func readStart(path string, entry fs.DirEntry, err error) error {
	if err != nil || entry.IsDir() {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var start [512]byte
	_, err = f.Read(start[:])
	return err
}
