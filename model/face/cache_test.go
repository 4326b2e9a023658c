package face

import (
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"siamface/model/cache"
)

func described(i int) *Description {
	d := &Description{Main: -1, Embedding: make([]float32, BuiltIn().Size)}
	d.Face.Quality = []Flag{NoFace}
	d.Face.Length = math.Inf(1)
	for k := range d.Embedding {
		d.Embedding[k] = float32(i) + float32(k)/100
	}
	return d
}

// NewCache is a cache in a folder of its own.
func NewCache(dir string, limit int64) *Cache { return of(cache.New(dir, limit)) }

func key(i int) string { return fmt.Sprintf("%064x", i+1) }

func TestCacheGivesBackWhatItKeeps(t *testing.T) {
	c := NewCache(filepath.Join(t.TempDir(), "cache"), 1<<20)
	if _, ok := c.Get(key(1)); ok {
		t.Error("an empty cache has something")
	}
	want := described(1)
	if err := c.Put(key(1), want); err != nil {
		t.Fatal(err)
	}
	got, ok := c.Get(key(1))
	if !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, ok)
	}
	if _, ok := c.Get(key(2)); ok {
		t.Error("another key has something")
	}
	want.Chip = image.NewRGBA(image.Rect(0, 0, 4, 4))
	if err := c.Put(key(2), want); err != nil || want.Chip == nil {
		t.Error("keeping took the chip away", err)
	}
	if got, ok := c.Get(key(2)); !ok || got.Chip != nil {
		t.Errorf("the chip was kept: %v, %v", got, ok)
	}
}

// An embedding of another length is of another recogniser.
func TestOtherLengthsCountAsNone(t *testing.T) {
	c := NewCache(t.TempDir(), 1<<20)
	d := described(1)
	d.Embedding = d.Embedding[1:]
	if err := c.Put(key(1), d); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Get(key(1)); ok {
		t.Error("an embedding of another length was taken")
	}
}

func TestDamagedEntriesCountAsNone(t *testing.T) {
	dir := t.TempDir()
	c := NewCache(dir, 1<<20)
	if err := c.Put(key(1), described(1)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, key(1)[:2], key(1))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("an embedding lies there with mode %v", info.Mode())
	}
	for i := 0; i < len(data); i += 7 {
		spoiled := append([]byte{}, data...)
		spoiled[i] ^= 4
		if err := os.WriteFile(path, spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, ok := c.Get(key(1)); ok {
			t.Fatalf("an entry with byte %d flipped was taken", i)
		}
	}
	if err := os.WriteFile(path, data[:20], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Get(key(1)); ok {
		t.Error("an entry that was cut off was taken")
	}
}

func TestPruneKeepsWhatWasUsedLast(t *testing.T) {
	dir := t.TempDir()
	c := NewCache(dir, 1<<30)
	const n = 10
	for i := range n {
		if err := c.Put(key(i), described(i)); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(time.Duration(i-n) * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, key(i)[:2], key(i)), old, old); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(filepath.Join(dir, key(0)[:2], key(0)))
	if err != nil {
		t.Fatal(err)
	}
	c.Get(key(0)) // used again: now the youngest
	small := NewCache(dir, 3*info.Size()+info.Size()/2)
	if err := small.Prune(); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		_, ok := small.Get(key(i))
		if want := i == 0 || i >= n-2; ok != want {
			t.Errorf("entry %d is kept: %v", i, ok)
		}
	}
}

func TestNoCache(t *testing.T) {
	var c *Cache
	if err := c.Put(key(1), described(1)); err != nil {
		t.Error(err)
	}
	if _, ok := c.Get(key(1)); ok {
		t.Error("no cache has something")
	}
}
