package window

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"siamface/app/session"
	"siamface/assets"
	"siamface/model/dataset"
	"siamface/model/errorrate"
	"siamface/model/evaluate"
	"siamface/model/figure"
	"siamface/model/format"
	"siamface/model/pairlist"
	"siamface/model/recipes"
	"siamface/model/report"
	"siamface/model/run"
	"siamface/widgets"
)

// someScores are the pairs of six people with five photos each, on lines far apart and not so far.
func someScores(t *testing.T) evaluate.Scores {
	t.Helper()
	var embeddings []float32
	var person []int
	for p := range 6 {
		for i := range 5 {
			embeddings = append(embeddings, float32(p)*0.3+float32(i*i)*0.02*float32(p%3), 0)
			person = append(person, p)
		}
	}
	scores, err := evaluate.Collect(t.Context(), embeddings, 2, person, nil)
	if err != nil {
		t.Fatal(err)
	}
	return scores
}

// evaluated is a window that shows some scores.
func evaluated(t *testing.T) (*Window, *evaluationTab) {
	w := pretend(t)
	e := w.evaluation
	s := &evaluation{scores: someScores(t), threshold: 0.25, people: 6, photos: 30, of: "faces", root: "faces", name: "small"}
	s.metrics, s.curve = evaluate.Measure(s.scores, s.threshold), s.scores.Curve()
	e.show(s)
	return w, e
}

// value reads what stands beside a label.
func value(t *testing.T, rows []string, label string) string {
	t.Helper()
	for _, row := range rows {
		if rest, ok := strings.CutPrefix(row, label+": "); ok {
			return rest
		}
	}
	t.Fatalf("nothing is called %q in %q", label, rows)
	return ""
}

// The rates follow the threshold, and the way back is offered.
func TestThresholdMoves(t *testing.T) {
	w, e := evaluated(t)
	if e.numbers.reset.Visible() {
		t.Error("a way back to where the threshold is")
	}
	for _, threshold := range []float64{0.1, 0.3, 0.31, 5} {
		e.chart.plot.OnMoved(threshold)
		rows := e.numbers.here.Rows()
		scores := e.shown.scores
		fmr, _ := scores.FMR(threshold)
		fnmr, _ := scores.FNMR(threshold)
		if got, want := value(t, rows, "FMR"), format.Percent(fmr, scores.Impostor().N())+" %"; got != want {
			t.Errorf("at %v: FMR %q, want %q", threshold, got, want)
		}
		if got, want := value(t, rows, "FNMR"), format.Percent(fnmr, scores.Genuine().N())+" %"; got != want {
			t.Errorf("at %v: FNMR %q, want %q", threshold, got, want)
		}
		wrong := format.Count(scores.Impostor().Below(threshold)) + " of " + format.Count(scores.Impostor().N())
		if got := strings.Join(strings.Fields(value(t, rows, "False matches")), " "); got != wrong {
			t.Errorf("at %v: %q false matches, want %q", threshold, got, wrong)
		}
		if !e.numbers.reset.Visible() || e.chart.plot.Value() != threshold {
			t.Errorf("at %v: the line is at %v", threshold, e.chart.plot.Value())
		}
	}
	e.numbers.reset.OnTapped()
	if e.chart.threshold != 0.25 || e.chart.plot.Value() != 0.25 || e.numbers.reset.Visible() {
		t.Errorf("back to %v", e.chart.threshold)
	}
	if e.chart.plot.OnMoved(0.3); w.evaluation.chart.shownFigure() == nil {
		t.Error("nothing to export")
	}
}

// Intervals come once they are found, at any threshold; the threshold stays where it was moved to.
func TestIntervalsCome(t *testing.T) {
	_, e := evaluated(t)
	e.chart.plot.OnMoved(0.3)
	pump(t, func() bool { return e.shown.metrics.Interval != nil && e.chart.around.threshold == 0.3 })
	if e.chart.threshold != 0.3 {
		t.Errorf("the threshold went to %v", e.chart.threshold)
	}
	if got := value(t, e.numbers.here.Rows(), "FMR"); !strings.Contains(got, "[") {
		t.Errorf("FMR %q", got)
	}
	if got := value(t, e.numbers.whole.Rows(), "EER"); !strings.Contains(got, "[") || e.numbers.unsure.Visible() {
		t.Errorf("EER %q", got)
	}
	low, high := e.chart.around.fmr[0], e.chart.around.fmr[1]
	if v, _ := e.shown.scores.FMR(0.3); !(low <= v && v <= high && low < high) {
		t.Errorf("FMR %v in [%v, %v]", v, low, high)
	}
	if b := e.shown.curve; len(b.FNMRAtFMR) != bandRates || len(b.FMR) != bandThresholds || len(b.FNMR) != bandThresholds {
		t.Errorf("bands of %d, %d and %d places", len(b.FNMRAtFMR), len(b.FMR), len(b.FNMR))
	}
}

