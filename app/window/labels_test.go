package window

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/assets"
	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/group"
	"siamface/model/pairlist"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/train"
)

// usersOwn stands in every name that a test's user has given: what has it may be shortened.
const usersOwn = "Ω"

// labelSizes are the least size of the window, the first one, a laptop's and a large screen's.
var labelSizes = []fyne.Size{{Width: 600, Height: 380}, {Width: 900, Height: 600}, {Width: 1000, Height: 700}, {Width: 1280, Height: 800}, {Width: 2560, Height: 1440}}

// inspector looks for texts that are cut or lie over each other, in both languages and all sizes.
type inspector struct {
	*testing.T
	w     *Window
	words []*regexp.Regexp
	known leastSizes
}

func inspect(t *testing.T, w *Window) *inspector {
	return &inspector{t, w, unshortened(t), leastSizes{}}
}

// see looks at what is shown; open, where it isn't nil, opens a sheet for each look.
func (i *inspector) see(name string, open func()) {
	i.Helper()
	for _, l := range assets.Languages {
		i.w.Words.SetLanguage(l)
		known := map[string]bool{}
		for _, size := range labelSizes {
			i.w.notice.hide()
			i.w.win.Resize(size)
			if open != nil {
				open()
				pump(i.T, func() bool { return i.w.win.Canvas().Overlays().Top() != nil })
			}
			rest(i.T)
			for _, fault := range faults(look(i.w.win, i.known), i.words, usersOwn, os.TempDir(), ".jpg") {
				if !known[fault] {
					known[fault] = true
					i.Errorf("%s, %s, %v×%v: %s", name, l, size.Width, size.Height, fault)
				}
			}
			i.closeAll()
		}
	}
	i.w.Words.SetLanguage(assets.English)
}

// closeAll closes what lies over the content.
func (i *inspector) closeAll() {
	for len(i.w.sheets) > 0 {
		i.w.closeInnermost()
	}
	for _, o := range i.w.win.Canvas().Overlays().List() {
		i.w.win.Canvas().Overlays().Remove(o)
	}
}

// seeTabs looks at every tab.
func (i *inspector) seeTabs(name string) {
	for tab, title := range []string{"dataset", "training", "verification", "evaluation", "gallery"} {
		i.w.selectTab(tab)
		i.see(name+" "+title, nil)
	}
}

