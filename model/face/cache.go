package face

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"siamface/model/file"
)

// Cache keeps descriptions of photos on disk, by the content of the photo's file and by Version, so that a photo is looked at
// once wherever it lies. It may be deleted at any time. Embeddings are biometric: only the user can read the files.
//
// A nil Cache keeps nothing. Several programs may use one folder.
type Cache struct {
	dir   string
	limit int64 // bytes
	puts  atomic.Int64
}

// CacheBytes is how much a cache keeps: some 90,000 photos. pruneEvery is after how many new photos that is looked at.
const (
	CacheBytes = 256 << 20
	pruneEvery = 500
	maxEntry   = 1 << 20
)

// OpenCache is the cache among the user's caches, nil where there is no place for one.
func OpenCache() *Cache {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	return NewCache(filepath.Join(dir, "siamface", Version), CacheBytes)
}

// NewCache is a cache in a folder of its own, which is made when it is needed.
func NewCache(dir string, limit int64) *Cache { return &Cache{dir: dir, limit: limit} }

// Key is the key of a photo's file.
func Key(path string) (string, error) { return file.SHA256(path) }

func (c *Cache) path(key string) string { return filepath.Join(c.dir, key[:2], key) }

// Get returns what was kept for a key, without the chip. An entry that is damaged counts as none.
func (c *Cache) Get(key string) (*Description, bool) {
	if c == nil || len(key) < 2 {
		return nil, false
	}
	data, err := readSmall(c.path(key))
	if err != nil || len(data) < sha256.Size {
		return nil, false
	}
	sum, body := data[:sha256.Size], data[sha256.Size:]
	if got := sha256.Sum256(body); !bytes.Equal(got[:], sum) {
		return nil, false
	}
	d := new(Description)
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(d); err != nil || len(d.Embedding) != Size {
		return nil, false
	}
	now := time.Now()
	_ = os.Chtimes(c.path(key), now, now) // what is used stays longest
	return d, true
}

func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxEntry))
}

// Put keeps a description, without its chip. A cache that can't be written to is no reason to stop: the error is for tests.
func (c *Cache) Put(key string, d *Description) error {
	if c == nil || len(key) < 2 {
		return nil
	}
	kept := *d
	kept.Chip = nil
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(kept); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(c.path(key)), 0o700); err != nil {
		return err
	}
	sum := sha256.Sum256(body.Bytes())
	// Written plainly: what a power cut leaves half done has a wrong sum and counts as none.
	if err := os.WriteFile(c.path(key), append(sum[:], body.Bytes()...), 0o600); err != nil {
		return err
	}
	if c.puts.Add(1)%pruneEvery == 0 {
		return c.Prune()
	}
	return nil
}

// Prune takes away what was used longest ago until the cache keeps its limit.
func (c *Cache) Prune() error {
	type entry struct {
		path string
		info fs.FileInfo
	}
	var entries []entry
	var total int64
	err := filepath.WalkDir(c.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return ignoreMissing(err)
		}
		info, err := e.Info()
		if err != nil {
			return ignoreMissing(err)
		}
		entries, total = append(entries, entry{path, info}), total+info.Size()
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.info.ModTime().UnixNano(), b.info.ModTime().UnixNano()) })
	for _, e := range entries {
		if total <= c.limit {
			break
		}
		if err := ignoreMissing(os.Remove(e.path)); err != nil {
			return err
		}
		total -= e.info.Size()
	}
	return nil
}

// ignoreMissing forgives what another program took away meanwhile.
func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
