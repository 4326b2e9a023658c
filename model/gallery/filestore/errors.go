package filestore

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"siamface/model/gallery/store"
	"siamface/model/spelling"
)

var (
	errForeign = errors.New("it is no gallery of Siamface")
	errDamaged = errors.New("the file is damaged; put back a copy of it, or enrol its people anew into another")
)

// explained is an error that was put into a sentence already.
type explained struct {
	text string
	err  error
}

func (e *explained) Error() string { return e.text }

func (e *explained) Unwrap() error { return e.err }

// explainError puts SQLite's errors into sentences on the gallery's file.
func explainError(path string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if done, ok := errors.AsType[*explained](err); ok {
		return done
	}
	name := spelling.Show(path)
	if errors.Is(err, errForeign) || errors.Is(err, errDamaged) {
		return &explained{fmt.Sprintf("can't use the gallery %s: %v", name, err), err}
	}
	code, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	why := ""
	switch code.Code() & 0xff {
	case sqlite3.SQLITE_NOTADB:
		why = "it is no gallery of Siamface, or is damaged"
	case sqlite3.SQLITE_CORRUPT:
		why = errDamaged.Error()
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		why, err = "another program is writing it; try again when that is done", errors.Join(store.ErrBusy, err)
	case sqlite3.SQLITE_FULL:
		why = "the disk with the folder " + filepath.Dir(path) + " is full; free space there"
	case sqlite3.SQLITE_READONLY:
		why = "it can only be read"
	case sqlite3.SQLITE_CANTOPEN:
		why = "the file can't be opened, or its folder not be written to"
	case sqlite3.SQLITE_IOERR:
		why = "its disk gives an error (full, gone, or broken)"
	default:
		why = "the database says no"
	}
	if code.Code()&0xff == sqlite3.SQLITE_NOTADB { // whose own words say no more
		return &explained{fmt.Sprintf("can't use the gallery %s: %s", name, why), err}
	}
	return &explained{fmt.Sprintf("can't use the gallery %s: %s (%v)", name, why, code), err}
}
