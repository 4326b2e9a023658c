package window

import (
	"context"
	"errors"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/dataset"
	"siamface/widgets"
)

// datasetTab browses a folder of faces: its people, their photos, what each is used for.
type datasetTab struct {
	w       *Window
	content fyne.CanvasObject

	openButton, recentButton, sampleButton *widgets.Button
	search                                 *widgets.Entry
	searchBox                              *fyne.Container
	empty                                  *widgets.EmptyState
	browser                                *fyne.Container
	people                                 *peoplePane
	photos                                 *photosPane
	viewer                                 *viewer
	finder                                 *faceFinder
	waiting                                bool // whether the finder goes on once nothing is trained any more
	auditor                                *auditor
	found                                  []finding // by the audit
	unsettled                              int       // of them that aren't settled
	findings                               *findingsSheet
	foot, find                             *widgets.Button
	faces                                  *widget.Label // what was found
	summary                                *fyne.Container
	progress                               *widgets.Progress
	cancel                                 context.CancelFunc // of what is being opened
	opening                                int                // counts, so that only the newest is shown
	busy                                   bool               // whether a folder is being opened
}

func newDatasetTab(w *Window) *datasetTab {
	t := &datasetTab{w: w, cancel: func() {}}
	t.openButton = widgets.NewButton("", theme.FolderOpenIcon(), t.pick)
	t.recentButton = widgets.NewQuietButton("", theme.MenuDropDownIcon(), t.showRecent)
	t.recentButton.IconPlacement = widget.ButtonIconTrailingText
	t.sampleButton = widgets.NewQuietButton("", nil, t.openSamples)
	t.findings = newFindingsSheet(t)
	t.foot = widgets.NewQuietButton("", theme.WarningIcon(), t.findings.open)
	t.foot.Alignment = widget.ButtonAlignLeading
	t.find = widgets.NewQuietButton("", theme.SearchIcon(), t.findFaces)
	t.faces = widget.NewLabel("")
	t.faces.Truncation = fyne.TextTruncateEllipsis
	t.progress = widgets.NewProgress("", "")
	t.progress.OnStop = func() {
		t.cancel()
		t.stopFinding()
		t.stopAudit()
	}
	t.finder = t.newFinder()
	t.auditor = t.newAudit()
	t.people = newPeoplePane(t)
	t.photos = newPhotosPane(t)
	t.viewer = newViewer(t)
	t.search = widgets.NewEntry(func(text string) { t.people.filter(text) })
	t.search.ActionItem = widget.NewIcon(theme.SearchIcon())
	t.searchBox = wide(168, t.search)
	t.searchBox.Hide()
	t.empty = widgets.NewEmptyState("", "", " ", t.pick)

	bar := container.NewBorder(nil, nil, container.NewHBox(t.openButton, t.recentButton, t.sampleButton), t.searchBox)
	split := container.NewHSplit(padded(0, 0, 0, step, t.people.content), padded(0, 0, step, 0, t.photos.content))
	split.Offset = 0.24
	t.browser = container.NewStack(split)
	t.browser.Hide()
	// The height is kept, so that nothing jumps when an opening begins or findings come.
	t.summary = container.NewBorder(nil, nil, t.foot, t.find, t.faces)
	foot := container.New(pages{fyne.NewSize(200, 36)}, t.summary, t.progress)
	page := container.NewBorder(padded(0, step, 0, 0, bar), foot, nil, nil, container.NewStack(t.empty, t.browser))
	t.content = container.NewStack(page, t.viewer.content)

	w.onData = append(w.onData, t.refresh)
	w.onModel = append(w.onModel, t.facesPossible)
	w.onTraining = append(w.onTraining, t.giveWay)
	w.say(t.speak)
	t.facesPossible()
	return t
}

// splitChanged shows that people are used otherwise than before.
func (t *datasetTab) splitChanged() {
	t.w.copySplits()
	t.people.list.Update()
	t.photos.writeTitle()
	t.photos.grid.Update()
	t.listFindings()
	t.writeFindings()
	t.w.retitle()
}

func (t *datasetTab) speak() {
	w := t.w
	t.openButton.SetText(w.t("dataset.open"))
	t.recentButton.SetText(w.t("dataset.recent"))
	t.sampleButton.SetText(w.t("dataset.sample"))
	t.search.SetPlaceHolder(w.t("dataset.search"))
	t.empty.SetWords(w.t("dataset.empty.title"), w.t("dataset.empty.text"), w.t("dataset.open"))
	t.empty.SetSecond(w.t("dataset.sample"), t.openSamples)
	t.progress.SetWords(w.t("stop"), w.t("stopping"))
	t.find.SetText(w.t("dataset.find"))
	t.people.speak()
	t.photos.speak()
	t.viewer.speak()
	t.findings.speak()
	t.showFinding()
}

