package window

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/widgets"
)

// foldsForm asks what to test thoroughly.
type foldsForm struct {
	t                   *evaluationTab
	from                trainingChoices // of the Training tab
	recipe              *widgets.Select
	folds, epochs, seed *widgets.Entry
	untrained           *widget.Check
	chosen              *widget.Check // takes the Training tab's choices; hidden where none were made
	problem             *widget.Label
	sheet               *dialog.ConfirmDialog
}

func newFoldsForm(t *evaluationTab) *foldsForm {
	f := &foldsForm{t: t, from: t.links.trainingChoices(), problem: widget.NewLabel("")}
	f.problem.Wrapping = fyne.TextWrapWord
	f.recipe = widgets.NewSelect(func(int) { f.enable() })
	f.recipe.SetWords(recipes.Names()...)
	f.recipe.Pick(slices.Index(recipes.Names(), f.from.recipe))
	f.folds, f.epochs, f.seed = widgets.NewEntry(f.check), widgets.NewEntry(f.check), widgets.NewEntry(f.check)
	f.untrained = widget.NewCheck(t.Words.Text("folds.untrained"), func(bool) { f.enable() })
	f.chosen = widget.NewCheck(t.Words.Text("folds.chosen"), func(bool) { f.check("") })
	f.chosen.Checked = true
	f.makeSheet()
	f.folds.SetText(strconv.Itoa(min(usualFolds, len(t.Folder.Data.People))))
	f.epochs.SetText(f.from.epochs)
	f.seed.SetText(f.from.seed)
	f.enable()
	t.openDialog(f.sheet, fyne.NewSize(520, 440))
	t.win.Canvas().Focus(f.folds)
	return f
}

// makeSheet makes the sheet.
func (f *foldsForm) makeSheet() {
	t := f.t
	form := widget.NewForm(
		widget.NewFormItem(t.Words.Text("form.recipe"), f.recipe),
		widget.NewFormItem(t.Words.Text("folds.count"), f.folds),
		widget.NewFormItem(t.Words.Text("form.epochs"), f.epochs),
		widget.NewFormItem(t.Words.Text("form.seed"), f.seed),
		widget.NewFormItem("", f.untrained),
		widget.NewFormItem("", f.chosen),
	)
	text := widget.NewLabel(t.Words.Text("folds.text"))
	text.Wrapping = fyne.TextWrapWord
	f.sheet = dialog.NewCustomConfirm(t.Words.Text("folds.title"), t.Words.Text("folds.start"), t.Words.Text("cancel"),
		container.NewVScroll(container.NewVBox(text, form, f.problem)), func(ok bool) {
			if ok {
				f.start()
			}
		}, t.win)
}

// enable lets the epochs be changed, and the choices of the Training tab be taken, where there is a training that has any.
func (f *foldsForm) enable() {
	if f.seed == nil {
		return // it is being made
	}
	recipe, _ := recipes.Find(f.recipe.Selected)
	setEnabled(f.epochs, !f.untrained.Checked && !recipe.Solved())
	setVisible(f.chosen, !f.untrained.Checked && f.from.hasSettings(f.recipe.Selected))
	f.check("")
}

// readOptions reads the form; the error says what is wrong with it.
func (f *foldsForm) readOptions() (run.FoldOptions, error) {
	t := f.t
	o := run.FoldOptions{Recipe: f.recipe.Selected, Device: f.from.device, Untrained: f.untrained.Checked}
	if recipe, err := recipes.Find(o.Recipe); err == nil && recipe.TakesWeights() {
		o.Weights = f.from.weights
	}
	var err error
	if o.Epochs, o.Seed, err = readNumbers(t.Words, o.Recipe, f.epochs.Text, f.seed.Text); err != nil {
		return o, err
	}
	if f.chosen.Visible() && f.chosen.Checked {
		if o.Settings, err = f.from.readSettings(o.Recipe); err != nil {
			return o, err
		}
	}
	if o.Folds, err = strconv.Atoi(strings.TrimSpace(f.folds.Text)); err != nil {
		return o, shortReason(t.Words.Text("folds.wrong"))
	}
	_, err = t.Folder.Data.Folds(o.Folds, o.Seed)
	return o, err
}

// check says at once what is wrong.
func (f *foldsForm) check(string) {
	if f.seed == nil || f.seed.Text == "" || f.sheet == nil {
		return
	}
	_, err := f.readOptions()
	f.problem.SetText("")
	if err != nil {
		f.problem.SetText(err.Error())
	}
}

func (f *foldsForm) start() {
	o, err := f.readOptions()
	if err != nil {
		f.t.notice.say(err.Error())
		return
	}
	f.t.folds.begin(o)
}
