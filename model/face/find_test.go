package face

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/realdata"
)

// folder holds copies of the networks' files, or empty ones of these names.
func folder(t *testing.T, real bool) string {
	t.Helper()
	dir := t.TempDir()
	from := ""
	if real {
		from = realdata.Faces(t)
	}
	for _, name := range Files() {
		var data []byte
		if real {
			var err error
			if data, err = os.ReadFile(filepath.Join(from, name)); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFind(t *testing.T) {
	t.Setenv(Variable, "")
	full, partial := folder(t, false), folder(t, false)
	gone := Files()[2]
	if err := os.Remove(filepath.Join(partial, gone)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(UserDir()); err != nil { // else they are found there
		_, err := Find(partial, filepath.Join(partial, "none"))
		if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), partial) || !strings.Contains(err.Error(), Variable) {
			t.Errorf("in a folder that lacks a file: %v", err)
		}
		if dir, err := Find(partial, full); err != nil || dir != full {
			t.Errorf("found %q, %v", dir, err)
		}
	}
	t.Setenv(Variable, partial)
	if _, err := Find(full); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), gone) {
		t.Errorf("the variable's folder lacks a file: %v", err)
	}
	t.Setenv(Variable, full)
	if dir, err := Find(); err != nil || dir != full {
		t.Errorf("by the variable: %q, %v", dir, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	if _, err := Load(t.Context(), t.TempDir()); !errors.Is(err, ErrMissing) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Load(t.Context(), folder(t, false)); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("empty files: %v", err)
	}
}

// The library isn't compared: a user may bring another.
func TestLoadRefusesDamage(t *testing.T) {
	dir := folder(t, true)
	for _, name := range NetworkFiles() {
		path := filepath.Join(dir, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 4
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if n, err := Load(t.Context(), dir); err == nil || !strings.Contains(err.Error(), path+" is damaged") {
			n.Close()
			t.Errorf("with a damaged %s: %v", name, err)
		}
		data[len(data)/2] ^= 4
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	n, err := Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	n.Close()
}

func TestFilesAreKnown(t *testing.T) {
	for _, name := range NetworkFiles() {
		if len(sums()[name]) != 64 {
			t.Errorf("%s has the sum %q", name, sums()[name])
		}
	}
	if names := Files(); len(names) != 4 || names[3] != libraryFile || len(sums()) != 3 {
		t.Errorf("files %v, sums of %d", names, len(sums()))
	}
}
