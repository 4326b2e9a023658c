package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"siamface/app/session"
	"siamface/assets"
	"siamface/model/photo"
	"siamface/model/recipes"
	"siamface/model/report"
	"siamface/model/verify"
	"siamface/widgets"
)

// TestRealFaces drops photos on a fresh window, which judges them by the untrained recipe face.
func TestRealFaces(t *testing.T) {
	h := takeHold(t, "TestWindowFaces")
	root := people(t)
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))

	obama := func(name string) string { return filepath.Join(root, "barack-obama", name) }
	h.faces("verification-face", "The same person", obama("1.jpg"), obama("2.jpg"))
	if ui(func() bool { return h.w.Words.CanChinese() }) {
		h.click(h.w.languageButton)
		h.click(h.w.themeButton)
		h.shot("verification-face-chinese-dark")
		h.click(h.w.themeButton)
		h.click(h.w.languageButton)
	}
	h.must(h.x.Resize(600, 380))
	h.wait("small", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == 600 })
	h.shot("verification-face-600x380")
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	h.faces("verification-group", "Different people", obama("3.jpg"), filepath.Join(root, "..", "groups", "obama-and-biden.jpg"))

	h.lone(filepath.Join(root, "..", "groups", "obama-and-biden.jpg"))
	h.otherFace(obama("3.jpg"), filepath.Join(root, "..", "groups", "obama-and-biden.jpg"))
	h.groups(filepath.Join(root, "..", "groups", "bbt1.jpg"), filepath.Join(root, "..", "groups", "bbt2.jpg"))
	h.faces("verification-noface", "Unsure: no face found on the right", obama("1.jpg"), h.stripesFile())
	h.evaluateUntrained(root)
	h.foundFaces(filepath.Join(root, ".."), "groups")
	h.foundFaces(mixed(t), "mixed")
	h.alignedFaces()
	h.tab(tabTraining)
	h.shot("training-face")
	h.sheetsOf(recipes.Face)
}

// stripesFile is the file of a photo without a face.
func (h *hand) stripesFile() string {
	path := filepath.Join(h.TempDir(), "stripes.png")
	h.must(photo.SavePNG(path, stripes()))
	return path
}

// evaluateUntrained opens a folder and scores everyone in it.
func (h *hand) evaluateUntrained(root string) {
	h.drop(h.w.tabs, root)
	h.wait("open", 20*time.Second, func() bool { return h.w.Folder.Data != nil })
	e := h.w.evaluation
	h.tab(tabEvaluation)
	ui(func() bool { e.who.SetSelectedIndex(everyone); return true })
	h.wait("scored", time.Minute, func() bool { return e.shown != nil && e.shown.who == everyone })
	h.shot("evaluation-face")
	dir := filepath.Join(h.keep, "report")
	h.must(os.RemoveAll(dir))
	ui(func() bool { e.report.writeTo(dir); return true })
	h.wait("the report", time.Minute, func() bool { return !e.progress.Active() && strings.Contains(h.w.notice.text, report.PageFile) })
	for _, name := range []string{report.PageFile, report.DataFile, report.PairsFile} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			h.Errorf("of the report: %v, %v", info, err)
		}
	}
}

// foundFaces opens a folder of photos with none, one or several faces, chooses by that, and looks at one large.
func (h *hand) foundFaces(root, name string) {
	d := h.w.dataset
	h.tab(tabDataset)
	h.drop(h.w.tabs, root)
	h.wait("open", 20*time.Second, func() bool { return !d.opener.busy && h.w.Folder.Data != nil && h.w.Folder.Data.Root == root })
	h.wait("looked through", 2*time.Minute, func() bool { return len(d.faces.notes) == h.w.Folder.Data.Photos() && !d.faces.running })
	h.shot("dataset-" + name)
	h.inChineseAndDark("dataset-" + name)
	for i, suffix := range []string{"-noface", "-several"} { // the last has photos to look at
		ui(func() bool { d.photos.only.SetSelectedIndex(int(noFace) + i); return true })
		h.shot("dataset-" + name + suffix)
	}
	ui(func() bool { d.viewer.open(d.photos.items, 0); return true })
	h.wait("marked", 20*time.Second, func() bool { return d.viewer.found != nil })
	h.shot("dataset-" + name + "-large")
	h.inChineseAndDark("dataset-" + name + "-large")
	h.key("Escape")
	h.wait("back", 5*time.Second, func() bool { return !d.viewer.isOpen() })
}

