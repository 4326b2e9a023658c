package serverstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"siamface/model/distance"
	"siamface/model/gallery/store"
)

// searchAll goes through all embeddings: the closest people, then the closest photo of each. $1 is the query, $2 how many people.
const searchAll = `WITH near AS (SELECT person, min(embedding <-> $1::text::vector) AS d FROM siamface_photo GROUP BY person ORDER BY d, person LIMIT $2)
	SELECT p.name, f.path, f.x, f.y, f.w, f.h, f.embedding::text FROM near JOIN siamface_person p ON p.id = near.person
	CROSS JOIN LATERAL (SELECT * FROM siamface_photo o WHERE o.person = near.person ORDER BY o.embedding <-> $1::text::vector, o.id LIMIT 1) f ORDER BY near.d, f.id`

// searchNear asks the index for the closest photos, $3 of them, and keeps the closest of each person. %[1]d is the size of an embedding.
const searchNear = `WITH found AS (SELECT id, person, embedding::vector(%[1]d) <-> $1::text::vector(%[1]d) AS d FROM siamface_photo
		ORDER BY embedding::vector(%[1]d) <-> $1::text::vector(%[1]d) LIMIT $3),
	near AS (SELECT DISTINCT ON (person) id, person, d FROM found ORDER BY person, d, id)
	SELECT p.name, f.path, f.x, f.y, f.w, f.h, f.embedding::text FROM near JOIN siamface_photo f ON f.id = near.id JOIN siamface_person p ON p.id = near.person
	ORDER BY near.d, f.id LIMIT $2`

// photosPerPerson is how many photos the index is asked for, for each person wanted.
const photosPerPerson = 16

// Search is store.Store's. Where there is an index, it is asked, and may miss some; else all embeddings are compared.
func (s *Server) Search(ctx context.Context, queries []float32, most int) ([][]store.Hit, error) {
	indexed, err := s.HasIndex(ctx)
	if err != nil {
		return nil, err
	}
	return s.search(ctx, queries, most, indexed)
}

func (s *Server) search(ctx context.Context, queries []float32, most int, indexed bool) (hits [][]store.Hit, err error) {
	err = pgx.BeginTxFunc(ctx, s.data.Postgres, pgx.TxOptions{AccessMode: pgx.ReadOnly, IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		n, err := readNetwork(ctx, tx)
		if err != nil || len(queries) == 0 {
			return err
		}
		size, err := store.CheckQueries(n, queries, most)
		if err != nil {
			return err
		}
		if indexed {
			if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL hnsw.ef_search = %d; SET LOCAL hnsw.iterative_scan = strict_order", searchWidth)); err != nil {
				return err
			}
		}
		hits, err = searchEach(ctx, tx, queries, size, most, indexed)
		return err
	})
	return hits, s.explain(err)
}

// searchEach sends all queries at once and reads the answers.
func searchEach(ctx context.Context, tx pgx.Tx, queries []float32, size, most int, indexed bool) (hits [][]store.Hit, err error) {
	var all pgx.Batch
	for query := range slices.Chunk(queries, size) {
		text := pgvector.NewVector(query).String()
		if indexed {
			all.Queue(fmt.Sprintf(searchNear, size), text, most, most*photosPerPerson)
		} else {
			all.Queue(searchAll, text, most)
		}
	}
	results := tx.SendBatch(ctx, &all)
	defer func() { err = errors.Join(err, results.Close()) }()
	for query := range slices.Chunk(queries, size) {
		rows, err := results.Query()
		if err != nil {
			return nil, err
		}
		found, err := readHits(rows, query)
		if err != nil {
			return nil, err
		}
		hits = append(hits, found)
	}
	return hits, nil
}

// readHits measures what was found exactly.
func readHits(rows pgx.Rows, query []float32) (hits []store.Hit, err error) {
	defer rows.Close()
	for rows.Next() {
		var h store.Hit
		var text string
		if err := rows.Scan(textTo{&h.Person}, textTo{&h.Path}, &h.Box[0], &h.Box[1], &h.Box[2], &h.Box[3], &text); err != nil {
			return nil, err
		}
		var v pgvector.Vector
		if err := v.Parse(text); err != nil {
			return nil, err
		}
		h.Distance = distance.Euclidean(query, v.Slice())
		hits = append(hits, h)
	}
	slices.SortStableFunc(hits, func(a, b store.Hit) int { return cmp.Compare(a.Distance, b.Distance) })
	return hits, rows.Err()
}