// facesPossible offers what needs the face networks, where they turn out to be usable, or says why it can't.
func (t *datasetTab) facesPossible() {
	t.photos.allowFaces(t.w.lacking == nil)
	t.writeFindings()
}

// refresh shows the open folder.
func (t *datasetTab) refresh() {
	setVisible(t.empty, t.w.data == nil)
	setVisible(t.browser, t.w.data != nil)
	setVisible(t.searchBox, t.w.data != nil)
	t.viewer.close()
	t.finder.reset()
	t.waiting = false
	t.auditor.reset()
	t.findings.clear()
	t.photos.clear()
	t.people.reset()
	t.facesPossible()
	t.listFindings()
	if d := t.w.whole; d != nil && d.Photos() <= mostHashed {
		t.auditor.start(d, quickly, nil)
	}
	t.findUnasked()
}

// pick lets the user choose a folder to open.
func (t *datasetTab) pick() {
	from := documents()
	if t.w.data != nil {
		from = filepath.Dir(t.w.data.Root)
	} else if recent := t.w.prefs.recent(); len(recent) > 0 {
		from = filepath.Dir(recent[0])
	}
	t.w.pickFolder(t.w.t("dataset.pick"), from, func(path string) {
		t.w.selectTab(tabDataset)
		t.open(path)
	})
}

func (t *datasetTab) showRecent() {
	var items []*fyne.MenuItem
	for _, path := range t.w.prefs.recent() {
		items = append(items, fyne.NewMenuItem(t.w.folderTitle(path)+"   "+filepath.Dir(path), func() { t.open(path) }))
	}
	if len(items) == 0 {
		none := fyne.NewMenuItem(t.w.t("dataset.recent.none"), nil)
		none.Disabled = true
		items = append(items, none)
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(t.recentButton)
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), t.w.win.Canvas(), at.AddXY(0, t.recentButton.Size().Height))
}

// open reads a folder in the background and makes it the open one.
func (t *datasetTab) open(path string) {
	t.begin(t.w.t("dataset.reading", t.w.folderTitle(path)), func(ctx context.Context, report *latest) (*dataset.Dataset, error) {
		return t.read(ctx, path, report)
	})
}

// openSamples draws the sample faces, if they aren't there yet, and opens them.
func (t *datasetTab) openSamples() {
	t.begin(t.w.t("sample.drawing"), func(ctx context.Context, report *latest) (*dataset.Dataset, error) {
		folder, err := drawSamples(ctx, func(done, total int) {
			report.Put(func() {
				t.progress.Set(float64(done)/float64(total), t.w.t("sample.progress", done, total), "")
			})
		})
		if err != nil {
			return nil, err
		}
		return t.read(ctx, folder, report)
	})
}

// read runs off Fyne's goroutine.
func (t *datasetTab) read(ctx context.Context, path string, report *latest) (*dataset.Dataset, error) {
	d, err := dataset.Open(ctx, path, func(done int) {
		report.Put(func() { t.progress.Set(-1, t.w.t("dataset.progress", t.w.folderTitle(path), grouped(done)), "") })
	})
	return d, err
}

// begin does the work of an opening and shows how it goes; one that goes on already is stopped.
func (t *datasetTab) begin(what string, work func(context.Context, *latest) (*dataset.Dataset, error)) {
	t.cancel()
	t.finder.stop()
	t.auditor.stop()
	ctx, cancel := context.WithCancel(context.Background())
	report := &latest{}
	t.cancel = cancel
	t.opening++
	mine := t.opening
	t.busy = true
	t.progress.Start(what)
	t.writeFindings()
	inBackground(func() (*dataset.Dataset, error) { return work(ctx, report) }, func(d *dataset.Dataset, err error) {
		report.Close()
		cancel()
		if mine != t.opening {
			return
		}
		t.busy = false
		t.progress.Done("")
		t.opened(d, err)
	})
}

func (t *datasetTab) opened(d *dataset.Dataset, err error) {
	switch {
	case errors.Is(err, context.Canceled):
		t.writeFindings()
	case err != nil:
		t.writeFindings()
		t.w.showError(t.w.t("dataset.cannot"), err)
	default:
		_ = d.Assign(t.w.training.seed()) // too few people: the Training tab says so
		excluded, err := readExcluded(d.Root)
		t.w.setData(d, excluded)
		if err != nil {
			t.w.showError(t.w.t("excluded.cannot.read"), err)
		}
	}
}

// close ends what goes on.
func (t *datasetTab) close() {
	t.cancel()
	t.finder.stop()
	t.auditor.stop()
	t.viewer.cancel()
	t.photos.grid.Close()
	t.findings.grid.Close()
}
