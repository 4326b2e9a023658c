package serverstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// What HNSW is made and searched with (Malkov and Yashunin, 2016): neighbours of a node, candidates while it is made, and while it is searched.
const (
	neighbours  = 16
	buildWidth  = 128
	searchWidth = 200
)

// recallQueries is for how many photos of the gallery an index's answers are compared with exact ones.
const recallQueries = 200

// HasIndex tells whether searches go by an index.
func (s *Server) HasIndex(ctx context.Context) (there bool, err error) {
	err = s.data.Postgres.QueryRow(ctx, "SELECT to_regclass('siamface_photo_near') IS NOT NULL").Scan(&there)
	return there, s.explain(err)
}

// IndexRecall is how much of an exact answer an index finds: the share of queries whose closest other person is the same, of so many.
type IndexRecall struct {
	Closest float64 `json:"closest"` // of the closest person
	Ten     float64 `json:"ten"`     // of the ten closest people
	Queries int     `json:"queries"`
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
	return s.measureRecall(ctx)
}

// DropIndex makes searches exact again.
func (s *Server) DropIndex(ctx context.Context) error {
	_, err := s.data.Postgres.Exec(ctx, "DROP INDEX IF EXISTS siamface_photo_near")
	return s.explain(err)
}

// measureRecall compares answers by the index with exact ones.
func (s *Server) measureRecall(ctx context.Context) (r IndexRecall, err error) {
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

// GrantReading are the statements by which a role may read a gallery and search it, and change nothing.
func GrantReading(role string) string {
	name := pgx.Identifier{role}.Sanitize()
	return "GRANT SELECT ON siamface_migration, siamface_about, siamface_person, siamface_photo TO " + name
}
