package database

import (
	"context"
	"database/sql"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Session is a transaction. Its statements have the places ?1, ?2 and so on.
type Session interface {
	// Execute runs a statement and returns how many rows it changed.
	Execute(ctx context.Context, statement string, arguments ...any) (int64, error)
	// Query gives rows to read, one after the other, until read returns an error.
	Query(ctx context.Context, read func(scan func(places ...any) error) error, statement string, arguments ...any) error
	// Raw is the transaction itself: *sql.Tx or pgx.Tx.
	Raw() any
}

type fileSession struct{ tx *sql.Tx }

func (s fileSession) Raw() any { return s.tx }

func (s fileSession) Execute(ctx context.Context, statement string, arguments ...any) (int64, error) {
	r, err := s.tx.ExecContext(ctx, statement, arguments...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (s fileSession) Query(ctx context.Context, read func(scan func(places ...any) error) error, statement string, arguments ...any) error {
	rows, err := s.tx.QueryContext(ctx, statement, arguments...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // what went wrong is in Err
	for rows.Next() {
		if err := read(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

type serverSession struct{ tx pgx.Tx }

func (s serverSession) Raw() any { return s.tx }

func (s serverSession) Execute(ctx context.Context, statement string, arguments ...any) (int64, error) {
	tag, err := s.tx.Exec(ctx, placesOfServer(statement), arguments...)
	return tag.RowsAffected(), err
}

func (s serverSession) Query(ctx context.Context, read func(scan func(places ...any) error) error, statement string, arguments ...any) error {
	rows, err := s.tx.Query(ctx, placesOfServer(statement), arguments...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// placesOfServer writes places as PostgreSQL does.
func placesOfServer(statement string) string { return strings.ReplaceAll(statement, "?", "$") }
