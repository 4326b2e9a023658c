package face

import (
	"image"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"siamface/model/realdata"
)

// copied is a folder of its own with the face networks.
func copied(t *testing.T, into string) string {
	t.Helper()
	from := realdata.Faces(t)
	for _, name := range Files() {
		data, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(into, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return into
}

// loadFrom takes the networks of a folder.
func loadFrom(t *testing.T, dir string) *Networks {
	t.Helper()
	n, err := Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNetworksAreShared: whoever opens the same networks gets the same ones, until all have given them back.
func TestNetworksAreShared(t *testing.T) {
	dir := copied(t, t.TempDir())
	works := func(n *Networks, when string) {
		t.Helper()
		if _, err := n.Describe(t.Context(), image.NewGray(image.Rect(0, 0, 90, 80))); err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}
	var all [4]*Networks
	var opening sync.WaitGroup
	for i := range all {
		opening.Go(func() { all[i], _ = Load(t.Context(), dir) })
	}
	opening.Wait()
	for i, n := range all {
		if n == nil || n.loaded != all[0].loaded {
			t.Fatalf("the networks of number %d are others", i)
		}
	}
	for _, n := range all[1:] {
		n.Close()
		n.Close() // a second time gives nothing back
	}
	works(all[0], "after the others' end")
	all[0].Shaped().Close() // is closed for both
	all[0].Close()
	if key := (networkKey{dir, BuiltIn()}); registry.users[key] != 0 || registry.held[key] != nil {
		t.Errorf("%d still have the networks", registry.users[key])
	}

	next, other := loadFrom(t, dir), loadFrom(t, copied(t, t.TempDir()))
	defer next.Close()
	defer other.Close()
	if next.loaded == all[0].loaded || next.loaded == other.loaded {
		t.Error("networks that nobody had any more, or of another folder, were used")
	}
	works(next, "anew")
}

// What can't be loaded isn't held: once it can, it is.
func TestFailedNetworksAreTriedAgain(t *testing.T) {
	dir := t.TempDir()
	if _, err := Load(t.Context(), dir); err == nil {
		t.Fatal("networks of an empty folder")
	}
	loadFrom(t, copied(t, dir)).Close()
}
