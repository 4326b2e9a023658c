package filestore

import (
	"context"
	"database/sql"
	"runtime"
	"slices"
	"sync"

	"siamface/model/parallel"
)

// index are all embeddings of a gallery in memory, in chunks.
type index struct {
	revision int64
	chunks   []*chunk
}

// chunk are some embeddings, row after row, with the photo and person of each and the square of its length.
type chunk struct {
	photos  []int64
	people  []int64
	numbers []float32
	squares []float32
}

// chunkPhotos is the range of photos' numbers that make a chunk: 16 MB of 512 numbers each.
const chunkPhotos = 8192

// readIndex reads all embeddings, a range of photos on each core.
func readIndex(ctx context.Context, db *sql.DB, size int) (*index, error) {
	var first, last sql.NullInt64
	if err := db.QueryRowContext(ctx, "SELECT min(photo), max(photo) FROM embedding").Scan(&first, &last); err != nil {
		return nil, err
	}
	if !first.Valid {
		return &index{}, nil
	}
	x := &index{chunks: make([]*chunk, (last.Int64-first.Int64)/chunkPhotos+1)}
	err := parallel.By(ctx, runtime.GOMAXPROCS(0), len(x.chunks), func(ctx context.Context, i int) (err error) {
		from := first.Int64 + int64(i)*chunkPhotos
		x.chunks[i], err = readChunk(ctx, db, size, from, from+chunkPhotos)
		return err
	}, nil)
	x.chunks = slices.DeleteFunc(x.chunks, func(c *chunk) bool { return c == nil || len(c.photos) == 0 })
	return x, err
}

// readChunk reads the embeddings of a range of photos, and checks each.
func readChunk(ctx context.Context, db *sql.DB, size int, from, to int64) (*chunk, error) {
	c := &chunk{}
	var photo, person, sum int64
	var data sql.RawBytes
	err := readRows(ctx, db, func(rows *sql.Rows) error {
		if err := rows.Scan(&photo, &person, &data, &sum); err != nil {
			return err
		}
		if len(data) != 4*size || int64(sumOf(data)) != sum {
			return errDamaged
		}
		at := len(c.numbers)
		c.numbers = slices.Grow(c.numbers, size)[:at+size]
		row := c.numbers[at:]
		unpackNumbers(data, row)
		c.photos, c.people, c.squares = append(c.photos, photo), append(c.people, person), append(c.squares, squareOf(row))
		return nil
	}, "SELECT photo, person, numbers, sum FROM embedding WHERE photo >= ? AND photo < ?", from, to)
	return c, err
}

func squareOf(row []float32) float32 {
	sum := 0.0
	for _, v := range row {
		sum += float64(v) * float64(v)
	}
	return float32(sum)
}

// candidate is the closest photo of a person so far, by its place in the index.
type candidate struct {
	person     int64
	chunk, row int
	squared    float32
}

// ranking are the closest people to a query, the closest first, at most so many.
type ranking struct {
	most int
	best []candidate
}

// offer takes a candidate in if it is close enough.
func (r *ranking) offer(c candidate) {
	if len(r.best) == r.most && !isCloser(c, r.best[r.most-1]) {
		return
	}
	at := slices.IndexFunc(r.best, func(o candidate) bool { return o.person == c.person })
	switch {
	case at >= 0 && !isCloser(c, r.best[at]):
		return
	case at < 0 && len(r.best) < r.most:
		at = len(r.best)
		r.best = append(r.best, c)
	case at < 0:
		at = r.most - 1
	}
	for ; at > 0 && isCloser(c, r.best[at-1]); at-- {
		r.best[at] = r.best[at-1]
	}
	r.best[at] = c
}

// isCloser compares candidates; of two that are equally far, the earlier photo is the closer one.
func isCloser(a, b candidate) bool {
	switch {
	case a.squared != b.squared:
		return a.squared < b.squared
	case a.chunk != b.chunk:
		return a.chunk < b.chunk
	}
	return a.row < b.row
}

// rankings are the closest people to many queries, which several goroutines find.
type rankings struct {
	mu  sync.Mutex
	all []ranking
}

func newRankings(queries, most int) *rankings {
	r := &rankings{all: make([]ranking, queries)}
	for i := range r.all {
		r.all[i].most = most
	}
	return r
}

// merge takes what one goroutine has found.
func (r *rankings) merge(o *rankings) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range o.all {
		for _, c := range o.all[i].best {
			r.all[i].offer(c)
		}
	}
}
