package window

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
	"siamface/widgets"
)

// trainingTab trains on the open folder and shows how it goes; runs of earlier days are listed below.
type trainingTab struct {
	w       *Window
	content fyne.CanvasObject

	formScroll             *container.Scroll
	recipe, device         *widgets.Select
	epochs, seedEntry      *widgets.Entry
	weights                *widgets.Button
	weightsRow, epochsRow  *fyne.Container
	folder                 *widgets.Button
	labels                 map[string]*widget.Label // of the form's rows, by key
	start, layers, network *widgets.Button
	best                   *widgets.Button // opens the finder
	more                   *moreForm
	finder                 *finder
	problem                *widget.Label
	loss, accuracy         *widgets.LiveChart
	progress               *widgets.Progress
	health                 *widget.Label
	healthAll              *widgets.Button // shows the warnings in full
	reached                *widgets.NumberTable
	reachedTitle           *widget.Label
	runs                   *runsPane

	weightsFile string
	wrong       string             // with the form or the folder
	cancel      context.CancelFunc // of the run that goes on
	ended       func()             // called once the run has ended
	history     []train.Epoch
	total       int // epochs of the run shown
	warnings    []string
	result      *heldModel    // what the last run reached
	last        func() string // what was said at the end of the last run
}

const (
	defaultEpochs = 40
	defaultSeed   = 1
	mostEpochs    = 100_000
)

func newTrainingTab(w *Window) *trainingTab {
	t := &trainingTab{w: w, cancel: func() {}, labels: map[string]*widget.Label{}, total: defaultEpochs}
	t.makeForm()
	t.makeView()
	t.finder = newFinder(t)
	t.runs = newRunsPane(w)
	t.formScroll = container.NewVScroll(padded(0, 0, 0, 2*step, t.form()))    // beside its bar
	start := padded(2*step, 0, 0, 2*step, container.NewVBox(t.start, t.best)) // in sight however long the form is
	form := padded(0, 0, 0, 2*step, wide(232+2*step, container.NewBorder(nil, start, nil, nil, t.formScroll)))
	t.content = container.NewBorder(nil, nil, form, nil, t.view())
	w.onData = append(w.onData, t.checkFolder)
	w.onSplit = append(w.onSplit, t.checkFolder)
	w.onTraining = append(w.onTraining, t.enable)
	w.onModel = append(w.onModel, t.showProblem)
	w.say(t.speak)
	return t
}

func (t *trainingTab) makeForm() {
	t.recipe = widgets.NewSelect(func(int) { t.enable() })
	t.recipe.SetWords(tower.Recipes()...)
	t.recipe.Pick(slices.Index(tower.Recipes(), tower.Default()))
	t.device = widgets.NewSelect(nil)
	t.device.SetWords(torch.Devices...)
	t.epochs = widgets.NewEntry(func(string) { t.checkFolder() })
	t.epochs.SetText(strconv.Itoa(defaultEpochs))
	t.seedEntry = widgets.NewEntry(func(string) { t.checkFolder() })
	t.seedEntry.SetText(strconv.Itoa(defaultSeed))
	t.weights = widgets.NewButton("", nil, t.pickWeights)
	t.folder = widgets.NewButton("", nil, t.pickRunsFolder)
	t.start = widgets.NewButton("", nil, t.train)
	t.start.Importance = widget.HighImportance
	t.best = widgets.NewButton("", nil, func() { t.finder.open() })
	t.layers = widgets.NewQuietButton("", nil, t.showLayers)
	t.network = widgets.NewQuietButton("", nil, t.showNetwork)
	t.problem = widget.NewLabel("")
	t.problem.Wrapping = fyne.TextWrapWord
	t.problem.SizeName = theme.SizeNameCaptionText
}

// labelWidth is the width of the labels of the form and of the search.
const labelWidth = 88

func (t *trainingTab) form() fyne.CanvasObject {
	row := func(key string, o fyne.CanvasObject) *fyne.Container {
		label := widget.NewLabel("")
		t.labels[key] = label
		return container.NewBorder(nil, nil, wide(labelWidth, label), nil, o)
	}
	t.weightsRow, t.epochsRow = row("form.weights", t.weights), row("form.epochs", t.epochs)
	t.more = newMoreForm(t.w, row, t.checkFolder)
	return container.NewVBox(
		row("form.recipe", t.recipe), t.weightsRow, t.epochsRow, row("form.seed", t.seedEntry),
		row("form.device", t.device), row("form.folder", t.folder), t.more.content,
		t.problem, container.NewGridWithColumns(2, t.layers, t.network),
	)
}

