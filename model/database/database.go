// Package database opens what keeps tables for one program or for many: a file, by SQLite, or a PostgreSQL server by its address. Both are
// asked by the same statements.
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "modernc.org/sqlite" // SQLite in Go

	"siamface/model/file"
	"siamface/model/spelling"
)

// perm is of files that may hold biometric data: only their owner reads them.
const perm = 0o600

// Database is an open database. One of its two fields is set.
type Database struct {
	SQLite   *sql.DB
	Postgres *pgxpool.Pool
}

// IsServer tells the address of a PostgreSQL server from the name of a file.
func IsServer(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// CheckAddress refuses the address of another kind of server, which would else be taken for the name of a file.
func CheckAddress(address string) error {
	if kind, _, found := strings.Cut(address, "://"); found && !IsServer(address) && !strings.ContainsAny(kind, `/\`) {
		return fmt.Errorf("%s:// can't be used: it takes a file, or a PostgreSQL server as postgres://user@host/name", spelling.Show(kind))
	}
	return nil
}

// Open opens the database at an address: that of a server, as in postgres://user@host/name?sslmode=verify-full, or a file, which is made
// where there is none. TLS is as the address says, and the password may come from PGPASSWORD or ~/.pgpass. An error names the address
// without a password.
func Open(ctx context.Context, address string) (*Database, error) {
	if IsServer(address) {
		return openServer(ctx, address)
	}
	return openFile(ctx, address)
}

func openServer(ctx context.Context, address string) (*Database, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address of the PostgreSQL server can't be read; it looks like postgres://user@host:5432/name?sslmode=verify-full")
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err == nil {
		err = pool.Ping(ctx)
	}
	if err != nil {
		if pool != nil {
			pool.Close()
		}
		err = hideServerPassword(err, config.ConnConfig.Password)
		return nil, file.Explain(fmt.Sprintf("the PostgreSQL server %s can't be used: %s", HidePassword(address), describeConnecting(err)), err)
	}
	return &Database{Postgres: pool}, nil
}

func openFile(ctx context.Context, path string) (*Database, error) {
	// Several processes write in turn: each waits for the others.
	db, err := OpenSQLite(path, "busy_timeout(60000)", "journal_mode(WAL)")
	if err == nil {
		err = checkWritable(path)
	}
	if err != nil {
		return nil, fmt.Errorf("can't open the database: %w", err)
	}
	db.SetMaxOpenConns(1) // one writes at a time anyhow
	if _, err = db.ExecContext(ctx, "SELECT count(*) FROM sqlite_master"); err != nil {
		return nil, errors.Join(fmt.Errorf("can't open the database %s: %w", spelling.Show(path), Explain(err)), db.Close())
	}
	return &Database{SQLite: db}, nil
}

// checkWritable says why a file can't be written, which SQLite wouldn't.
func checkWritable(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

// OpenSQLite opens the SQLite database in a file, which is made for its owner alone where there is none. pragmas are set beside the usual
// ones: what counts is on the disk, and what is deleted is overwritten. A transaction says at its start that it will write.
func OpenSQLite(path string, pragmas ...string) (*sql.DB, error) {
	if err := makeFile(path); err != nil {
		return nil, err
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	settings := url.Values{"_txlock": {"immediate"}, "_pragma": append(pragmas, "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)")}
	return sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: settings.Encode()}).String())
}

// makeFile makes an empty file that only its owner reads, unless there is one.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, perm)
	if errors.Is(err, fs.ErrExist) {
		info, err := os.Stat(path)
		if err == nil && !info.Mode().IsRegular() {
			return fmt.Errorf("%s is not a file", path)
		}
		if f, err = os.Open(path); err != nil { // SQLite wouldn't say why
			return err
		}
		return f.Close()
	}
	if errors.Is(err, fs.ErrNotExist) {
		return file.Explain("the folder "+spelling.Show(filepath.Dir(path))+" isn't there", err)
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// Close ends all use of the database.
func (d *Database) Close() error {
	if d.Postgres != nil {
		d.Postgres.Close()
		return nil
	}
	return d.SQLite.Close()
}

// Change runs statements as one: all of them count, or, where do returns an error, none.
func (d *Database) Change(ctx context.Context, do func(s Session) error) error {
	if d.Postgres != nil {
		return Explain(pgx.BeginFunc(ctx, d.Postgres, func(tx pgx.Tx) error { return do(serverSession{tx}) }))
	}
	tx, err := d.SQLite.BeginTx(ctx, nil)
	if err != nil {
		return Explain(err)
	}
	if err := do(fileSession{tx}); err != nil {
		_ = tx.Rollback() // SQLite has done so itself where it ran out of space
		return Explain(err)
	}
	return Explain(tx.Commit())
}

// Rewrite writes these tables anew, so that no byte is left of what was deleted of them: a server's deleted rows stay on its disk until
// then, and so does what a file's log holds. A file is rewritten whole. A server's own log and copies aren't reached.
func (d *Database) Rewrite(ctx context.Context, tables ...string) error {
	if d.Postgres == nil {
		return d.rewriteFile(ctx)
	}
	for _, table := range tables {
		if _, err := d.Postgres.Exec(ctx, "VACUUM (FULL) "+pgx.Identifier{table}.Sanitize()); err != nil {
			return err
		}
	}
	return nil
}

func (d *Database) rewriteFile(ctx context.Context) error {
	if _, err := d.SQLite.ExecContext(ctx, "VACUUM"); err != nil {
		return err
	}
	var busy, frames, moved int
	if err := d.SQLite.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("another program reads it, so that its log can't be emptied now")
	}
	return nil
}

// HidePassword is an address as it may be shown.
func HidePassword(address string) string {
	u, err := url.Parse(address)
	if err != nil || !IsServer(address) {
		return address
	}
	q := u.Query()
	q.Del("password")
	u.RawQuery = q.Encode()
	return u.Redacted()
}

// hideServerPassword is an error without the password, which the driver's sentences can hold.
func hideServerPassword(err error, password string) error {
	if password == "" || !strings.Contains(err.Error(), password) {
		return err
	}
	return errors.New(strings.ReplaceAll(err.Error(), password, "xxxxx"))
}
