package figure_test

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"siamface/model/figure"
)

// TestOwnFilesAreKnown: a figure's file is known as the program's own, reads as before, and others' files aren't taken for it.
func TestOwnFilesAreKnown(t *testing.T) {
	dir := t.TempDir()
	for _, format := range figure.Formats {
		path, other := filepath.Join(dir, "a"+format), filepath.Join(dir, "b"+format)
		if err := figure.Save(path, exampleHistogram(figure.Style{})); err != nil {
			t.Fatal(err)
		}
		plain, err := figure.Encode(exampleHistogram(figure.Style{}), format)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(other, plain, 0o600); err != nil {
			t.Fatal(err)
		}
		if !figure.IsOwn(path) || figure.IsOwn(other) || figure.IsOwn(filepath.Join(dir, "none")) {
			t.Errorf("%s: own %v, another %v", format, figure.IsOwn(path), figure.IsOwn(other))
		}
	}
	f, err := os.Open(filepath.Join(dir, "a.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if img, err := png.Decode(f); err != nil || img.Bounds().Empty() {
		t.Errorf("the picture can't be read: %v", err)
	}
}
