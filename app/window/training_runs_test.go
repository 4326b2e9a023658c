package window

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/assets"
	"siamface/model/recipes"
	"siamface/model/run"
)

// trainOnce trains a recipe for some epochs, and waits until the run is listed.
func trainOnce(t *testing.T, w *Window, recipe, epochs string) (folder string) {
	t.Helper()
	f := w.training
	f.form.recipe.SetSelected(recipe)
	f.form.epochs.SetText(epochs)
	before := len(f.runs.runs)
	f.startRun()
	pump(t, func() bool { return !w.Work.Running && len(f.runs.runs) == before+1 })
	return f.running
}

// Runs are listed, sorted by any column, and bring back their curves and numbers; two are shown beside each other.
func TestRunsAreManaged(t *testing.T) {
	w := opened(t)
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	f, p := w.training, w.training.runs
	first := trainOnce(t, w, recipes.Small, "3")
	second := trainOnce(t, w, recipes.Small, "1")
	if p.selected() != second || f.view.shown.folder != second || w.Models.Current.Folder != second {
		t.Errorf("after a training %q is selected", p.selected())
	}
	p.table.Select(p.first() + slices.IndexFunc(p.runs, func(r *foundRun) bool { return r.folder == first }))
	pump(t, func() bool { return f.view.shown != nil && f.view.shown.folder == first })
	if len(f.view.history) != 3 || f.view.numbers.Rows() == nil || !f.view.use.Visible() || f.view.verify.Visible() {
		t.Errorf("the first run comes back with %d epochs", len(f.view.history))
	}
	if w.Models.Current.Folder != second {
		t.Error("to look at a run puts it in use")
	}
	p.table.OnOpened(p.table.Selected())
	pump(t, func() bool { return w.Models.Current.Folder == first })
	if !f.view.verify.Visible() || f.view.use.Visible() {
		t.Error("the run in use is offered for use")
	}

	for column := columnName; column <= columnMade; column++ {
		p.table.SortBy(column)
		rising := names(p)
		p.table.SortBy(column)
		if falling := names(p); len(rising) != 2 || len(falling) != 2 || p.selected() != first {
			t.Errorf("by column %d: %q, %q, selected %q", column, rising, falling, p.selected())
		}
	}

	renamed := filepath.Join(filepath.Dir(first), "three epochs")
	r := p.at(p.table.Selected())
	if err := p.act.rename(r, "three epochs"); err != nil {
		t.Fatal(err)
	}
	pump(t, func() bool { return p.selected() == renamed })
	if w.Models.Current.Folder != renamed || w.Models.Remembered() != filepath.Join(renamed, run.ModelFile) {
		t.Errorf("the model in use lies in %q, remembered is %q", w.Models.Current.Folder, w.Models.Remembered())
	}
	if err := p.act.rename(p.at(p.table.Selected()), "a/b"); err == nil {
		t.Error("a name that can't be is given")
	}

	for row := range p.countRows() {
		p.tick(row)
	}
	if p.compare.Disabled() || len(p.listTicked()) != 2 {
		t.Fatalf("%d runs are marked", len(p.listTicked()))
	}
	c, err := compareRuns(p.listTicked()[0], p.listTicked()[1])
	if err != nil || c.rates.Genuine == 0 {
		t.Fatalf("%+v, %v", c.rates, err)
	}
	for _, l := range assets.Languages {
		w.Words.SetLanguage(l)
		var differ []string
		for _, row := range c.listSettings(w.Words) {
			differ = append(differ, row.Cells[0])
		}
		if !slices.Contains(differ, w.Words.Text("compare.finished")) || slices.Contains(differ, w.Words.Text("runs.recipe")) {
			t.Errorf("%s: they differ in %q", l, differ)
		}
		if rows := c.listRates(w.Words); len(rows) < 4 || rows[0].Cells[0] != w.Words.Text("number.eer") {
			t.Errorf("%s: %+v", l, rows)
		}
	}
	w.Words.SetLanguage(assets.English)
	p.compareTicked()
	pump(t, func() bool { return len(w.sheets) == 1 })
	w.closeInnermost()

	p.table.OnKey(p.table.Selected(), fyne.KeyDelete)
	if len(w.sheets) != 1 {
		t.Fatal("a run goes to the bin without a question")
	}
	press(t, w, w.Words.Text("runs.delete.yes"))
	pump(t, func() bool { return len(p.runs) == 1 })
	if _, err := os.Stat(renamed); err == nil {
		t.Error("the run is still there")
	}
	if _, err := os.Stat(filepath.Join(os.Getenv("XDG_DATA_HOME"), "Trash", "files", "three epochs", run.ModelFile)); err != nil {
		t.Error(err)
	}
}

func names(p *runsPane) (list []string) {
	for _, r := range p.runs {
		list = append(list, r.name())
	}
	return list
}

