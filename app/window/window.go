package window

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"siamface/app/remembered"
	"siamface/app/session"
	"siamface/assets"
	"siamface/model/dataset"
	"siamface/model/torch"
	"siamface/widgets"
)

// settled is when a start is over: what it took in memory is then given back to the system.
const settled = 2 * time.Second

// Run shows the window, with what paths name opened as if it had been dropped, until it is closed, and returns the exit status.
func Run(paths []string) int {
	if !hasDisplay() {
		fmt.Fprintln(os.Stderr, "siamface: there is no screen to show the window on; siamface --help lists what the command line does without one")
		return 1
	}
	if path := remembered.File(); path != "" {
		if err := remembered.Secure(path); err != nil {
			fmt.Fprintln(os.Stderr, "siamface: "+err.Error())
		}
	}
	a := app.NewWithID(remembered.AppID)
	if text := os.Getenv(crashVariable); text != "" {
		newCrashWindow(a, text).ShowAndRun()
		return 0
	}
	w := newWindow(a)
	w.openPaths(paths)
	time.AfterFunc(settled, debug.FreeOSMemory)
	tellLast(w)
	return runUntilClosed(w)
}

// hasDisplay tells whether there is a screen, where the system says so by variables.
func hasDisplay() bool {
	return runtime.GOOS != "linux" || os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// The tabs in their order.
const (
	tabDataset = iota
	tabTraining
	tabVerification
	tabEvaluation
	tabGallery
	tabCount
)

// leastContent is what the pages need at least; a screen of twice the scale must show them too.
var leastContent = fyne.NewSize(576, 296)

// Window is the program's window: the tabs and what surrounds them.
type Window struct {
	desk
	models *modelChooser
	paster *paster
	tips   *widgets.Tips
	tabs   *widgets.TabBar
	status *widgets.StatusBar
	device string // that computes, "" as long as it isn't known
	work   *runningWork
	pages  [tabCount]fyne.CanvasObject

	dataset      *datasetTab
	training     *trainingTab
	verification *verificationTab
	evaluation   *evaluationTab
	gallery      *galleryTab

	themeButton, languageButton, preferencesButton, helpButton *widgets.Button

	dropHint *dropHint
}

func newWindow(a fyne.App) *Window {
	ended.Store(false)
	icon := fyne.NewStaticResource("siamface.png", assets.Icon())
	a.SetIcon(icon)
	s := session.New(a)
	over := &dialogs{win: a.NewWindow("Siamface"), words: s.Words, notice: newNotice()}
	w := &Window{desk: desk{s, over, &fileChooser{dialogs: over, settings: s.Settings}}}
	w.win.SetIcon(icon)
	w.win.SetPadded(false)
	w.makeTabs()
	w.dropHint = newDropHint(w)
	w.win.SetContent(w.makeContent())
	w.work = newRunningWork(w.desk, w.status, w.writeTitles,
		&workSource{name: "work.training", tab: newTabPage(w, tabTraining), progress: w.training.progress},
		&workSource{name: "work.evaluation", tab: newTabPage(w, tabEvaluation), progress: w.evaluation.progress},
		&workSource{name: "work.dataset", tab: newTabPage(w, tabDataset), progress: w.dataset.progress})
	w.work.returned = func() {
		if w.tabs.Selected() == tabGallery {
			w.gallery.file.lookAgain()
		}
	}
	w.win.Resize(w.Settings.WindowSize())
	w.win.SetOnDropped(w.handleDrop)
	w.win.SetCloseIntercept(w.askToClose)
	w.addKeys()
	listenToPanics(w)
	for _, changed := range []*session.Listeners{&w.Folder.Opened, &w.Folder.SplitChanged, &w.Folder.SplitDrawn, &w.Models.Changed} {
		changed.Add(w.writeTitles)
	}
	w.Look.Changed.Add(w.showThemeIcon)
	w.models.loadFirst()
	w.Words.KeepWritten(w.writeTitles)
	w.Words.KeepWritten(w.writeTips)
	w.Words.KeepWritten(func() { translateToolkit(w.Words) })
	w.showThemeIcon()
	w.findDevice()
	a.Lifecycle().SetOnStarted(func() {
		w.dropHint.watch()
		w.dataset.start.showDrawings()
	})
	return w
}

// makeTabs makes the tabs, each with the ways that lead out of it.
func (w *Window) makeTabs() {
	w.models = &modelChooser{desk: w.desk}
	w.paster = &paster{w: w}
	w.tips = widgets.NewTips(w.win.Canvas())
	compare := func(paths ...string) {
		w.selectTab(tabVerification)
		w.verification.comparePhotos(paths)
	}
	w.dataset = newDatasetTab(w.desk, newTabPage(w, tabDataset), compare, func() uint64 { return w.training.form.seed() }, startLinks{
		choosePhoto: func() { w.selectTab(tabVerification); w.verification.pickPhoto(w.verification.freeSlot()) },
		paste:       func() { w.paster.paste() },
	})
	w.training = newTrainingTab(w.desk, w.models, trainingLinks{
		verify: func() { w.selectTab(tabVerification) }, evaluate: func() { w.selectTab(tabEvaluation) },
		openFolder: func() { w.dataset.opener.pickFolder() }, openSamples: func() { w.selectTab(tabDataset); w.dataset.opener.openSamples() },
	})
	w.verification = newVerificationTab(w.desk, func() { w.selectTab(tabTraining) }, func(paths []string) { w.gallery.groups.startFiles(paths) })
	w.evaluation = newEvaluationTab(w.desk, newTabPage(w, tabEvaluation), evaluationLinks{
		compare: func(paths ...string) {
			compare(paths...)
			w.verification.back.offer(func() { w.selectTab(tabEvaluation) })
		}, openFolder: w.dataset.opener.pickFolder, openSamples: func() { w.selectTab(tabDataset); w.dataset.opener.openSamples() },
		train: w.startTraining, pickModel: w.training.runs.pickModel, trainingChoices: w.training.form.choices,
	})
	w.gallery = newGalleryTab(w.desk, newTabPage(w, tabGallery))
}

// newTabPage is where a tab of a window stands.
func newTabPage(w *Window, i int) tabPage {
	return tabPage{show: func() { w.selectTab(i) }, isShown: func() bool { return w.tabs.Selected() == i }}
}

// tabPage is where a tab stands in the window.
type tabPage struct {
	show    func()
	isShown func() bool
}

func (w *Window) makeContent() fyne.CanvasObject {
	w.tabs = widgets.NewTabBar(tabCount, w.showPage)
	w.status = widgets.NewStatusBar()
	w.status.Model.OnTapped = func() { showModelMenu(w) }
	w.themeButton = widgets.NewQuietButton("", nil, w.switchTheme)
	w.languageButton = widgets.NewQuietButton("文/A", nil, w.switchLanguage)
	w.preferencesButton = widgets.NewQuietButton("", theme.SettingsIcon(), w.showPreferences)
	w.helpButton = widgets.NewQuietButton("?", nil, w.showHelp)
	setVisible(w.languageButton, w.Words.CanChinese())
	right := container.NewHBox(w.themeButton, w.languageButton, w.preferencesButton, w.helpButton)
	top := container.NewBorder(nil, nil, w.tabs, right) // five tabs leave no more room in the least width

	w.pages = [tabCount]fyne.CanvasObject{
		w.dataset.content, w.training.content, w.verification.content, w.evaluation.content, w.gallery.content,
	}
	stack := container.New(pages{leastContent}, w.pages[:]...)
	w.showPage(0)
	body := addPadding(step, 2*step, margin, margin, stack)
	return container.NewStack(container.NewBorder(widgets.NewSurface(top), widgets.NewSurface(w.status), nil, nil, body), w.notice.layer, w.dropHint.layer, w.tips.Layer)
}

func (w *Window) showPage(i int) {
	for k, p := range w.pages {
		setVisible(p, k == i)
	}
	if i == tabEvaluation {
		w.evaluation.scoring.scoreOnSight()
	}
	if i == tabGallery {
		w.gallery.file.lookAgain()
	}
	w.win.Canvas().Unfocus()
}

// selectTab shows a tab.
func (w *Window) selectTab(i int) { w.tabs.Select(i) }

// writeTitles writes the words around the tabs anew.
func (w *Window) writeTitles() {
	words := w.Words
	w.tabs.SetWords(words.Text("tab.dataset"), words.Text("tab.training"), words.Text("tab.verification"), words.Text("tab.evaluation"), words.Text("tab.gallery"))
	title, folder := "Siamface", words.Text("status.nofolder")
	if d := w.Folder.Data; d != nil {
		title += " · " + w.FolderTitle(d.Root)
		folder = words.Text("status.folder", w.FolderTitle(d.Root), words.CountPeopleAndPhotos(len(d.People), d.Photos()),
			d.Count(dataset.Train), d.Count(dataset.Validation), d.Count(dataset.Test))
	}
	if w.work != nil && w.work.Percent() != "" {
		title = w.work.Percent() + " · " + title
	}
	w.win.SetTitle(title)
	w.status.SetTexts(folder, w.device)
	name, short := w.ModelName(), w.ModelName()
	if w.Models.Current != nil {
		name, short = words.Text("status.model", w.ModelTitle()), w.RecipeName()
	}
	w.status.SetModel(name, short, words.Text("tip.model", w.ModelLine()))
}

// writeTips writes the tooltips of the buttons beside the tabs.
func (w *Window) writeTips() {
	w.themeButton.SetTip(w.Words.Text("tip.theme"))
	w.languageButton.SetTip(w.Words.Text("tip.language"))
	w.preferencesButton.SetTip(w.Words.Text("tip.preferences"))
	w.helpButton.SetTip(w.Words.Text("tip.help"))
}

// findDevice asks which device libtorch computes on. Where there may be a GPU that takes a moment.
func (w *Window) findDevice() {
	runInBackground(func() (string, error) { return torch.FindDevice(context.Background(), "auto") }, func(name string, err error) {
		if err == nil {
			w.device = name
			w.writeTitles()
		}
	})
}

func (w *Window) showThemeIcon() {
	icon := theme.NewThemedResource(moonIcon)
	if widgets.IsDark() {
		icon = theme.NewThemedResource(sunIcon)
	}
	w.themeButton.SetIcon(icon)
}

func (w *Window) switchTheme() {
	if widgets.IsDark() {
		w.Look.SetMode(widgets.Light)
		return
	}
	w.Look.SetMode(widgets.Dark)
}

func (w *Window) switchLanguage() {
	w.notice.hide()
	if w.Words.Language() == assets.English {
		w.Words.SetLanguage(assets.Chinese)
		return
	}
	w.Words.SetLanguage(assets.English)
}

// askToClose closes the window, but asks first while a run or a test in folds goes on.
func (w *Window) askToClose() {
	words := w.Words
	switch {
	case !w.Work.Running:
		w.closeWindow()
	case w.evaluation.folds.running != nil:
		w.confirm(words.Text("close.folds.title"), words.Text("close.folds.text"), words.Text("close.yes"), words.Text("close.no"), func() {
			w.evaluation.folds.stopThen(w.closeWindow)
		})
	default:
		w.confirm(words.Text("close.title"), words.Text("close.text", w.training.describeKept()), words.Text("close.yes"), words.Text("close.no"), func() {
			w.training.stopThen(w.closeWindow)
		})
	}
}

func (w *Window) closeWindow() {
	w.Settings.SetWindowSize(w.win.Canvas().Size())
	w.tips.Close(w.win.Canvas())
	w.paster.close()
	w.dropHint.close()
	w.dataset.close()
	w.evaluation.close()
	w.gallery.close()
	w.training.view.charts.close()
	ended.Store(true)
	w.win.Close()
}
