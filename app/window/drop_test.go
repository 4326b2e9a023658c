package window

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
)

func TestClassify(t *testing.T) {
	dir := t.TempDir()
	odd := filepath.Join(dir, "a b%.jpg")
	if err := os.WriteFile(odd, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		uri  fyne.URI
		want dropKind
	}{
		{storage.NewFileURI(dir), dropFolder},
		{storage.NewFileURI(odd), dropFile},
		{storage.NewFileURI(filepath.Join(dir, "a%20b%25.jpg")), dropFile},
		{storage.NewFileURI(filepath.Join(dir, "none.jpg")), dropMissing},
		{storage.NewFileURI(dir + "/http:/example.org/a.jpg"), dropWeb},
		{storage.NewFileURI("/https:/example.org/a.jpg"), dropWeb},
	} {
		if got, path := classify(c.uri); got != c.want {
			t.Errorf("%s is %d (%s), want %d", c.uri, got, path, c.want)
		}
	}
}

func TestDropFolder(t *testing.T) {
	w := pretend(t)
	dir := drawn(t, 8)
	w.selectTab(tabEvaluation)
	w.handleDrop(fyne.NewPos(9, 9), uris(dir))
	pump(t, func() bool { return w.Folder.Data != nil })
	if w.tabs.Selected() != tabDataset || w.Folder.Data.Root != dir || len(w.Folder.Data.People) != 8 {
		t.Errorf("tab %d, folder %+v", w.tabs.Selected(), w.Folder.Data)
	}
	if recent := w.Settings.RecentFolders(); len(recent) != 1 || recent[0] != dir {
		t.Errorf("recent folders: %q", recent)
	}
	w.handleDrop(fyne.NewPos(9, 9), uris(dir, dir))
	if w.notice.text != w.Words.Text("drop.onefolder") {
		t.Errorf("two folders: %q", w.notice.text)
	}
}

func TestDropPhotos(t *testing.T) {
	w := pretend(t)
	v := w.verification
	dir := drawn(t, 2)
	a, b := filepath.Join(dir, "d01", "1.pgm"), filepath.Join(dir, "d02", "2.pgm")
	nowhere := fyne.NewPos(-5, -5)

	w.handleDrop(nowhere, uris(a))
	if w.tabs.Selected() != tabVerification || v.photos[0].path != a || v.photos[1].path != "" {
		t.Fatalf("one photo from another tab: %+v", v.photos)
	}
	w.handleDrop(nowhere, uris(b))
	if v.photos[1].path != b {
		t.Fatalf("a second photo: %+v", v.photos)
	}
	pump(t, func() bool { return v.photos[0].ready() && v.photos[1].ready() })
	if !v.toTrain.Visible() {
		t.Error("nothing shows the way to a verdict")
	}

	left := fyne.CurrentApp().Driver().AbsolutePositionForObject(v.slots[0]).AddXY(20, 20)
	w.handleDrop(left, uris(b))
	if v.photos[0].path != b {
		t.Error("a photo dropped on the left slot went elsewhere")
	}
	w.handleDrop(nowhere, uris(b, a))
	pump(t, func() bool { return v.photos[0].ready() && v.photos[1].ready() })
	if v.photos[0].path != b || v.photos[1].path != a {
		t.Errorf("two photos: %+v", v.photos)
	}
}

func TestSwapClearAndMany(t *testing.T) {
	w := pretend(t)
	v := w.verification
	dir := drawn(t, 2)
	a, b := filepath.Join(dir, "d01", "1.pgm"), filepath.Join(dir, "d02", "2.pgm")
	w.handleDrop(fyne.NewPos(-5, -5), uris(b, a))
	v.swapPhotos()
	pump(t, func() bool { return v.photos[0].ready() && v.photos[1].ready() })
	if v.photos[0].path != a || v.photos[1].path != b {
		t.Errorf("swapped: %+v", v.photos)
	}
	w.handleDrop(fyne.NewPos(-5, -5), uris(a, a, a))
	if w.notice.text != w.Words.Text("verification.nomodel") { // there are no face networks, and no model
		t.Errorf("three photos: %q", w.notice.text)
	}
	v.clearPhotos()
	if v.photos[0].path != "" || v.toTrain.Visible() {
		t.Errorf("cleared: %+v", v.photos)
	}
}

func TestDropBadPhoto(t *testing.T) {
	w := pretend(t)
	bad := filepath.Join(t.TempDir(), "letter.jpg")
	if err := os.WriteFile(bad, []byte("dear all"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.handleDrop(fyne.NewPos(-1, -1), uris(bad))
	pump(t, func() bool { return !w.verification.photos[0].loading })
	if w.verification.photos[0].err == nil || w.verification.photos[0].ready() {
		t.Errorf("%+v", w.verification.photos[0])
	}
}
