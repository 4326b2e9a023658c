package window

import (
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/widgets"
)

// exporter asks for a file's name, format and folder, and writes it in the background. Nothing is replaced without asking,
// and nothing is touched before it is written as a whole.
type exporter struct {
	desk
	name    *widgets.Entry
	format  *widgets.Select
	folder  *widget.Label
	in      string
	formats []string
	write   func(path string) error
	sheet   *dialog.ConfirmDialog
}

// askExport opens the sheet; write writes to a path with one of the formats' extensions, off Fyne's goroutine.
func (d desk) askExport(name string, formats []string, write func(path string) error) *exporter {
	e := &exporter{desk: d, formats: formats, write: write, in: d.Settings.ExportFolder(), folder: widget.NewLabel("")}
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
	change := widgets.NewButton(d.Words.Text("change"), nil, e.changeFolder)
	form := widget.NewForm(
		widget.NewFormItem(d.Words.Text("export.name"), container.NewBorder(nil, nil, nil, fixWidth(96, e.format), e.name)),
		widget.NewFormItem(d.Words.Text("export.folder"), container.NewBorder(nil, nil, nil, change, e.folder)),
	)
	e.sheet = dialog.NewCustomConfirm(d.Words.Text("export.title"), d.Words.Text("export.save"), d.Words.Text("cancel"), form, func(ok bool) {
		if ok {
			e.save()
		}
	}, d.win)
	d.openDialog(e.sheet, fyne.NewSize(560, 220))
	d.win.Canvas().Focus(e.name)
	return e
}

func (e *exporter) changeFolder() {
	e.pickFolder(e.Words.Text("export.folder"), e.in, func(path string) {
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
		e.notice.say(e.Words.Text("export.noname"))
		return
	}
	path := e.path()
	if _, err := os.Lstat(path); err != nil {
		e.saveTo(path)
		return
	}
	e.confirm(e.Words.Text("export.exists.title"), e.Words.Text("export.exists", filepath.Base(path)), e.Words.Text("export.replace"),
		e.Words.Text("cancel"), func() { e.saveTo(path) })
}

func (e *exporter) saveTo(path string) {
	runInBackground(func() (struct{}, error) { return struct{}{}, e.write(path) }, func(_ struct{}, err error) {
		if err != nil {
			e.showError(e.Words.Text("export.cannot"), err)
			return
		}
		e.Settings.SetString(session.KeyExport, filepath.Dir(path))
		e.notice.say(e.Words.Text("export.saved", path))
	})
}
