package window

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/widgets"
)

// datasetTab browses a folder of faces: its people, their photos, what each is used for.
type datasetTab struct {
	desk
	page    tabPage
	compare func(paths ...string) // shows one or two photos in Verification
	content fyne.CanvasObject

	openButton, recentButton, sampleButton *widgets.Button
	search                                 *widgets.SearchEntry
	searchBox                              *fyne.Container
	bar                                    *fyne.Container
	start                                  *startPage
	browser                                *fyne.Container
	people                                 *peoplePane
	photos                                 *photosPane
	viewer                                 *viewer
	summary                                *summaryLine
	progress                               *widgets.Progress

	opener   *folderOpener
	faces    *faceSearch
	audit    *folderAudit
	found    folderFindings
	findings *findingsSheet
}

func newDatasetTab(d desk, page tabPage, compare func(paths ...string), seed func() uint64, links startLinks) *datasetTab {
	t := &datasetTab{desk: d, page: page, compare: compare}
	t.opener = newFolderOpener(t, seed)
	t.openButton = widgets.NewButton("", theme.FolderOpenIcon(), t.opener.pickFolder)
	t.recentButton = widgets.NewQuietButton("", theme.MenuDropDownIcon(), t.showRecent)
	t.recentButton.IconPlacement = widget.ButtonIconTrailingText
	t.sampleButton = widgets.NewQuietButton("", nil, t.opener.openSamples)
	t.findings = newFindingsSheet(t)
	t.progress = widgets.NewProgress("", "")
	t.progress.OnStop = t.stop
	t.faces = newFaceSearch(t)
	t.audit = newFolderAudit(t)
	t.summary = newSummaryLine(t)
	t.people = newPeoplePane(t)
	t.photos = newPhotosPane(t)
	t.viewer = newViewer(t)
	t.search = widgets.NewSearchEntry(func(text string) { t.people.filter(text) }, func() { t.people.enter() })
	t.searchBox = container.NewStack(t.search)
	t.searchBox.Hide()
	t.start = newStartPage(t, links)
	t.content = t.makeContent()

	t.Folder.Opened.Add(t.showFolder)
	t.Folder.SplitDrawn.Add(t.showSplit)
	t.Models.Changed.Add(t.allowFaces)
	t.Work.Changed.Add(t.faces.giveWay)
	t.Words.KeepWritten(t.retranslate)
	t.allowFaces()
	return t
}

func (t *datasetTab) makeContent() fyne.CanvasObject {
	bar := container.New(beside{least: 100, most: 200}, container.NewHBox(t.openButton, t.recentButton, t.sampleButton), t.searchBox)
	t.bar = addPadding(0, step, 0, 0, bar)
	t.bar.Hide()
	split := container.NewHSplit(addPadding(0, 0, 0, step, t.people.content), addPadding(0, 0, step, 0, t.photos.content))
	split.Offset = 0.24
	t.browser = container.NewStack(split)
	t.browser.Hide()
	// The height is kept, so that nothing jumps when an opening begins or findings come.
	foot := container.New(pages{fyne.NewSize(200, 36)}, t.summary.content, t.progress)
	page := container.NewBorder(t.bar, foot, nil, nil, container.NewStack(t.start.content, t.browser))
	return container.NewStack(page, t.viewer.content)
}

func (t *datasetTab) retranslate() {
	words := t.Words
	t.openButton.SetText(words.Text("dataset.open"))
	t.openButton.SetTip(words.Text("tip.openfolder"))
	t.recentButton.SetText(words.Text("dataset.recent"))
	t.recentButton.SetTip(words.Text("tip.recent"))
	t.sampleButton.SetText(words.Text("dataset.sample"))
	t.sampleButton.SetTip(words.Text("tip.samples"))
	t.search.SetPlaceHolder(words.Text("dataset.search"))
	t.start.retranslate()
	t.progress.SetWords(words.Text("stop"), words.Text("stopping"))
	t.progress.SetTip(words.Text("tip.stop"))
	t.summary.retranslate()
	t.people.retranslate()
	t.photos.retranslate()
	t.viewer.retranslate()
	t.findings.retranslate()
	t.showProgress()
}

// allowFaces offers what needs the face networks, where they turn out to be usable, or says why it can't.
func (t *datasetTab) allowFaces() {
	t.photos.allowFaces(t.Models.Lacking == nil)
	t.summary.write()
}

// showFolder shows the open folder.
func (t *datasetTab) showFolder() {
	open := t.Folder.Data != nil
	setVisible(t.start.content, !open)
	setVisible(t.bar, open)
	setVisible(t.browser, open)
	setVisible(t.searchBox, open)
	t.viewer.close()
	t.faces.reset()
	t.audit.reset()
	t.findings.clear()
	t.photos.clear()
	t.people.showEveryone()
	t.allowFaces()
	t.listFindings()
	t.audit.startUnasked()
	t.faces.startUnasked()
}

// showSplit shows that people are used otherwise than before.
func (t *datasetTab) showSplit() {
	t.people.list.Update()
	t.photos.writeTitle()
	t.photos.grid.Update()
	t.listFindings()
	t.summary.write()
}

// leaveOut leaves files out or puts them back, live: all counts follow.
func (t *datasetTab) leaveOut(out bool, files ...string) {
	err := t.Folder.LeaveOut(out, files...)
	t.showSplit()
	if err != nil {
		t.showError(t.Words.Text("excluded.cannot"), err)
	}
}

// listFindings makes the list of findings anew: more is known, people are used otherwise, or files were left out.
func (t *datasetTab) listFindings() {
	t.found = folderFindings{}
	if t.Folder.Whole == nil {
		return
	}
	t.found = listFindings(t.Folder, t.audit.found)
	t.findings.show()
	t.Folder.CountLeaks(t.found.leaks)
}

// showProgress shows how far the search for faces or the audit is, or what they found.
func (t *datasetTab) showProgress() {
	switch {
	case t.opener.busy:
	case t.faces.running:
		t.faces.showProgress(t.progress)
	case t.audit.running == auditedDeeply:
		t.audit.showProgress(t.progress)
	case t.progress.Active():
		t.progress.Done("")
	}
	t.summary.write()
}

func (t *datasetTab) showRecent() {
	var items []*fyne.MenuItem
	for _, path := range t.Settings.RecentFolders() {
		items = append(items, fyne.NewMenuItem(t.nameRecent(path), func() { t.opener.openFolder(path) }))
	}
	if len(items) == 0 {
		none := fyne.NewMenuItem(t.Words.Text("dataset.recent.none"), nil)
		none.Disabled = true
		items = append(items, none)
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(t.recentButton)
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), t.win.Canvas(), at.AddXY(0, t.recentButton.Size().Height))
}

func (t *datasetTab) nameRecent(path string) string {
	return t.FolderTitle(path) + "   " + filepath.Dir(path)
}

// stop ends what the progress shows.
func (t *datasetTab) stop() {
	t.opener.cancel()
	t.faces.stopSearch()
	t.audit.stopDeep()
}

// close ends what goes on.
func (t *datasetTab) close() {
	t.opener.cancel()
	t.faces.stop()
	t.audit.stop()
	t.viewer.cancel()
	t.photos.grid.Close()
	t.findings.pictures.grid.Close()
}
