package window

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/assets"
	"siamface/model/face"
	"siamface/model/loss"
	"siamface/model/realdata"
	"siamface/model/run"
	"siamface/model/tower"
	"siamface/model/train"
)

// field is the one of a choice.
func (m *moreForm) field(name string) *moreField {
	return m.fields[slices.IndexFunc(m.fields, func(f *moreField) bool { return f.Name == name })]
}

// opened is a window with a folder of drawn people and the recipe small.
func opened(t *testing.T) *Window {
	t.Helper()
	w := pretend(t)
	w.prefs.SetString(keyRuns, t.TempDir())
	w.dataset.open(drawn(t, 10))
	pump(t, func() bool { return w.data != nil })
	w.selectTab(tabTraining)
	return w
}

func TestMoreChoices(t *testing.T) {
	w := opened(t)
	f := w.training
	m := f.more
	if m.rows.Visible() {
		t.Error("the choices aren't folded")
	}
	if o, ok := f.options(); !ok || o.Settings != nil {
		t.Errorf("nothing chosen: %+v", o.Settings)
	}
	m.fold.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !m.rows.Visible() {
		t.Error("Enter doesn't unfold them")
	}
	shown := func() string {
		var names []string
		for _, f := range m.fields {
			if f.row.Visible() {
				names = append(names, f.Name)
			}
		}
		return strings.Join(names, " ")
	}
	if want := "loss margin scale schedule feeding augment rate decay clip early-stop solve refit"; shown() != want {
		t.Errorf("of the usual loss it shows %s, want %s", shown(), want)
	}
	m.field("loss").pick.SetSelected(loss.Contrastive)
	m.field("distance").pick.SetSelectedIndex(2) // of no meaning for the next loss
	if want := "loss distance margin schedule feeding augment rate decay clip early-stop solve refit"; shown() != want {
		t.Errorf("of the contrastive loss it shows %s, want %s", shown(), want)
	}
	m.field("loss").pick.SetSelected(loss.CosFace)
	m.field("schedule").pick.SetSelectedIndex(2)
	if want := "loss margin scale schedule warm-up feeding augment rate decay clip early-stop solve refit"; shown() != want {
		t.Errorf("of CosFace with the cosine schedule it shows %s, want %s", shown(), want)
	}
	m.field("margin").number.SetText("0.2")
	m.field("scale").number.SetText("16")
	m.field("warm-up").number.SetText("3")
	m.field("decay").number.SetText("0")
	m.field("early-stop").number.SetText("9")
	m.field("augment").pick.SetSelectedIndex(1)
	m.field("rate").number.SetText("0.002")
	o, ok := f.options()
	if !ok || o.Settings == nil {
		t.Fatalf("%+v, %q", o, w.notice.text)
	}
	s := o.Settings
	if s.Loss != (loss.Settings{Name: loss.CosFace, Margin: 0.2, Scale: 16}) || s.WarmUp != 3 || s.EarlyStop != 9 || s.Schedule != train.ScheduleCosine || s.Augment.On() || s.Rate != 0.002 || s.Feeding != train.FeedBalanced {
		t.Errorf("chosen: %+v", s)
	}
	m.fold.Tapped(nil)
	if m.rows.Visible() || m.fold.Text != "More… (changed)" {
		t.Errorf("folded, it says %q", m.fold.Text)
	}
	f.recipe.SetSelected(tower.ResNet50Aligned)
	m.field("augment").pick.SetSelectedIndex(0)
	if o, ok := f.options(); shown() != "" || f.epochsRow.Visible() || !ok || o.Settings != nil || o.Epochs != 0 {
		t.Errorf("of a recipe that is solved it shows %s, epochs: %v, and chooses %+v", shown(), f.epochsRow.Visible(), o)
	}
	f.recipe.SetSelected(tower.Small)
	for _, l := range assets.Languages {
		w.setLanguage(l)
		for name, key := range map[string]string{"rate": "form.wrong.above", "clip": "form.wrong.from", "warm-up": "form.wrong.whole"} {
			field := m.field(name).number
			was := field.Text
			field.SetText("fast")
			if want := w.t(key, w.t("form."+name)); f.wrong != want {
				t.Errorf("%s: a wrong %s gives %q, want %q", l, name, f.wrong, want)
			}
			field.SetText(was)
		}
		f.recipe.SetSelected(tower.PublishedResNet50)
		if want := w.t("form.loss.wrong", tower.PublishedResNet50, loss.Contrastive); f.wrong != want {
			t.Errorf("%s: a loss that doesn't fit gives %q, want %q", l, f.wrong, want)
		}
		f.recipe.SetSelected(tower.ResNet50)
		m.field("augment").pick.SetSelectedIndex(3)
		if o, ok := f.options(); m.field("augment").row.Visible() || !ok || f.wrong != "" || o.Settings != nil && o.Settings.Augment.On() {
			t.Errorf("%s: augmentation is offered where features are computed once: %q, %+v", l, f.wrong, o.Settings)
		}
		m.field("augment").pick.SetSelectedIndex(0)
		f.recipe.SetSelected(tower.Small)
		if f.wrong != "" || m.field("loss").pick.Selected != loss.CosFace {
			t.Errorf("%s: %q, %q", l, f.wrong, m.field("loss").pick.Selected)
		}
	}
}

