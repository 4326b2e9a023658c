package window

import (
	"image"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/model/dataset"
	"siamface/model/face"
)

// The start shows three ways in, and the folders opened before.
func TestStartPage(t *testing.T) {
	w := pretend(t)
	d := w.dataset
	if !d.start.content.Visible() || d.bar.Visible() || len(d.start.tiles.Objects) != 0 {
		t.Fatalf("at first the start is shown: %v, with %d tiles", d.start.content.Visible(), len(d.start.tiles.Objects))
	}
	for _, size := range []fyne.Size{{Width: 600, Height: 380}, {Width: 900, Height: 600}} {
		w.win.Resize(size)
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject
		left := at(d.start.choose).X - at(d.content).X
		right := at(d.content).X + d.content.Size().Width - at(d.start.samples).X - d.start.samples.Size().Width
		if math.Abs(float64(left-right)) > 0.01 {
			t.Errorf("%v: %v units left of the cards, %v right of them", size, left, right)
		}
	}
	root := drawn(t, 4)
	d.opener.openFolder(root)
	pump(t, func() bool { return w.Folder.Data != nil })
	if d.start.content.Visible() || !d.bar.Visible() {
		t.Error("the start stays though a folder is open")
	}
	again := newWindow(fyne.CurrentApp())
	t.Cleanup(func() {
		again.dataset.close()
		again.evaluation.close()
		again.training.view.charts.close()
		again.win.Close()
	})
	tiles := again.dataset.start.tiles.Objects
	if len(tiles) != 1 {
		t.Fatalf("%d tiles", len(tiles))
	}
	tiles[0].(fyne.Tappable).Tapped(nil)
	pump(t, func() bool { return again.Folder.Data != nil })
	if again.Folder.Data.Root != root {
		t.Errorf("the tile opens %s", again.Folder.Data.Root)
	}
}

func TestFirstPictures(t *testing.T) {
	if got := firstPictures(drawn(t, 5)); len(got) != tilePhotos || got[0].Bounds().Dx() != got[0].Bounds().Dy() {
		t.Errorf("%d pictures", len(got))
	}
	for _, root := range []string{t.TempDir(), "/nowhere"} {
		if got := firstPictures(root); len(got) != 0 {
			t.Errorf("%d pictures of %s", len(got), root)
		}
	}
}

