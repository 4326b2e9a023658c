package face_test

import (
	"image"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/torch"
)

// oneThread holds libtorch to one thread and reports the processor time of the whole program, collecting garbage included.
func oneThread(b *testing.B, pictures int) {
	threads := func(n int) {
		if err := torch.Do(ctx, func() error { torch.SetThreads(n); return nil }); err != nil {
			b.Fatal(err)
		}
	}
	threads(1)
	start := processorTime()
	b.Cleanup(func() {
		b.ReportMetric(float64((processorTime()-start).Microseconds())/1e3/float64(b.N*pictures), "cpu-ms/picture")
		threads(2)
	})
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// thousand is a decoded photo with 1,000 pixels on its longer side.
func thousand(b *testing.B) image.Image {
	img := open(b, filepath.Join(realdata.Path(b, "photos"), "people", "barack-obama", "1.jpg"))
	return photo.Thumbnail(img, 1000)
}

func BenchmarkDescribe(b *testing.B) {
	n := networks(b)
	img := thousand(b)
	oneThread(b, 1)
	for b.Loop() {
		if _, err := n.Describe(ctx, img); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBoxToEmbedding(b *testing.B) {
	n := networks(b)
	img := thousand(b)
	faces, err := n.Detect(ctx, img)
	if err != nil {
		b.Fatal(err)
	}
	oneThread(b, 1)
	for b.Loop() {
		found, err := n.Align(ctx, img, faces[0].Box)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := n.Embed(ctx, face.CutChip(img, found[0].Five)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkORL is per picture of a folder, sixteen at once.
func BenchmarkORL(b *testing.B) {
	n := networks(b)
	images := orlImages(b, 16)
	oneThread(b, len(images))
	for b.Loop() {
		if _, err := n.DescribeAll(ctx, images...); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkORLOneByOne is per picture too.
func BenchmarkORLOneByOne(b *testing.B) {
	n := networks(b)
	images := orlImages(b, 16)
	oneThread(b, len(images))
	for b.Loop() {
		for _, img := range images {
			if _, err := n.Describe(ctx, img); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func orlImages(t testing.TB, count int) (images []image.Image) {
	files, _ := filepath.Glob(filepath.Join(realdata.Path(t, "orl"), "*", "s1*", "*.pgm"))
	for _, path := range files[:count] {
		images = append(images, open(t, path))
	}
	return images
}
