package filestore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"siamface/model/distance"
	"siamface/model/gallery/store"
	"siamface/model/parallel"
	"siamface/model/torch"
)

// fewQueries is up to how many queries are compared row by row, which goes at the speed at which memory is read; more are multiplied as
// one matrix by libtorch, which takes a while to load and then goes at the speed of the processor.
const fewQueries = 3

// cachedRows is how many rows stay in a processor's cache while all queries pass by.
const cachedRows = 256

// Search is store.Store's. It goes through all embeddings. Products in float32 choose the photos, whose distances are then measured exactly:
// of two that differ by less than 1e-6 either may be the closer one.
func (f *File) Search(ctx context.Context, queries []float32, most int) ([][]store.Hit, error) {
	n, err := f.Network(ctx)
	if err != nil || len(queries) == 0 {
		return nil, err
	}
	size, err := store.CheckQueries(n, queries, most)
	if err != nil {
		return nil, err
	}
	x, err := f.findIndex(ctx)
	if err != nil {
		return nil, err
	}
	found := newRankings(len(queries)/size, most)
	if len(found.all) <= fewQueries {
		err = x.searchRows(ctx, queries, size, found)
	} else {
		err = x.searchProducts(ctx, queries, size, found)
	}
	if err != nil {
		return nil, err
	}
	return f.nameHits(ctx, x, queries, size, found)
}

// findIndex is the index of the gallery as it is.
func (f *File) findIndex(ctx context.Context) (*index, error) {
	f.searching.Lock()
	defer f.searching.Unlock()
	if f.safe != nil && f.safe.isOld() {
		if err := f.reloadMemory(ctx); err != nil {
			return nil, err
		}
	}
	now, err := f.Revision(ctx)
	if err != nil {
		return nil, err
	}
	if f.index != nil && f.index.revision == now {
		return f.index, nil
	}
	f.index = nil
	f.index, err = f.loadIndex(ctx)
	return f.index, err
}

// loadIndex reads all embeddings. Where the gallery changes meanwhile, it is read once more.
func (f *File) loadIndex(ctx context.Context) (*index, error) {
	for {
		before, err := f.Revision(ctx)
		if err != nil {
			return nil, err
		}
		n, err := f.Network(ctx)
		if err != nil {
			return nil, err
		}
		x, err := readIndex(ctx, f.db, n.Size)
		if err != nil {
			return nil, explainError(f.path, err)
		}
		after, err := f.Revision(ctx)
		if err != nil {
			return nil, err
		}
		if x.revision = before; before == after {
			return x, nil
		}
	}
}

// searchRows compares a few queries with the rows of all chunks, on all cores.
func (x *index) searchRows(ctx context.Context, queries []float32, size int, found *rankings) error {
	return parallel.Each(ctx, len(x.chunks), func(_ context.Context, i int) error {
		c := x.chunks[i]
		mine := newRankings(len(found.all), found.all[0].most)
		products := make([]float32, cachedRows)
		for from := 0; from < len(c.photos); from += cachedRows {
			n := min(cachedRows, len(c.photos)-from)
			rows := blas32.General{Rows: n, Cols: size, Stride: size, Data: c.numbers[from*size : (from+n)*size]}
			for q := range found.all {
				query := queries[q*size : (q+1)*size]
				blas32.Gemv(blas.NoTrans, 1, rows, blas32.Vector{N: size, Inc: 1, Data: query}, 0, blas32.Vector{N: n, Inc: 1, Data: products[:n]})
				mine.all[q].rankRows(i, c, from, squareOf(query), products[:n])
			}
		}
		found.merge(mine)
		return nil
	}, nil)
}

