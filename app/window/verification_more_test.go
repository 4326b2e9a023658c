package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/app/clipboard"
	"siamface/app/session"
	"siamface/model/figure"
	"siamface/widgets"
)

// small is a window with a model of whole photos, which needs no face networks, and three drawn photos of two people.
func small(t *testing.T) (w *Window, v *verificationTab, photos [3]string) {
	t.Helper()
	w = pretend(t)
	dir := drawn(t, 2)
	for i, name := range []string{"d01/1.pgm", "d01/2.pgm", "d02/1.pgm"} {
		photos[i] = filepath.Join(dir, filepath.FromSlash(name))
	}
	w.models.openFile(smallModel(t))
	pump(t, func() bool { return w.Models.Current != nil })
	return w, w.verification, photos
}

// dropped drops photos and waits for the verdict.
func dropped(t *testing.T, w *Window, a, b string) {
	t.Helper()
	w.handleDrop(fyne.NewPos(-5, -5), uris(a, b))
	v := w.verification
	pump(t, func() bool { return v.result != nil && v.photos[0].path == a && v.photos[1].path == b })
}

// What was compared stands in the strip, once each, and a click brings it back; another verdict isn't lost for that.
func TestGoBackToAComparison(t *testing.T) {
	w, v, p := small(t)
	dropped(t, w, p[0], p[1])
	first := v.result.Distance
	dropped(t, w, p[0], p[2])
	if v.past.strip.Len() != 2 || v.past.now != 0 {
		t.Fatalf("%d comparisons, the one in view is %d", v.past.strip.Len(), v.past.now)
	}
	v.past.strip.OnOpen(1)
	pump(t, func() bool { return v.result != nil && v.past.again == nil })
	if v.photos[1].path != p[1] || v.result.Distance != first || v.past.strip.Len() != 2 || v.past.now != 1 {
		t.Errorf("back at %q with %v, want %v; %d comparisons", v.photos[1].path, v.result.Distance, first, v.past.strip.Len())
	}
	v.past.strip.OnOpen(0)
	pump(t, func() bool { return v.result != nil && v.past.again == nil && v.photos[1].path == p[2] })
	v.clearPhotos()
	if v.past.now != -1 || v.past.strip.Len() != 2 {
		t.Errorf("without photos, comparison %d of %d is in view", v.past.now, v.past.strip.Len())
	}
}

// What mattered is shown over both pictures with its scale, is saved while it is shown, and goes with the photos.
func TestWhatMattered(t *testing.T) {
	w, v, p := small(t)
	if v.regions.button.Visible() || v.saver.save.Visible() {
		t.Error("something can be found of no photos")
	}
	dropped(t, w, p[0], p[2])
	v.regions.button.OnTapped()
	if v.regions.running == nil || !v.regions.progress.Active() {
		t.Fatal("nothing is being found")
	}
	pump(t, func() bool { return v.regions.found != nil })
	one, two := v.chips.Faces()
	if !v.regions.scale.Visible() || !v.chips.Visible() || one == nil || two == nil || !strings.Contains(v.regions.scale.Words(), "same person") {
		t.Errorf("the scale says %q", v.regions.scale.Words())
	}
	if _, name, ok := v.saver.figure(); name != "what-mattered" || !ok {
		t.Errorf("%q is saved", name)
	}
	v.regions.button.OnTapped()
	if v.regions.found != nil || v.regions.foot.Visible() {
		t.Error("it stays")
	}
	if _, name, _ := v.saver.figure(); name != "verdict" {
		t.Errorf("%q is saved", name)
	}
	v.regions.button.OnTapped()
	v.regions.progress.Stop()
	pump(t, func() bool { return v.regions.running == nil })
	if v.regions.found != nil || len(w.sheets) > 0 {
		t.Error("a stop finds something, or fails")
	}
}

// Ctrl+S saves what the tab in view is about.
func TestSaveWhatIsInView(t *testing.T) {
	w, v, p := small(t)
	for tab, want := range map[int]string{
		tabDataset: "export.nophoto", tabTraining: "export.nocurves", tabVerification: "verification.nothing", tabEvaluation: "evaluation.nothing",
	} {
		w.selectTab(tab)
		w.exportShown()
		if w.notice.text != w.Words.Text(want) || len(w.sheets) > 0 {
			t.Errorf("on tab %d: %q", tab, w.notice.text)
		}
	}
	dropped(t, w, p[0], p[1])
	w.exportShown()
	if len(w.sheets) != 1 {
		t.Fatal("no sheet asks for the verdict's file")
	}
	w.sheets[0].Hide()
	f, _, _ := v.saver.figure()
	for _, format := range figure.Formats {
		if data, err := figure.Encode(f, format); err != nil || len(data) < 5000 {
			t.Errorf("the verdict as %s: %d bytes, %v", format, len(data), err)
		}
	}
	copyShown(w)
	if got := fyne.CurrentApp().Clipboard().Content(); !strings.HasPrefix(got, v.verdict.Sentence()+".") || !strings.Contains(got, "d01/1.pgm") {
		t.Errorf("copied %q", got)
	}
}

// An export remembers folder and format, and offers to open what it made.
func TestExportRemembers(t *testing.T) {
	w, v, p := small(t)
	dropped(t, w, p[0], p[1])
	f, _, _ := v.saver.figure()
	e := w.askExport("verdict", figure.Formats, func(path string) error { return figure.Save(path, f) })
	e.in = t.TempDir()
	e.format.Pick(2)
	e.save()
	pump(t, func() bool { return w.Settings.String(session.KeyFormat) == ".pdf" })
	if !w.notice.card.action.Visible() || w.notice.card.action.Text != "Open" {
		t.Error("what was made isn't offered")
	}
	again := w.askExport("verdict", figure.Formats, nil)
	if again.in != e.in || again.format.SelectedIndex() != 2 {
		t.Errorf("the next goes to %s in format %d", again.in, again.format.SelectedIndex())
	}
	if w.notice.say("plain"); w.notice.card.action.Visible() {
		t.Error("a plain message has a button")
	}
}

