package cache_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"siamface/model/cache"
)

func TestFolder(t *testing.T) {
	usual := cache.UsualFolder()
	t.Cleanup(func() { cache.UseFolder("") })
	for _, c := range []struct{ variable, chosen, want string }{
		{"", "", usual},
		{"", "/chosen", "/chosen"},
		{"/named", "/chosen", "/named"},
		{cache.Off, "/chosen", ""},
	} {
		t.Setenv(cache.Variable, c.variable)
		cache.UseFolder(c.chosen)
		if got := cache.Folder(); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// Entries of all stores are measured and removed; what else lies in the folder stays.
func TestMeasureAndClear(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(cache.Variable, dir)
	var want int64
	for _, name := range []string{"features", "face-1"} {
		s := cache.Open(name, 1<<20)
		for _, part := range []string{"a", "b", "c"} {
			if err := s.Put(cache.Key(name, part), []byte("what was computed of "+part)); err != nil {
				t.Fatal(err)
			}
		}
	}
	entries, err := filepath.Glob(filepath.Join(dir, "*", "*", "*"))
	if err != nil || len(entries) != 6 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	for _, path := range entries {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		want += info.Size()
	}
	key := cache.Key("somewhere else")
	others := []string{
		"sample-faces/d01/1.pgm", "notes.txt", "features/readme", "features/ab/photo.jpg", "features/ab/ff00", "photos/ab/AB12",
		"photos/abc/" + key, "deep/" + key[:2] + "/" + key + "/file",
	}
	for _, name := range others {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("mine"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := cache.MeasureFolder(dir); err != nil || got != want {
		t.Errorf("%d bytes (%v), want %d", got, err, want)
	}
	if err := cache.ClearFolder(dir); err != nil {
		t.Error(err)
	}
	for _, path := range entries {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there (%v)", path, err)
		}
	}
	for _, name := range others {
		if data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))); err != nil || string(data) != "mine" {
			t.Errorf("%s: %q (%v)", name, data, err)
		}
	}
	if got, err := cache.MeasureFolder(dir); err != nil || got != 0 {
		t.Errorf("afterwards %d bytes (%v)", got, err)
	}
}

func TestNoFolder(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	if got, err := cache.MeasureFolder(missing); err != nil || got != 0 {
		t.Errorf("%d, %v", got, err)
	}
	if err := cache.ClearFolder(missing); err != nil {
		t.Error(err)
	}
}
