package window

import (
	"errors"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/assets"
	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/realdata"
)

func TestFaceNotes(t *testing.T) {
	w := pretend(t)
	for _, c := range []struct {
		name                string
		note                faceNote
		none, several, weak bool
		badge               string
	}{
		{"good", faceNote{faces: 1}, false, false, false, ""},
		{"several", faceNote{faces: 3}, false, true, false, "3 faces"},
		{"several and weak", faceNote{faces: 2, quality: []face.Flag{face.Weak, face.Blur}}, false, true, true, "2 faces"},
		{"weak", faceNote{faces: 1, quality: []face.Flag{face.Weak, face.Small}}, false, false, true, "small face"},
		{"none", faceNote{quality: []face.Flag{face.NoFace}}, true, false, false, "no face"},
		{"uncertain", faceNote{quality: []face.Flag{face.Uncertain, face.Pose}}, true, false, false, "may be no face"},
		{"unreadable", faceNote{unreadable: true}, false, false, false, ""},
	} {
		n := c.note
		if n.is(noFace) != c.none || n.is(severalFaces) != c.several || n.is(weakFace) != c.weak || !n.is(anyFaces) {
			t.Errorf("%s: none %v, several %v, weak %v", c.name, n.is(noFace), n.is(severalFaces), n.is(weakFace))
		}
		if got := noteBadge(w.Words, n); got != c.badge {
			t.Errorf("%s: badge %q, want %q", c.name, got, c.badge)
		}
	}
	if n := noteOf(nil, &photo.Error{Why: photo.CutOff}); !n.unreadable {
		t.Errorf("a damaged photo: %+v", n)
	}
}