// Sample is store.Store's.
func (s *Server) Sample(ctx context.Context, people, photos int, seed uint64) (sample []store.Photo, err error) {
	var ids []int64
	err = s.read(ctx, func(row pgx.Rows) error {
		var id int64
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM siamface_person ORDER BY key COLLATE "C"`)
	if err != nil {
		return nil, err
	}
	return store.Draw(ids, people, photos, seed, func(id int64) ([]store.Photo, error) { return readPerson(ctx, s, id) })
}

// readPerson reads a person's photos with their embeddings.
func readPerson(ctx context.Context, s *Server, id int64) (photos []store.Photo, err error) {
	err = s.read(ctx, func(row pgx.Rows) error {
		var p store.Photo
		var text string
		if err := row.Scan(textTo{&p.Person}, textTo{&p.Path}, &p.SHA256, &text); err != nil {
			return err
		}
		var v pgvector.Vector
		err := v.Parse(text)
		p.Embedding = v.Slice()
		photos = append(photos, p)
		return err
	}, `SELECT p.name, f.path, f.sha256, f.embedding::text FROM siamface_photo f JOIN siamface_person p ON p.id = f.person
		WHERE f.person = $1 ORDER BY f.sha256 COLLATE "C"`, id)
	return photos, err
}

// HasIndex tells whether searches go by an index.
func (s *Server) HasIndex(ctx context.Context) (there bool, err error) {
	err = s.data.Postgres.QueryRow(ctx, "SELECT to_regclass('siamface_photo_near') IS NOT NULL").Scan(&there)
	return there, s.explain(err)
}

// BuildIndex makes an HNSW index, with which later searches are faster and find almost everybody, and measures what it misses on photos of
// the gallery. It takes a while, in which the gallery can be read.
func (s *Server) BuildIndex(ctx context.Context) (r IndexRecall, err error) {
	n, err := s.Network(ctx)
	if err != nil {
		return r, err
	}
	if n.Name == "" {
		return r, errors.New("the gallery is empty: there is nothing to make an index of")
	}
	_, err = s.data.Postgres.Exec(ctx, fmt.Sprintf(`CREATE INDEX IF NOT EXISTS siamface_photo_near ON siamface_photo
		USING hnsw ((embedding::vector(%d)) vector_l2_ops) WITH (m = %d, ef_construction = %d)`, n.Size, neighbours, buildWidth))
	if err != nil {
		return r, s.explain(err)
	}
	return measureRecall(ctx, s)
}

// DropIndex makes searches exact again.
func (s *Server) DropIndex(ctx context.Context) error {
	_, err := s.data.Postgres.Exec(ctx, "DROP INDEX IF EXISTS siamface_photo_near")
	return s.explain(err)
}

// measureRecall compares answers by the index with exact ones.
func measureRecall(ctx context.Context, s *Server) (r IndexRecall, err error) {
	sample, err := s.Sample(ctx, recallQueries, 1, 1)
	if err != nil {
		return r, err
	}
	var queries []float32
	for _, p := range sample {
		queries = append(queries, p.Embedding...)
	}
	const most = 11 // ten beside the person itself
	exact, err := s.search(ctx, queries, most, false)
	if err != nil {
		return r, err
	}
	near, err := s.search(ctx, queries, most, true)
	if err != nil {
		return r, err
	}
	closest, found, all := 0, 0, 0
	for q := range exact {
		got := map[string]bool{}
		for _, h := range near[q] {
			got[h.Person] = true
		}
		for i, h := range exact[q] {
			if i == 0 {
				continue // the person of the query
			}
			all++
			if got[h.Person] {
				found++
			}
		}
		if len(exact[q]) < 2 || len(near[q]) > 1 && near[q][1].Person == exact[q][1].Person {
			closest++
		}
	}
	r = IndexRecall{Closest: 1, Ten: 1, Queries: len(exact)}
	if len(exact) > 0 {
		r.Closest = float64(closest) / float64(len(exact))
	}
	if all > 0 {
		r.Ten = float64(found) / float64(all)
	}
	return r, nil
}
