package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"siamface/widgets"
)

// closable is a dialog that tells when it is closed.
type closable interface {
	dialog.Dialog
	SetOnClosed(func())
}

// show opens a dialog of a size, as far as the window has it, so that Escape closes it.
func (w *Window) show(d closable, size fyne.Size) {
	w.sheets = append(w.sheets, d)
	d.SetOnClosed(func() {
		w.sheets = slices.DeleteFunc(w.sheets, func(o dialog.Dialog) bool { return o == dialog.Dialog(d) })
	})
	w.win.Canvas().Unfocus()
	d.Show()
	room := w.win.Canvas().Size()
	d.Resize(fyne.NewSize(min(size.Width, room.Width-8*step), min(size.Height, room.Height-8*step)))
}

// sheet shows content with a button that closes it.
func (w *Window) sheet(title string, content fyne.CanvasObject, size fyne.Size) {
	w.show(dialog.NewCustom(title, w.t("close"), content, w.win), size)
}

// confirm asks and does it on yes.
func (w *Window) confirm(title, text, yes, no string, do func()) {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	d := dialog.NewCustomConfirm(title, yes, no, label, func(ok bool) {
		if ok {
			do()
		}
	}, w.win)
	w.show(d, fyne.NewSize(440, 180))
}

// showError shows what failed and why, with the whole error for the clipboard.
func (w *Window) showError(sentence string, err error) {
	card := widgets.NewErrorCard(w.t("copy"), w.t("copied"))
	card.SetError(sentence, w.translated(err.Error()), err.Error())
	w.sheet(w.t("failed"), container.NewVScroll(card), fyne.NewSize(520, 300))
}

// pickFolder lets the user choose a folder.
func (w *Window) pickFolder(title, from string, picked func(path string)) {
	d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
		if err == nil && u != nil {
			picked(u.Path())
		}
	}, w.win)
	w.showFiles(d, title, from)
}

// pickFile lets the user choose a file with one of the extensions.
func (w *Window) pickFile(title, from string, extensions []string, picked func(path string)) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err == nil && r != nil {
			_ = r.Close() // it was only opened for its name
			picked(r.URI().Path())
		}
	}, w.win)
	d.SetFilter(storage.NewExtensionFileFilter(extensions))
	w.showFiles(d, title, from)
}

// fileSheet makes a file dialog closable like the others.
type fileSheet struct{ *dialog.FileDialog }

func (w *Window) showFiles(d *dialog.FileDialog, title, from string) {
	d.SetTitleText(title)
	d.SetConfirmText(w.t("open"))
	d.SetDismissText(w.t("cancel"))
	if folder, err := storage.ListerForURI(storage.NewFileURI(from)); err == nil && from != "" {
		d.SetLocation(folder)
	}
	w.show(fileSheet{d}, fyne.NewSize(880, 620))
}
