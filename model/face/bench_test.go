package face

import (
	"image"
	"runtime"
	"syscall"
	"testing"
	"time"

	"siamface/model/photo"
)

// oneThread holds Go to one thread and reports the processor time of the whole program, collecting garbage included.
func oneThread(b *testing.B, pictures int) {
	threads := runtime.GOMAXPROCS(1)
	start := processorTime()
	b.Cleanup(func() {
		b.ReportMetric(float64((processorTime()-start).Microseconds())/1e3/float64(b.N*pictures), "cpu-ms/picture")
		runtime.GOMAXPROCS(threads)
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
	return photo.Thumbnail(openPhoto(b, "photos", "people", "barack-obama", "1.jpg"), 1000)
}

func BenchmarkDescribe(b *testing.B) {
	n, img := openNetworks(b), thousand(b)
	oneThread(b, 1)
	for b.Loop() {
		describePhoto(b, n, img)
	}
}

func BenchmarkBoxToEmbedding(b *testing.B) {
	n, img := openNetworks(b), thousand(b)
	faces, err := n.Detect(b.Context(), img)
	if err != nil {
		b.Fatal(err)
	}
	oneThread(b, 1)
	for b.Loop() {
		found, err := n.Align(b.Context(), img, faces[0].Box)
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := n.Embed(n.Recogniser().CutChip(img, found[0].Five)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkORL is per picture of a folder.
func BenchmarkORL(b *testing.B) {
	n, images := openNetworks(b), orlImages(b, 16)
	oneThread(b, len(images))
	for b.Loop() {
		for _, img := range images {
			describePhoto(b, n, img)
		}
	}
}
