package face

import (
	"bytes"
	"encoding/gob"

	"siamface/model/cache"
)

// Cache keeps descriptions of photos on disk, by the content of the photo's file and by Version, so that a photo is looked at
// once wherever it lies. It may be deleted at any time.
//
// A nil Cache keeps nothing. Several programs may use one folder.
type Cache struct {
	store *cache.Store
}

// CacheBytes is how much a cache keeps: some 50,000 photos.
const CacheBytes = 256 << 20

// OpenCache is the cache among the user's caches, nil where there is no place for one.
func OpenCache() *Cache { return of(cache.Open(Version(), CacheBytes)) }

func of(store *cache.Store) *Cache {
	if store == nil {
		return nil
	}
	return &Cache{store}
}

// Get returns what was kept for a key, the SHA-256 of a photo's file, without the chip. An entry that is damaged counts as none.
func (c *Cache) Get(key string) (*Description, bool) {
	if c == nil {
		return nil, false
	}
	data, ok := c.store.Get(key)
	if !ok {
		return nil, false
	}
	d := new(Description)
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(d); err != nil || len(d.Embedding) != Current().Size {
		return nil, false
	}
	return d, true
}

// Put keeps a description, without its chip. A cache that can't be written to is no reason to stop: the error is for tests.
func (c *Cache) Put(key string, d *Description) error {
	if c == nil || key == "" {
		return nil
	}
	kept := *d
	kept.Chip = nil
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(kept); err != nil {
		return err
	}
	return c.store.Put(key, body.Bytes())
}

// Prune takes away what was used longest ago until the cache keeps its limit.
func (c *Cache) Prune() error { return c.store.Prune() }
