package window

import (
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"siamface/widgets"
)

// exporter asks for a file's name, format and folder, and writes it in the background. Nothing is replaced without asking,
// and nothing is touched before it is written as a whole.
type exporter struct {
	w       *Window
	name    *widgets.Entry
	format  *widgets.Select
	folder  *widget.Label
	in      string
	formats []string
	write   func(path string) error
	sheet   *dialog.ConfirmDialog
}

// askExport opens the sheet; write writes to a path with one of the formats' extensions, off Fyne's goroutine.
func (w *Window) askExport(name string, formats []string, write func(path string) error) *exporter {
	e := &exporter{w: w, formats: formats, write: write, in: w.prefs.exportFolder(), folder: widget.NewLabel("")}
	e.name = widgets.NewEntry(nil)
	e.name.SetText(name)
	e.name.OnSubmitted = func(string) { e.sheet.Confirm() }
	e.format = widgets.NewSelect(nil)
	var words []string
	for _, f := range formats {
		words = append(words, strings.ToUpper(strings.TrimPrefix(f, ".")))
	}
	e.format.SetWords(words...)
	e.folder.Truncation = fyne.TextTruncateEllipsis
	e.folder.SetText(e.in)
	change := widgets.NewButton(w.t("change"), nil, e.changeFolder)
	form := widget.NewForm(
		widget.NewFormItem(w.t("export.name"), container.NewBorder(nil, nil, nil, wide(96, e.format), e.name)),
		widget.NewFormItem(w.t("export.folder"), container.NewBorder(nil, nil, nil, change, e.folder)),
	)
	e.sheet = dialog.NewCustomConfirm(w.t("export.title"), w.t("export.save"), w.t("cancel"), form, func(ok bool) {
		if ok {
			e.save()
		}
	}, w.win)
	w.show(e.sheet, fyne.NewSize(560, 220))
	w.win.Canvas().Focus(e.name)
	return e
}

func (e *exporter) changeFolder() {
	e.w.pickFolder(e.w.t("export.folder"), e.in, func(path string) {
		e.in = path
		e.folder.SetText(path)
	})
}

// path is where the file goes: the name with an extension that the formats know, else with that of the chosen one.
func (e *exporter) path() string {
	name := strings.TrimSpace(e.name.Text)
	ext := strings.ToLower(filepath.Ext(name))
	for _, f := range e.formats {
		if ext == f {
			return filepath.Join(e.in, name)
		}
	}
	return filepath.Join(e.in, name+e.formats[max(e.format.SelectedIndex(), 0)])
}

func (e *exporter) save() {
	if strings.TrimSpace(e.name.Text) == "" {
		e.w.notice.say(e.w.t("export.noname"))
		return
	}
	path := e.path()
	if _, err := os.Lstat(path); err != nil {
		e.saveTo(path)
		return
	}
	e.w.confirm(e.w.t("export.exists.title"), e.w.t("export.exists", filepath.Base(path)), e.w.t("export.replace"),
		e.w.t("cancel"), func() { e.saveTo(path) })
}

func (e *exporter) saveTo(path string) {
	w := e.w
	inBackground(func() (struct{}, error) { return struct{}{}, e.write(path) }, func(_ struct{}, err error) {
		if err != nil {
			w.showError(w.t("export.cannot"), err)
			return
		}
		w.prefs.SetString(keyExport, filepath.Dir(path))
		w.notice.say(w.t("export.saved", path))
	})
}