// Three photos are compared all against all; a cell shows its verdict, and what can't be read is counted.
func TestManyPhotos(t *testing.T) {
	w, v, p := small(t)
	bad := filepath.Join(t.TempDir(), "bad.jpg")
	if err := os.WriteFile(bad, []byte("no photo"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.handleDrop(fyne.NewPos(-5, -5), uris(p[0], bad, p[1], p[2]))
	pump(t, func() bool { return v.result != nil && v.many.cancel == nil })
	if !v.many.content.Visible() || v.sights.Visible() || v.many.title.Text != "3 photos, all against all, 1 left out" {
		t.Errorf("the title is %q", v.many.title.Text)
	}
	if v.photos[0].path != p[0] || v.photos[1].path != p[1] {
		t.Errorf("%q and %q are compared at first", v.photos[0].path, v.photos[1].path)
	}
	v.many.matrix.OnPicked(2, 0)
	pump(t, func() bool { return v.result != nil && v.photos[0].path == p[2] && v.photos[1].path == p[0] })
	v.many.toggle.OnTapped()
	if v.many.content.Visible() || !v.sights.Visible() || v.many.toggle.Text != "All 3 photos" {
		t.Errorf("the button says %q", v.many.toggle.Text)
	}
	v.many.toggle.OnTapped()
	v.clear.OnTapped()
	if v.many.content.Visible() || v.many.toggle.Visible() || !v.sights.Visible() {
		t.Error("the matrix stays without its photos")
	}
}

// A folder of photos without folders within is compared; one of people opens.
func TestLooseFolder(t *testing.T) {
	dir := drawn(t, 2)
	if loose := looseFolder(dir); loose != nil {
		t.Errorf("a folder of people is taken for loose photos: %v", loose)
	}
	if loose := looseFolder(filepath.Join(dir, "d01")); len(loose) != 2 {
		t.Errorf("loose photos: %v", loose)
	}
	if loose := looseFolder(filepath.Join(dir, "none")); loose != nil {
		t.Errorf("a folder that isn't there: %v", loose)
	}
}

// What was copied is taken as if it had been dropped: files, a picture, a path in a text.
func TestPaste(t *testing.T) {
	w, v, p := small(t)
	w.paster.take(clipboard.Content{Files: []string{p[0]}}, nil)
	pump(t, func() bool { return v.photos[0].ready() })
	picture, err := os.ReadFile(p[2])
	if err != nil {
		t.Fatal(err)
	}
	w.paster.take(clipboard.Content{Picture: picture}, nil)
	pump(t, func() bool { return v.result != nil })
	kept := v.photos[1].path
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 || v.photos[0].path != p[0] {
		t.Errorf("the picture lies in %q: %v", kept, err)
	}
	w.paster.close()
	if _, err := os.Stat(kept); err == nil {
		t.Error("a pasted picture stays after the window")
	}
	v.clearPhotos()
	w.paster.take(clipboard.Content{Text: "'" + p[1] + "'\n"}, nil)
	pump(t, func() bool { return v.photos[0].ready() && v.photos[0].path == p[1] })
	w.paster.take(clipboard.Content{Text: "dear all"}, nil)
	if w.notice.text != w.Words.Text("paste.nothing") {
		t.Errorf("of a letter: %q", w.notice.text)
	}
	if w.paster.take(clipboard.Content{}, os.ErrPermission); len(w.sheets) != 1 {
		t.Error("a failure isn't told")
	}
}

// Both photos show the same part of the photos, counted in shares of them where there are no faces.
func TestZoomTogether(t *testing.T) {
	w, v, p := small(t)
	dropped(t, w, p[0], p[1])
	v.slots[0].OnZoom(widgets.Zoom{Factor: 3, Middle: fyne.NewPos(20, 30)})
	if a, b := v.slots[0].Zoom(), v.slots[1].Zoom(); a != b || a.Factor != 3 { // the photos are of one size
		t.Errorf("%+v and %+v", a, b)
	}
	v.swapPhotos()
	dropped(t, w, p[0], p[2])
	if z := v.slots[1].Zoom(); z.Factor > 1 {
		t.Errorf("another photo is shown larger: %+v", z)
	}
}

// A path can be typed where the toolkit's dialog is open, and the folder is remembered.
func TestTypeAPath(t *testing.T) {
	w := pretend(t)
	dir := drawn(t, 2)
	photo := filepath.Join(dir, "d01", "1.pgm")
	var picked []string
	w.files.typePath()
	if len(w.sheets) != 0 {
		t.Error("a path is asked for while nothing is chosen")
	}
	w.pickFile("Choose", "", []string{".pgm"}, func(path string) { picked = append(picked, path) })
	w.files.typePath()
	if len(w.sheets) != 2 {
		t.Fatalf("%d sheets", len(w.sheets))
	}
	for _, wrong := range []string{"", dir, filepath.Join(dir, "none.pgm")} {
		if w.files.takePath(w.files.typing, wrong); len(picked) > 0 || w.notice.text == "" {
			t.Errorf("%q is taken", wrong)
		}
	}
	w.files.takePath(w.files.typing, " "+photo+" ")
	if len(picked) != 1 || picked[0] != photo || w.files.start("") != filepath.Dir(photo) || w.files.start(dir) != dir {
		t.Errorf("picked %v; the next begins in %s", picked, w.files.start(""))
	}
}