// inChineseAndDark keeps a picture of what is shown in Chinese on a dark ground.
func (h *hand) inChineseAndDark(name string) {
	if !ui(func() bool { return h.w.Words.CanChinese() }) {
		return
	}
	h.click(h.w.languageButton)
	h.wait("in Chinese", 5*time.Second, func() bool { return h.w.Words.Language() == assets.Chinese })
	h.click(h.w.themeButton)
	h.wait("dark", 5*time.Second, widgets.IsDark)
	h.shot(name + "-chinese-dark")
	h.click(h.w.themeButton)
	h.wait("light", 5*time.Second, func() bool { return !widgets.IsDark() })
	h.click(h.w.languageButton)
	h.wait("in English", 5*time.Second, func() bool { return h.w.Words.Language() == assets.English })
}

// alignedFaces shows the aligned faces of a folder in place of its photos.
func (h *hand) alignedFaces() {
	root, _ := faces(h.T)
	d := h.w.dataset
	h.drop(h.w.tabs, root)
	h.wait("open", 20*time.Second, func() bool { return !d.opener.busy && h.w.Folder.Data.Root == root })
	h.wait("looking for faces", 20*time.Second, func() bool { return d.faces.running && len(d.faces.notes) > 0 })
	h.must(h.x.SavePNG(filepath.Join(h.keep, "dataset-finding.png")))
	x, y := middle(d.photos.kind)
	h.must(h.x.Click(x, y))
	time.Sleep(300 * time.Millisecond) // the list opens
	h.must(h.x.Key("Down"))
	h.must(h.x.Key("Down"))
	h.must(h.x.Key("Return"))
	h.wait("showing aligned faces", 5*time.Second, d.photos.aligned.Load)
	h.wait("aligned", 30*time.Second, func() bool {
		first := d.photos.grid.Thumbnail(0)
		return first != nil && first.Bounds().Dx() == first.Bounds().Dy()
	})
	h.wait("found", 3*time.Minute, func() bool { return !d.faces.running })
	h.shot("dataset-aligned")
	h.inChineseAndDark("dataset-aligned")
	h.must(h.x.Resize(600, 380))
	h.wait("small", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == 600 })
	h.shot("dataset-aligned-600x380")
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	h.wait("large again", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == session.LeastWidth })
	ui(func() bool { d.photos.kind.SetSelectedIndex(0); return true })
}

// sheetsOf looks at a recipe's network.
func (h *hand) sheetsOf(recipe string) {
	r := h.w.training
	ui(func() bool { r.form.recipe.SetSelected(recipe); return true })
	for name, button := range map[string]fyne.CanvasObject{"layers": r.form.layers, "network": r.form.network} {
		h.click(button)
		h.wait("open: "+name, 20*time.Second, func() bool { return len(h.w.sheets) == 1 })
		h.shot("sheet-" + name + "-face")
		h.key("Escape")
		h.wait("closed: "+name, 5*time.Second, func() bool { return len(h.w.sheets) == 0 })
	}
}

// lone drops one photo: its faces are shown before there is a second.
func (h *hand) lone(path string) {
	v := h.w.verification
	h.click(v.clear)
	h.drop(v.slots[1], path)
	h.wait("seen", 20*time.Second, func() bool { return v.photos[1].seen != nil && v.photos[1].seen.AllDescribed() })
	h.shot("verification-lone")
	if !ui(func() bool { return v.result == nil && v.photos[1].seen.Faces() == 3 && !v.group.toggle.Visible() }) {
		h.Error("one photo alone isn't seen, or is compared")
	}
	h.click(v.clear)
}

// point is a place of an object in pixels of the screen.
func point(o fyne.CanvasObject, in func() fyne.Position) (x, y int) {
	at := ui(func() fyne.Position {
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Add(in())
	})
	return int(at.X), int(at.Y)
}