// Where people are too few for intervals, that is said.
func TestTooFewPeopleForIntervals(t *testing.T) {
	w := pretend(t)
	scores, err := evaluate.New([]float64{0.1, 0.2}, []float64{0.8, 0.9, 1})
	if err != nil {
		t.Fatal(err)
	}
	w.evaluation.show(&evaluation{scores: scores, threshold: 0.5})
	if n := w.evaluation.numbers; !n.unsure.Visible() || !strings.Contains(n.unsure.Text, "5") {
		t.Errorf("%q", n.unsure.Text)
	}
}

// No error seen doesn't mean that there is none.
func TestIntervalOfNoErrors(t *testing.T) {
	for _, c := range []struct {
		ends [2]float64
		rate float64
		n    int
		want [2]float64
	}{
		{[2]float64{0, 0}, 0, 300, [2]float64{0, 0.01}},
		{[2]float64{0, 0.02}, 0, 300, [2]float64{0, 0.02}},
		{[2]float64{0, 0}, 0, 2, [2]float64{0, 1}},
		{[2]float64{0.1, 0.2}, 0.15, 3, [2]float64{0.1, 0.2}},
		{[2]float64{0, 0}, math.NaN(), 0, [2]float64{0, 0}},
	} {
		if got := errorrate.WidenUnseen(c.ends, c.rate, c.n); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// A change of the language measures nothing anew.
func TestLanguageKeepsMeasures(t *testing.T) {
	w, e := evaluated(t)
	if !w.Words.CanChinese() {
		t.Skip("no font on this machine draws Chinese")
	}
	eer := 0.123
	e.shown.metrics.EER = &eer // not what would be measured
	w.Words.SetLanguage(assets.Chinese)
	if got := value(t, e.numbers.whole.Rows(), "等错误率 EER"); !strings.HasPrefix(got, "12.3") {
		t.Errorf("EER %q", got)
	}
	w.Words.SetLanguage(assets.English)
}

// Every figure can be shown, drawn and saved in each language.
func TestEveryFigure(t *testing.T) {
	w, e := evaluated(t)
	pump(t, func() bool { return e.shown.curve.FMR != nil })
	s := *e.shown
	s.baseline = measureBaselines(map[string]evaluate.Scores{"pixels": someScores(t).Times(2), "untrained": someScores(t)})
	e.update(&s)
	for _, l := range assets.Languages {
		w.Words.SetLanguage(l)
		for i, kind := range figureKinds {
			e.chart.figures.Select(i)
			path := filepath.Join(t.TempDir(), kind.Name+".pdf")
			if err := figure.Save(path, e.chart.shownFigure()); err != nil {
				t.Error(err)
			}
			img, axes := e.chart.draw(t.Context(), pictureSize)
			if img == nil || axes.Right <= axes.Left {
				t.Errorf("%s: axes %+v", kind.Name, axes)
			}
			if line := axes.High > axes.Low; line != kind.OverDistances {
				t.Errorf("%s: a line: %v", kind.Name, line)
			}
			if _, _, ok := axes.Spot(s.threshold); !ok {
				t.Errorf("%s: the threshold has no place", kind.Name)
			}
		}
	}
	w.Words.SetLanguage(assets.English)
	if rows := e.numbers.beside.Rows(); len(rows) != 3 || !strings.HasPrefix(rows[1], "raw pixels: ") || !strings.HasPrefix(rows[2], "untrained: ") {
		t.Errorf("baselines: %q", rows)
	}
}

// A pair is one click from the Verification tab.
func TestConfusingPairs(t *testing.T) {
	w := pretend(t)
	root := drawn(t, 3)
	d, err := dataset.Open(t.Context(), root, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := d.People[0].Photos[0].Path, d.People[1].Photos[0].Path, d.People[0].Photos[1].Path
	e := w.evaluation
	e.show(&evaluation{
		scores: someScores(t), threshold: 0.3, root: root, of: "faces",
		closest:  []pairlist.ScoredPair{{FileX: a, FileY: b, Distance: 0.2}},
		farthest: []pairlist.ScoredPair{{FileX: a, FileY: c, Same: true, Distance: 0.9}, {FileX: c, FileY: a, Distance: 0.8}},
	})
	if n := e.pairs.list.Len(); n != 1 {
		t.Errorf("%d closest impostors", n)
	}
	e.pairs.kind.SetSelectedIndex(farthestGenuine)
	if n := e.pairs.list.Len(); n != 2 {
		t.Errorf("%d farthest genuine pairs", n)
	}
	if img, err := e.pairs.paths.loadFace(t.Context(), 3, 64); err != nil || img.Bounds().Dx() > 64 {
		t.Errorf("the thumbnail of the last photo: %v", err)
	}
	for threshold, want := range map[float64][2]string{0.3: {"missed", "missed"}, 0.85: {"missed", ""}, 1: {"", ""}} {
		e.chart.setThreshold(threshold)
		if got := [2]string{e.pairs.list.Wrong(0), e.pairs.list.Wrong(1)}; got != want {
			t.Errorf("at %v the pairs are called %q, want %q", threshold, got, want)
		}
	}
	e.pairs.kind.SetSelectedIndex(closestImpostors)
	if e.chart.setThreshold(0.3); e.pairs.list.Wrong(0) != "false match" {
		t.Errorf("a stranger who is taken for the person is called %q", e.pairs.list.Wrong(0))
	}
	e.pairs.kind.SetSelectedIndex(farthestGenuine)
	e.pairs.list.OnOpen(0)
	v := w.verification
	pump(t, func() bool { return v.photos[0].ready() && v.photos[1].ready() })
	if w.tabs.Selected() != tabVerification || v.photos[0].path != d.Abs(d.People[0].Photos[0]) || v.photos[1].path != d.Abs(d.People[0].Photos[1]) {
		t.Errorf("%q and %q are compared", v.photos[0].path, v.photos[1].path)
	}
	if !v.back.button.Visible() {
		t.Error("no way leads back")
	}
	v.back.goBack()
	if w.tabs.Selected() != tabEvaluation || v.back.button.Visible() {
		t.Errorf("the way back leads to tab %d", w.tabs.Selected())
	}
}

// The tiles keep their places before there are numbers, say what the table says, and each explains itself.
func TestTiles(t *testing.T) {
	w, e := evaluated(t)
	e.chart.plot.OnMoved(0.3)
	pump(t, func() bool { return e.chart.around.threshold == 0.3 })
	rows := e.numbers.here.Rows()
	for tile, row := range map[*widgets.NumberTile]string{e.tiles.accuracy: "Balanced accuracy", e.tiles.match: "FMR", e.tiles.miss: "FNMR"} {
		number := strings.Fields(value(t, rows, row))[0]
		if text := tile.Text(); !strings.Contains(text, ": "+number+" %") || tile.Tip() == "" {
			t.Errorf("%s is %s in the table; the tile says %q, explained by %q", row, number, text, tile.Tip())
		}
	}
	if text := e.tiles.match.Text(); !strings.Contains(text, "95 %: [") {
		t.Errorf("no interval in %q", text)
	}
	for i, tip := range e.numbers.whole.Tips()[:5] {
		if tip == "" {
			t.Errorf("nothing explains %q", e.numbers.whole.Rows()[i])
		}
	}
	w.typeKey(&fyne.KeyEvent{Name: fyne.KeyHome}) // on another tab it has another meaning
	if e.chart.threshold != 0.3 {
		t.Error("Home moves a threshold that isn't in view")
	}
	w.selectTab(tabEvaluation)
	if w.typeKey(&fyne.KeyEvent{Name: fyne.KeyHome}); e.chart.threshold != 0.25 {
		t.Errorf("Home leads to %v", e.chart.threshold)
	}
	e.shown = nil
	if e.showNumbers(); e.tiles.match.Text() != "False matches (FMR):" {
		t.Errorf("without numbers a tile says %q", e.tiles.match.Text())
	}
}

func TestPercentsOfRoundRates(t *testing.T) {
	for rate, want := range map[float64]string{0.1: "10", 0.01: "1", 0.001: "0.1", 1e-4: "0.01", 1e-5: "0.001", 1e-6: "0.0001", 0.003: "0.3", 0.5: "50"} {
		if got := writePercent(rate); got != want {
			t.Errorf("%v is written %q, want %q", rate, got, want)
		}
	}
}

// The test people of a run are those of its report.
func TestPeopleOfARun(t *testing.T) {
	d, people := findTestPeople(run.Report{Folder: "faces", Record: run.Record{Photos: []run.PhotoHash{
		{File: "Testing/s5/1.pgm", Split: "test"},
		{File: "Training/s1/1.pgm", Split: "train"},
		{File: "Testing/s6/1.pgm", Split: "test"},
		{File: "Testing/s5/2.pgm", Split: "test"},
	}}})
	if d.Root != "faces" || len(people) != 2 || people[0].Name != "Testing/s5" || len(people[0].Photos) != 2 || len(people[1].Photos) != 1 {
		t.Errorf("%+v", people)
	}
}

// Everyone in a folder is tested in folds; meanwhile nothing else trains, and the result can be seen again.
func TestThoroughly(t *testing.T) {
	w := pretend(t)
	e := w.evaluation
	e.folds.ask()
	if w.notice.text != w.Words.Text("training.nofolder") || len(w.sheets) != 0 {
		t.Errorf("without a folder: %q", w.notice.text)
	}
	w.dataset.opener.openFolder(drawn(t, 8))
	pump(t, func() bool { return w.Folder.Data != nil })
	w.selectTab(tabEvaluation)
	e.folds.ask()
	if len(w.sheets) != 1 || e.folds.form.folds.Text != "8" {
		t.Fatalf("%d sheets, %q folds", len(w.sheets), e.folds.form.folds.Text)
	}
	f := e.folds.form
	f.recipe.Pick(slices.Index(recipes.Names(), recipes.Small))
	for text, wrong := range map[string]bool{"x": true, "1": true, "9": true, "3": false} {
		if f.folds.SetText(text); wrong != (f.problem.Text != "") {
			t.Errorf("%s folds: %q", text, f.problem.Text)
		}
	}
	f.folds.SetText("3")
	f.epochs.SetText("1")
	f.untrained.SetChecked(true)
	f.sheet.Confirm()
	if !w.Work.Running || e.folds.running == nil || !w.training.start.Disabled() || !e.thorough.Disabled() || !e.progress.Active() {
		t.Fatal("nothing shows that it goes on")
	}
	e.folds.begin(run.FoldOptions{})
	if w.notice.text != w.Words.Text("folds.busy") {
		t.Errorf("twice at once: %q", w.notice.text)
	}
	pump(t, func() bool { return e.folds.running == nil })
	if w.Work.Running || w.training.start.Disabled() || e.who.Selected != "3 folds" || e.shown == nil || e.shown.people != 8 {
		t.Fatalf("%q is shown: %+v", e.who.Selected, e.shown)
	}
	if rows := e.numbers.folds.Rows(); len(rows) != 6 || !strings.HasPrefix(rows[0], "Fold 1 · 3 people: ") {
		t.Errorf("folds: %q", rows)
	}
	if b := e.shown.baseline; len(b) != 1 || b[0].key != "baseline.pixels" { // an untrained tower is no baseline of itself
		t.Errorf("baselines %+v", b)
	}
	if len(e.shown.closest) == 0 || !strings.Contains(e.shown.closest[0].FileX, "/") {
		t.Errorf("pairs %+v", e.shown.closest)
	}
	mine := e.shown.folded
	e.who.SetSelectedIndex(testPeople)
	if e.shown != nil {
		t.Error("without a model there are scores")
	}
	e.who.SetSelectedIndex(inFolds)
	if e.shown == nil || e.shown.folded != mine {
		t.Error("the folds are gone")
	}
	dir := filepath.Join(t.TempDir(), reportFolder)
	for range 2 { // the second time a click replaces it
		e.report.writeTo(dir)
		if len(w.sheets) > 0 {
			w.sheets[len(w.sheets)-1].(interface{ Confirm() }).Confirm()
		}
		pump(t, func() bool { return !e.progress.Active() })
		data, err := os.ReadFile(filepath.Join(dir, report.DataFile))
		if err != nil || !bytes.Contains(data, []byte(`"small"`)) || !strings.Contains(w.notice.text, report.PageFile) {
			t.Errorf("%v; %q", err, w.notice.text)
		}
	}
}

// Folds can be stopped, and the window then closes as the user wished.
func TestThoroughlyStopped(t *testing.T) {
	w := pretend(t)
	e := w.evaluation
	w.dataset.opener.openFolder(drawn(t, 8))
	pump(t, func() bool { return w.Folder.Data != nil })
	w.selectTab(tabEvaluation)
	e.folds.begin(run.FoldOptions{Recipe: recipes.Small, Epochs: 10_000, Seed: 1, Folds: 2, Device: "cpu"})
	pump(t, func() bool { return e.folds.running.fold > 0 })
	w.askToClose()
	if len(w.sheets) != 1 {
		t.Fatal("the window closes without asking")
	}
	w.closeInnermost()
	ended := false
	e.folds.stopThen(func() { ended = true })
	pump(t, func() bool { return ended })
	if e.folds.running != nil || w.Work.Running || e.folds.result != nil || e.progress.Active() {
		t.Error("something goes on")
	}
	e.folds.stopThen(func() { ended = false })
	if ended {
		t.Error("nothing to wait for, and yet it waits")
	}
}

// With another split, other test people are scored as soon as the tab is seen again.
func TestEvaluationFollowsTheSplit(t *testing.T) {
	w := pretend(t)
	e := w.evaluation
	m, err := session.LoadModel(smallModel(t), "cpu")
	if err != nil {
		t.Fatal(err)
	}
	w.Models.Use(m)
	w.dataset.opener.openFolder(drawn(t, 12))
	pump(t, func() bool { return w.Folder.Data != nil })
	w.selectTab(tabEvaluation)
	pump(t, func() bool { return e.shown != nil })
	before := e.shown
	w.selectTab(tabDataset)
	w.selectTab(tabEvaluation)
	if e.shown != before || e.progress.Active() {
		t.Error("the same people are scored again")
	}
	first := slices.IndexFunc(w.Folder.Data.People, func(p dataset.Person) bool { return p.Split == dataset.Train })
	w.Folder.Data.People[first].Split = dataset.Test
	w.selectTab(tabDataset)
	w.selectTab(tabEvaluation)
	pump(t, func() bool { return e.shown != nil && e.shown != before })
	if e.shown.people != before.people+1 || e.shown.who != testPeople {
		t.Errorf("%d people after %d", e.shown.people, before.people)
	}
	pump(t, func() bool { return !e.progress.Active() })
	e.scoring.compareBaselines()
	pump(t, func() bool { return e.shown.baseline != nil })
	if b := e.shown.baseline; len(b) != 2 || b[0].metrics.Genuine != e.shown.metrics.Genuine || e.numbers.compare.Visible() {
		t.Errorf("baselines %+v", b)
	}
}

// The panes are in three columns where there is room, and none is lost where there is little.
func TestEvaluationPanes(t *testing.T) {
	w, e := evaluated(t)
	w.selectTab(tabEvaluation)
	panes := []fyne.CanvasObject{e.chart.plot, e.numbers.content, e.pairs.content}
	if e.numbers.content.Visible() {
		t.Error("the numbers aren't folded at first")
	}
	if wide := e.chart.plot.Size().Width; wide < 0.6*e.content.Size().Width {
		t.Errorf("beside folded numbers the figure is %v wide", wide)
	}
	e.all.OnTapped()
	for _, size := range []fyne.Size{{Width: 600, Height: 380}, {Width: 1000, Height: 700}, {Width: 1600, Height: 1000}} {
		w.win.Resize(size)
		for i, p := range panes {
			if s := p.Size(); s.Width < 180 || s.Height < 80 {
				t.Errorf("at %v pane %d has %v", size, i, s)
			}
			for _, q := range panes[:i] {
				a, b := p.Position(), q.Position()
				if a.X < b.X+q.Size().Width && b.X < a.X+p.Size().Width && a.Y < b.Y+q.Size().Height && b.Y < a.Y+p.Size().Height {
					t.Errorf("at %v panes overlap", size)
				}
			}
		}
	}
}

// Moving the threshold is little work, even beside millions of pairs.
func BenchmarkThreshold(b *testing.B) {
	usePretendedApp()
	b.Setenv("HOME", b.TempDir())
	b.Setenv("SIAMFACE_WEIGHTS", os.TempDir())
	w := newWindow(fyne.CurrentApp())
	defer w.win.Close()
	w.win.Resize(fyne.NewSize(1000, 700))
	w.selectTab(tabEvaluation)
	genuine, impostor := make([]float64, 2_000_000), make([]float64, 2_000_000)
	for i := range genuine {
		genuine[i], impostor[i] = float64(i)/3e6, 0.4+float64(i)/2e6
	}
	scores, err := evaluate.New(genuine, impostor)
	if err != nil {
		b.Fatal(err)
	}
	w.evaluation.show(&evaluation{scores: scores, threshold: 0.5, of: "faces"})
	i := 0
	for b.Loop() {
		i++
		w.evaluation.chart.plot.OnMoved(math.Mod(float64(i)*0.00137, 1))
	}
	b.ReportMetric(float64(b.Elapsed())/float64(time.Millisecond)/float64(b.N), "ms/move")
}

var pictureSize = widgets.PictureSize{Width: 500, Height: 400, Scale: 1}
