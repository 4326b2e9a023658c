package window

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/app/session"
	"siamface/assets"
	"siamface/model/face"
	"siamface/model/language"
	"siamface/model/loss"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/report"
	"siamface/model/run"
	"siamface/model/train"
)

// field is the one of a choice.
func (m *settingsForm) field(name string) *settingField {
	return m.fields[slices.IndexFunc(m.fields, func(f *settingField) bool { return f.Key == name })]
}

// opened is a window with a folder of drawn people and the recipe small.
func opened(t *testing.T) *Window {
	t.Helper()
	w := pretend(t)
	w.Settings.SetString(session.KeyRuns, t.TempDir())
	w.dataset.opener.openFolder(drawn(t, 10))
	pump(t, func() bool { return w.Folder.Data != nil })
	w.selectTab(tabTraining)
	return w
}

func TestMoreChoices(t *testing.T) {
	w := opened(t)
	f := w.training
	m := f.form.settings
	if m.rows.Visible() {
		t.Error("the choices aren't folded")
	}
	if o, ok := f.form.readOptions(); !ok || o.Settings != nil {
		t.Errorf("nothing chosen: %+v", o.Settings)
	}
	m.fold.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !m.rows.Visible() {
		t.Error("Enter doesn't unfold them")
	}
	rows := func(visible bool) string {
		var names []string
		for _, f := range m.fields {
			if f.row.Visible() == visible {
				names = append(names, f.Key)
			}
		}
		return strings.Join(names, " ")
	}
	shown, hidden := func() string { return rows(true) }, func() string { return rows(false) }
	if want := "distance warm-up"; hidden() != want {
		t.Errorf("of the usual loss it hides %s, want %s", hidden(), want)
	}
	m.field("loss").pick.SetSelected(loss.Contrastive)
	m.field("distance").pick.SetSelectedIndex(2) // of no meaning for the next loss
	if want := "scale warm-up"; hidden() != want {
		t.Errorf("of the contrastive loss it hides %s, want %s", hidden(), want)
	}
	m.field("loss").pick.SetSelected(loss.CosFace)
	m.field("schedule").pick.SetSelectedIndex(2)
	if want := "distance"; hidden() != want {
		t.Errorf("of CosFace with the cosine schedule it hides %s, want %s", hidden(), want)
	}
	m.field("margin").number.SetText("0.2")
	m.field("scale").number.SetText("16")
	m.field("warm-up").number.SetText("3")
	m.field("decay").number.SetText("0")
	m.field("early-stop").number.SetText("9")
	m.field("augment").pick.SetSelectedIndex(1)
	m.field("rate").number.SetText("0.002")
	o, ok := f.form.readOptions()
	if !ok || o.Settings == nil {
		t.Fatalf("%+v, %q", o, w.notice.text)
	}
	s := o.Settings
	if s.Loss != (loss.Settings{Name: loss.CosFace, Margin: 0.2, Scale: 16}) || s.WarmUp != 3 || s.EarlyStop != 9 || s.Schedule != train.ScheduleCosine || s.Augment.On() || s.Rate != 0.002 || s.Feeding != train.FeedBalanced {
		t.Errorf("chosen: %+v", s)
	}
	m.fold.Tapped(nil)
	if m.rows.Visible() || m.fold.Text != "Advanced (changed)" {
		t.Errorf("folded, it says %q", m.fold.Text)
	}
	f.form.recipe.SetSelected(recipes.ResNet50Aligned)
	m.field("augment").pick.SetSelectedIndex(0)
	if o, ok := f.form.readOptions(); shown() != "" || f.form.epochsRow.Visible() || !ok || o.Settings != nil || o.Epochs != 0 {
		t.Errorf("of a recipe that is solved it shows %s, epochs: %v, and chooses %+v", shown(), f.form.epochsRow.Visible(), o)
	}
	f.form.recipe.SetSelected(recipes.Small)
	for _, l := range assets.Languages {
		w.Words.SetLanguage(l)
		for name, key := range map[string]string{"rate": "form.wrong.above", "clip": "form.wrong.from", "warm-up": "form.wrong.whole"} {
			field := m.field(name).number
			was := field.Text
			field.SetText("fast")
			if want := w.Words.Text(key, w.Words.Choose(m.field(name).Title)); f.form.wrong != want {
				t.Errorf("%s: a wrong %s gives %q, want %q", l, name, f.form.wrong, want)
			}
			field.SetText(was)
		}
		f.form.recipe.SetSelected(recipes.PublishedResNet50)
		if want := w.Words.Text("form.loss.wrong", recipes.PublishedResNet50, loss.Contrastive); f.form.wrong != want {
			t.Errorf("%s: a loss that doesn't fit gives %q, want %q", l, f.form.wrong, want)
		}
		f.form.recipe.SetSelected(recipes.ResNet50)
		m.field("augment").pick.SetSelectedIndex(3)
		if o, ok := f.form.readOptions(); m.field("augment").row.Visible() || !ok || f.form.wrong != "" || o.Settings != nil && o.Settings.Augment.On() {
			t.Errorf("%s: augmentation is offered where features are computed once: %q, %+v", l, f.form.wrong, o.Settings)
		}
		m.field("augment").pick.SetSelectedIndex(0)
		f.form.recipe.SetSelected(recipes.Small)
		if f.form.wrong != "" || m.field("loss").pick.Selected != loss.CosFace {
			t.Errorf("%s: %q, %q", l, f.form.wrong, m.field("loss").pick.Selected)
		}
	}
}