// mixed is a folder of two people: five photos with one face, one of them twice, one with three faces and one without.
func mixed(t *testing.T) string {
	t.Helper()
	from := people(t)
	root := filepath.Join(t.TempDir(), "mixed")
	for to, name := range map[string]string{
		"ann/1.jpg": "people/barack-obama/1.jpg", "ann/2.jpg": "people/barack-obama/2.jpg", "ann/4.jpg": "people/barack-obama/1.jpg",
		"bob/1.jpg": "people/joe-biden/1.jpg", "bob/2.jpg": "groups/obama-and-biden.jpg", "bob/3.jpg": "people/kit-harington/1.jpg",
	} {
		data, err := os.ReadFile(filepath.Join(from, "..", filepath.FromSlash(name)))
		if err != nil {
			t.Skipf("the photos are others than this test knows: %v", err)
		}
		to = filepath.Join(root, filepath.FromSlash(to))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := photo.SavePNG(filepath.Join(root, "ann", "3.png"), stripes()); err != nil {
		t.Fatal(err)
	}
	return root
}

// stripes is a photo without a face.
func stripes() image.Image {
	img := image.NewGray(image.Rect(0, 0, 400, 300))
	for i := range img.Pix {
		img.Pix[i] = uint8(i % 400 / 20 % 2 * 200)
	}
	return img
}

// In a small folder the faces are looked for at once; then photos can be chosen by what was found.
func TestFindFaces(t *testing.T) {
	weights, root := realdata.Faces(t), mixed(t)
	w := pretendWith(t, weights)
	d, p := w.dataset, w.dataset.photos
	d.opener.openFolder(root)
	pump(t, func() bool { return w.Folder.Data != nil })
	if !d.faces.running || !d.progress.Active() || d.summary.content.Visible() {
		t.Error("the faces aren't looked for")
	}
	p.only.SetSelectedIndex(int(noFace)) // while the search goes on
	pump(t, func() bool { return !d.faces.running && d.audit.known == auditedDeeply })
	if d.progress.Active() || !d.summary.content.Visible() || d.summary.find.Visible() {
		t.Error("the search doesn't end")
	}
	if got, want := d.summary.faces.Text(), "Photos with one face: 5 · several: 1 · none: 1 · weak quality: 0"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	checkKinds(t, p)
	if p.badge(2) != "no face" || p.badge(5) != "3 faces" || p.badge(0) != "" {
		t.Errorf("badges %q, %q, %q", p.badge(2), p.badge(5), p.badge(0))
	}
	if w.Words.CanChinese() {
		w.Words.SetLanguage(assets.Chinese)
		if !strings.HasPrefix(d.summary.faces.Text(), "单人脸照片：5") || p.badge(2) != "无人脸" {
			t.Errorf("in Chinese: %q, %q", d.summary.faces.Text(), p.badge(2))
		}
	}
}

// checkKinds chooses the photos of the mixed folder by each kind, all of them last.
func checkKinds(t *testing.T, p *photosPane) {
	t.Helper()
	for _, c := range []struct {
		kind        faceKind
		want, title string
	}{
		{noFace, "ann/3.png", "Everyone · 2 people, 1 of 7 photos"},
		{severalFaces, "bob/2.jpg", "Everyone · 2 people, 1 of 7 photos"},
		{weakFace, "", "Everyone · 2 people, 0 of 7 photos"},
		{anyFaces, "ann/1.jpg ann/2.jpg ann/3.png ann/4.jpg bob/1.jpg bob/2.jpg bob/3.jpg", "Everyone · 2 people, 7 photos"},
	} {
		p.only.SetSelectedIndex(int(c.kind))
		var shown []string
		for _, ph := range p.items {
			shown = append(shown, ph.Path)
		}
		if got := strings.Join(shown, " "); got != c.want || p.title.Text != c.title {
			t.Errorf("kind %d: %q, %q", c.kind, got, p.title.Text)
		}
		if p.none.Visible() != (c.want == "") {
			t.Errorf("kind %d: says that there is no such photo: %v", c.kind, p.none.Visible())
		}
	}
}

// A search that was stopped keeps what it found, and goes on from there.
func TestStopFinding(t *testing.T) {
	weights, root := realdata.Faces(t), mixed(t)
	w := pretendWith(t, weights)
	d := w.dataset
	d.opener.openFolder(root)
	pump(t, func() bool { return len(d.faces.notes) > 0 })
	known := len(d.faces.notes)
	d.progress.RequestStop()
	if d.faces.running || d.progress.Active() || !d.summary.find.Visible() {
		t.Fatal("the search goes on")
	}
	if want := "of 7 photos looked at"; known < 7 && !strings.Contains(d.summary.faces.Text(), want) {
		t.Errorf("%q lacks %q", d.summary.faces.Text(), want)
	}
	d.summary.find.Tapped(nil)
	if d.faces.done < known || d.faces.before != known || d.faces.total != 7 {
		t.Errorf("of %d known photos it goes on at %d of %d", known, d.faces.done, d.faces.total)
	}
	pump(t, func() bool { return !d.faces.running })
	if len(d.faces.notes) != 7 {
		t.Errorf("%d photos are known", len(d.faces.notes))
	}
	first := d.faces
	d.opener.openFolder(root)
	pump(t, func() bool { return !d.opener.busy && d.faces.running })
	if first != d.faces || len(d.faces.notes) == 7 {
		t.Error("what was known of another folder stays")
	}
	pump(t, func() bool { return !d.faces.running })
}

// While something is trained the search waits, also that of a folder that is opened meanwhile, unless it is asked for.
func TestTheSearchGivesWayToTraining(t *testing.T) {
	weights, root := realdata.Faces(t), mixed(t)
	w := pretendWith(t, weights)
	d := w.dataset
	d.opener.openFolder(root)
	pump(t, func() bool { return d.faces.running })
	w.Work.SetRunning(true)
	if d.faces.running || d.progress.Active() || !d.summary.find.Visible() {
		t.Error("the search goes on beside the training")
	}
	d.opener.openFolder(root)
	pump(t, func() bool { return !d.opener.busy })
	if d.faces.running {
		t.Error("a search begins beside the training")
	}
	w.Work.SetRunning(false)
	if !d.faces.running {
		t.Error("the search doesn't go on after the training")
	}
	w.Work.SetRunning(true)
	d.summary.find.Tapped(nil)
	if !d.faces.running {
		t.Error("a search that was asked for waits")
	}
	pump(t, func() bool { return !d.faces.running })
	w.Work.SetRunning(false)
	if d.faces.running || len(d.faces.notes) != 7 {
		t.Errorf("%d photos are known", len(d.faces.notes))
	}
}

// A search that breaks off says why, and ends.
func TestASearchThatFailsSaysSo(t *testing.T) {
	weights, root := realdata.Faces(t), mixed(t)
	w := pretendWith(t, weights)
	d := w.dataset
	broken := errors.New("out of memory")
	d.faces.networks = func() (*face.Networks, error) { return nil, broken }
	var heard error
	say := d.faces.failed
	d.faces.failed = func(err error) {
		heard = err
		say(err)
	}
	d.opener.openFolder(root)
	pump(t, func() bool { return heard != nil && !d.faces.running })
	if !errors.Is(heard, broken) || len(d.faces.notes) > 0 {
		t.Errorf("%v, %d photos known", heard, len(d.faces.notes))
	}
}

// Aligned faces take the place of the photos; where there is no face, words do.
func TestAlignedThumbnails(t *testing.T) {
	weights, root := realdata.Faces(t), mixed(t)
	w := pretendWith(t, weights)
	d, p := w.dataset, w.dataset.photos
	d.opener.openFolder(root)
	pump(t, func() bool { return w.Folder.Data != nil })
	w.win.Canvas().Capture()
	pump(t, func() bool { return p.grid.Thumbnail(0) != nil })
	whole := p.grid.Thumbnail(0).Bounds()
	p.kind.SetSelectedIndex(1)
	w.win.Canvas().Capture()
	pump(t, func() bool { return p.grid.Thumbnail(0) != nil && p.grid.Thumbnail(6) != nil })
	if b := p.grid.Thumbnail(0).Bounds(); b.Dx() != b.Dy() || b == whole {
		t.Errorf("a thumbnail of %v in place of %v", b, whole)
	}
	img, err := d.faces.chip(t.Context(), filepath.Join(root, "ann", "1.jpg"))
	side := face.BuiltIn().Side
	if err != nil || img.Bounds() != image.Rect(0, 0, side, side) {
		t.Errorf("the chip: %v, %v", img != nil, err)
	}
	if _, err = d.faces.chip(t.Context(), filepath.Join(root, "ann", "3.png")); thumbnailReason(w.Words, err) != "no face found" {
		t.Errorf("without a face: %v", err)
	}
	if err := os.WriteFile(filepath.Join(root, "ann", "1.jpg"), []byte("no photo"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = d.faces.chip(t.Context(), filepath.Join(root, "ann", "1.jpg")); thumbnailReason(w.Words, err) != photo.NotAPhoto {
		t.Errorf("of a damaged file: %v", err)
	}
}

// The large view marks the faces and says how good they are.
func TestViewerMarksFaces(t *testing.T) {
	weights, root := realdata.Faces(t), mixed(t)
	w := pretendWith(t, weights)
	d := w.dataset
	d.opener.openFolder(root)
	pump(t, func() bool { return w.Folder.Data != nil })
	v := d.viewer
	for at, want := range map[int]struct {
		boxes, points int
		words         string
	}{0: {1, 68, "1 face   1 of 7"}, 2: {0, 0, "no face found   3 of 7"}, 5: {3, 68, "3 faces   6 of 7"}} {
		v.open(d.photos.items, at)
		pump(t, func() bool { return v.found != nil })
		if boxes, points := v.view.Marks(); boxes != want.boxes || points != want.points {
			t.Errorf("photo %d: %d boxes, %d points", at, boxes, points)
		}
		if !strings.HasPrefix(v.detail.Text, want.words) {
			t.Errorf("photo %d: %q", at, v.detail.Text)
		}
	}
	v.close()
	if boxes, points := v.view.Marks(); boxes+points != 0 {
		t.Error("marks stay without a photo")
	}
}

// Without the networks everything stands where it stood, with the reason why it can't be used.
func TestNoFacesWithoutNetworks(t *testing.T) {
	w := pretend(t)
	d := w.dataset
	d.opener.openFolder(drawn(t, 3))
	pump(t, func() bool { return w.Folder.Data != nil })
	if !d.photos.kind.Disabled() || !d.photos.only.Disabled() || d.summary.find.Visible() || d.faces.running {
		t.Error("faces are offered")
	}
	if !d.photos.kind.Visible() || !strings.Contains(d.summary.faces.Text(), "are missing") {
		t.Errorf("the reason is %q", d.summary.faces.Text())
	}
	d.faces.startSearch()
	if d.faces.running {
		t.Error("a search begins")
	}
	d.viewer.open(d.photos.items, 0)
	pump(t, func() bool { return d.viewer.view.Image() != nil })
	if d.viewer.found != nil {
		t.Error("faces are found")
	}
}
