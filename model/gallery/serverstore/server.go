// Package serverstore keeps a gallery on a PostgreSQL server, whose extension pgvector holds and searches the embeddings. Many programs on
// many machines may use it at once.
//
// A search is exact, through all embeddings, unless an index was made (see Server.BuildIndex): HNSW finds almost all of what is closest, much sooner.
package serverstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"siamface/model/database"
	"siamface/model/gallery/store"
)

// tables are the steps to a gallery's tables; see database.Database.Migrate.
var tables = []string{
	`CREATE TABLE siamface_about (key TEXT PRIMARY KEY, value TEXT NOT NULL)`,
	`INSERT INTO siamface_about VALUES ('revision', '0')`,
	`CREATE TABLE siamface_person (id {id}, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE)`,
	`CREATE TABLE siamface_photo (id {id}, person BIGINT NOT NULL REFERENCES siamface_person (id), path TEXT NOT NULL, sha256 TEXT NOT NULL,
		x FLOAT8 NOT NULL, y FLOAT8 NOT NULL, w FLOAT8 NOT NULL, h FLOAT8 NOT NULL, length FLOAT8 NOT NULL, embedding vector NOT NULL,
		UNIQUE (sha256, x, y, w, h))`,
	// Numbers that aren't text aren't worth the time of trying to compress them.
	`ALTER TABLE siamface_photo ALTER COLUMN embedding SET STORAGE PLAIN`,
	`CREATE INDEX siamface_photo_of ON siamface_photo (person)`,
}

// Keys of the table siamface_about.
const (
	keyRevision = "revision"
	keyNetwork  = "network"
	keySize     = "size"
	keyRecalled = "recalled " // what Remember keeps
)

// Server is a gallery on a server.
type Server struct {
	address string // without a password
	data    *database.Database
}

var _ store.Store = (*Server)(nil)

// Open opens the gallery in a server's database. Without its tables, and without create, the error is store.ErrMissing.
func Open(ctx context.Context, address string, create bool) (*Server, error) {
	d, err := database.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	s := &Server{database.HidePassword(address), d}
	if err := s.prepareTables(ctx, create); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return s, nil
}

// prepareTables makes the tables of a new gallery, or checks that they are there.
func (s *Server) prepareTables(ctx context.Context, create bool) error {
	var there bool
	if err := s.data.Postgres.QueryRow(ctx, "SELECT to_regclass('siamface_photo') IS NOT NULL").Scan(&there); err != nil {
		return s.explain(err)
	}
	if !there && !create {
		return fmt.Errorf("%w in the database %s; siamface gallery add makes one", store.ErrMissing, s.address)
	}
	if !there {
		if err := s.prepareExtension(ctx); err != nil {
			return err
		}
	}
	return s.explain(s.data.Migrate(ctx, "gallery", tables...))
}

// prepareExtension makes pgvector known to the database. Two programs may do so at once: one then meets what the other made.
func (s *Server) prepareExtension(ctx context.Context) error {
	_, err := s.data.Postgres.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS vector")
	var there bool
	if asked := s.data.Postgres.QueryRow(ctx, "SELECT count(*) > 0 FROM pg_extension WHERE extname = 'vector'").Scan(&there); asked != nil {
		return s.explain(asked)
	}
	if there {
		return nil
	}
	return fmt.Errorf("the server %s lacks the extension pgvector, which a gallery needs: have it installed, and CREATE EXTENSION vector run in this database by who may: %w",
		s.address, err)
}

// Close ends the use of the server.
func (s *Server) Close() error { return s.data.Close() }

// change runs a change of the gallery, whole or not at all, one after the other.
func (s *Server) change(ctx context.Context, do func(tx pgx.Tx) error) error {
	return s.explain(pgx.BeginFunc(ctx, s.data.Postgres, func(tx pgx.Tx) error {
		// Whoever changes the gallery has this row until it is done.
		if _, err := tx.Exec(ctx, "UPDATE siamface_about SET value = (value::bigint + 1)::text WHERE key = $1", keyRevision); err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "DELETE FROM siamface_person p WHERE NOT EXISTS (SELECT 1 FROM siamface_photo f WHERE f.person = p.id)")
		return err
	}))
}

// explain puts the server's errors into sentences.
func (s *Server) explain(err error) error {
	said, done := errors.AsType[*database.Error](err)
	code, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	if !done {
		said = &database.Error{Why: database.Reason(err), Err: err}
	}
	switch {
	case code.Code == "42P01" || code.Code == "42703":
		said.Why = "its tables aren't a gallery's"
	case said.Why == "":
		said.Why = "the database says no"
	}
	return fmt.Errorf("can't use the gallery on %s: %w", s.address, said)
}

// querier is a transaction or all connections.
type querier interface {
	QueryRow(ctx context.Context, statement string, arguments ...any) pgx.Row
}

func readAbout(ctx context.Context, q querier, key string) (value string, err error) {
	err = q.QueryRow(ctx, "SELECT value FROM siamface_about WHERE key = $1", key).Scan(&value)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return value, err
}

func writeAbout(ctx context.Context, tx pgx.Tx, key, value string) error {
	_, err := tx.Exec(ctx, "INSERT INTO siamface_about VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
	return err
}

// Network is store.Store's.
func (s *Server) Network(ctx context.Context) (store.Network, error) {
	n, err := readNetwork(ctx, s.data.Postgres)
	return n, s.explain(err)
}

func readNetwork(ctx context.Context, q querier) (n store.Network, err error) {
	if n.Name, err = readAbout(ctx, q, keyNetwork); err != nil || n.Name == "" {
		return n, err
	}
	size, err := readAbout(ctx, q, keySize)
	if err != nil {
		return n, err
	}
	if n.Size, err = strconv.Atoi(size); err != nil || n.Size < 1 {
		return n, errors.New("the gallery doesn't say how many numbers its embeddings have")
	}
	return n, nil
}

func writeNetwork(ctx context.Context, tx pgx.Tx, n store.Network) error {
	return errors.Join(writeAbout(ctx, tx, keyNetwork, n.Name), writeAbout(ctx, tx, keySize, strconv.Itoa(n.Size)))
}

// Revision is store.Store's.
func (s *Server) Revision(ctx context.Context) (int64, error) {
	text, err := readAbout(ctx, s.data.Postgres, keyRevision)
	if err != nil {
		return 0, s.explain(err)
	}
	return strconv.ParseInt(text, 10, 64)
}

// Remember is store.Store's.
func (s *Server) Remember(ctx context.Context, key, text string) error {
	return s.explain(pgx.BeginFunc(ctx, s.data.Postgres, func(tx pgx.Tx) error { return writeAbout(ctx, tx, keyRecalled+key, text) }))
}

// Recall is store.Store's.
func (s *Server) Recall(ctx context.Context, key string) (string, error) {
	text, err := readAbout(ctx, s.data.Postgres, keyRecalled+key)
	return text, s.explain(err)
}
