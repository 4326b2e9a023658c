package filestore

import (
	"context"
	"database/sql"
	"encoding/binary"
	"hash/crc32"
	"math"

	"siamface/model/gallery/store"
	"siamface/model/spelling"
)

// photoWriter adds photos in a transaction.
type photoWriter struct {
	tx                *sql.Tx
	size              int
	photo, embeddings *sql.Stmt
	people            map[string]int64 // by the keys of their names
}

func prepareWriter(ctx context.Context, tx *sql.Tx, size int) (w *photoWriter, err error) {
	w = &photoWriter{tx: tx, size: size, people: map[string]int64{}}
	w.photo, err = tx.PrepareContext(ctx, "INSERT INTO photo (person, path, sha256, x, y, w, h, length) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256, x, y, w, h) DO NOTHING")
	if err != nil {
		return nil, err
	}
	if w.embeddings, err = tx.PrepareContext(ctx, "INSERT INTO embedding VALUES (?, ?, ?, ?)"); err != nil {
		w.photo.Close()
		return nil, err
	}
	return w, nil
}

func (w *photoWriter) close() {
	w.photo.Close()
	w.embeddings.Close()
}

// addPhoto adds a photo unless that face of its file is there.
func (w *photoWriter) addPhoto(ctx context.Context, p store.Photo) (fresh bool, err error) {
	if err := p.Check(w.size); err != nil {
		return false, err
	}
	key := spelling.Key(p.Person)
	person, known := w.people[key]
	if !known {
		if person, err = makePerson(ctx, w.tx, p.Person); err != nil {
			return false, err
		}
		w.people[key] = person
	}
	made, err := w.photo.ExecContext(ctx, person, p.Path, p.SHA256, p.Box[0], p.Box[1], p.Box[2], p.Box[3], p.Length)
	if err != nil {
		return false, err
	}
	if n, err := made.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	id, err := made.LastInsertId()
	if err != nil {
		return false, err
	}
	numbers := packNumbers(p.Embedding)
	_, err = w.embeddings.ExecContext(ctx, id, person, numbers, int64(sumOf(numbers)))
	return true, err
}

// packNumbers are the bytes of an embedding in the file: float32, the lowest byte first.
func packNumbers(numbers []float32) []byte {
	data := make([]byte, 0, 4*len(numbers))
	for _, v := range numbers {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}

// unpackNumbers is packNumbers the other way round, into as many numbers.
func unpackNumbers(data []byte, into []float32) {
	for i := range into {
		into[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sumOf finds damage in an embedding: SQLite itself has no sums.
func sumOf(data []byte) uint32 { return crc32.Checksum(data, castagnoli) }
