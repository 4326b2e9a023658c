package window

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/format"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/torch"
	"siamface/model/train"
	"siamface/widgets"
)

const (
	defaultEpochs = 40
	defaultSeed   = 1
	mostEpochs    = 100_000
)

// labelWidth is the width of the labels of the form and of the search.
const labelWidth = 88

// purposeLines is how many lines there are for what a recipe is for.
const purposeLines = 3

// trainingForm says how to train, and what keeps the open folder from being trained on.
type trainingForm struct {
	desk
	card                  *fyne.Container // recipe, what it is for, how long it takes
	scroll                *container.Scroll
	recipe, device        *widgets.Select
	purpose, time         *widgets.Passage
	epochs, seedEntry     *widgets.Entry
	weights               *widgets.Button
	weightsRow, epochsRow *fyne.Container
	folder                *widgets.Button
	labels                map[*widget.Label]func() string // of the rows, and what they say
	explained             map[string]*widgets.Explained   // by the keys of their sentences
	settings              *settingsForm
	problem               *widget.Label
	layers, network       *widgets.Button

	weightsFile string
	wrong       string // with the form or the folder
	checked     func() // called when wrong is known anew; nil as long as the form is being made
	changed     func() // called when rows are to be shown anew
	newFolder   func() // called when runs go to another folder
}

func newTrainingForm(d desk, changed, newFolder func()) *trainingForm {
	f := &trainingForm{desk: d, labels: map[*widget.Label]func() string{}, explained: map[string]*widgets.Explained{}, changed: changed, newFolder: newFolder}
	f.recipe = widgets.NewSelect(func(int) { changed() })
	f.recipe.SetWords(recipes.Names()...)
	f.recipe.Pick(slices.Index(recipes.Names(), recipes.Default()))
	f.device = widgets.NewSelect(nil)
	f.useDevice(d.Settings.Device())
	f.epochs = widgets.NewEntry(func(string) { f.checkFolder() })
	f.epochs.SetText(strconv.Itoa(defaultEpochs))
	f.seedEntry = widgets.NewEntry(func(string) { f.checkFolder() })
	f.seedEntry.SetText(strconv.Itoa(defaultSeed))
	f.weights = widgets.NewButton("", nil, f.pickWeights)
	f.folder = widgets.NewButton("", nil, f.pickRunsFolder)
	f.layers = widgets.NewQuietButton("", nil, func() { showLayers(d, f.readBlueprint()) })
	f.network = widgets.NewQuietButton("", nil, func() { showNetwork(d, f.readBlueprint()) })
	f.problem = newCaption()
	f.purpose, f.time = widgets.NewPassage(purposeLines), widgets.NewPassage(1)
	rows := f.makeRows()
	f.card = container.NewVBox(f.recipe, f.purpose, addPadding(0, step, 0, 0, f.explain("explain.recipe", f.time)), f.weightsRow)
	f.scroll = container.NewVScroll(addPadding(0, 0, 0, 2*step, rows)) // beside its bar
	return f
}

// newCaption is a small text of several lines.
func newCaption() *widget.Label {
	l := widget.NewLabel("")
	l.Wrapping = fyne.TextWrapWord
	l.SizeName = theme.SizeNameCaptionText
	return l
}

// makeRows makes what is folded, below what is wrong.
func (f *trainingForm) makeRows() fyne.CanvasObject {
	titled := func(title func() string, o fyne.CanvasObject) *fyne.Container {
		label := widget.NewLabel("")
		f.labels[label] = title
		return container.NewBorder(nil, nil, fixWidth(labelWidth, label), nil, o)
	}
	row := func(key string, o fyne.CanvasObject) *fyne.Container {
		return titled(func() string { return f.Words.Text(key) }, o)
	}
	f.weightsRow, f.epochsRow = row("form.weights", f.weights), row("form.epochs", f.explain("explain.epochs", f.epochs))
	f.settings = newSettingsForm(f.Words, titled, f.checkFolder,
		f.epochsRow, row("form.seed", f.explain("explain.seed", f.seedEntry)), row("form.device", f.device), row("form.folder", f.folder))
	return container.NewVBox(f.problem, f.settings.content, container.NewGridWithColumns(2, f.layers, f.network))
}

