package cache_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siamface/model/cache"
)

func put(t *testing.T, s *cache.Store, key string, data []byte) {
	t.Helper()
	if err := s.Put(key, data); err != nil {
		t.Fatal(err)
	}
}

// head is how many bytes an entry has before those that were put.
const head = 17 + 32

// file is where a store in dir keeps a key's entry.
func file(dir, key string) string { return filepath.Join(dir, key[:2], key) }

func TestGivesBackWhatItKeeps(t *testing.T) {
	s := cache.New(filepath.Join(t.TempDir(), "made", "later"), 1<<20)
	for _, data := range [][]byte{[]byte("features"), {}, bytes.Repeat([]byte{1, 2}, 50_000)} {
		key := cache.Key("a", string(data))
		if _, ok := s.Get(key); ok {
			t.Error("an empty store has something")
		}
		put(t, s, key, data)
		if got, ok := s.Get(key); !ok || !bytes.Equal(got, data) {
			t.Errorf("got %d bytes, %v; want %d", len(got), ok, len(data))
		}
		put(t, s, key, []byte("anew"))
		if got, ok := s.Get(key); !ok || string(got) != "anew" {
			t.Errorf("got %q in the place of what was put last", got)
		}
	}
}

// TestKey: where one part ends and the next begins counts.
func TestKey(t *testing.T) {
	seen := map[string][]string{}
	for _, parts := range [][]string{{}, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"b", "a"}, {"ab", ""}, {"", "ab"}} {
		key := cache.Key(parts...)
		if other, double := seen[key]; double {
			t.Errorf("%q and %q have one key", parts, other)
		}
		seen[key] = parts
		if key != cache.Key(parts...) || len(key) != 64 || strings.Trim(key, "0123456789abcdef") != "" {
			t.Errorf("%q has the key %q", parts, key)
		}
	}
}

func TestDamagedEntriesCountAsNone(t *testing.T) {
	dir, key := t.TempDir(), cache.Key("one")
	s := cache.New(dir, 1<<20)
	put(t, s, key, []byte("the features of a face"))
	data, err := os.ReadFile(file(dir, key))
	if err != nil {
		t.Fatal(err)
	}
	spoil := func(what string, spoiled []byte) {
		t.Helper()
		if err := os.WriteFile(file(dir, key), spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, ok := s.Get(key); ok {
			t.Errorf("%s was taken", what)
		}
	}
	for i := range data {
		flipped := bytes.Clone(data)
		flipped[i] ^= 1
		spoil("an entry with a flipped bit", flipped)
		spoil("an entry that is cut off", data[:i])
	}
	spoil("an entry that goes on", append(bytes.Clone(data), 0))
	put(t, s, key, []byte("anew"))
	if got, ok := s.Get(key); !ok || string(got) != "anew" {
		t.Error("a damaged entry wasn't replaced")
	}
}

// TestEntriesStayInTheirPlace: one that lies in the place of another, or in another store, isn't taken for what is asked for.
func TestEntriesStayInTheirPlace(t *testing.T) {
	dir, one, two := t.TempDir(), cache.Key("one"), cache.Key("two")
	s, other := cache.New(filepath.Join(dir, "faces-1"), 1<<20), cache.New(filepath.Join(dir, "faces-2"), 1<<20)
	for key, data := range map[string]string{one: "the face on one", two: "the face on two"} {
		put(t, s, key, []byte(data))
		put(t, other, key, []byte("another version"))
	}
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	at, aside := func(store, key string) string { return file(filepath.Join(dir, store), key) }, filepath.Join(dir, "aside")
	move(at("faces-1", one), aside)
	move(at("faces-1", two), at("faces-1", one))
	move(aside, at("faces-1", two))
	move(at("faces-1", one), at("faces-2", two)) // its own key, another store
	move(at("faces-2", one), at("faces-1", one))
	for name, store := range map[string]*cache.Store{"faces-1": s, "faces-2": other} {
		for _, key := range []string{one, two} {
			if data, ok := store.Get(key); ok {
				t.Errorf("%s believes %q", name, data)
			}
		}
	}
	put(t, s, one, []byte("anew"))
	if got, ok := s.Get(one); !ok || string(got) != "anew" {
		t.Error("such an entry wasn't replaced")
	}
}

func TestOnlyTheUserCanRead(t *testing.T) {
	dir, key := filepath.Join(t.TempDir(), "store"), cache.Key("one")
	put(t, cache.New(dir, 1<<20), key, []byte("a face"))
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Dir(file(dir, key)): 0o700, file(dir, key): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v (%v), want %v", path, info.Mode().Perm(), err, want)
		}
	}
}