// Every label of the form fits before its control, in both languages.
func TestLabelsFit(t *testing.T) {
	w := opened(t)
	for _, l := range assets.Languages {
		w.setLanguage(l)
		for key, label := range w.training.labels {
			if need := label.MinSize().Width; need > labelWidth {
				t.Errorf("%s: %s %q needs %v, more than %v", l, key, label.Text, need, labelWidth)
			}
		}
	}
}

func TestFoldsAsChosen(t *testing.T) {
	w := opened(t)
	w.evaluation.askFolds()
	if w.evaluation.form.chosen.Visible() {
		t.Error("nothing is chosen, and may be taken")
	}
	w.evaluation.form.sheet.Hide()
	w.training.more.field("margin").number.SetText("0.4")
	w.evaluation.askFolds()
	f := w.evaluation.form
	f.folds.SetText("2")
	o, err := f.options()
	if err != nil || !f.chosen.Visible() || o.Settings == nil || o.Settings.Loss.Margin != 0.4 {
		t.Errorf("%+v, %v", o, err)
	}
	for name, change := range map[string]func(){
		"told not to": func() { f.chosen.SetChecked(false) },
		"untrained":   func() { f.untrained.SetChecked(true) },
		"solved":      func() { f.recipe.SetSelected(tower.ResNet50Aligned) },
	} {
		f.chosen.SetChecked(true)
		f.untrained.SetChecked(false)
		f.recipe.SetSelected(tower.Small)
		change()
		if o, err := f.options(); err != nil || o.Settings != nil || f.epochs.Disabled() != (name != "told not to") {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
	}
}

func TestFindTheBest(t *testing.T) {
	w := opened(t)
	f := w.training
	f.epochs.SetText("1")
	f.finder.open()
	if f.finder.which.SelectedIndex() != 0 {
		t.Error("it isn't all recipes that are compared")
	}
	f.finder.which.SetSelectedIndex(1) // small alone
	f.finder.minutes.SetText("none")
	if !f.finder.start.Disabled() {
		t.Error("no time, and the search may begin")
	}
	f.finder.minutes.SetText("5")
	f.finder.start.Tapped(nil)
	if !w.state.training || !f.finder.progress.Active() || !f.progress.Active() || !f.finder.start.Disabled() {
		t.Fatal("the search hasn't begun")
	}
	pump(t, func() bool { return len(f.finder.trials) > 2 && f.finder.trials[1].Folds+f.finder.running > 1 })
	w.setLanguage(assets.Chinese)
	w.setLanguage(assets.English)
	if f.finder.which.SelectedIndex() != 1 || !strings.HasPrefix(f.finder.table.Rows()[1], tower.Small+" · as it is") {
		t.Errorf("in another language other recipes are compared: %q", f.finder.table.Rows())
	}
	f.finder.progress.Stop() // enough: what was compared so far counts
	pump(t, func() bool { return !w.state.training })
	if f.result == nil || len(f.result.report.Trials) < 3 || !f.finder.over {
		t.Fatalf("nothing was trained; %d trials", len(f.finder.trials))
	}
	r := f.result.report
	if r.Trials[0].Folds == 0 || r.Settings.Loss != r.Trials[0].Settings.Loss || r.Test.EER == nil {
		t.Errorf("the winner is %+v, trained was %+v", r.Trials[0], r.Settings)
	}
	if w.model != f.result {
		t.Error("the winner isn't in use")
	}
}

// TestFindTheBestRecipe compares all recipes that can run without weights; the form's choices are for its recipe alone.
func TestFindTheBestRecipe(t *testing.T) {
	dir := realdata.Faces(t)
	w := opened(t)
	t.Setenv(face.Variable, dir)
	f := w.training
	f.epochs.SetText("1")
	f.recipe.SetSelected(tower.Small)
	f.more.field("rate").number.SetText("0.0023")
	f.finder.find()
	recipes := func() (names []string) {
		for _, trial := range f.finder.trials {
			if !slices.Contains(names, trial.Recipe) {
				names = append(names, trial.Recipe)
			}
		}
		return names
	}
	pump(t, func() bool { return len(f.finder.trials) > 2 && f.finder.running > 1 })
	want := run.Searchable("")
	if got := recipes(); !slices.Equal(got, want) || len(want) < 2 {
		t.Errorf("compared are %v, want %v", got, want)
	}
	for _, trial := range f.finder.trials {
		if (trial.Settings.Rate == 0.0023) != (trial.Recipe == tower.Small) {
			t.Errorf("%s is trained at the rate %v", trial.Recipe, trial.Settings.Rate)
		}
	}
	f.finder.progress.Stop()
	pump(t, func() bool { return !w.state.training })
	if f.result == nil || f.result.report.Recipe != f.result.report.Trials[0].Recipe || !strings.HasSuffix(f.result.folder, "search") {
		t.Fatalf("trained was %+v", f.result)
	}
}

func TestASearchStoppedAtOnce(t *testing.T) {
	w := opened(t)
	f := w.training
	f.finder.find()
	ended := false
	f.stopThen(func() { ended = true })
	pump(t, func() bool { return ended })
	if w.state.training || f.result != nil || f.finder.progress.Active() {
		t.Error("the search goes on")
	}
	if runs := findRuns(w.prefs.runsFolder()); len(runs) != 0 {
		t.Errorf("it left %d runs", len(runs))
	}
}

// What goes wrong is said while it happens, in the window's language, and in full on a click.
func TestHealthIsSaidInBothLanguages(t *testing.T) {
	w := pretend(t)
	f := w.training
	history := []train.Epoch{{Number: 1}}
	f.showHistory(train.Event{Epochs: 3, History: history})
	if f.health.Text != w.t("training.healthy") || f.healthAll.Visible() {
		t.Errorf("healthy: %q", f.health.Text)
	}
	for i, warning := range []string{train.OverFitting, train.DeadUnits, train.Standstill, train.Collapsed, train.AtChance} {
		history = append(history, train.Epoch{Number: i + 2})
		f.showHistory(train.Event{Epochs: 9, History: history, Warnings: []string{train.Diverged, warning}})
		for _, l := range assets.Languages {
			w.setLanguage(l)
			if want := assets.T(l, "model."+warning); f.health.Text != "⚠ "+want || l == assets.Chinese && want == warning {
				t.Errorf("%s: %q", l, f.health.Text)
			}
		}
		w.setLanguage(assets.English)
	}
	if !f.healthAll.Visible() || !strings.HasPrefix(f.healthAll.Text, "2 warnings") {
		t.Errorf("all of them: %q", f.healthAll.Text)
	}
	f.healthAll.Tapped(nil)
	if len(w.sheets) != 1 {
		t.Error("a click doesn't show them")
	}
}