// explain puts a sign behind an object that explains what it is about.
func (f *trainingForm) explain(key string, o fyne.CanvasObject) *fyne.Container {
	f.explained[key] = widgets.NewExplained("")
	return container.NewBorder(nil, nil, nil, f.explained[key], o)
}

func (f *trainingForm) retranslate() {
	for label, title := range f.labels {
		label.SetText(title())
	}
	f.writeDevices()
	f.settings.retranslate()
	f.layers.SetText(f.Words.Text("training.layers"))
	f.recipe.SetTip(f.Words.Text("explain.recipe"))
	f.weights.SetTip(f.Words.Text("tip.weights"))
	f.folder.SetTip(f.Words.Text("tip.runsfolder"))
	f.settings.fold.SetTip(f.Words.Text("tip.advanced"))
	for key, sign := range f.explained {
		sign.SetSentence(f.Words.Text(key))
	}
	f.layers.SetTip(f.Words.Text("tip.layers"))
	f.network.SetText(f.Words.Text("training.network"))
	f.network.SetTip(f.Words.Text("tip.network"))
}

// showRows shows what there is to say for the recipe chosen.
func (f *trainingForm) showRows(recipe recipes.Recipe) {
	setVisible(f.weightsRow, recipe.TakesWeights())
	setVisible(f.epochsRow, !recipe.Solved())
	f.settings.showFor(f.recipe.Selected)
	f.weights.SetText(f.Words.Text("form.weights.random"))
	if f.weightsFile != "" {
		f.weights.SetText(shortenText(filepath.Base(f.weightsFile), 14))
	}
	f.folder.SetText(shortenText(filepath.Base(f.Settings.RunsFolder()), 14))
}

// checkFolder says what keeps the open folder from being trained on, and draws the split that the seed gives.
func (f *trainingForm) checkFolder() {
	if f.checked == nil {
		return
	}
	f.wrong = ""
	_, _, err := f.readNumbers()
	if _, wrong := f.settings.readSettings(f.recipe.Selected); err == nil {
		err = wrong
	}
	defer f.checked()
	switch {
	case f.Folder.Data == nil:
		f.wrong = f.Words.Text("training.nofolder")
	case err != nil:
		f.wrong = err.Error()
	default:
		if err := f.Folder.DrawSplit(f.seed()); err != nil {
			f.wrong = err.Error()
		}
	}
	f.showProblem()
}

// showProblem says what is wrong with the form or the folder, what the recipe face lacks, and which leaks were found.
func (f *trainingForm) showProblem() {
	lines := slices.DeleteFunc([]string{f.wrong, f.LackText(), f.LeaksText()}, func(line string) bool { return line == "" })
	f.problem.SetText(strings.Join(lines, "\n"))
	setVisible(f.problem, len(lines) > 0)
}

// seed is the seed in the form, or the default where it is none.
func (f *trainingForm) seed() uint64 {
	if seed, err := strconv.ParseUint(strings.TrimSpace(f.seedEntry.Text), 10, 64); err == nil {
		return seed
	}
	return defaultSeed
}

// readNumbers reads the form's numbers; the error says what is wrong with them.
func (f *trainingForm) readNumbers() (epochs int, seed uint64, err error) {
	return readNumbers(f.Words, f.recipe.Selected, f.epochs.Text, f.seedEntry.Text)
}

// readNumbers reads epochs and seed from their fields; the error says what is wrong with them. A recipe that is solved has 0 epochs,
// whatever the field holds.
func readNumbers(words *session.Words, recipe, epochsText, seedText string) (epochs int, seed uint64, err error) {
	if r, err := recipes.Find(recipe); err != nil || !r.Solved() {
		epochs, err = strconv.Atoi(strings.TrimSpace(epochsText))
		if err != nil || epochs < 1 || epochs > mostEpochs {
			return 0, 0, shortReason(words.Text("form.epochs.wrong", format.Count(mostEpochs)))
		}
	}
	seed, err = strconv.ParseUint(strings.TrimSpace(seedText), 10, 64)
	if err != nil {
		return 0, 0, shortReason(words.Text("form.seed.wrong"))
	}
	return epochs, seed, nil
}

