package cache_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/cache"
)

func TestCheckPlace(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "file")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ variable, home, says string }{
		{filepath.Join(dir, "a", "b"), dir, ""}, // made when it is needed
		{"", dir, ""},
		{cache.Off, "", ""},
		{"", "", "no place for caches"},
		{"", "relative", "no place for caches"},
		{filepath.Join(taken, "caches"), dir, "caches can't"},
		{"/proc/1/none", dir, "caches can't be written in /proc/1/none"},
	} {
		t.Setenv(cache.Variable, c.variable)
		t.Setenv("HOME", "")
		t.Setenv("XDG_CACHE_HOME", c.home)
		err := cache.CheckPlace()
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left %v", entries)
	}
}