func TestPruneKeepsWhatWasUsedLast(t *testing.T) {
	dir := t.TempDir()
	s := cache.New(dir, 1<<30)
	const n, size = 10, 1000
	keys := make([]string, n)
	for i := range keys {
		keys[i] = cache.Key(string(rune('a' + i)))
		put(t, s, keys[i], make([]byte, size))
		old := time.Now().Add(time.Duration(i-n) * time.Hour)
		if err := os.Chtimes(file(dir, keys[i]), old, old); err != nil {
			t.Fatal(err)
		}
	}
	s.Get(keys[0]) // used again: now the youngest
	small := cache.New(dir, 3*(size+head)+size/2)
	if err := small.Prune(); err != nil {
		t.Fatal(err)
	}
	for i, key := range keys {
		_, ok := small.Get(key)
		if want := i == 0 || i >= n-2; ok != want {
			t.Errorf("entry %d is kept: %v", i, ok)
		}
	}
}

// TestPutKeepsTheLimit puts far more than fits, some by programs that end after one entry.
func TestPutKeepsTheLimit(t *testing.T) {
	const limit, size = 64_000, 1000
	for name, store := range map[string]func(dir string, s *cache.Store) *cache.Store{
		"one program":   func(_ string, s *cache.Store) *cache.Store { return s },
		"many programs": func(dir string, _ *cache.Store) *cache.Store { return cache.New(dir, limit) },
	} {
		dir := t.TempDir()
		s := cache.New(dir, limit)
		for i := range 300 {
			s = store(dir, s)
			put(t, s, cache.Key(string(rune(i))), make([]byte, size))
		}
		files, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
		if most := limit * 17 / 16 / size; len(files) > most || len(files) < limit/(size+head)*15/16 {
			t.Errorf("%s left %d entries, of which about %d fit", name, len(files), limit/(size+head))
		}
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(cache.Variable, dir)
	put(t, cache.Open("features", 1<<20), cache.Key("one"), []byte("kept"))
	if _, err := os.Stat(file(filepath.Join(dir, "features"), cache.Key("one"))); err != nil {
		t.Error(err)
	}
	t.Setenv(cache.Variable, "")
	t.Setenv("XDG_CACHE_HOME", dir)
	if cache.Open("features", 1<<20) == nil {
		t.Error("there is no place among the user's caches")
	}
	t.Setenv(cache.Variable, cache.Off)
	off := cache.Open("features", 1<<20)
	put(t, off, cache.Key("one"), []byte("kept"))
	if _, ok := off.Get(cache.Key("one")); ok || off != nil {
		t.Error("a cache that is off keeps something")
	}
}

// FuzzEntry: no file in the place of an entry is believed but the one that was put.
func FuzzEntry(f *testing.F) {
	dir, key := f.TempDir(), cache.Key("one")
	s := cache.New(filepath.Join(dir, "store"), 1<<20)
	if err := s.Put(key, []byte("the features of a face")); err != nil {
		f.Fatal(err)
	}
	at := file(filepath.Join(dir, "store"), key)
	good, err := os.ReadFile(at)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{good, good[:len(good)-1], good[:head], good[:10], {}, bytes.ToUpper(good), append(bytes.Clone(good), good...)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(at, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, ok := s.Get(key); ok != bytes.Equal(data, good) || ok && string(got) != "the features of a face" {
			t.Errorf("%d bytes were believed: %v, %q", len(data), ok, got)
		}
	})
}

func TestForget(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := t.TempDir()
	t.Setenv(cache.Variable, dir)
	ann, bob := strings.Repeat("a1", 32), strings.Repeat("b2", 32)
	for _, store := range []string{"faces", "features-of-photos"} {
		s := cache.Open(store, 1<<20)
		for _, key := range []string{ann, ann + cache.Key("x"), bob, bob + cache.Key("x"), ann[:63] + "f"} {
			put(t, s, key, []byte("a face"))
		}
	}
	put(t, cache.Open("features", 1<<20), cache.Key("of a version before"), []byte("a face"))
	t.Setenv(cache.Variable, cache.Off) // what was kept before it was switched off lies among the user's caches
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv(cache.Variable, "")
	put(t, cache.Open("faces", 1<<20), ann, []byte("a face"))
	t.Setenv(cache.Variable, dir)
	for _, dry := range []bool{true, false} {
		gone, err := cache.Forget([]string{ann, strings.Repeat("c3", 32)}, dry)
		if err != nil || gone.Entries != 5 || gone.Stale != 1 {
			t.Errorf("dry %v: %+v, %v", dry, gone, err)
		}
	}
	if gone, err := cache.Forget([]string{ann}, false); err != nil || gone != (cache.Forgotten{}) {
		t.Errorf("the second time: %+v, %v", gone, err)
	}
	for _, store := range []string{"faces", "features-of-photos"} {
		for key, want := range map[string]bool{ann: false, ann + cache.Key("x"): false, bob: true, bob + cache.Key("x"): true, ann[:63] + "f": true} {
			if _, ok := cache.Open(store, 1<<20).Get(key); ok != want {
				t.Errorf("%s has %.6s…: %v", store, key, ok)
			}
		}
	}
}
