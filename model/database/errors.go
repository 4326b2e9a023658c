package database

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"siamface/model/spelling"
)

// Error says in words what a database's own error means; that is beneath it.
type Error struct {
	Why string
	Err error
}

func (e *Error) Error() string {
	if database, ok := errors.AsType[*pgconn.PgError](e.Err); ok {
		return fmt.Sprintf("%s (%s: %s)", e.Why, database.Code, database.Message)
	}
	return fmt.Sprintf("%s (%v)", e.Why, e.Err)
}

// Unwrap is the database's own error.
func (e *Error) Unwrap() error { return e.Err }

// Explain puts a database's own error into words; others, and those that are in words already, stay as they are.
func Explain(err error) error {
	if _, done := errors.AsType[*Error](err); done || err == nil {
		return err
	}
	if why := Reason(err); why != "" {
		return &Error{why, err}
	}
	return err
}

// reasonsOfServer are what PostgreSQL's codes mean.
var reasonsOfServer = map[string]string{
	"42501": "your role there may not do this; it may perhaps only read",
	"25006": "it can only be read, being a copy perhaps",
	"53100": "its disk is full; have space freed there",
	"53300": "all its connections are taken; try again later, let fewer programs use it at once, or have max_connections raised",
	"57P01": "it was shut down just now",
	"57P03": "it starts or shuts down just now; try again in a moment",
	"3D000": "it has no database of that name; createdb makes one",
	"28000": "it doesn't let that user in: there is no such role, or its pg_hba.conf forbids it",
	"28P01": "it doesn't let that user in: the password is wrong, or missing",
}

// reasonsOfFile are what SQLite's codes mean.
var reasonsOfFile = map[int]string{
	sqlite3.SQLITE_FULL:     "the disk is full; free space there",
	sqlite3.SQLITE_READONLY: "it can only be read",
	sqlite3.SQLITE_CANTOPEN: "it can't be opened, or no file be made beside it",
	sqlite3.SQLITE_IOERR:    "its disk gives an error (full, gone, or broken)",
	sqlite3.SQLITE_CORRUPT:  "the file is damaged",
	sqlite3.SQLITE_NOTADB:   "it is no SQLite database, or is damaged",
	sqlite3.SQLITE_BUSY:     "another program is writing it; try again when that is done",
	sqlite3.SQLITE_LOCKED:   "another program is writing it; try again when that is done",
}

// Reason says in a few words what a database's own error means; "" where nobody knows.
func Reason(err error) string {
	if server, ok := errors.AsType[*pgconn.PgError](err); ok {
		return reasonsOfServer[server.Code]
	}
	if file, ok := errors.AsType[*sqlite.Error](err); ok {
		return reasonsOfFile[file.Code()&0xff]
	}
	return ""
}

// describeConnecting says in a line why a server can't be reached: the driver says it in several, of all addresses that it tried.
func describeConnecting(err error) string {
	var unknown *net.DNSError
	switch {
	case errors.As(err, &unknown):
		return "there is no computer called " + spelling.Show(unknown.Name) + ", or no network to ask for it"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing answers there; is it running, and the port right?"
	case errors.Is(err, fs.ErrNotExist):
		return "no server runs on this machine, as an address without a host means"
	case strings.Contains(err.Error(), "server refused TLS connection"):
		return "it speaks no TLS, which the address asks for: have it set up, or, where the way there is safe without, say sslmode=disable"
	}
	if why := Reason(err); why != "" {
		return why
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}
