package window

import (
	"fmt"
	"image"
	_ "image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siamface/app/session"
	"siamface/assets"
	"siamface/model/dataset"
	"siamface/model/recipes"
	"siamface/model/sample"
	"siamface/model/verify"
	"siamface/widgets"
)

// TestRealWindow does the whole main job in the real window, as a person would.
func TestRealWindow(t *testing.T) {
	h := takeHold(t, "TestWindow")
	root, given := faces(t)
	for _, step := range []struct {
		name string
		do   func(h *hand)
	}{
		{"empty", func(h *hand) { h.empty() }},
		{"photos without a model", func(h *hand) {
			if !pictured {
				h.noModel(root)
			}
		}},
		{"open by drop", func(h *hand) { h.openByDrop(root, given) }},
		{"browse", func(h *hand) { h.browse() }},
		{"train", func(h *hand) {
			if pictured { // there are face networks, to which drawn faces are none
				ui(func() bool { h.w.training.form.recipe.SetSelected(recipes.Small); return true })
			}
			h.train()
		}},
		{"verify", func(h *hand) { h.verify("") }},
		{"bad drops", func(h *hand) { h.badDrops() }},
		{"export", func(h *hand) { h.exportHistogram() }},
		{"threshold", func(h *hand) { h.moveThreshold() }},
		{"figures", func(h *hand) { h.openFigures() }},
		{"pairs", func(h *hand) { h.openPair() }},
		{"everyone", func(h *hand) { h.scoreEveryone() }},
		{"dark", func(h *hand) { h.dark() }},
		{"chinese", func(h *hand) { h.chinese() }},
		{"small", func(h *hand) { h.small() }},
		{"sheets", func(h *hand) { h.openSheets() }},
		{"stop", func(h *hand) { h.stop() }},
		{"sample faces", func(h *hand) { h.sampleFaces() }},
		{"thoroughly", func(h *hand) { h.testThoroughly() }},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.do(&hand{T: t, x: h.x, w: real, keep: h.keep}) }) {
			return // each step builds on those before it
		}
	}
}

func (h *hand) shots(suffix string) {
	for i, name := range []string{"dataset", "training", "verification", "evaluation"} {
		h.tab(i)
		h.shot(name + suffix)
	}
}

func (h *hand) empty() {
	bounds, err := h.x.Bounds()
	h.must(err)
	if bounds.Dx() < session.LeastWidth || bounds.Dy() < session.LeastHeight {
		h.Errorf("the window's first size is %v", bounds)
	}
	if least := ui(func() [2]float32 { s := h.w.win.Content().MinSize(); return [2]float32{s.Width, s.Height} }); least[0] > 600 || least[1] > 380 {
		h.Errorf("the window needs at least %v units, want 600×380", least)
	}
	for i, p := range h.w.pages {
		if s := ui(p.MinSize); s.Width > leastContent.Width || s.Height > leastContent.Height {
			h.Errorf("page %d needs at least %v, more than the %v that there may be", i, s, leastContent)
		}
	}
	h.shots("-empty")
	h.key("?")
	h.wait("help", 5*time.Second, func() bool { return len(h.w.sheets) == 1 })
	h.shot("help")
	h.key("Escape")
	h.wait("closed", 5*time.Second, func() bool { return len(h.w.sheets) == 0 })
}

