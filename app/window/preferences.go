package window

import (
	"os"
	"runtime"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/assets"
	"siamface/model/cache"
	"siamface/model/format"
	"siamface/model/torch"
	"siamface/widgets"
)

// modes are the themes in the order in which they are offered.
var modes = []widgets.Mode{widgets.FollowSystem, widgets.Light, widgets.Dark}

// preferences is the sheet of what the program remembers. A change holds at once.
type preferences struct {
	desk
	links                            preferencesLinks
	theme, language, device, threads *widgets.Select
	runs, caches, size               *widget.Label
	usualPlace, change, clear        *widgets.Button
	sheet                            *dialog.CustomDialog
}

// preferencesLinks tell the other parts of the window what has changed.
type preferencesLinks struct {
	useDevice     func(name string)
	useRunsFolder func(path string)
}

func openPreferences(d desk, links preferencesLinks) *preferences {
	p := &preferences{desk: d, links: links, runs: newPathLabel(), caches: newPathLabel(), size: widget.NewLabel("")}
	p.makeSelects()
	p.usualPlace = widgets.NewButton(d.Words.Text("preferences.usual"), nil, func() { p.useCacheFolder("") })
	p.change = widgets.NewButton(d.Words.Text("change"), nil, p.pickCacheFolder)
	p.clear = widgets.NewButton(d.Words.Text("preferences.caches.clear"), nil, p.clearCaches)
	p.usualPlace.SetTip(d.Words.Text("tip.usualcaches"))
	p.change.SetTip(d.Words.Text("tip.otherfolder"))
	p.clear.SetTip(d.Words.Text("tip.clearcaches"))
	p.runs.SetText(d.Settings.RunsFolder())
	p.sheet = dialog.NewCustom(d.Words.Text("preferences.title"), d.Words.Text("close"), p.makeContent(), d.win)
	p.showCaches()
	d.openDialog(p.sheet, fyne.NewSize(600, 560))
	return p
}

func newPathLabel() *widget.Label {
	label := widget.NewLabel("")
	label.Truncation = fyne.TextTruncateEllipsis
	return label
}

func (p *preferences) makeSelects() {
	words := p.Words
	p.theme = widgets.NewSelect(func(i int) { p.Look.SetMode(modes[i]) })
	p.theme.SetWords(words.Text("preferences.theme.system"), words.Text("preferences.theme.light"), words.Text("preferences.theme.dark"))
	p.theme.Pick(slices.Index(modes, p.Look.Mode()))
	p.language = widgets.NewSelect(p.setLanguage)
	p.language.SetWords(p.listLanguages()...)
	if !words.FollowsSystem() {
		p.language.Pick(1 + slices.Index(assets.Languages, words.Language()))
	}
	p.device = widgets.NewSelect(func(i int) {
		p.Settings.SetDevice(torch.Devices[i])
		p.links.useDevice(torch.Devices[i])
	})
	var devices []string
	for _, name := range torch.Devices {
		devices = append(devices, words.DeviceName(name))
	}
	p.device.SetWords(devices...)
	p.device.Pick(slices.Index(torch.Devices, p.Settings.Device()))
	p.threads = widgets.NewSelect(func(i int) { p.Settings.SetThreads(i) })
	p.threads.SetWords(p.listThreads()...)
	p.threads.Pick(p.Settings.Threads())
}

// listLanguages are the system's language and those that there is a font for.
func (p *preferences) listLanguages() []string {
	languages := []string{p.Words.Text("preferences.language.system"), "English"}
	if p.Words.CanChinese() {
		languages = append(languages, "中文")
	}
	return languages
}

// listThreads are all of the machine's, then 1, 2 and so on.
func (p *preferences) listThreads() []string {
	numbers := []string{p.Words.Text("preferences.threads.all", runtime.NumCPU())}
	for n := 1; n <= runtime.NumCPU(); n++ {
		numbers = append(numbers, strconv.Itoa(n))
	}
	return numbers
}

func (p *preferences) makeContent() fyne.CanvasObject {
	text := p.Words.Text
	change := widgets.NewButton(text("change"), nil, p.pickRunsFolder)
	change.SetTip(text("tip.runsfolder"))
	runs := container.NewBorder(nil, nil, nil, change, p.runs)
	caches := container.NewBorder(nil, nil, nil, container.NewHBox(p.usualPlace, p.change), p.caches)
	size := container.NewBorder(nil, nil, nil, p.clear, p.size)
	form := widget.NewForm(
		widget.NewFormItem(text("preferences.theme"), p.theme), widget.NewFormItem(text("preferences.language"), p.language),
		widget.NewFormItem(text("preferences.device"), p.device), widget.NewFormItem(text("preferences.threads"), p.threads),
		widget.NewFormItem(text("preferences.runs"), runs), widget.NewFormItem(text("preferences.caches"), caches),
		widget.NewFormItem(text("preferences.caches.size"), size),
	)
	note := widget.NewLabel(text("preferences.note"))
	note.Wrapping, note.SizeName = fyne.TextWrapWord, theme.SizeNameCaptionText
	return container.NewVScroll(container.NewVBox(form, note))
}

// setLanguage changes the language; the sheet is made anew in it.
func (p *preferences) setLanguage(i int) {
	if i == 0 {
		p.Words.FollowSystem()
	} else {
		p.Words.ChooseLanguage(assets.Languages[i-1])
	}
	p.sheet.Hide()
	openPreferences(p.desk, p.links)
}

func (p *preferences) pickRunsFolder() {
	p.pickFolder(p.Words.Text("preferences.runs.pick"), p.Settings.RunsFolder(), func(path string) {
		p.links.useRunsFolder(path)
		p.runs.SetText(path)
	})
}

func (p *preferences) pickCacheFolder() {
	p.pickFolder(p.Words.Text("preferences.caches.pick"), cache.Folder(), p.useCacheFolder)
}

func (p *preferences) useCacheFolder(path string) {
	p.Settings.SetCacheFolder(path)
	p.showCaches()
}

// showCaches says where caches lie and measures them.
func (p *preferences) showCaches() {
	named, folder := os.Getenv(cache.Variable), cache.Folder()
	p.caches.SetText(folder)
	switch {
	case folder == "":
		p.caches.SetText(p.Words.Text("preferences.caches.off", cache.Variable))
	case named != "":
		p.caches.SetText(p.Words.Text("preferences.caches.variable", folder, cache.Variable))
	}
	setVisible(p.change, named == "")
	setVisible(p.usualPlace, named == "" && p.Settings.CacheFolder() != "")
	setVisible(p.clear, folder != "")
	p.size.SetText(p.Words.Text("preferences.caches.measuring"))
	runInBackground(func() (int64, error) { return cache.MeasureFolder(folder) }, func(bytes int64, _ error) {
		if folder == cache.Folder() { // else another one was chosen meanwhile
			p.size.SetText(format.Bytes(bytes)) // what can't be read isn't counted
		}
	})
}

func (p *preferences) clearCaches() {
	folder := cache.Folder()
	p.clear.Disable()
	runInBackground(func() (struct{}, error) { return struct{}{}, cache.ClearFolder(folder) }, func(_ struct{}, err error) {
		p.clear.Enable()
		p.showCaches()
		if err != nil {
			p.showError(p.Words.Text("preferences.caches.cannot"), err)
		}
	})
}
