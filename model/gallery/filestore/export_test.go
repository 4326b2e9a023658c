package filestore

import (
	"context"
	"strconv"
	"sync/atomic"
	"unsafe"

	"siamface/model/parallel"
)

// SetWorkFactor makes encryption cost less, for tests.
func SetWorkFactor(n int) { workFactor = n }

// LimitPages makes the disk full for a gallery once it has as many pages.
func LimitPages(f *File, pages int) error {
	f.db.SetMaxOpenConns(1)
	_, err := f.db.Exec("PRAGMA max_page_count = " + strconv.Itoa(pages))
	return err
}

// Index is all embeddings of a gallery, for benchmarks.
type Index struct{ index }

// DrawIndex makes an index of a photo of each of so many people, of numbers that drawn gives.
func DrawIndex(people, size int, drawn func() float32) *Index {
	x := &Index{}
	for from := 0; from < people; from += chunkPhotos {
		n := min(chunkPhotos, people-from)
		c := &chunk{numbers: make([]float32, n*size)}
		for i := range c.numbers {
			c.numbers[i] = drawn()
		}
		for i := range n {
			c.photos, c.people = append(c.photos, int64(from+i)), append(c.people, int64(from+i))
			c.squares = append(c.squares, squareOf(c.numbers[i*size:(i+1)*size]))
		}
		x.chunks = append(x.chunks, c)
	}
	return x
}

// Search is what File.Search does with an index.
func (x *Index) Search(ctx context.Context, queries []float32, size, most int) error {
	found := newRankings(len(queries)/size, most)
	if len(found.all) <= fewQueries {
		return x.searchRows(ctx, queries, size, found)
	}
	return x.searchProducts(ctx, queries, size, found)
}

// SearchEither searches by rows or by products, whatever the number of queries.
func (x *Index) SearchEither(ctx context.Context, queries []float32, size int, byRows bool) error {
	found := newRankings(len(queries)/size, 5)
	if byRows {
		return x.searchRows(ctx, queries, size, found)
	}
	return x.searchProducts(ctx, queries, size, found)
}

// Read adds all numbers up, on all cores: what reading the memory alone takes.
func (x *Index) Read(ctx context.Context) (sum uint64) {
	var total atomic.Uint64
	_ = parallel.Each(ctx, len(x.chunks), func(_ context.Context, i int) error {
		numbers := x.chunks[i].numbers
		words := unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(numbers))), len(numbers)/2)
		var a, b, c, d uint64
		for k := 0; k+4 <= len(words); k += 4 {
			a, b, c, d = a+words[k], b+words[k+1], c+words[k+2], d+words[k+3]
		}
		total.Add(a + b + c + d)
		return nil
	}, nil)
	return total.Load()
}