func (t *trainingTab) speak() {
	w := t.w
	for key, label := range t.labels {
		label.SetText(w.t(key))
	}
	t.more.speak()
	t.best.SetText(w.t("training.best"))
	t.finder.speak()
	t.layers.SetText(w.t("training.layers"))
	t.network.SetText(w.t("training.network"))
	t.progress.SetWords(w.t("stop"), w.t("stopping"))
	if t.last != nil && !t.progress.Active() {
		t.progress.Done(t.last())
	}
	t.showCurves()
	t.showReached()
	t.showHealth()
	t.runs.speak()
	t.enable()
}

// enable brings the form in line with what can be done.
func (t *trainingTab) enable() {
	recipe, _ := tower.Find(t.recipe.Selected)
	setVisible(t.weightsRow, recipe.TakesWeights)
	setVisible(t.epochsRow, !recipe.Solved)
	t.nameCurves(recipe.Solved)
	t.more.enable(t.recipe.Selected)
	t.weights.SetText(t.w.t("form.weights.random"))
	if t.weightsFile != "" {
		t.weights.SetText(shortened(base(t.weightsFile), 14))
	}
	t.folder.SetText(shortened(base(t.w.prefs.runsFolder()), 14))
	if t.w.state.training {
		t.start.SetText(t.w.t("training.running"))
		t.start.Disable()
	} else {
		t.start.SetText(t.w.t("training.start"))
		t.start.Enable()
	}
	t.checkFolder()
}

// checkFolder says what keeps the open folder from being trained on, and draws the split that the seed gives.
func (t *trainingTab) checkFolder() {
	if t.finder == nil {
		return // it is being made
	}
	t.wrong = ""
	_, _, err := t.numbers()
	if _, wrong := t.more.settings(t.recipe.Selected); err == nil {
		err = wrong
	}
	defer t.finder.enable()
	switch {
	case t.w.data == nil:
		t.wrong = t.w.t("training.nofolder")
	case err != nil:
		t.wrong = err.Error()
	default:
		if err := t.w.data.Assign(t.seed()); err != nil {
			t.wrong = err.Error()
		}
		t.w.dataset.splitChanged()
	}
	t.showProblem()
}

// showProblem says what is wrong with the form or the folder, what the recipe face lacks, and which leaks were found.
func (t *trainingTab) showProblem() {
	lines := slices.DeleteFunc([]string{t.wrong, t.w.lackText(), t.w.leaksText()}, func(line string) bool { return line == "" })
	t.problem.SetText(strings.Join(lines, "\n"))
}

// seed is the seed in the form, or the default where it is none.
func (t *trainingTab) seed() uint64 {
	if seed, err := strconv.ParseUint(strings.TrimSpace(t.seedEntry.Text), 10, 64); err == nil {
		return seed
	}
	return defaultSeed
}

// numbers reads the form's numbers; the error says what is wrong with them.
func (t *trainingTab) numbers() (epochs int, seed uint64, err error) {
	return t.w.readNumbers(t.recipe.Selected, t.epochs.Text, t.seedEntry.Text)
}

// readNumbers reads epochs and seed from their fields; the error says what is wrong with them. A recipe that is solved has 0 epochs,
// whatever the field holds.
func (s *state) readNumbers(recipe, epochsText, seedText string) (epochs int, seed uint64, err error) {
	if r, err := tower.Find(recipe); err != nil || !r.Solved {
		epochs, err = strconv.Atoi(strings.TrimSpace(epochsText))
		if err != nil || epochs < 1 || epochs > mostEpochs {
			return 0, 0, reason(s.t("form.epochs.wrong", grouped(mostEpochs)))
		}
	}
	seed, err = strconv.ParseUint(strings.TrimSpace(seedText), 10, 64)
	if err != nil {
		return 0, 0, reason(s.t("form.seed.wrong"))
	}
	return epochs, seed, nil
}

func (t *trainingTab) pickWeights() {
	if t.weightsFile != "" { // a second click goes back to random ones
		t.weightsFile = ""
		t.enable()
		return
	}
	t.w.pickFile(t.w.t("form.weights.pick"), documents(), []string{".safetensors", ".pth", ".pt"}, func(path string) {
		t.weightsFile = path
		t.enable()
	})
}

func (t *trainingTab) pickRunsFolder() {
	t.w.pickFolder(t.w.t("form.folder.pick"), documents(), func(path string) {
		t.w.prefs.SetString(keyRuns, path)
		t.enable()
		t.runs.reload()
	})
}