// readOptions are what the form says, with a new folder for the run. What is wrong with them is said.
func (f *trainingForm) readOptions() (run.Options, bool) {
	_, _, err := f.readNumbers()
	if _, wrong := f.settings.readSettings(f.recipe.Selected); err == nil {
		err = wrong
	}
	if err == nil && f.Folder.Data == nil {
		err = shortReason(f.Words.Text("training.nofolder"))
	}
	if err != nil {
		f.notice.say(err.Error())
		return run.Options{}, false
	}
	o, ok := f.describeOptions(), false
	o.Folder, ok = f.nameRunFolder(o.Recipe)
	return o, ok
}

// describeOptions are what the form says, without a folder for the run and without a word of what is wrong.
func (f *trainingForm) describeOptions() run.Options {
	epochs, seed, _ := f.readNumbers()
	settings, _ := f.settings.readSettings(f.recipe.Selected)
	o := run.Options{Recipe: f.recipe.Selected, Epochs: epochs, Seed: seed, Device: f.deviceName(), Settings: settings}
	if f.weightsRow.Visible() {
		o.Weights = f.weightsFile
	}
	return o
}

// nameRunFolder names a new folder for a run on the open folder. Where there can be none that is said.
func (f *trainingForm) nameRunFolder(what string) (path string, ok bool) {
	path, err := newRunFolder(f.Settings.RunsFolder(), f.FolderTitle(f.Folder.Data.Root), what, time.Now())
	if err != nil {
		f.showError(f.Words.Text("training.cannot"), err)
	}
	return path, err == nil
}

// newRunFolder names a folder for a run that nothing has yet: by the time, the photos and the recipe.
func newRunFolder(in, data, recipe string, now time.Time) (string, error) {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, data)
	name := fmt.Sprintf("%s %s %s", now.Format("2006-01-02 150405"), clean, recipe)
	for i := 1; i < 100; i++ {
		path := filepath.Join(in, name)
		if i > 1 {
			path += fmt.Sprintf(" %d", i)
		}
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return path, nil
		}
	}
	return "", fmt.Errorf("there is no free name for a run in %s", in)
}

// trainingChoices are what the form says, for who trains otherwise.
type trainingChoices struct {
	recipe                        string
	epochs, seed, device, weights string
	hasSettings                   func(recipe string) bool // whether some are changed
	readSettings                  func(recipe string) (*train.Settings, error)
}

func (f *trainingForm) choices() trainingChoices {
	return trainingChoices{
		recipe: f.recipe.Selected, epochs: f.epochs.Text, seed: f.seedEntry.Text, device: f.deviceName(), weights: f.weightsFile,
		hasSettings: f.settings.hasChanges, readSettings: f.settings.readSettings,
	}
}

func (f *trainingForm) pickWeights() {
	if f.weightsFile != "" { // a second click goes back to random ones
		f.setWeights("")
		return
	}
	f.pickFile(f.Words.Text("form.weights.pick"), session.DocumentsFolder(), []string{".safetensors", ".pth", ".pt"}, f.setWeights)
}

func (f *trainingForm) setWeights(path string) {
	f.weightsFile = path
	f.changed()
}

func (f *trainingForm) pickRunsFolder() {
	f.pickFolder(f.Words.Text("form.folder.pick"), session.DocumentsFolder(), f.useRunsFolder)
}

// useRunsFolder has runs go to another folder.
func (f *trainingForm) useRunsFolder(path string) {
	f.Settings.SetRunsFolder(path)
	f.changed()
	f.newFolder()
}

// useDevice picks a device by its name.
func (f *trainingForm) useDevice(name string) {
	f.writeDevices()
	f.device.Pick(slices.Index(torch.Devices, name))
}

// writeDevices writes the devices in the window's language.
func (f *trainingForm) writeDevices() {
	var names []string
	for _, device := range torch.Devices {
		names = append(names, f.Words.DeviceName(device))
	}
	f.device.SetWords(names...)
}

// deviceName is the device picked.
func (f *trainingForm) deviceName() string { return torch.Devices[max(f.device.SelectedIndex(), 0)] }
