package face_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/face"
	"siamface/model/realdata"
	"siamface/model/torch/torchtest"
)

// folder holds copies of the networks' files, or empty ones of these names.
func folder(t *testing.T, real bool) string {
	t.Helper()
	dir := t.TempDir()
	from := ""
	if real {
		from = realdata.Faces(t)
	}
	for _, name := range face.Files() {
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
	t.Setenv(face.Variable, "")
	full, partial := folder(t, false), folder(t, false)
	gone := face.Files()[3]
	if err := os.Remove(filepath.Join(partial, gone)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(face.UserDir()); err != nil { // else they are found there
		_, err := face.Find(partial, filepath.Join(partial, "none"))
		if !errors.Is(err, face.ErrMissing) || !strings.Contains(err.Error(), partial) || !strings.Contains(err.Error(), face.Variable) {
			t.Errorf("in a folder that lacks a file: %v", err)
		}
		if dir, err := face.Find(partial, full); err != nil || dir != full {
			t.Errorf("found %q, %v", dir, err)
		}
	}
	t.Setenv(face.Variable, partial)
	if _, err := face.Find(full); !errors.Is(err, face.ErrMissing) || !strings.Contains(err.Error(), gone) {
		t.Errorf("the variable's folder lacks a file: %v", err)
	}
	t.Setenv(face.Variable, full)
	if dir, err := face.Find(); err != nil || dir != full {
		t.Errorf("by the variable: %q, %v", dir, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	if _, err := face.Load(ctx, t.TempDir(), torchtest.Device); !errors.Is(err, face.ErrMissing) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := face.Load(ctx, folder(t, false), torchtest.Device); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("empty files: %v", err)
	}
}

func TestLoadRefusesDamage(t *testing.T) {
	for _, name := range face.Files() {
		dir := folder(t, true)
		path := filepath.Join(dir, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".json") {
			data = []byte(strings.Replace(string(data), "\"shape\":[3,3,", "\"shape\":[9,1,", 1))
		} else {
			data[len(data)/2] ^= 4
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if n, err := face.Load(ctx, dir, torchtest.Device); err == nil {
			n.Close()
			t.Errorf("with a damaged %s they were loaded", name)
		}
	}
}