// photos are some photos of a folder of faces, the first two of one person, the third of another.
func photos(t *testing.T, root string) [3]string {
	d, err := dataset.Open(t.Context(), root, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, b := d.People[0].Photos, d.People[1].Photos
	return [3]string{d.Abs(a[0]), d.Abs(a[1]), d.Abs(b[0])}
}

// noModel drops two photos before there is a model: they are shown, with a sentence on how to get a verdict.
func (h *hand) noModel(root string) {
	h.tab(tabDataset)
	p := photos(h.T, root)
	h.drop(h.w.tabs, p[0], p[2])
	v := h.w.verification
	h.wait("both shown", 10*time.Second, func() bool { return v.photos[0].ready() && v.photos[1].ready() })
	if !ui(func() bool { return v.toTrain.Visible() && h.w.tabs.Selected() == tabVerification }) {
		h.Error("nothing says how to get a verdict")
	}
	h.shot("verification-nomodel")
	h.click(v.toTrain)
	h.wait("on the Training tab", 5*time.Second, func() bool { return h.w.tabs.Selected() == tabTraining })
	h.tab(tabVerification)
	h.click(v.clear)
	h.wait("empty", 5*time.Second, func() bool { return v.photos[0].path == "" && v.photos[1].path == "" })
}

func (h *hand) openByDrop(root string, given bool) {
	h.drop(h.w.tabs, root)
	h.wait("open", 20*time.Second, func() bool { return h.w.Folder.Data != nil })
	counts := ui(func() [5]int {
		d := h.w.Folder.Data
		return [5]int{len(d.People), d.Photos(), d.Count(dataset.Train), d.Count(dataset.Validation), d.Count(dataset.Test)}
	})
	held := int(math.Round(0.15 * sample.People)) // for validation, and as many for test
	want := [5]int{sample.People, sample.People * sample.Pictures, sample.People - 2*held, held, held}
	if given {
		want = [5]int{40, 400, 33, 4, 3}
	}
	if counts != want {
		h.Errorf("people, photos and split are %v, want %v", counts, want)
	}
	h.shot("dataset-everyone")
}

// browse chooses a person, opens a photo large, turns to the next and goes back.
func (h *hand) browse() {
	d := h.w.dataset
	x, y := middle(d.people.list)
	height := int(ui(func() float32 { return d.people.list.Size().Height }))
	h.must(h.x.Click(x, y-height/2+3*30))
	h.wait("showing one person", 5*time.Second, func() bool { return len(d.photos.people) == 1 })
	h.wait("thumbnails", 10*time.Second, func() bool { return d.photos.grid.Thumbnail(0) != nil && d.photos.grid.Thumbnail(5) != nil })
	h.shot("dataset-person")
	x, y = middle(d.photos.grid)
	size := ui(d.photos.grid.Size)
	left, top := x-int(size.Width)/2+60, y-int(size.Height)/2+60
	h.must(h.x.DoubleClick(left, top))
	h.wait("large", 5*time.Second, func() bool { return d.viewer.isOpen() && d.viewer.view.Image() != nil })
	h.key("Right")
	h.wait("at the next photo", 5*time.Second, func() bool { return d.viewer.at == 1 })
	h.shot("dataset-large")
	h.key("Escape")
	h.wait("back", 5*time.Second, func() bool { return !d.viewer.isOpen() && d.photos.grid.Selected() == 1 })
	h.key("space")
	h.key("Right")
	h.key("c")
	h.wait("comparing the two", 10*time.Second, func() bool {
		v := h.w.verification
		return h.w.tabs.Selected() == tabVerification && v.photos[0].ready() && v.photos[1].ready() && v.photos[0].path != v.photos[1].path
	})
	h.tab(tabDataset)
}

func (h *hand) train() {
	h.tab(tabTraining)
	h.enterEpochs("4")
	h.key("ctrl+t")
	h.wait("training", 5*time.Second, func() bool { return h.w.Work.Running })
	h.wait("past the first epochs", 2*time.Minute, func() bool { return len(h.w.training.view.history) >= 2 || !h.w.Work.Running })
	h.must(h.x.SavePNG(filepath.Join(h.keep, "training-running.png")))
	h.wait("done", 4*time.Minute, func() bool { return !h.w.Work.Running })
	if n := ui(func() int { return len(h.w.training.view.history) }); n != 4 {
		h.Errorf("%d epochs are drawn, want 4", n)
	}
	x, y := middle(h.w.training.view.charts.charts[0])
	h.must(h.x.MoveTo(x, y))
	h.shot("training-hover")
	if !ui(func() bool { return h.w.Models.Current != nil && h.w.training.result == h.w.Models.Current }) {
		h.Fatal("the training gave no model")
	}
}

// verify drops two photos of one person, then of two, and reads the verdict; the pictures' names begin so.
func (h *hand) verify(names string) {
	people := ui(func() []dataset.Person { return h.w.Folder.Data.Of(dataset.Test) })
	abs := func(p, i int) string { return ui(func() string { return h.w.Folder.Data.Abs(people[p].Photos[i]) }) }
	h.tab(tabVerification)
	same := h.verdict(names+"same", abs(0, 0), abs(0, 1))
	different := h.verdict(names+"different", abs(0, 0), abs(1, 0))
	if same >= different {
		h.Errorf("two photos of one person are %.3f apart, of two people %.3f", same, different)
	}
}

// verdict drops two photos and checks that the window says what their distance means. After a few epochs the verdict
// itself may be wrong.
func (h *hand) verdict(name, a, b string) (distance float64) {
	v := h.w.verification
	h.drop(v.slots[1], a, b)
	h.wait("a verdict", 20*time.Second, func() bool { return v.result != nil && v.photos[0].path == a && v.photos[1].path == b })
	r := ui(func() verify.Result { return *v.result })
	want := "Unsure: too close to call"
	switch {
	case r.Distance < r.Sure:
		want = "The same person"
	case r.Distance >= r.Threshold:
		want = "Different people"
	}
	if says := ui(v.verdict.Sentence); says != want {
		h.Errorf("at %.3f the window says %q, want %q", r.Distance, says, want)
	}
	h.Logf("two photos, %s: %.3f, %s", name, r.Distance, want)
	h.shot("verification-" + name)
	return r.Distance
}

// badDrops drops what can't be shown: the reason stands in its place.
func (h *hand) badDrops() {
	v := h.w.verification
	bad := filepath.Join(h.TempDir(), "letter.jpg")
	h.must(os.WriteFile(bad, []byte("no photo at all"), 0o600))
	x, y := middle(v.slots[0])
	drag, err := h.x.Drag(h.Context(), x, y, bad)
	h.must(err)
	h.wait("lit below the dragged file", 5*time.Second, v.slots[0].Lit)
	h.must(drag.Drop(h.Context()))
	h.wait("refused", 10*time.Second, func() bool { return v.photos[0].path == bad && v.photos[0].err != nil })
	h.shot("verification-bad")
	x, y = middle(v.slots[1])
	for name, list := range map[string]string{
		"web": "https://example.org/face.jpg\r\n", "missing": "file:///nowhere/face.jpg\r\n",
		"many": "file:///a.jpg\r\nfile:///a.jpg\r\nfile:///a.jpg\r\n",
	} {
		h.must(h.x.DropText(h.Context(), x, y, list))
		h.wait("answered: "+name, 5*time.Second, func() bool { return h.w.notice.text != "" })
		h.Log(ui(func() string { return h.w.notice.text }))
		h.key("Escape")
		h.wait("quiet", 5*time.Second, func() bool { return h.w.notice.text == "" })
	}
	p := photos(h.T, h.w.Folder.Data.Root)
	h.drop(v.slots[0], p[0], p[1])
	h.wait("a verdict again", 10*time.Second, func() bool { return v.result != nil })
}

func (h *hand) exportHistogram() {
	h.tab(tabEvaluation)
	h.wait("a histogram", 10*time.Second, func() bool { return h.w.evaluation.chart.plot.Image() != nil })
	h.key("ctrl+s")
	h.wait("asked", 5*time.Second, func() bool { return len(h.w.sheets) == 1 })
	h.shot("export")
	h.key("ctrl+a")
	h.must(h.x.Type("distances\n"))
	home, _ := os.UserHomeDir()
	path := filepath.Join(home, "distances.png")
	h.wait("saved", 10*time.Second, func() bool { _, err := os.Stat(path); return err == nil })
	f, err := os.Open(path)
	h.must(err)
	defer f.Close()
	c, format, err := image.DecodeConfig(f)
	h.must(err)
	if format != "png" || c.Width < 1000 {
		h.Errorf("the picture is %s of %d×%d", format, c.Width, c.Height)
	}
}

// scoreEveryone scores all people of the open folder.
func (h *hand) scoreEveryone() {
	e := h.w.evaluation
	h.tab(tabEvaluation)
	ui(func() bool { e.who.SetSelectedIndex(everyone); return true })
	h.wait("scored", 2*time.Minute, func() bool { return e.shown != nil && e.shown.who == everyone })
	people, photos := len(h.w.Folder.Data.People), h.w.Folder.Data.Photos()
	if got := ui(func() [2]int { return [2]int{e.shown.people, e.shown.photos} }); got != [2]int{people, photos} {
		h.Errorf("%v people and photos are scored, want %d and %d", got, people, photos)
	}
	h.shot("evaluation-everyone")
	ui(func() bool { e.who.SetSelectedIndex(testPeople); return true })
	h.wait("the test people again", 10*time.Second, func() bool { return e.shown != nil && e.shown.who == testPeople })
}

func (h *hand) dark() {
	h.shots("")
	h.click(h.w.themeButton)
	h.wait("dark", 5*time.Second, widgets.IsDark)
	h.shots("-dark")
	h.click(h.w.themeButton)
	h.wait("light", 5*time.Second, func() bool { return !widgets.IsDark() })
}

func (h *hand) chinese() {
	if !ui(func() bool { return h.w.Words.CanChinese() }) {
		h.Skip("no font on this machine draws Chinese")
	}
	h.click(h.w.languageButton)
	h.wait("in Chinese", 5*time.Second, func() bool { return h.w.Words.Language() == assets.Chinese })
	h.shots("-chinese")
	h.click(h.w.languageButton)
	h.wait("in English", 5*time.Second, func() bool { return h.w.Words.Language() == assets.English })
}

// small shows the tabs at the least size and at a large one.
func (h *hand) small() {
	for _, size := range []image.Point{{600, 380}, {1280, 800}, {1000, 700}} {
		h.must(h.x.Resize(size.X, size.Y))
		h.wait("resized", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == size.X })
		h.shots(fmt.Sprintf("-%dx%d", size.X, size.Y))
	}
}

