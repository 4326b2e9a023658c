// Package cache keeps bytes on disk by a key, for results that take long to compute and may be deleted at any time. What comes
// of photos of faces is biometric: only the user can read the files.
//
// An entry is a file that is named by its key: a mark, a SHA-256 of the store's name, the key and the bytes, and the bytes. One that is
// damaged, cut off or half written counts as none, and so does one that lies in the place of another, or comes from another store.
// Several programs may use one folder at once.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
)

// Variable is the environment variable that says where caches lie: Off keeps nothing anywhere, another value is a folder; without
// it they lie among the user's caches.
const (
	Variable = "SIAMFACE_CACHE"
	Off      = "off"
)

// mark begins every entry. It changes with the layout of entries.
const mark = "siamface cache 2\n"

// headBytes is how much stands before an entry's bytes.
const headBytes = len(mark) + sha256.Size

// maxEntry is the longest entry in bytes: a longer file is none of ours.
const maxEntry = 64 << 20

// Store keeps entries in a folder of its own. Its methods may be called by several goroutines. A nil Store keeps nothing.
type Store struct {
	dir   string
	limit int64        // bytes
	since atomic.Int64 // bytes put since the last look at the limit, −1 before the first
}

// Open is the store of that name in Folder, of about so many bytes; nil where there is no place for it or caches are switched off.
func Open(name string, limit int64) *Store {
	dir := Folder()
	if dir == "" {
		return nil
	}
	return New(filepath.Join(dir, name), limit)
}

// New is a store in the folder dir, which is made when it is needed.
func New(dir string, limit int64) *Store {
	s := &Store{dir: dir, limit: limit}
	s.since.Store(-1)
	return s
}

// Key is a key for what came about from all of the parts, and from nothing else: a hash of each with its length. Parts that differ
// anywhere give another key.
func Key(parts ...string) string {
	sum := sha256.New()
	hashParts(sum, parts...)
	return hex.EncodeToString(sum.Sum(nil))
}

// hashParts hashes each part with its length.
func hashParts(sum io.Writer, parts ...string) {
	for _, p := range parts {
		sum.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(p))))
		io.WriteString(sum, p)
	}
}

func (s *Store) pathOf(key string) string { return filepath.Join(s.dir, key[:2], key) }

// Get returns what was put under a key, lower-case hexadecimal as of Key or of a SHA-256. The key of what comes of a photo begins with
// the SHA-256 of its file, so that Forget finds it. What is used stays longest.
func (s *Store) Get(key string) ([]byte, bool) {
	if s == nil || len(key) < 2 {
		return nil, false
	}
	data, err := readEntry(s.pathOf(key))
	if err != nil || len(data) < headBytes {
		return nil, false
	}
	body := data[headBytes:]
	if !bytes.Equal(data[:headBytes], s.headOf(key, body)) {
		return nil, false
	}
	now := time.Now()
	_ = os.Chtimes(s.pathOf(key), now, now) // of a folder that can't be written to it is read all the same
	return body, true
}

// headOf is what an entry begins with. It can't begin an entry of another key or store.
func (s *Store) headOf(key string, body []byte) []byte {
	sum := sha256.New()
	hashParts(sum, filepath.Base(s.dir), key)
	sum.Write(body) // a hash takes everything
	return sum.Sum([]byte(mark))
}

func readEntry(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	data := make([]byte, min(info.Size(), maxEntry))
	_, err = io.ReadFull(f, data)
	return data, err
}

// Put keeps data under a key, in the place of what was there, and now and then prunes. That a store can't be written to is no
// reason to stop: the next time the data are computed again.
func (s *Store) Put(key string, data []byte) error {
	if s == nil || len(key) < 2 {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(s.pathOf(key)), 0o700); err != nil {
		return err
	}
	// Written plainly: what a power cut leaves half done has a wrong sum and counts as none.
	if err := os.WriteFile(s.pathOf(key), append(s.headOf(key, data), data...), 0o600); err != nil {
		return err
	}
	return s.pruneSometimes(int64(len(data)))
}

// pruneSometimes looks at the limit at the first entry that a program puts, for those that put few each time, and from then on
// after every sixteenth of the limit.
func (s *Store) pruneSometimes(put int64) error {
	if since := s.since.Add(put); since >= put && since < s.limit/16 {
		return nil
	}
	s.since.Store(0)
	return s.Prune()
}
