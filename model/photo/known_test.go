package photo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"image"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"siamface/model/photo"
)

// old makes a file one that has changed long ago.
func old(t *testing.T, path string) string {
	t.Helper()
	then := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
	return path
}

func wantSum(t *testing.T, path, content string) {
	t.Helper()
	sum := sha256.Sum256([]byte(content))
	if got, err := photo.SHA256(path); err != nil || got != hex.EncodeToString(sum[:]) {
		t.Errorf("the sum of %q is %q (%v)", content, got, err)
	}
	if f, err := photo.Read(path); err != nil || string(f.Data) != content || f.SHA256() != hex.EncodeToString(sum[:]) {
		t.Errorf("%q was read as %+v (%v)", content, f, err)
	}
}

// TestAFileIsHashedOnce, by its path and when it is read, also where its bytes aren't held any more.
func TestAFileIsHashedOnce(t *testing.T) {
	path := old(t, write(t, "1.pgm", []byte("P5 1 1 255 a")))
	before := photo.Hashed()
	for range 2 {
		wantSum(t, path, "P5 1 1 255 a")
		photo.LetGo()
	}
	if n := photo.Hashed() - before; n != 1 {
		t.Errorf("it was hashed %d times", n)
	}
}

// TestAChangedFileIsReadAnew: of the same length, at once, with the time it had, or in the place of another.
func TestAChangedFileIsReadAnew(t *testing.T) {
	path := write(t, "1.pgm", []byte("a"))
	wantSum(t, path, "a")
	overwrite := func(content string) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	overwrite("b") // perhaps at the same time, as far as the disk can tell
	wantSum(t, path, "b")
	wantSum(t, old(t, path), "b")
	overwrite("c")
	wantSum(t, path, "c")
	overwrite("longer")
	wantSum(t, old(t, path), "longer")

	other := write(t, "2.pgm", []byte("another"))
	then := time.Now().Add(-2 * time.Hour)
	for _, p := range []string{path, other} {
		if err := os.Chtimes(p, then, then); err != nil {
			t.Fatal(err)
		}
	}
	overwrite("1 other")
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
	wantSum(t, path, "1 other")
	if err := os.Rename(other, path); err != nil { // as long and as old
		t.Fatal(err)
	}
	wantSum(t, path, "another")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := photo.Read(path); photo.Reason(err) != photo.Missing {
		t.Errorf("a file that is gone: %v", err)
	}
	if sum, err := photo.SHA256(path); err == nil {
		t.Errorf("a file that is gone has the sum %s", sum)
	}
}

// TestHeldFilesAreFew reads far more than is held, and what is too large to be held.
func TestHeldFilesAreFew(t *testing.T) {
	dir := t.TempDir()
	for i, size := range []int64{1 << 20, photo.LargestHeld, photo.LargestHeld + 1} {
		for k := range 2 * photo.MostHeld / size {
			path := filepath.Join(dir, string(rune('a'+i))+string(rune('A'+k)))
			if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := photo.Read(old(t, path)); err != nil {
				t.Fatal(err)
			}
			if _, err := photo.SHA256(path); err != nil {
				t.Fatal(err)
			}
			if n, _ := photo.Held(); n > photo.MostHeld {
				t.Fatalf("%d bytes are held", n)
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	photo.LetGo()
	if n, files := photo.Held(); n != 0 || files != 0 {
		t.Errorf("%d bytes of %d files are held for ever", n, files)
	}
}

// TestOpenOfAHeldFile gives the same picture as the file does.
func TestOpenOfAHeldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "1.png")
	if err := photo.SavePNG(path, blocks(40, 30)); err != nil {
		t.Fatal(err)
	}
	old(t, path)
	for range 2 {
		img, err := photo.Open(path)
		if err != nil || img.Bounds() != image.Rect(0, 0, 40, 30) {
			t.Errorf("%v, %v", img, err)
		}
	}
	if _, files := photo.Held(); files == 0 {
		t.Error("it isn't held")
	}
}

// TestManyAskAtOnce: for the sums and the bytes of the same few files.
func TestManyAskAtOnce(t *testing.T) {
	var paths []string
	for _, content := range []string{"a", "b", "c"} {
		paths = append(paths, old(t, write(t, content, []byte(content))))
	}
	var all sync.WaitGroup
	for i := range 30 {
		all.Go(func() {
			path := paths[i%len(paths)]
			wantSum(t, path, filepath.Base(path))
			if i%7 == 0 {
				photo.LetGo()
			}
		})
	}
	all.Wait()
}