// stop verifies while a training goes on, asks before it closes, and stops: the best so far is kept.
func (h *hand) stop() {
	p := photos(h.T, h.w.Folder.Data.Root)
	h.tab(tabTraining)
	before := h.w.Models.Current
	h.enterEpochs("5000")
	h.click(h.w.training.start)
	h.wait("training", 5*time.Second, func() bool { return h.w.Work.Running })
	h.wait("in its first epochs", 2*time.Minute, func() bool { return len(h.w.training.view.history) >= 1 })
	h.key("Escape")
	h.click(h.w.training.progress.Button())
	h.wait("asked whether to stop", 5*time.Second, func() bool { return len(h.w.sheets) == 1 })
	h.shot("training-stop")
	h.key("Escape")
	h.wait("training on", 5*time.Second, func() bool { return len(h.w.sheets) == 0 && h.w.Work.Running })
	h.tab(tabVerification)
	h.drop(h.w.verification.slots[0], p[0], p[1])
	h.wait("a verdict meanwhile", 20*time.Second, func() bool { return h.w.verification.result != nil })
	h.must(h.x.Close())
	h.wait("asked", 5*time.Second, func() bool { return len(h.w.sheets) == 1 })
	h.shot("close")
	h.key("Escape")
	h.wait("going on", 5*time.Second, func() bool { return len(h.w.sheets) == 0 && h.w.Work.Running })
	ended := false // what closes the window once "Stop and close" is pressed
	ui(func() bool { h.w.training.stopThen(func() { ended = true }); return true })
	h.wait("stopped", time.Minute, func() bool { return !h.w.Work.Running && ended })
	if !ui(func() bool { return h.w.Models.Current == before && h.w.training.result.Report.Stopped }) {
		h.Error("a half-trained model is in use, and nobody asked for it")
	}
	if _, err := os.Stat(filepath.Join(h.w.training.result.Folder, "model.safetensors")); err != nil {
		h.Error(err)
	}
	h.tab(tabTraining)
	h.shot("training-stopped")
}

