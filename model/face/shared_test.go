package face_test

import (
	"image"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"siamface/model/face"
	"siamface/model/realdata"
	"siamface/model/torch/torchtest"
)

// copied is a folder of its own with the face networks.
func copied(t *testing.T, into string) string {
	t.Helper()
	from := realdata.Faces(t)
	for _, name := range face.Files() {
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
func loadFrom(t *testing.T, dir string) *face.Networks {
	t.Helper()
	n, err := face.Load(t.Context(), dir, torchtest.Device)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNetworksAreShared: whoever opens the same networks gets the same ones, until all have given them back.
func TestNetworksAreShared(t *testing.T) {
	dir := copied(t, t.TempDir())
	works := func(n *face.Networks, when string) {
		t.Helper()
		if _, err := n.Describe(t.Context(), image.NewGray(image.Rect(0, 0, 90, 80))); err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}
	var all [4]*face.Networks
	var opening sync.WaitGroup
	for i := range all {
		opening.Go(func() { all[i], _ = face.Load(t.Context(), dir, torchtest.Device) })
	}
	opening.Wait()
	for i, n := range all {
		if n == nil || !face.Same(n, all[0]) {
			t.Fatalf("the networks of number %d are others", i)
		}
	}
	for _, n := range all[1:] {
		n.Close()
		n.Close() // a second time gives nothing back
	}
	works(all[0], "after the others' end")
	all[0].Urgent().Close() // as does one that wasn't taken
	works(all[0], "after the end of its like")
	all[0].Close()

	next, other := loadFrom(t, dir), loadFrom(t, copied(t, t.TempDir()))
	defer next.Close()
	defer other.Close()
	if face.Same(next, all[0]) || face.Same(next, other) {
		t.Error("networks that nobody had any more, or of another folder, were used")
	}
	works(next, "anew")
}

// What can't be loaded isn't held: once it can, it is.
func TestFailedNetworksAreTriedAgain(t *testing.T) {
	dir := t.TempDir()
	if _, err := face.Load(t.Context(), dir, torchtest.Device); err == nil {
		t.Fatal("networks of an empty folder")
	}
	loadFrom(t, copied(t, dir)).Close()
}
