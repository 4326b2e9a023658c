package window

import (
	"path/filepath"
	"testing"
)

func TestCommonFolder(t *testing.T) {
	at := filepath.FromSlash
	for _, c := range []struct {
		files []string
		want  string
	}{
		{[]string{"/a/b/1.jpg"}, "/a/b"},
		{[]string{"/a/b/1.jpg", "/a/b/2.jpg"}, "/a/b"},
		{[]string{"/a/b/1.jpg", "/a/bc/2.jpg"}, "/a"},
		{[]string{"/a/b/c/1.jpg", "/a/2.jpg", "/a/b/..3.jpg"}, "/a"},
		{[]string{"/a/1.jpg", "/b/2.jpg"}, "/"},
	} {
		for i, f := range c.files {
			c.files[i] = at(f)
		}
		if got := commonFolder(c.files); got != at(c.want) {
			t.Errorf("%q: %s, want %s", c.files, got, c.want)
		}
	}
}