// A note is written beside the run and marked in the list.
func TestNotesOfRuns(t *testing.T) {
	w := opened(t)
	p := w.training.runs
	folder := trainOnce(t, w, recipes.Small, "1")
	p.act.askForNote(p.runs[0])
	entry := w.win.Canvas().Focused().(interface{ SetText(string) })
	entry.SetText("with glasses")
	press(t, w, w.Words.Text("runs.ok"))
	pump(t, func() bool { return len(p.runs) == 1 && p.runs[0].note != "" })
	if text, err := run.ReadNote(folder); err != nil || strings.TrimSpace(text) != "with glasses" {
		t.Errorf("%q, %v", text, err)
	}
	if !strings.Contains(p.describeRow(p.first()).Cells[columnName], "※") {
		t.Error("the list doesn't show that there is a note")
	}
}

// The model in use comes back when the program starts again; one that is gone is said to be, and another takes its place.
func TestTheModelIsRemembered(t *testing.T) {
	w := opened(t)
	folder := trainOnce(t, w, recipes.Small, "1")
	again := newWindow(fyne.CurrentApp())
	t.Cleanup(func() {
		again.dataset.close()
		again.evaluation.close()
		again.training.view.charts.close()
		again.win.Close()
	})
	pump(t, func() bool { return !again.Models.Loading })
	if again.Models.Current == nil || again.Models.Current.Folder != folder {
		t.Fatalf("after a restart in use is %q", again.ModelName())
	}
	if err := os.WriteFile(filepath.Join(folder, run.ModelFile), []byte("no model"), 0o600); err != nil {
		t.Fatal(err)
	}
	third := newWindow(fyne.CurrentApp())
	t.Cleanup(func() {
		third.dataset.close()
		third.evaluation.close()
		third.training.view.charts.close()
		third.win.Close()
	})
	pump(t, func() bool { return !third.Models.Loading })
	if third.Models.Current != nil || !strings.Contains(third.notice.text, filepath.Base(folder)) {
		t.Errorf("%q, %q", third.ModelName(), third.notice.text)
	}
}

// Before a run the tab says what will happen and how long it takes, and afterwards what has come of it, in both languages.
func TestProspectAndOutcome(t *testing.T) {
	w := pretend(t)
	f := w.training
	w.selectTab(tabTraining)
	if f.view.headline.Title() != w.Words.Text("prospect.nofolder") || !f.view.folder.Visible() || f.view.drawn.Visible() {
		t.Errorf("without a folder: %q", f.view.headline.Title())
	}
	w = opened(t)
	f = w.training
	f.form.recipe.SetSelected(recipes.Gradients)
	pump(t, func() bool { return f.prospect.took > 0 })
	learned := w.Folder.Data.Count(0)
	for _, l := range assets.Languages {
		w.Words.SetLanguage(l)
		pump(t, func() bool { return f.prospect.took > 0 })
		title := w.Words.Text("prospect.about", w.Words.Count("prospect.title", learned), f.prospect.about())
		if f.view.headline.Title() != title || !strings.Contains(f.view.steps.Text, w.Words.Text("prospect.solve")) || f.view.folder.Visible() {
			t.Errorf("%s: %q", l, f.view.headline.Title())
		}
		if f.form.purpose.Text() == "" || f.form.time.Text() != w.Words.Text("prospect.time", f.prospect.about()) {
			t.Errorf("%s: %q, %q", l, f.form.purpose.Text(), f.form.time.Text())
		}
	}
	w.Words.SetLanguage(assets.English)
	trainOnce(t, w, recipes.Gradients, "1")
	r := f.view.shown.report
	if f.view.headline.Title() != describeGain(w.Words, r) || r.Untrained == nil || !f.view.verify.Visible() || f.view.planned.Visible() {
		t.Errorf("at the end: %q", f.view.headline.Title())
	}
	f.view.verify.Tapped(nil)
	if w.tabs.Selected() != tabVerification {
		t.Error("nothing leads to Verification")
	}
	f.view.evaluate.Tapped(nil)
	if w.tabs.Selected() != tabEvaluation {
		t.Error("nothing leads to Evaluation")
	}
	w.Words.SetLanguage(assets.Chinese)
	if f.view.headline.Title() != describeGain(w.Words, r) {
		t.Errorf("in Chinese: %q", f.view.headline.Title())
	}
}

// What a run has gained is said in plain words, and never more than the rates show.
func TestGainInWords(t *testing.T) {
	w := pretend(t)
	rate := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		before, after *float64
		want          string
	}{
		{rate(0.036), rate(0.012), "3 × fewer errors than untrained"},
		{rate(0.05), rate(0.02), "2.5 × fewer errors than untrained"},
		{rate(0.3), rate(0.02), "15 × fewer errors than untrained"},
		{rate(0.03), rate(0.03), "About as many errors as untrained"},
		{rate(0.03), rate(0.027), "About as many errors as untrained"},
		{rate(0.01), rate(0.03), "More errors than untrained"},
		{rate(0), rate(0.03), "More errors than untrained"},
		{rate(0.1), rate(0), "All 1,435 test pairs are told apart"},
		{rate(0), rate(0), "All pairs are told apart, before training and after"},
		{nil, rate(0.012), "EER 1.2 % on people it has never seen"},
		{rate(0.1), nil, "Trained; nobody is left to test it on"},
	} {
		r := run.Report{}
		r.Test.EER, r.Test.Genuine, r.Test.Impostor = c.after, 135, 1300
		if c.before != nil {
			m := r.Test.Metrics
			m.EER = c.before
			r.Untrained = &m
		}
		if got := describeGain(w.Words, r); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
