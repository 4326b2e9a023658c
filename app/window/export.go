package window

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"siamface/app/filedialog"
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
	usual := max(0, slices.Index(formats, d.Settings.String(session.KeyFormat)))
	if !d.files.alone && filedialog.HasBus() {
		e.askDesktop(name, usual)
		return e
	}
	e.askSheet(name, usual)
	return e
}

// askDesktop asks by the desktop's own dialog, which also asks before a file is replaced.
func (e *exporter) askDesktop(name string, usual int) {
	formats := slices.Clone(e.formats) // the usual one first: the dialog offers it
	formats[0], formats[usual] = formats[usual], formats[0]
	question := filedialog.Question{
		Title: e.Words.Text("export.title"), Accept: e.Words.Text("export.save"), Folder: e.in, Name: name + formats[0], Extensions: formats, Parent: parentName(e.win),
	}
	runInBackground(func() (string, error) { return filedialog.SaveFile(question) }, func(path string, err error) {
		switch {
		case errors.Is(err, filedialog.ErrNone):
			e.files.alone = true
			e.askSheet(name, usual)
		case path == "":
		case slices.Contains(e.formats, strings.ToLower(filepath.Ext(path))):
			e.saveTo(path)
		default:
			e.saveTo(path + formats[0])
		}
	})
}

// askSheet asks by a sheet of the window.
func (e *exporter) askSheet(name string, usual int) {
	d := e.desk
	e.name = widgets.NewEntry(nil)
	e.name.SetText(name)
	e.name.OnSubmitted = func(string) { e.sheet.Confirm() }
	e.format = widgets.NewSelect(nil)
	var words []string
	for _, f := range e.formats {
		words = append(words, strings.ToUpper(strings.TrimPrefix(f, ".")))
	}
	e.format.SetWords(words...)
	e.format.Pick(usual)
	e.folder.Truncation = fyne.TextTruncateEllipsis
	e.folder.SetText(e.in)
	change := widgets.NewButton(d.Words.Text("change"), nil, e.changeFolder)
	change.SetTip(d.Words.Text("tip.otherfolder"))
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
		e.Settings.SetString(session.KeyFormat, strings.ToLower(filepath.Ext(path)))
		e.offerToOpen(e.Words.Text("export.saved", path), path)
	})
}

// offerToOpen says what was made, with a button that opens it.
func (d desk) offerToOpen(text, path string) {
	d.notice.offer(text, d.Words.Text("export.open"), d.Words.Text("tip.opened"), func() {
		at := &url.URL{Scheme: "file", Path: path}
		if err := fyne.CurrentApp().OpenURL(at); err != nil {
			d.showError(d.Words.Text("export.noopen"), err)
		}
	})
}
