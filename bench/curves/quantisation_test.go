package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"
	pgxvec "github.com/pgvector/pgvector-go/pgx"

	"siamface/model/database/testserver"
	"siamface/model/realdata"
)

func TestMain(m *testing.M) { testserver.Main(m) }

// kinds are the ways in which pgvector keeps and finds embeddings: what an index is made of, and how the closest are asked for. What is
// coarser than the embedding finds 200, of which the closest are taken by the embedding itself.
var kinds = []struct{ name, index, near string }{
	{"exact", "", "SELECT id FROM face ORDER BY embedding <-> $1 LIMIT 11"},
	{"vector", "embedding vector_l2_ops", "SELECT id FROM face ORDER BY embedding <-> $1 LIMIT 11"},
	{
		"halfvec", "(embedding::halfvec(512)) halfvec_l2_ops",
		"SELECT id FROM face ORDER BY embedding::halfvec(512) <-> $1::halfvec(512) LIMIT 11",
	},
	{
		"bit", "(binary_quantize(embedding)::bit(512)) bit_hamming_ops",
		"SELECT id FROM (SELECT id, embedding FROM face ORDER BY binary_quantize(embedding)::bit(512) <~> binary_quantize($1::vector(512)) LIMIT 200) " +
			"AS few ORDER BY embedding <-> $1 LIMIT 11",
	},
}

// BenchmarkQuantisation makes HNSW indexes of vector, halfvec and bit on a real server, and says of each its size, what it took, the time of a
// query, and how many of the ten closest faces that an exact search finds are found. SIAMFACE_FACES is how many faces there are.
func BenchmarkQuantisation(b *testing.B) {
	faces, err := strconv.Atoi(os.Getenv("SIAMFACE_FACES"))
	if err != nil {
		faces = 10_000
	}
	orl, _ := realdata.Find(b, "orl")
	real, of, err := readFaces(b.Context(), orl)
	if err != nil {
		b.Fatal(err)
	}
	rows := repeatFaces(real, faces)
	db, err := pgx.Connect(b.Context(), testserver.Address(b))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close(context.WithoutCancel(b.Context()))
	fill(b, db, rows)
	b.Logf("%d faces: %s", faces, of)
	var exact [][]int64
	for _, k := range kinds {
		b.Run(fmt.Sprintf("%s/%d", k.name, faces), func(b *testing.B) {
			if k.index != "" {
				begun := time.Now()
				execute(b, db, "CREATE INDEX face_near ON face USING hnsw ("+k.index+") WITH (m = 16, ef_construction = 128)")
				b.ReportMetric(time.Since(begun).Seconds(), "s-to-make")
				b.ReportMetric(askNumber(b, db, "SELECT pg_relation_size('face_near')")/float64(faces), "bytes/face-of-index")
				defer execute(b, db, "DROP INDEX face_near")
			}
			var found [][]int64
			var took []float64
			for range b.N {
				found, took = search(b, db, k.near, rows)
			}
			if exact == nil {
				exact = found
				b.ReportMetric(askNumber(b, db, "SELECT pg_table_size('face')")/float64(faces), "bytes/face")
			}
			slices.Sort(took)
			b.ReportMetric(took[len(took)/2]*1000, "ms/query")
			b.ReportMetric(recall(exact, found), "recall-at-10")
		})
	}
}

func fill(b *testing.B, db *pgx.Conn, rows []float32) {
	execute(b, db, "CREATE EXTENSION IF NOT EXISTS vector")
	if err := pgxvec.RegisterTypes(b.Context(), db); err != nil {
		b.Fatal(err)
	}
	execute(b, db, "CREATE TABLE face (id bigint, embedding vector(512))")
	execute(b, db, "ALTER TABLE face ALTER embedding SET STORAGE PLAIN")
	_, err := db.CopyFrom(b.Context(), pgx.Identifier{"face"}, []string{"id", "embedding"}, pgx.CopyFromSlice(len(rows)/size, func(i int) ([]any, error) {
		return []any{int64(i), pgvector.NewVector(rows[i*size : (i+1)*size])}, nil
	}))
	if err != nil {
		b.Fatal(err)
	}
	execute(b, db, "SET maintenance_work_mem = '1GB'")
	execute(b, db, "SET hnsw.ef_search = 200")
	execute(b, db, "ANALYZE face")
}

// search asks for the eleven closest of a hundred faces: themselves and ten more.
func search(b *testing.B, db *pgx.Conn, near string, rows []float32) (found [][]int64, took []float64) {
	const queries = 100
	for q := range queries {
		i := q * (len(rows) / size / queries)
		begun := time.Now()
		answer, err := db.Query(b.Context(), near, pgvector.NewVector(rows[i*size:(i+1)*size]))
		if err != nil {
			b.Fatal(err)
		}
		ids, err := pgx.CollectRows(answer, pgx.RowTo[int64])
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun).Seconds())
		found = append(found, slices.DeleteFunc(ids, func(id int64) bool { return id == int64(i) }))
	}
	return found, took
}

func recall(exact, found [][]int64) float64 {
	hits, all := 0, 0
	for q, ids := range exact {
		for _, id := range ids {
			if all++; slices.Contains(found[q], id) {
				hits++
			}
		}
	}
	return float64(hits) / float64(all)
}

func execute(b *testing.B, db *pgx.Conn, statement string) {
	b.Helper()
	if _, err := db.Exec(b.Context(), statement); err != nil {
		b.Fatal(statement, err)
	}
}

func askNumber(b *testing.B, db *pgx.Conn, query string) (n float64) {
	b.Helper()
	if err := db.QueryRow(b.Context(), query).Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}

// TestFacesAreRepeated: repeated faces have length 1, and those of one round lie to each other as the real ones do.
func TestFacesAreRepeated(t *testing.T) {
	real, _, err := readFaces(t.Context(), filepath.Join(t.TempDir(), "none"))
	if err != nil {
		t.Fatal(err)
	}
	n := len(real) / size
	rows := repeatFaces(real, 2*n)
	product := func(a, b int) (sum float64) {
		for k := range size {
			sum += float64(rows[a*size+k]) * float64(rows[b*size+k])
		}
		return sum
	}
	for i := range n - 1 {
		if own := product(i, i); own < 0.999 || own > 1.001 {
			t.Fatalf("the squared length of %d is %v", i, own)
		}
		if a, b := product(i, i+1), product(n+i, n+i+1); a-b > 0.1 || b-a > 0.1 {
			t.Errorf("%d and the next: %v, and %v where they are moved", i, a, b)
		}
	}
}
