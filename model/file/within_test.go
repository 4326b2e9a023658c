package file_test

import (
	"path/filepath"
	"testing"

	"siamface/model/file"
)

func TestIsWithin(t *testing.T) {
	for _, c := range []struct {
		folder, path string
		want         bool
	}{
		{"/a", "/a", true},
		{"/a/", "/a/b/c", true},
		{"/a", "/a/../a/b", true},
		{"/a", "/a/..b", true},
		{"/", "/a", true},
		{"a", "a/b", true},
		{".", "a", true},
		{"/a", "/ab", false},
		{"/a/b", "/a", false},
		{"/a", "/a/../b", false},
		{"a", "../a/b", false},
		{"a", "/a/b", false},
	} {
		if got := file.IsWithin(filepath.FromSlash(c.folder), filepath.FromSlash(c.path)); got != c.want {
			t.Errorf("%s in %s: %v", c.path, c.folder, got)
		}
	}
}
