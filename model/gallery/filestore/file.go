// Package filestore keeps a gallery in one file: an SQLite database, by modernc.org/sqlite, in which embeddings are blobs, or such a
// database encrypted by a passphrase, with age (filippo.io/age). Only the user can read it.
//
// A search is exact: it goes through all embeddings, which are held in memory once they were read.
package filestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strconv"
	"sync"

	"siamface/model/database"
	"siamface/model/gallery/store"
	"siamface/model/spelling"
)

// Options say how a gallery's file is opened.
type Options struct {
	// Create makes the file where it isn't there.
	Create bool
	// Encrypt makes a new file an encrypted one.
	Encrypt bool
	// Passphrase is asked for that of an encrypted file; again says that it is a new one, to be typed twice. It may be nil.
	Passphrase func(again bool) (string, error)
}

// File is a gallery's file.
type File struct {
	path string
	db   *sql.DB
	safe *safe // of an encrypted file

	searching sync.Mutex
	index     *index
}

var _ store.Store = (*File)(nil)

// Open opens a gallery's file. Without one, and without Options.Create, the error is store.ErrMissing.
func Open(ctx context.Context, path string, o Options) (*File, error) {
	fresh, encrypted, err := inspectFile(path)
	switch {
	case err != nil:
		return nil, err
	case fresh && !o.Create:
		return nil, fmt.Errorf("%w: %s; siamface gallery add makes one", store.ErrMissing, spelling.Show(path))
	case fresh:
		encrypted = o.Encrypt
	case o.Encrypt && !encrypted:
		return nil, fmt.Errorf("%s isn't encrypted, and stays so: only a new gallery can be begun encrypted", spelling.Show(path))
	}
	f := &File{path: path}
	if encrypted {
		if f.safe, err = openSafe(path, fresh, o.Passphrase); err != nil {
			return nil, err
		}
		if f.db, err = openMemory(); err != nil {
			return nil, err
		}
		if !fresh {
			err = f.reloadMemory(ctx)
		}
	} else {
		f.db, err = openDisk(path)
	}
	if err == nil {
		err = f.prepareTables(ctx, fresh)
	}
	if err != nil {
		f.Close()
		return nil, explainError(f.path, err)
	}
	return f, nil
}

// IsEncrypted tells whether there is a file that needs a passphrase.
func IsEncrypted(path string) bool {
	_, encrypted, err := inspectFile(path)
	return err == nil && encrypted
}

// IsGallery tells whether a file is a gallery that isn't encrypted, without opening it.
func IsGallery(path string) bool { return database.ApplicationID(path) == applicationID }

// inspectFile tells whether there is no file yet, or one that is encrypted.
func inspectFile(path string) (fresh, encrypted bool, err error) {
	info, err := os.Stat(path) // before it is opened: opening a pipe waits for a writer
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true, false, nil
	case err == nil && info.IsDir():
		return false, false, fmt.Errorf("can't open the gallery %s: it is a folder", spelling.Show(path))
	case err == nil && !info.Mode().IsRegular():
		return false, false, fmt.Errorf("can't open the gallery %s: it is no plain file", spelling.Show(path))
	}
	in, err := os.Open(path)
	if err != nil {
		return false, false, fmt.Errorf("can't open the gallery %s: %w", spelling.Show(path), err)
	}
	defer in.Close()
	head := make([]byte, len(ageHead))
	n, _ := in.Read(head)
	return n == 0, string(head) == ageHead, err
}

// openDisk opens the database of a file, which is for the user alone.
func openDisk(path string) (*sql.DB, error) {
	db, err := database.OpenSQLite(path, "busy_timeout(15000)", "page_size("+strconv.Itoa(pageBytes)+")", "journal_mode(DELETE)", "temp_store(MEMORY)", "cache_size(-16384)")
	if err != nil {
		return nil, fmt.Errorf("can't write the gallery %s: %w", spelling.Show(path), err)
	}
	_ = os.Chmod(path, 0o600) // one that is somebody else's stays as they have it
	db.SetMaxOpenConns(runtime.GOMAXPROCS(0) + 1)
	return db, nil
}

// prepareTables makes the tables of a new gallery, or checks that this is one.
func (f *File) prepareTables(ctx context.Context, fresh bool) error {
	var id, tables int
	if err := f.db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if err := f.db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	if fresh || tables == 0 && id == 0 {
		return f.applyChange(ctx, func(tx *sql.Tx) error {
			if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil || tables > 0 {
				return err // another program was first
			}
			_, err := tx.ExecContext(ctx, schema)
			return err
		})
	}
	if id != applicationID {
		return errForeign
	}
	found, err := readAbout(ctx, f.db, keyFormat)
	if err == nil && found != format {
		err = fmt.Errorf("it is of another version of Siamface (%s)", spelling.Show(found))
	}
	return err
}

// Close ends the use of the file.
func (f *File) Close() error {
	if f.db == nil {
		return nil
	}
	return f.db.Close()
}

// applyChange runs a change of the gallery, whole or not at all.
func (f *File) applyChange(ctx context.Context, do func(tx *sql.Tx) error) error {
	if f.safe != nil {
		release, err := f.safe.hold(ctx)
		if err != nil {
			return err
		}
		defer release()
		if f.safe.isOld() {
			if err := f.reloadMemory(ctx); err != nil {
				return explainError(f.path, err)
			}
		}
	}
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return explainError(f.path, err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return explainError(f.path, err)
	}
	if err := tx.Commit(); err != nil {
		return explainError(f.path, err)
	}
	return f.saveSafe(ctx)
}

// saveSafe writes an encrypted gallery's file anew. Where that fails, what was changed in memory is undone by the file.
func (f *File) saveSafe(ctx context.Context) error {
	if f.safe == nil {
		return nil
	}
	data, err := serialize(ctx, f.db)
	if err == nil {
		err = f.safe.write(data)
	}
	if err != nil {
		_ = f.reloadMemory(context.WithoutCancel(ctx)) // the file is the truth; its error says more than this one
	}
	return err
}

// reloadMemory takes what an encrypted file holds in the place of what is in memory.
func (f *File) reloadMemory(ctx context.Context) error {
	data, err := f.safe.read()
	if err != nil || data == nil {
		return err
	}
	return deserialize(ctx, f.db, data)
}

// queryer is a database or a transaction.
type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// readAbout is a value of the table about, "" without one.
func readAbout(ctx context.Context, q queryer, key string) (string, error) {
	var value string
	err := q.QueryRowContext(ctx, "SELECT value FROM about WHERE key = ?", key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

func writeAbout(ctx context.Context, tx *sql.Tx, key, value string) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO about VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
	return err
}