// openSheets opens each sheet and closes it by Escape.
func (h *hand) openSheets() {
	open := func(name string, do func()) {
		do()
		h.wait("open: "+name, 20*time.Second, func() bool { return len(h.w.sheets) == 1 })
		h.shot("sheet-" + name)
		h.key("Escape")
		h.wait("closed: "+name, 5*time.Second, func() bool { return len(h.w.sheets) == 0 })
	}
	h.tab(tabTraining)
	h.unfold()
	h.reveal(h.w.training.form.layers)
	open("layers", func() { h.click(h.w.training.form.layers) })
	open("network", func() { h.click(h.w.training.form.network) })
	h.tab(tabDataset)
	open("folder", func() { h.key("ctrl+o") })
	if ui(h.w.dataset.summary.findings.Visible) {
		open("skipped", func() { h.click(h.w.dataset.summary.findings) })
	}
}

// sampleFaces draws the sample faces and opens them; they are called drawings.
func (h *hand) sampleFaces() {
	h.tab(tabDataset)
	h.click(h.w.dataset.sampleButton)
	h.wait("opened", 60*time.Second, func() bool { return h.w.Folder.Data.Root == session.SampleFolder() })
	if n := ui(func() int { return len(h.w.Folder.Data.People) }); n != sample.People {
		h.Errorf("%d people are drawn, want %d", n, sample.People)
	}
	if title := h.x.Title(); !strings.HasSuffix(title, "Siamface · Sample faces (drawings)") { // work that goes on stands before it
		h.Errorf("the title is %q", title)
	}
	h.shot("dataset-samples")
}
