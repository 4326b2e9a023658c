package face

import (
	"os"
	"path/filepath"
	"testing"
)

func TestKeep(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "data", "faces")
	if _ = keep(from, to); missing(to) == "" {
		t.Error("networks that aren't there were kept")
	}
	for _, name := range Files() {
		if err := os.WriteFile(filepath.Join(from, name), []byte("the network "+name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := keep(from, to); err != nil {
		t.Fatal(err)
	}
	for _, name := range Files() {
		if data, err := os.ReadFile(filepath.Join(to, name)); err != nil || string(data) != "the network "+name {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	for _, name := range licences {
		if _, err := os.Stat(filepath.Join(to, name)); err == nil {
			t.Errorf("%s came from nowhere", name)
		}
	}
	// What is there already stays, even when the source is gone.
	if err := os.RemoveAll(from); err != nil {
		t.Fatal(err)
	}
	if err := keep(from, to); err != nil {
		t.Error(err)
	}
}
