package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"

	"siamface/assets"
	"siamface/model/dataset"
	"siamface/widgets"
)

// The tabs in their order.
const (
	tabDataset = iota
	tabTraining
	tabVerification
	tabEvaluation
	tabCount
)

// leastContent is what the pages need at least; a screen of twice the scale must show them too.
var leastContent = fyne.NewSize(576, 296)

// Window is the program's window: the tabs and what surrounds them.
type Window struct {
	*state
	tabs   *widgets.TabBar
	status *widgets.StatusBar
	notice *notice
	pages  [tabCount]fyne.CanvasObject
	sheets []dialog.Dialog // that are open, the innermost last

	dataset      *datasetTab
	training     *trainingTab
	verification *verificationTab
	evaluation   *evaluationTab

	themeButton, languageButton, helpButton *widgets.Button
}

func newWindow(a fyne.App) *Window {
	ended.Store(false)
	a.SetIcon(icon())
	w := &Window{state: newState(a)}
	a.Settings().SetTheme(widgets.NewTheme(w.mode))
	w.win = a.NewWindow("Siamface")
	w.win.SetIcon(icon())
	w.win.SetPadded(false)
	w.notice = newNotice()
	w.dataset = newDatasetTab(w)
	w.training = newTrainingTab(w)
	w.verification = newVerificationTab(w)
	w.evaluation = newEvaluationTab(w)
	w.win.SetContent(w.build())
	w.win.Resize(w.prefs.windowSize())
	w.win.SetOnDropped(w.handleDrop)
	w.win.SetCloseIntercept(w.close)
	w.addKeys()
	w.onData = append(w.onData, w.retitle)
	w.onSplit = append(w.onSplit, w.retitle)
	w.onModel = append(w.onModel, w.retitle)
	w.onDevice = append(w.onDevice, w.retitle)
	w.onTheme = append(w.onTheme, w.restyle)
	w.startUntrained()
	w.say(w.retitle)
	w.restyle()
	w.findDevice()
	return w
}

func (w *Window) build() fyne.CanvasObject {
	w.tabs = widgets.NewTabBar(tabCount, w.showPage)
	w.status = widgets.NewStatusBar()
	w.themeButton = widgets.NewQuietButton("", nil, w.switchTheme)
	w.languageButton = widgets.NewQuietButton("文/A", nil, w.switchLanguage)
	w.helpButton = widgets.NewQuietButton("?", nil, w.showHelp)
	setVisible(w.languageButton, w.canChinese)
	right := container.NewHBox(w.themeButton, w.languageButton, w.helpButton)
	top := padded(0, 0, step, step, container.NewBorder(nil, nil, w.tabs, right))

	w.pages = [tabCount]fyne.CanvasObject{
		w.dataset.content, w.training.content, w.verification.content, w.evaluation.content,
	}
	stack := container.New(pages{leastContent}, w.pages[:]...)
	w.showPage(0)
	body := padded(step, 2*step, 3*step, 3*step, stack)
	return container.NewStack(container.NewBorder(top, w.status, nil, nil, body), w.notice.layer)
}

func (w *Window) showPage(i int) {
	for k, p := range w.pages {
		setVisible(p, k == i)
	}
	if i == tabEvaluation {
		w.evaluation.appear()
	}
	w.win.Canvas().Unfocus()
}

// selectTab shows a tab.
func (w *Window) selectTab(i int) { w.tabs.Select(i) }

// retitle writes the words around the tabs anew.
func (w *Window) retitle() {
	w.tabs.SetWords(w.t("tab.dataset"), w.t("tab.training"), w.t("tab.verification"), w.t("tab.evaluation"))
	title, folder := "Siamface", w.t("status.nofolder")
	if w.data != nil {
		title += " · " + w.folderTitle(w.data.Root)
		folder = w.t("status.folder", w.folderTitle(w.data.Root), w.peopleAndPhotos(len(w.data.People), w.data.Photos()),
			w.data.Count(dataset.Train), w.data.Count(dataset.Validation), w.data.Count(dataset.Test))
	}
	w.win.SetTitle(title)
	w.status.SetTexts(folder, w.t("status.model", w.modelLine()), w.device)
}

// peopleAndPhotos counts both: "40 people, 400 photos".
func (s *state) peopleAndPhotos(people, photos int) string {
	return s.t("list", s.n("count.people", people), s.n("count.photos", photos))
}

func (w *Window) restyle() {
	icon := theme.NewThemedResource(moonIcon)
	if widgets.IsDark() {
		icon = theme.NewThemedResource(sunIcon)
	}
	w.themeButton.SetIcon(icon)
}

func (w *Window) switchTheme() {
	if widgets.IsDark() {
		w.setMode(widgets.Light)
		return
	}
	w.setMode(widgets.Dark)
}

func (w *Window) switchLanguage() {
	w.notice.hide()
	if w.lang == assets.English {
		w.setLanguage(assets.Chinese)
		return
	}
	w.setLanguage(assets.English)
}

// close closes the window, but asks first while a run or a test in folds goes on.
func (w *Window) close() {
	if !w.state.training {
		w.end()
		return
	}
	if w.evaluation.running != nil {
		w.confirm(w.t("close.folds.title"), w.t("close.folds.text"), w.t("close.yes"), w.t("close.no"), func() {
			w.evaluation.stopThen(w.end)
		})
		return
	}
	w.confirm(w.t("close.title"), w.t("close.text"), w.t("close.yes"), w.t("close.no"), func() {
		w.training.stopThen(w.end)
	})
}

func (w *Window) end() {
	w.prefs.setWindowSize(w.win.Canvas().Size())
	w.dataset.close()
	w.evaluation.close()
	ended.Store(true)
	w.win.Close()
}