// owned is a folder of drawn people whose names are the user's own, with copies on both sides of the split.
func owned(t *testing.T) string {
	t.Helper()
	root := leaky(t)
	for range 3 { // the deepest first
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			name := e.Name()
			if err != nil || path == root || strings.HasPrefix(name, ".") || strings.HasPrefix(name, usersOwn) {
				return err
			}
			to := usersOwn + "-" + name
			if e.IsDir() {
				to = usersOwn + "nobody " + usersOwn + "everybody " + usersOwn + name
			}
			if err := os.Rename(path, filepath.Join(filepath.Dir(path), to)); err != nil || e.IsDir() {
				return cmp.Or(err, fs.SkipDir)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	to := filepath.Join(filepath.Dir(root), usersOwn+" faces of my family"+usersOwn)
	rename(t, root, to)
	return to
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// No text of the program's is cut, lies over another or leaves its room, before there is anything to work with.
func TestLabelsAtTheStart(t *testing.T) {
	w := pretend(t)
	i := inspect(t, w)
	i.seeTabs("empty")
	w.selectTab(tabDataset)
	i.see("help", w.showHelp)
	i.see("preferences", w.showPreferences)
	i.see("open", w.dataset.opener.pickFolder)
	i.see("error", func() { w.showError(w.Words.Text("training.cannot"), errors.New("the disk is full")) })
	w.dropHint.show(10, 10, true)
	i.see("dragged", nil)
}

// Neither are they with a folder that was looked at closely.
func TestLabelsOfAFolder(t *testing.T) {
	w := pretend(t)
	d := openAudited(t, w, owned(t))
	i := inspect(t, w)
	i.seeTabs("folder")
	w.selectTab(tabDataset)
	for _, k := range []string{"", "skipped"} {
		i.see("findings "+k, func() {
			d.findings.open()
			switch k {
			case "skipped":
				d.findings.pickKind(skippedKind)
			case "":
				d.findings.pickKind(everyKind)
			}
		})
	}
	d.people.list.Select(1)
	i.see("person", nil)
	d.search.SetText("nobody")
	i.see("nobody", nil)
	d.search.SetText("")
	d.viewer.open(d.photos.items, 0)
	i.see("large", nil)
	d.viewer.close()
}

// Neither are they before, during and after a training.
func TestLabelsOfATraining(t *testing.T) {
	w := pretend(t)
	w.Settings.SetRunsFolder(filepath.Join(t.TempDir(), usersOwn+" runs"))
	openAudited(t, w, owned(t))
	w.selectTab(tabTraining)
	f, p := w.training, w.training.runs
	i := inspect(t, w)
	f.form.settings.fold.Tapped(nil)
	for _, recipe := range recipes.Names() {
		f.form.recipe.SetSelected(recipe)
		rest(t)
		i.see("form of "+recipe, nil)
	}
	f.form.recipe.SetSelected(recipes.Small)
	i.see("search", f.search.open)
	i.see("layers", func() { showLayers(w.desk, f.form.readBlueprint()) })
	i.see("network", func() { showNetwork(w.desk, f.form.readBlueprint()) })
	for _, epochs := range []string{"1", "2"} {
		trainOnce(t, w, recipes.Small, epochs)
		if err := p.act.rename(p.runs[0], usersOwn+" run with a long name of its own "+epochs); err != nil {
			t.Fatal(err)
		}
		pump(t, func() bool {
			return slices.ContainsFunc(p.runs, func(r *foundRun) bool { return r.name()[0] == usersOwn[0] })
		})
	}
	rest(t)
	i.see("outcome", nil)
	warned := *f.view.shown
	warned.report.Warnings = []string{train.Standstill, train.OverFitting}
	f.view.end(&warned)
	i.see("outcome with warnings", nil)
	i.see("warnings", f.view.showWarnings)
	i.see("comparison", func() { showComparison(w.desk, p.runs[0], p.runs[1]) })
	i.see("menu of a run", p.act.showMenu)
	i.see("menu of models", func() { showModelMenu(w) })
	i.see("note", func() { p.act.askForNote(p.runs[0]) })
	i.see("question", func() { f.askToStop(func() {}) })
	f.view.begin(9)
	f.progress.Start(w.Words.Text("stage.reading", "0", "12,000"))
	f.view.showHistory(train.Event{Epochs: 9, History: make([]train.Epoch, 5), Warnings: warned.report.Warnings})
	i.see("running", nil)
	f.progress.Done("")
	f.view.end(nil)
	w.selectTab(tabEvaluation)
	pump(t, func() bool { return w.evaluation.shown != nil })
	rest(t)
	i.see("evaluation of a run", nil)
}

// Neither are they beside figures.
func TestLabelsOfAnEvaluation(t *testing.T) {
	w, e := evaluated(t)
	w.dataset.opener.openFolder(owned(t))
	pump(t, func() bool { return w.Folder.Data != nil })
	d := w.Folder.Data
	s := evaluation{scores: someScores(t), threshold: 0.25, people: 6, photos: 30}
	s.metrics, s.curve = evaluate.Measure(s.scores, s.threshold), s.scores.Curve()
	s.of, s.root, s.name = filepath.Base(d.Root), d.Root, recipes.ResNet50Aligned
	s.baseline = measureBaselines(map[string]evaluate.Scores{"pixels": someScores(t).Times(2), "untrained": someScores(t)})
	s.closest, s.farthest = somePairs(d)
	s.skipped = 3
	w.selectTab(tabEvaluation)
	e.show(&s)
	rest(t)
	i := inspect(t, w)
	i.see("figures", nil)
	foldNumbers(e, false)
	i.see("numbers", nil)
	e.chart.plot.OnMoved(0.3)
	rest(t)
	i.see("threshold moved", nil)
	i.see("folds", e.folds.ask)
	i.see("export", e.chart.exportFigure)
}

// somePairs are pairs of a folder's photos.
func somePairs(d *dataset.Dataset) (closest, farthest []pairlist.ScoredPair) {
	a, b := d.People[0].Photos, d.People[1].Photos
	return []pairlist.ScoredPair{{FileX: a[0].Path, FileY: b[0].Path, Distance: 0.2}}, []pairlist.ScoredPair{{FileX: a[0].Path, FileY: a[1].Path, Same: true, Distance: 0.9}}
}

// Neither are they beside a verdict.
func TestLabelsOfAVerdict(t *testing.T) {
	w, v, p := small(t)
	w.selectTab(tabVerification)
	i := inspect(t, w)
	dropped(t, w, p[0], p[2])
	i.see("verdict", nil)
	toggleDetails(v)
	i.see("details", nil)
	toggleDetails(v)
	v.regions.button.OnTapped()
	pump(t, func() bool { return v.regions.found != nil })
	i.see("regions", nil)
	i.see("save", v.saver.saveVerdict)
	v.many.compare(p[:])
	pump(t, func() bool { return v.many.cancel == nil })
	i.see("many", nil)
}

// Neither are they with the face networks, whose verdicts say more, and in the gallery.
func TestLabelsWithFaceNetworks(t *testing.T) {
	weights, dir := realdata.Faces(t), people(t)
	w := pretendWith(t, weights)
	pump(t, func() bool { return w.Models.Current != nil })
	i := inspect(t, w)
	a, b := filepath.Join(dir, "barack-obama", "1.jpg"), filepath.Join(dir, "joe-biden", "2.jpg")
	w.handleDrop(fyne.NewPos(-5, -5), uris(a, b))
	pump(t, func() bool { return w.verification.result != nil })
	i.see("faces", nil)
	toggleDetails(w.verification)
	i.see("details of faces", nil)
	g := w.gallery
	w.selectTab(tabGallery)
	g.groups.startFiles([]string{a, b, filepath.Join(dir, "barack-obama", "4.jpg")})
	pump(t, func() bool { return g.groups.cancel == nil && g.groups.content.Visible() })
	i.see("groups", nil)
	g.groups.people = group.Rename(g.groups.people, 0, usersOwn+" somebody")
	g.groups.enrolAll()
	pump(t, func() bool { return g.file.cancel == nil && len(g.file.people) > 0 })
	i.see("people", nil)
	g.asked.show(a)
	pump(t, func() bool { return g.asked.answer != nil })
	i.see("asked", nil)
}
