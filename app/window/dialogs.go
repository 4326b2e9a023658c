package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/file"
	"siamface/widgets"
)

// desk is what a tab works at: what all tabs share, and the dialogs of their window.
type desk struct {
	*session.Session
	*dialogs
	files *fileChooser
}

// pickFolder lets the user choose a folder.
func (d desk) pickFolder(title, from string, picked func(path string)) {
	d.files.pickFolder(title, from, picked)
}

// pickFile lets the user choose a file with one of the extensions.
func (d desk) pickFile(title, from string, extensions []string, picked func(path string)) {
	d.files.pickFile(title, from, extensions, picked)
}

// dialogs are what lies over the tabs: sheets, questions, errors, choices of files, and the notice.
type dialogs struct {
	win    fyne.Window
	words  *session.Words
	notice *notice
	sheets []dialog.Dialog // that are open, the innermost last
	failed dialog.Dialog   // the newest that says what failed
}

// closable is a dialog that tells when it is closed.
type closable interface {
	dialog.Dialog
	SetOnClosed(func())
}

// openDialog opens a dialog of a size, as far as the window has it, so that Escape closes it.
func (d *dialogs) openDialog(opened closable, size fyne.Size) {
	d.openDialogThen(opened, size, func() {})
}

// openDialogThen is openDialog, and does something when the dialog is closed.
func (d *dialogs) openDialogThen(opened closable, size fyne.Size, closed func()) {
	d.sheets = append(d.sheets, opened)
	opened.SetOnClosed(func() {
		d.sheets = slices.DeleteFunc(d.sheets, func(o dialog.Dialog) bool { return o == dialog.Dialog(opened) })
		closed()
	})
	d.win.Canvas().Unfocus()
	opened.Show()
	room := d.win.Canvas().Size()
	opened.Resize(fyne.NewSize(min(size.Width, room.Width-8*step), min(size.Height, room.Height-8*step)))
}

// showSheet shows content with a button that closes it.
func (d *dialogs) showSheet(title string, content fyne.CanvasObject, size fyne.Size) {
	d.openDialog(dialog.NewCustom(title, d.words.Text("close"), content, d.win), size)
}

// confirm asks and does it on yes. What it returns closes the question where nobody needs to answer it any more.
func (d *dialogs) confirm(title, text, yes, no string, do func()) *dialog.ConfirmDialog {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	question := dialog.NewCustomConfirm(title, yes, no, label, func(ok bool) {
		if ok {
			do()
		}
	}, d.win)
	d.openDialog(question, fyne.NewSize(440, 180))
	return question
}

// showError shows what failed and why, with the whole error for the clipboard.
func (d *dialogs) showError(sentence string, err error) { d.showErrorThen(sentence, err, func() {}) }

// showErrorThen is showError, and does something when the message is closed.
func (d *dialogs) showErrorThen(sentence string, err error, closed func()) {
	card := widgets.NewErrorCard(d.words.Text("copy"), d.words.Text("copied"))
	card.SetError(sentence, d.words.Translate(file.Plain(err)), err.Error())
	d.closeErrors()
	sheet := dialog.NewCustom(d.words.Text("failed"), d.words.Text("close"), container.NewVScroll(card), d.win)
	d.failed = sheet
	d.openDialogThen(sheet, fyne.NewSize(520, 300), closed)
}

// closeErrors closes what says that something failed: one such sheet is enough.
func (d *dialogs) closeErrors() {
	if d.failed != nil && slices.Contains(d.sheets, d.failed) {
		d.failed.Hide()
	}
	d.failed = nil
}
