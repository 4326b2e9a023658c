package filestore_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"siamface/model/gallery/filestore"
)

// drawn gives numbers like those of embeddings, cheaply.
func drawn() func() float32 {
	random := rand.New(rand.NewPCG(1, 1))
	return func() float32 { return (random.Float32() - 0.5) / 13 }
}

// BenchmarkSearch searches galleries in memory for one query and for 64 at once, beside reading the same memory. What it reports in GB/s is
// of the gallery's numbers, for each pass through them.
func BenchmarkSearch(b *testing.B) {
	const size = 512
	for _, people := range []int{10_000, 100_000, 1_000_000} {
		number := drawn()
		x := filestore.DrawIndex(people, size, number)
		queries := make([]float32, 64*size)
		for i := range queries {
			queries[i] = number()
		}
		run := func(name string, do func() error) {
			b.Run(fmt.Sprintf("%d/%s", people, name), func(b *testing.B) {
				b.SetBytes(int64(people) * size * 4)
				for b.Loop() {
					if err := do(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		run("read", func() error { x.Read(b.Context()); return nil })
		for _, n := range []int{1, 8, 64} {
			for _, way := range []string{"rows", "products"} {
				run(fmt.Sprintf("%s-%d", way, n), func() error { return x.SearchEither(b.Context(), queries[:n*size], size, way == "rows") })
			}
		}
	}
}

// BenchmarkFile adds to a gallery's file, and opens it and searches it for the first time.
func BenchmarkFile(b *testing.B) {
	photos := drawPhotos(20_000)
	path := filepath.Join(b.TempDir(), "g")
	round := 0
	b.Run("add", func(b *testing.B) {
		b.SetBytes(int64(len(photos)) * 512 * 4)
		for b.Loop() {
			f := open(b, path+fmt.Sprint(round), filestore.Options{Create: true})
			if _, err := f.Add(b.Context(), network, photos); err != nil {
				b.Fatal(err)
			}
			f.Close()
			round++
		}
	})
	b.Run("first-search", func(b *testing.B) {
		b.SetBytes(int64(len(photos)) * 512 * 4)
		for b.Loop() {
			f := open(b, path+"0", filestore.Options{})
			if _, err := f.Search(b.Context(), photos[0].Embedding, 5); err != nil {
				b.Fatal(err)
			}
			f.Close()
		}
	})
}
