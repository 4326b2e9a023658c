package file_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"siamface/model/file"
)

func TestWriteReplacesWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	for _, want := range []string{"first, and longer", "second"} {
		if err := file.WriteBytes(path, 0o600, []byte(want)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Fatalf("read %q, %v; want %q", got, err, want)
		}
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode())
	}
}

func TestFailedWriteKeepsTheOldFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := file.WriteBytes(path, 0o644, []byte("old")); err != nil {
		t.Fatal(err)
	}
	cause := errors.New("disk on fire")
	err := file.Write(path, 0o644, func(w io.Writer) error {
		if _, err := io.WriteString(w, "new, but not whole"); err != nil {
			return err
		}
		return cause
	})
	if !errors.Is(err, cause) {
		t.Errorf("error %v doesn't carry its cause", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("the old file became %q", got)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestWriteIntoMissingFolder(t *testing.T) {
	if err := file.WriteBytes(filepath.Join(t.TempDir(), "no", "a"), 0o644, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want a missing folder", err)
	}
}

func TestSHA256(t *testing.T) {
	path := filepath.Join(t.TempDir(), "abc")
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The example of the standard (FIPS 180-4).
	if got, err := file.SHA256(path); err != nil || got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := file.SHA256(path + "no"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