// otherFace drops a photo of one person and one of two, and clicks on the face that isn't the main one: the verdict turns.
func (h *hand) otherFace(one, two string) {
	v := h.w.verification
	h.drop(h.w.tabs, one, two)
	h.wait("a verdict", 20*time.Second, func() bool { return v.result != nil && v.group.of[1] != nil && v.photos[1].path == two })
	if !ui(func() bool { return v.group.toggle.Visible() && !v.group.widget.Visible() }) {
		h.Error("for a single group the matrix isn't kept for who asks for it")
	}
	before := ui(func() float64 { return v.result.Distance })
	other := ui(func() int { return 1 - v.photos[1].chosen })
	x, y := point(v.slots[1], func() fyne.Position { return v.slots[1].BoxCentre(other) })
	h.must(h.x.MoveTo(x, y))
	h.shot("verification-hover")
	h.must(h.x.Click(x, y))
	h.wait("the other face", 5*time.Second, func() bool { return v.photos[1].chosen == other && v.result != nil })
	after := ui(func() verify.Result { return *v.result })
	if says := ui(v.verdict.Sentence); before < after.Threshold || after.Distance > after.Sure || says != "The same person" {
		h.Errorf("from %.3f to %.3f; the window says %q", before, after.Distance, says)
	}
	h.shot("verification-other")
	h.key("Left")
	h.wait("the first face again", 5*time.Second, func() bool { return v.photos[1].chosen != other })
	h.click(v.group.toggle)
	h.wait("a row of faces", 5*time.Second, v.group.widget.Visible)
	h.shot("verification-row")
}

// groups drops two photos of several people: all faces are compared with each other, and a click on a cell chooses its pair.
func (h *hand) groups(a, b string) {
	v := h.w.verification
	m := v.group.widget
	h.drop(h.w.tabs, a, b)
	h.wait("the matrix", 20*time.Second, func() bool { return v.photos[1].path == b && v.group.of[1] != nil && m.Visible() })
	h.shot("verification-groups")
	x, y := point(m, func() fyne.Position { return m.CellCentre(1, 1) })
	h.must(h.x.Click(x, y))
	h.wait("chosen", 5*time.Second, func() bool { row, col := m.Chosen(); return row == 1 && col == 1 })
	if !ui(func() bool {
		return v.photos[0].chosen == v.group.order[0][1] && v.photos[1].chosen == v.group.order[1][1] && v.result != nil
	}) {
		h.Error("a click on a cell doesn't compare its faces")
	}
	h.shot("verification-groups-chosen")
	h.key("Down")
	h.wait("the row below", 5*time.Second, func() bool { row, _ := m.Chosen(); return row == 2 })
	if ui(func() bool { return h.w.Words.CanChinese() }) {
		h.click(h.w.languageButton)
		h.wait("in Chinese", 5*time.Second, func() bool { return h.w.Words.Language() == assets.Chinese })
		h.click(h.w.themeButton)
		h.wait("dark", 5*time.Second, widgets.IsDark)
		h.shot("verification-groups-chinese-dark")
		h.click(h.w.themeButton)
		h.wait("light", 5*time.Second, func() bool { return !widgets.IsDark() })
		h.click(h.w.languageButton)
		h.wait("in English", 5*time.Second, func() bool { return h.w.Words.Language() == assets.English })
	}
	h.must(h.x.Resize(480, 700))
	h.wait("narrow", 5*time.Second, func() bool { return h.w.win.Canvas().Size().Width < 700 })
	h.shot("verification-groups-480")
	h.click(v.group.toggle)
	h.wait("the photos again", 5*time.Second, func() bool { return !m.Visible() && v.slots[0].Visible() })
	h.shot("verification-groups-480-photos")
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	h.wait("wide", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == session.LeastWidth })
}

// faces drops two photos and waits for the verdict, the boxes and the aligned faces.
func (h *hand) faces(name, want, a, b string) {
	v := h.w.verification
	h.drop(h.w.tabs, a, b)
	h.wait("a verdict", 20*time.Second, func() bool { return v.result != nil && v.photos[0].path == a && v.photos[1].path == b })
	if says := ui(v.verdict.Sentence); says != want {
		h.Errorf("%s: the window says %q, want %q", name, says, want)
	}
	if one, two := v.chips.Faces(); one == nil || two == nil && v.result.Photos[1].Faces > 0 {
		h.Errorf("%s: the aligned faces aren't shown", name)
	}
	h.shot(name)
}
