package dataset_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/dataset"
)

func TestStrays(t *testing.T) {
	root := t.TempDir()
	const pgm = "P5 2 2 255\nabcd"
	for name, text := range map[string]string{
		"ann/1.pgm": pgm, "ann/2.pgm": pgm, "ann/broken.jpg": "no photo", "ann/notes.txt": "blonde",
		"ben/1.pgm": pgm, "ben/2.pgm": pgm, "ben/old/1.pgm": pgm, "ben/old/.hidden.pgm": pgm, "ben/old/list.txt": "1",
		"beside.JPG": "anything", "empty.pgm": "", "more/people/cem/1.pgm": pgm, ".cache/1.pgm": pgm,
		"a run/model.safetensors": "weights", "a run/1.png": "a figure", "more/run/model.safetensors": "weights", "more/run/1.png": "a figure",
		strings.Repeat("deep/", 12) + "1.pgm": pgm, strings.Repeat("deep/", 13) + "2.pgm": pgm,
	} {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(t.TempDir(), "link") // the folder itself may be a link
	if os.Symlink(root, link) != nil {
		link = root
	}
	d, err := dataset.Open(t.Context(), link, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]*dataset.Dataset{"all": d, "one left out": d.Without([]string{"ann/2.pgm"})} {
		strays, err := dataset.FindStrays(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range strays {
			got = append(got, p.Path)
			if info, err := os.Stat(d.Abs(p)); err != nil || info.Size() != p.Bytes {
				t.Errorf("%s: %d bytes, %v", p.Path, p.Bytes, err)
			}
		}
		want := []string{"ben/old/1.pgm", "beside.JPG", strings.Repeat("deep/", 12) + "1.pgm", "more/people/cem/1.pgm"}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := dataset.FindStrays(ctx, d); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
