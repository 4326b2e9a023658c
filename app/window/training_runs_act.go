package window

import (
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"siamface/model/run"
	"siamface/model/trash"
	"siamface/widgets"
)

// runActions is what can be done with a run of the list: rename it, write a note on it, show its folder, move it to the bin.
type runActions struct{ p *runsPane }

// useKey is a key that is pressed on a row.
func (a *runActions) useKey(row int, key fyne.KeyName) bool {
	r := a.p.at(row)
	if r == nil {
		return false
	}
	switch key {
	case fyne.KeyDelete:
		a.askToDelete(r)
	case fyne.KeyF2:
		a.askForName(r)
	default:
		return false
	}
	return true
}

// showMenu offers what can be done with the selected run, below the button.
func (a *runActions) showMenu() {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(a.p.more)
	a.popUp(a.p.table.Selected(), at.AddXY(0, a.p.more.Size().Height))
}

// popUp offers what can be done with a row's run.
func (a *runActions) popUp(row int, at fyne.Position) {
	p := a.p
	r, words := p.at(row), p.Words
	item := func(key string, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(words.Text(key), do)
		m.Disabled = r == nil
		return m
	}
	use := item("runs.use", func() { a.p.useRow(row) })
	use.Disabled = row < 0 || a.p.inUse(row) || r != nil && r.bare
	resume := item("runs.resume", func() { p.resume(r) })
	resume.Disabled = r == nil || r.unfinished == nil || p.Work.Running
	work := fyne.NewMenuItem(words.Text("queue.open"), func() { openQueue(p.desk) })
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", use, resume,
		item("runs.tick", func() { a.p.tick(row) }), fyne.NewMenuItemSeparator(),
		item("runs.rename", func() { a.askForName(r) }), item("runs.note", func() { a.askForNote(r) }),
		item("runs.show", func() { a.showFolder(r) }), fyne.NewMenuItemSeparator(),
		item("runs.delete", func() { a.askToDelete(r) }), fyne.NewMenuItemSeparator(), work), a.p.win.Canvas(), at)
}

// ask asks for a text, which take gets; the error is said, and the question stays.
func (a *runActions) ask(title string, entry *widget.Entry, text string, height float32, take func(text string) error) {
	entry.SetText(text)
	question := dialog.NewCustomConfirm(title, a.p.Words.Text("runs.ok"), a.p.Words.Text("cancel"), container.NewStack(entry), func(ok bool) {
		if !ok {
			return
		}
		if err := take(entry.Text); err != nil {
			a.p.showError(a.p.Words.Text("runs.cannot"), err)
		}
	}, a.p.win)
	a.p.openDialog(question, fyne.NewSize(480, height))
	a.p.win.Canvas().Focus(entry)
}

func (a *runActions) askForName(r *foundRun) {
	entry := widgets.NewEntry(nil)
	a.ask(a.p.Words.Text("runs.rename.title"), &entry.Entry, r.name(), 180, func(name string) error { return a.rename(r, name) })
}

// rename gives a run's folder another name.
func (a *runActions) rename(r *foundRun, name string) error {
	to, err := run.Rename(r.folder, name)
	if err != nil {
		return err
	}
	a.p.Models.Move(r.folder, to)
	a.p.ticked[to] = a.p.ticked[r.folder]
	delete(a.p.ticked, r.folder)
	a.p.showNewest(to)
	a.choosePath(to, r)
	return nil
}

// choosePath shows a run that lies elsewhere now.
func (a *runActions) choosePath(folder string, r *foundRun) {
	if a.p.selected() == r.folder {
		history, _ := run.ReadHistory(folder) // without it there are no curves
		a.p.chosen(&shownRun{folder, r.report, history})
	}
}

func (a *runActions) askForNote(r *foundRun) {
	entry := widget.NewMultiLineEntry()
	entry.Wrapping = fyne.TextWrapWord
	a.ask(a.p.Words.Text("runs.note.title", r.name()), entry, r.note, 320, func(text string) error {
		if err := run.WriteNote(r.folder, text); err != nil {
			return err
		}
		a.p.showNewest(a.p.selected())
		return nil
	})
}

// showFolder has the desktop show a run's folder.
func (a *runActions) showFolder(r *foundRun) {
	if err := fyne.CurrentApp().OpenURL(&url.URL{Scheme: "file", Path: r.folder}); err != nil {
		a.p.showError(a.p.Words.Text("runs.noshow"), err)
	}
}

// askToDelete asks, and moves a run to the bin.
func (a *runActions) askToDelete(r *foundRun) {
	words := a.p.Words
	text := words.Text("runs.delete.text", r.name())
	if a.p.Models.Current != nil && a.p.Models.Current.Folder == r.folder {
		text = words.Text("runs.delete.inuse", r.name())
	}
	a.p.confirm(words.Text("runs.delete.title"), text, words.Text("runs.delete.yes"), words.Text("cancel"), func() { a.delete(r) })
}

// delete moves a run to the bin. One whose model is in use gives way to the untrained recipe face, where that can be had.
func (a *runActions) delete(r *foundRun) {
	inUse := a.p.Models.Current != nil && a.p.Models.Current.Folder == r.folder
	if err := trash.Move(r.folder); err != nil {
		a.p.showError(a.p.Words.Text("runs.nobin"), err)
		return
	}
	delete(a.p.ticked, r.folder)
	a.p.notice.say(a.p.Words.Text("runs.deleted", r.name()))
	if inUse && a.p.Models.Lacking == nil {
		a.p.models.useUntrained()
	}
	a.p.unselect()
	a.p.chosen(nil)
	a.p.reload()
}
