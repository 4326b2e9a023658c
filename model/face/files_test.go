package face

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"siamface/model/photo"
	"siamface/model/realdata"
)

// photoFiles are a photo with a face, its copy under another name, one that is damaged and one that isn't there.
func photoFiles(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(realdata.Path(t, "orl", "Training", "s1", "1.pgm"))
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	paths := []string{filepath.Join(dir, "a.pgm"), filepath.Join(dir, "copy.pgm"), filepath.Join(dir, "cut.pgm"), filepath.Join(dir, "none.pgm")}
	for path, data := range map[string][]byte{paths[0]: data, paths[1]: data, paths[2]: data[:len(data)/2]} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

func isPhotoError(err error) bool {
	_, ok := errors.AsType[*photo.Error](err)
	return ok
}

// What the cache knows comes without its chip, and with it when it is wanted; both are as if there were no cache.
func TestDescribePath(t *testing.T) {
	n, paths := openNetworks(t), photoFiles(t)
	img, err := photo.Open(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	want, cache := describePhoto(t, n, img), NewCache(t.TempDir(), 1<<20)
	for i, path := range []string{paths[0], paths[1]} {
		d, err := n.DescribePath(t.Context(), cache, path, false)
		if err != nil {
			t.Fatal(err)
		}
		if known := d.Chip == nil; known != (i > 0) {
			t.Errorf("photo %d: known is %v", i, known)
		}
		if !slices.Equal(d.Embedding, want.Embedding) || d.Face.Box != want.Face.Box || d.Face.Length != want.Face.Length {
			t.Errorf("photo %d is described otherwise than its picture", i)
		}
	}
	for name, cache := range map[string]*Cache{"known": cache, "without a cache": nil} {
		f, err := photo.Read(paths[1])
		if err != nil {
			t.Fatal(err)
		}
		d, err := n.DescribeFile(t.Context(), cache, f, true)
		if err != nil || !sameChip(d.Chip, want.Chip) || d.Main != want.Main || !slices.Equal(d.Embedding, want.Embedding) {
			t.Errorf("%s: another face, %v", name, err)
		}
	}
	for _, path := range paths[2:] {
		for _, withChip := range []bool{false, true} {
			if _, err := n.DescribePath(t.Context(), cache, path, withChip); !isPhotoError(err) {
				t.Errorf("%s: %v", filepath.Base(path), err)
			}
		}
	}
}

func TestDescribePaths(t *testing.T) {
	n, paths := openNetworks(t), photoFiles(t)
	many := slices.Repeat(paths, 4)
	var mu sync.Mutex
	told := map[int]error{}
	err := n.DescribePaths(t.Context(), nil, many, func(i int, d *Description, err error) {
		mu.Lock()
		defer mu.Unlock()
		if told[i] = err; err == nil && d.Sure() != 1 {
			t.Errorf("photo %d: %d faces", i, d.Sure())
		}
	})
	if err != nil || len(told) != len(many) {
		t.Errorf("%d of %d photos are told of, %v", len(told), len(many), err)
	}
	for i, err := range told {
		if readable := i%4 < 2; readable != (err == nil) || !readable && !isPhotoError(err) {
			t.Errorf("photo %d: %v", i, err)
		}
	}
	if err := n.DescribePaths(t.Context(), nil, nil, nil); err != nil {
		t.Errorf("of no photos: %v", err)
	}
}

// After the context's end nothing more is told of, and nothing goes on.
func TestDescribePathsStops(t *testing.T) {
	n, paths := openNetworks(t), photoFiles(t)
	stopped, cancel := context.WithCancel(t.Context())
	told := 0
	var mu sync.Mutex
	err := n.DescribePaths(stopped, nil, slices.Repeat(paths, 50), func(int, *Description, error) {
		mu.Lock()
		defer mu.Unlock()
		told++
		cancel()
	})
	if !errors.Is(err, context.Canceled) || told > 20 { // those that were under way
		t.Errorf("%d told, %v", told, err)
	}
}
