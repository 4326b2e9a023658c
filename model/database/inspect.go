package database

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
)

// What an SQLite file begins with, and where its head has the number of the program that it is of.
const (
	sqliteHead    = "SQLite format 3\x00"
	applicationAt = 68
)

// ApplicationID is the number that an SQLite file bears of whose it is; 0 for one without, and for any other file.
func ApplicationID(path string) uint32 {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	var head [applicationAt + 4]byte
	if _, err := io.ReadFull(f, head[:]); err != nil || string(head[:len(sqliteHead)]) != sqliteHead {
		return 0
	}
	return binary.BigEndian.Uint32(head[applicationAt:])
}

// HasTable tells whether an SQLite file has a table of a name, written down in the file or in its log. It doesn't open the database, and
// so disturbs nobody who has it open.
func HasTable(path, name string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(sqliteHead))
	if _, err := io.ReadFull(f, head); err != nil || string(head) != sqliteHead {
		return false
	}
	statement := []byte("CREATE TABLE " + name + " ")
	if contains(f, statement) {
		return true
	}
	log, err := os.Open(path + "-wal")
	if err != nil {
		return false
	}
	defer log.Close()
	return contains(log, statement)
}

// contains looks for bytes in all that is read.
func contains(r io.Reader, text []byte) bool {
	var piece [1 << 16]byte
	kept := 0 // of the last piece, in which the text may begin
	for {
		n, err := r.Read(piece[kept:])
		n += kept
		if bytes.Contains(piece[:n], text) {
			return true
		}
		if err != nil {
			return false
		}
		kept = copy(piece[:], piece[max(0, n-len(text)+1):n])
	}
}