// Every label of the form fits before its control, in both languages.
func TestLabelsFit(t *testing.T) {
	w := opened(t)
	for _, l := range assets.Languages {
		w.Words.SetLanguage(l)
		for label := range w.training.form.labels {
			if need := label.MinSize().Width; need > labelWidth {
				t.Errorf("%s: %q needs %v, more than %v", l, label.Text, need, labelWidth)
			}
		}
	}
}

// A thorough test takes the choices of the Training tab, unless it is told not to.
func TestFoldsAsChosen(t *testing.T) {
	w := opened(t)
	w.evaluation.folds.ask()
	if w.evaluation.folds.form.chosen.Visible() {
		t.Error("nothing is chosen, and may be taken")
	}
	w.evaluation.folds.form.sheet.Hide()
	w.training.form.settings.field("margin").number.SetText("0.4")
	w.evaluation.folds.ask()
	f := w.evaluation.folds.form
	f.folds.SetText("2")
	o, err := f.readOptions()
	if err != nil || !f.chosen.Visible() || o.Settings == nil || o.Settings.Loss.Margin != 0.4 {
		t.Errorf("%+v, %v", o, err)
	}
	for name, change := range map[string]func(){
		"told not to": func() { f.chosen.SetChecked(false) },
		"untrained":   func() { f.untrained.SetChecked(true) },
		"solved":      func() { f.recipe.SetSelected(recipes.ResNet50Aligned) },
	} {
		f.chosen.SetChecked(true)
		f.untrained.SetChecked(false)
		f.recipe.SetSelected(recipes.Small)
		change()
		if o, err := f.readOptions(); err != nil || o.Settings != nil || f.epochs.Disabled() != (name != "told not to") {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
	}
}

func TestFindTheBest(t *testing.T) {
	w := opened(t)
	f := w.training
	f.form.epochs.SetText("1")
	f.search.open()
	if f.search.which.SelectedIndex() != 0 {
		t.Error("it isn't all recipes that are compared")
	}
	f.search.which.SetSelectedIndex(1) // small alone
	f.search.minutes.SetText("none")
	if !f.search.start.Disabled() {
		t.Error("no time, and the search may begin")
	}
	f.search.minutes.SetText("5")
	f.search.start.Tapped(nil)
	if !w.Work.Running || !f.search.progress.Active() || !f.progress.Active() || !f.search.start.Disabled() {
		t.Fatal("the search hasn't begun")
	}
	pump(t, func() bool { return len(f.search.trials) > 2 && f.search.trials[1].Folds+f.search.running > 1 })
	w.Words.SetLanguage(assets.Chinese)
	w.Words.SetLanguage(assets.English)
	if f.search.which.SelectedIndex() != 1 || !strings.HasPrefix(f.search.table.Rows()[1], recipes.Small+" · as it is") {
		t.Errorf("in another language other recipes are compared: %q", f.search.table.Rows())
	}
	f.search.progress.Stop() // enough: what was compared so far counts
	pump(t, func() bool { return !w.Work.Running })
	if f.result == nil || len(f.result.Report.Trials) < 3 || !f.search.over {
		t.Fatalf("nothing was trained; %d trials", len(f.search.trials))
	}
	r := f.result.Report
	if r.Trials[0].Folds == 0 || r.Settings.Loss != r.Trials[0].Settings.Loss || r.Test.EER == nil {
		t.Errorf("the winner is %+v, trained was %+v", r.Trials[0], r.Settings)
	}
	if w.Models.Current != f.result {
		t.Error("the winner isn't in use")
	}
}

// TestFindTheBestRecipe compares all recipes that can run without weights; the form's choices are for its recipe alone.
func TestFindTheBestRecipe(t *testing.T) {
	dir := realdata.Faces(t)
	w := opened(t)
	t.Setenv(face.Variable, dir)
	f := w.training
	f.form.epochs.SetText("1")
	f.form.recipe.SetSelected(recipes.Small)
	f.form.settings.field("rate").number.SetText("0.0023")
	f.search.startSearch()
	compared := func() (names []string) {
		for _, trial := range f.search.trials {
			if !slices.Contains(names, trial.Recipe) {
				names = append(names, trial.Recipe)
			}
		}
		return names
	}
	pump(t, func() bool { return len(f.search.trials) > 2 && f.search.running > 1 })
	want := run.Searchable("")
	if got := compared(); !slices.Equal(got, want) || len(want) < 2 {
		t.Errorf("compared are %v, want %v", got, want)
	}
	for _, trial := range f.search.trials {
		if (trial.Settings.Rate == 0.0023) != (trial.Recipe == recipes.Small) {
			t.Errorf("%s is trained at the rate %v", trial.Recipe, trial.Settings.Rate)
		}
	}
	f.search.progress.Stop()
	pump(t, func() bool { return !w.Work.Running })
	if f.result == nil || f.result.Report.Recipe != f.result.Report.Trials[0].Recipe || !strings.HasSuffix(f.result.Folder, "search") {
		t.Fatalf("trained was %+v", f.result)
	}
}

func TestASearchStoppedAtOnce(t *testing.T) {
	w := opened(t)
	f := w.training
	f.search.startSearch()
	ended := false
	f.stopThen(func() { ended = true })
	pump(t, func() bool { return ended })
	if w.Work.Running || f.result != nil || f.search.progress.Active() {
		t.Error("the search goes on")
	}
	if runs := findRuns(w.Settings.RunsFolder()); len(runs) != 0 {
		t.Errorf("it left %d runs", len(runs))
	}
}

// What goes wrong is said while it happens, in the window's language, and in full on a click.
func TestHealthIsSaidInBothLanguages(t *testing.T) {
	w := pretend(t)
	f := w.training
	history := []train.Epoch{{Number: 1}}
	f.view.showHistory(train.Event{Epochs: 3, History: history})
	if f.view.health.Text() != w.Words.Text("training.healthy") || f.view.healthAll.Visible() {
		t.Errorf("healthy: %q", f.view.health.Text())
	}
	for i, warning := range []string{train.OverFitting, train.DeadUnits, train.Standstill, train.Collapsed, train.AtChance} {
		history = append(history, train.Epoch{Number: i + 2})
		f.view.showHistory(train.Event{Epochs: 9, History: history, Warnings: []string{train.Diverged, warning}})
		for _, l := range assets.Languages {
			w.Words.SetLanguage(l)
			if want, _ := language.Translate(report.Sentences, string(l), warning); f.view.health.Text() != want || l == assets.Chinese && want == warning {
				t.Errorf("%s: %q", l, f.view.health.Text())
			}
		}
		w.Words.SetLanguage(assets.English)
	}
	if !f.view.healthAll.Visible() || f.view.healthAll.Text != "2" || !strings.HasPrefix(f.view.healthAll.Tip(), "2 warnings") {
		t.Errorf("all of them: %q", f.view.healthAll.Text)
	}
	f.view.healthAll.Tapped(nil)
	if len(w.sheets) != 1 {
		t.Error("a click doesn't show them")
	}
}
