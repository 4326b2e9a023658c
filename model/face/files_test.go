package face_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"siamface/model/face"
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

// What the cache knows comes without its chip, and with it when it is wanted; both are as if there were no cache.
func TestDescribeFile(t *testing.T) {
	n, paths := networks(t), photoFiles(t)
	want, err := n.Describe(ctx, open(t, paths[0]))
	if err != nil {
		t.Fatal(err)
	}
	cache := face.NewCache(t.TempDir(), 1<<20)
	for i, path := range []string{paths[0], paths[1]} {
		d, err := n.DescribeFile(ctx, cache, path)
		if err != nil {
			t.Fatal(err)
		}
		if known := d.Chip == nil; known != (i > 0) {
			t.Errorf("photo %d: known is %v", i, known)
		}
		if !slices.Equal(d.Embedding, want.Embedding) || d.Face.Box != want.Face.Box {
			t.Errorf("photo %d is described otherwise than its picture", i)
		}
	}
	for name, cache := range map[string]*face.Cache{"known": cache, "without a cache": nil} {
		d, err := n.DescribeWhole(ctx, cache, paths[1])
		if err != nil || !slices.Equal(d.Chip, want.Chip) {
			t.Errorf("%s: another chip, %v", name, err)
		}
		d, err = prepareFile(n)(ctx, cache, paths[1])
		if err != nil || !slices.Equal(d.Chip, want.Chip) || d.Main != want.Main || (d.Embedding != nil) != (cache != nil) {
			t.Errorf("%s, prepared: another face, %v", name, err)
		}
	}
	for _, path := range paths[2:] {
		for name, describe := range map[string]func(context.Context, *face.Cache, string) (*face.Description, error){
			"DescribeFile": n.DescribeFile, "DescribeWhole": n.DescribeWhole, "PreparePhoto": prepareFile(n),
		} {
			if _, err := describe(ctx, cache, path); !isPhotoError(err) {
				t.Errorf("%s of %s: %v", name, filepath.Base(path), err)
			}
		}
	}
}

func prepareFile(n *face.Networks) func(context.Context, *face.Cache, string) (*face.Description, error) {
	return func(ctx context.Context, cache *face.Cache, path string) (*face.Description, error) {
		f, err := photo.Read(path)
		if err != nil {
			return nil, err
		}
		return n.PreparePhoto(ctx, cache, f)
	}
}

func isPhotoError(err error) bool {
	_, ok := errors.AsType[*photo.Error](err)
	return ok
}

func TestDescribeFiles(t *testing.T) {
	n, paths := networks(t), photoFiles(t)
	for _, workers := range []int{1, 2, 9} {
		var mu sync.Mutex
		told := map[int]error{}
		err := n.DescribeFiles(ctx, nil, paths, workers, func(i int, d *face.Description, err error) {
			mu.Lock()
			defer mu.Unlock()
			if told[i] = err; err == nil && d.Sure() != 1 {
				t.Errorf("photo %d: %d faces", i, d.Sure())
			}
		})
		if err != nil || len(told) != 4 || told[0] != nil || told[1] != nil || !isPhotoError(told[2]) || !isPhotoError(told[3]) {
			t.Errorf("%d workers: %v, %v", workers, told, err)
		}
	}
	if err := n.DescribeFiles(ctx, nil, nil, 2, nil); err != nil {
		t.Errorf("of no photos: %v", err)
	}
}

// After the context's end nothing more is told of, and nothing goes on.
func TestDescribeFilesStops(t *testing.T) {
	n, paths := networks(t), photoFiles(t)
	stopped, cancel := context.WithCancel(ctx)
	told := 0
	err := n.DescribeFiles(stopped, nil, paths, 1, func(int, *face.Description, error) {
		told++
		cancel()
	})
	if !errors.Is(err, context.Canceled) || told != 1 {
		t.Errorf("%d told, %v", told, err)
	}
}

func TestOpen(t *testing.T) {
	networks(t) // they are there
	n, err := face.Open(ctx, "cpu")
	if errors.Is(err, face.ErrMissing) {
		t.Skip(err) // only this package's own place has them
	}
	if err != nil {
		t.Fatal(err)
	}
	n.Close()
	if _, err := face.Open(ctx, "toaster"); err == nil {
		t.Error("there is a device of any name")
	}
	t.Setenv(face.Variable, t.TempDir())
	if _, err := face.Open(ctx, "cpu"); !errors.Is(err, face.ErrMissing) {
		t.Errorf("without files: %v", err)
	}
}

// TestAround: chips with more about the face are cut of the photo, whether the cache knows it or not, and nothing is described by them.
func TestAround(t *testing.T) {
	n, path := networks(t), photoFiles(t)[0]
	img := open(t, path)
	plain, err := n.Describe(ctx, img)
	if err != nil {
		t.Fatal(err)
	}
	wide := n.Around(0.55)
	d, err := wide.Describe(ctx, img)
	if err != nil || d.Embedding != nil || d.Face.Five != plain.Face.Five || slices.Equal(d.Chip, plain.Chip) {
		t.Fatalf("described as %v, with the same chip or other landmarks; %v", d.Embedding, err)
	}
	more, err := wide.Urgent().DescribeFaces(ctx, img, d, d.Main)
	if err != nil || more[0].Embedding != nil || !slices.Equal(more[0].Chip, d.Chip) {
		t.Errorf("the face by its place has another chip or an embedding; %v", err)
	}
	cache := face.NewCache(t.TempDir(), 1<<20)
	for range 2 {
		got, err := prepareFile(wide)(ctx, cache, path)
		if err != nil || !slices.Equal(got.Chip, d.Chip) {
			t.Errorf("the file has another chip; %v", err)
		}
		if _, err := n.DescribeFile(ctx, cache, path); err != nil { // fills the cache
			t.Fatal(err)
		}
	}
}