// searchProducts compares many queries with all chunks, by one matrix product a chunk.
func (x *index) searchProducts(ctx context.Context, queries []float32, size int, found *rankings) error {
	products := make([]float32, len(found.all)*chunkPhotos)
	for i, c := range x.chunks {
		out := products[:len(found.all)*len(c.photos)]
		if err := torch.Do(ctx, func() error { return torch.Products(queries, c.numbers, size, out) }); err != nil {
			return err
		}
		parallel.All(len(found.all), func(q int) {
			found.all[q].rankRows(i, c, 0, squareOf(queries[q*size:(q+1)*size]), out[q*len(c.photos):(q+1)*len(c.photos)])
		})
	}
	return ctx.Err()
}

// rankRows offers the rows of a chunk from one on, whose products with the query are known.
func (r *ranking) rankRows(at int, c *chunk, from int, square float32, products []float32) {
	for k, p := range products {
		row := from + k
		squared := max(square+c.squares[row]-2*p, 0)
		if len(r.best) < r.most || squared <= r.best[r.most-1].squared {
			r.offer(candidate{c.people[row], at, row, squared})
		}
	}
}

// nameHits measures what was found exactly and names it.
func (f *File) nameHits(ctx context.Context, x *index, queries []float32, size int, found *rankings) ([][]store.Hit, error) {
	hits := make([][]store.Hit, len(found.all))
	err := f.readSnapshot(ctx, func(tx *sql.Tx) error {
		ask, err := tx.PrepareContext(ctx, "SELECT name, path, x, y, w, h FROM photo JOIN person ON person.id = photo.person WHERE photo.id = ?")
		if err != nil {
			return err
		}
		defer ask.Close()
		for q := range found.all {
			for _, best := range found.all[q].best {
				c := x.chunks[best.chunk]
				h := store.Hit{Distance: distance.Euclidean(queries[q*size:(q+1)*size], c.numbers[best.row*size:(best.row+1)*size])}
				err := ask.QueryRowContext(ctx, c.photos[best.row]).Scan(&h.Person, &h.Path, &h.Box[0], &h.Box[1], &h.Box[2], &h.Box[3])
				if errors.Is(err, sql.ErrNoRows) {
					continue // forgotten meanwhile
				}
				if err != nil {
					return err
				}
				hits[q] = append(hits[q], h)
			}
			slices.SortStableFunc(hits[q], func(a, b store.Hit) int { return cmp.Compare(a.Distance, b.Distance) })
		}
		return nil
	})
	return hits, err
}

// readSnapshot reads from the gallery as it is at one time.
func (f *File) readSnapshot(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := f.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return explainError(f.path, err)
	}
	defer tx.Rollback()
	return explainError(f.path, do(tx))
}

// Sample is store.Store's.
func (f *File) Sample(ctx context.Context, people, photos int, seed uint64) ([]store.Photo, error) {
	var sample []store.Photo
	err := f.readSnapshot(ctx, func(tx *sql.Tx) error {
		n, err := readNetwork(ctx, tx)
		if err != nil {
			return err
		}
		var ids []int64
		err = readRows(ctx, tx, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		}, "SELECT id FROM person ORDER BY key")
		if err != nil {
			return err
		}
		sample, err = store.Draw(ids, people, photos, seed, func(id int64) ([]store.Photo, error) { return readPerson(ctx, tx, id, n.Size) })
		return err
	})
	return sample, err
}

// readPerson reads a person's photos with their embeddings.
func readPerson(ctx context.Context, tx *sql.Tx, id int64, size int) (photos []store.Photo, err error) {
	err = readRows(ctx, tx, func(rows *sql.Rows) error {
		p := store.Photo{Embedding: make([]float32, size)}
		var data sql.RawBytes
		var sum int64
		if err := rows.Scan(&p.Person, &p.Path, &p.SHA256, &data, &sum); err != nil {
			return err
		}
		if len(data) != 4*size || int64(sumOf(data)) != sum {
			return errDamaged
		}
		unpackNumbers(data, p.Embedding)
		photos = append(photos, p)
		return nil
	}, `SELECT name, path, sha256, numbers, sum FROM photo JOIN person ON person.id = photo.person JOIN embedding ON embedding.photo = photo.id
		WHERE photo.person = ? ORDER BY sha256`, id)
	return photos, err
}