// A search finds a name whatever parts its words and whatever accents it has; where nobody is called so, the page says it.
func TestSearchPeople(t *testing.T) {
	w := pretend(t)
	root := drawn(t, 3)
	for old, name := range map[string]string{"d01": "Zoë_Müller-Lüdenscheidt", "d02": "Ann Smith"} {
		if err := os.Rename(filepath.Join(root, old), filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	d := w.dataset
	d.opener.openFolder(root)
	pump(t, func() bool { return w.Folder.Data != nil })
	for text, want := range map[string]int{
		"zoe muller": 1, "Zoë-Müller": 1, "ludenscheidt ZOE": 1, "ann_smith": 1, "annsmith": 0, "": 3, "-": 3, "d0": 1, "nobody": 0, "ann zoe": 0,
	} {
		d.search.SetText(text)
		if len(d.people.shown) != want || d.people.nobody.Visible() != (want == 0) {
			t.Errorf("%q finds %d people, want %d; nobody is said: %v", text, len(d.people.shown), want, d.people.nobody.Visible())
		}
	}
	d.search.SetText("ann_smith")
	d.search.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if who, one := d.photos.one(); !one || who.Name != "Ann Smith" {
		t.Error("the arrow down doesn't lead to who was found")
	}
	d.search.Clear()
	if len(d.people.shown) != 3 {
		t.Error("the cross doesn't clear the search")
	}
}

func TestCaptions(t *testing.T) {
	for _, c := range []struct {
		who         string
		files, want []string
	}{
		{"Ann_Smith", []string{"Ann_Smith_0001.jpg", "Ann_Smith_0002.jpg", "Ann_Smith_0010.jpg"}, []string{"0001", "0002", "0010"}},
		{"Ann_Smith", []string{"Ann_Smith_0001.jpg"}, []string{"0001"}},
		{"s1", []string{"1.pgm", "10.pgm"}, []string{"1", "10"}},
		{"a", []string{"x.jpg", "x.png"}, []string{"x.jpg", "x.png"}},
		{"a", []string{"IMG_2031.JPG", "IMG_2032.jpg", "holiday.jpg"}, []string{"IMG_2031", "IMG_2032", "holiday"}},
		{"a", []string{"a.jpg"}, []string{"a"}},
		{"李", []string{"照片-一.jpg", "照片-二.jpg"}, []string{"一", "二"}},
	} {
		var photos []dataset.Photo
		for _, f := range c.files {
			photos = append(photos, dataset.Photo{Path: c.who + "/" + f})
		}
		if got := captionsOf(c.who, photos); !slices.Equal(got, c.want) {
			t.Errorf("%q are called %q, want %q", c.files, got, c.want)
		}
	}
}

// A square about a face lies in the photo, and holds the face where that is possible.
func TestSquareAbout(t *testing.T) {
	bounds := image.Rect(0, 0, 400, 300)
	for _, c := range []struct {
		box   face.Box
		known bool
		want  image.Rectangle
	}{
		{face.Box{}, false, image.Rect(50, 0, 350, 300)},
		{face.Box{X: 10, Y: 20, W: 50, H: 55}, true, image.Rect(0, 0, 100, 100)},
		{face.Box{X: 350, Y: 250, W: 44, H: 40}, true, image.Rect(320, 220, 400, 300)},
		{face.Box{X: 100, Y: 50, W: 200, H: 220}, true, image.Rect(50, 0, 350, 300)},
		{face.Box{X: -20, Y: -30, W: 55, H: 40}, true, image.Rect(0, 0, 100, 100)},
	} {
		if got := squareAbout(bounds, c.box, c.known); got != c.want {
			t.Errorf("about %v: %v, want %v", c.box, got, c.want)
		}
	}
}

// The menu of a photo compares it with the next that is clicked, or leaves it out.
func TestPhotoMenu(t *testing.T) {
	w := pretend(t)
	d := w.dataset
	d.opener.openFolder(drawn(t, 3))
	pump(t, func() bool { return w.Folder.Data != nil })
	p := d.photos
	entries := p.menu.entries(1)
	entries[2].Action()
	if !p.menu.isPicking() || p.grid.Marked() != 1 {
		t.Fatal("nothing waits for a second photo")
	}
	w.closeInnermost()
	if p.menu.isPicking() {
		t.Error("Escape doesn't end the choice")
	}
	entries[2].Action()
	first := p.paths.get(1)
	d.people.list.Select(2)
	p.grid.Select(1)
	second := p.paths.get(1)
	if v := w.verification; w.tabs.Selected() != tabVerification || v.photos[0].path != first || v.photos[1].path != second {
		t.Errorf("compared are %q and %q", v.photos[0].path, v.photos[1].path)
	}
	entries = p.menu.entries(0)
	entries[len(entries)-1].Action()
	if w.Folder.Data.Photos() != 5 {
		t.Error("the photo isn't left out")
	}
	if again := p.menu.entries(0); again[len(again)-1].Label != w.Words.Text("findings.back") {
		t.Errorf("then the menu says %q", again[len(again)-1].Label)
	}
}

// One sheet says what failed, however much does.
func TestFailedDropsDontStack(t *testing.T) {
	w := pretend(t)
	for range 3 {
		w.handleDrop(fyne.NewPos(10, 10), uris(t.TempDir()))
		pump(t, func() bool { return !w.dataset.opener.busy && len(w.sheets) > 0 })
	}
	if len(w.sheets) != 1 {
		t.Errorf("%d sheets are open", len(w.sheets))
	}
	w.handleDrop(fyne.NewPos(10, 10), uris(drawn(t, 3)))
	pump(t, func() bool { return w.Folder.Data != nil })
	if len(w.sheets) != 0 {
		t.Error("what failed before is still said after what went well")
	}
}

// At its least size the window shows every page, the start too; and a window of 900×600 comes back as that.
func TestPagesFitIntoASmallWindow(t *testing.T) {
	w := pretend(t)
	for i, p := range w.pages {
		if s := p.MinSize(); s.Width > leastContent.Width || s.Height > leastContent.Height {
			t.Errorf("page %d needs %v, more than the %v that there may be", i, s, leastContent)
		}
	}
	for _, size := range []fyne.Size{{Width: 900, Height: 600}, {Width: 600, Height: 380}, {Width: 1600, Height: 900}} {
		w.Settings.SetWindowSize(size)
		if got := w.Settings.WindowSize(); got != size {
			t.Errorf("a window of %v comes back as %v", size, got)
		}
	}
	w.Settings.RemoveValue("window width")
	w.Settings.RemoveValue("window height")
}
