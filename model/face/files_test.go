package face_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/torch/torchtest"
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
			"DescribeFile": n.DescribeFile, "DescribeWhole": n.DescribeWhole, "PreparePhotos": prepareFile(n),
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
		all, unreadable, err := n.PreparePhotos(ctx, cache, f)
		if err != nil {
			return nil, err
		}
		return all[0], unreadable[0]
	}
}

func isPhotoError(err error) bool {
	_, ok := errors.AsType[*photo.Error](err)
	return ok
}

func TestDescribeFiles(t *testing.T) {
	n, paths := networks(t), photoFiles(t)
	many := slices.Repeat(paths, 9) // more than a group
	var mu sync.Mutex
	told := map[int]error{}
	err := n.DescribeFiles(ctx, nil, many, func(i int, d *face.Description, err error) {
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
	if err := n.DescribeFiles(ctx, nil, nil, nil); err != nil {
		t.Errorf("of no photos: %v", err)
	}
}

// TestDescribeAll: photos of several sizes, some without a face, are described together as one by one, but for the last bits.
func TestDescribeAll(t *testing.T) {
	n := networks(t)
	images := orlImages(t, 5)
	images = append(images, image.NewGray(image.Rect(0, 0, 90, 80)), repeated(images[0], 3), images[1].(*image.Gray).SubImage(image.Rect(3, 4, 80, 100)))
	together, err := n.DescribeAll(ctx, images...)
	if err != nil {
		t.Fatal(err)
	}
	for i, img := range images {
		alone, err := n.Describe(ctx, img)
		if err != nil {
			t.Fatal(err)
		}
		got := together[i]
		if got.Main != alone.Main || len(got.Faces) != len(alone.Faces) || !slices.Equal(got.Face.Quality, alone.Face.Quality) {
			t.Fatalf("photo %d shows %d faces, the main one %d, %v; alone %d, %d, %v", i, len(got.Faces), got.Main, got.Face.Quality,
				len(alone.Faces), alone.Main, alone.Face.Quality)
		}
		for j, five := range alone.Face.Five {
			if d := math.Hypot(got.Face.Five[j].X-five.X, got.Face.Five[j].Y-five.Y); d > 1e-3 {
				t.Errorf("photo %d: landmark %d lies %g pixels away", i, j, d)
			}
		}
		if d := distance(got.Embedding, alone.Embedding); d > 1e-4 {
			t.Errorf("photo %d: the embeddings are %g apart", i, d)
		}
	}
}

// TestGroups: photos are decoded together in order, as many as memory allows.
func TestGroups(t *testing.T) {
	sizes := []image.Point{{100, 100}, {5000, 4000}, {2000, 1000}, {2000, 1000}, {2000, 1000}, {9, 9}}
	for range 40 {
		sizes = append(sizes, image.Pt(9, 9))
	}
	var files []*photo.File
	var which []int
	for i, s := range sizes {
		files = append(files, &photo.File{Data: append(fmt.Appendf(nil, "P5 %d %d 255\n", s.X, s.Y), make([]byte, s.X*s.Y)...)})
		which = append(which, i)
	}
	var next int
	var counts []int
	for _, g := range face.Groups(files, which) {
		counts = append(counts, len(g))
		for _, i := range g {
			if i != next {
				t.Fatalf("photo %d comes where %d should", i, next)
			}
			next++
		}
	}
	if next != len(sizes) || !slices.Equal(counts, []int{3, 16, 16, 11}) {
		t.Errorf("groups of %v photos", counts)
	}
}

// After the context's end nothing more is told of, and nothing goes on.
func TestDescribeFilesStops(t *testing.T) {
	n, paths := networks(t), photoFiles(t)
	stopped, cancel := context.WithCancel(ctx)
	told := 0
	var mu sync.Mutex
	err := n.DescribeFiles(stopped, nil, slices.Repeat(paths, 9), func(int, *face.Description, error) {
		mu.Lock()
		defer mu.Unlock()
		told++
		cancel()
	})
	if !errors.Is(err, context.Canceled) || told > 2 { // one of each of two goroutines
		t.Errorf("%d told, %v", told, err)
	}
}

func TestOpen(t *testing.T) {
	networks(t) // they are there
	n, err := face.Open(ctx, torchtest.Name)
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
	if _, err := face.Open(ctx, torchtest.Name); !errors.Is(err, face.ErrMissing) {
		t.Errorf("without files: %v", err)
	}
}

// TestShaped: chips in the shape of the mean face are cut of the photo, whether the cache knows it or not, and nothing is described by them.
func TestShaped(t *testing.T) {
	n, path := networks(t), photoFiles(t)[0]
	img := open(t, path)
	plain, err := n.Describe(ctx, img)
	if err != nil {
		t.Fatal(err)
	}
	shaped := n.Shaped()
	d, err := shaped.Describe(ctx, img)
	if err != nil || d.Embedding != nil || d.Face.Five != plain.Face.Five || slices.Equal(d.Chip, plain.Chip) {
		t.Fatalf("described as %v, with the same chip or other landmarks; %v", d.Embedding, err)
	}
	more, err := shaped.Urgent().DescribeFaces(ctx, img, d, d.Main)
	if err != nil || more[0].Embedding != nil || !slices.Equal(more[0].Chip, d.Chip) {
		t.Errorf("the face by its place has another chip or an embedding; %v", err)
	}
	cache := face.NewCache(t.TempDir(), 1<<20)
	for range 2 {
		got, err := prepareFile(shaped)(ctx, cache, path)
		if err != nil || !slices.Equal(got.Chip, d.Chip) {
			t.Errorf("the file has another chip; %v", err)
		}
		if _, err := n.DescribeFile(ctx, cache, path); err != nil { // fills the cache
			t.Fatal(err)
		}
	}
}
