package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"siamface/model/recipes"
)

// mostOffered is how many runs the menu of models offers.
const mostOffered = 6

// showModelMenu offers above the status bar what other model may be used: the newest runs, the untrained recipe face, a file.
func showModelMenu(w *Window) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(w.status.Model)
	menu := widget.NewPopUpMenu(fyne.NewMenu("", listModels(w)...), w.win.Canvas())
	menu.ShowAtPosition(at.SubtractXY(0, menu.MinSize().Height))
}

// listModels are the entries of the menu.
func listModels(w *Window) []*fyne.MenuItem {
	words, p := w.Words, w.training.runs
	var items []*fyne.MenuItem
	for _, r := range newestRuns(p.runs) {
		item := fyne.NewMenuItem(r.name(), func() { p.use(r.folder) })
		item.Checked = w.Models.Current != nil && w.Models.Current.Folder == r.folder
		items = append(items, item)
	}
	if w.Models.Lacking == nil {
		item := fyne.NewMenuItem(words.Text("model.untrained", recipes.Face), p.models.useUntrained)
		item.Checked = w.Models.Current.IsUntrained()
		items = append(items, item)
	}
	if len(items) == 0 {
		items = append(items, fyne.NewMenuItem(words.Text("modelmenu.train"), func() { w.selectTab(tabTraining) }))
	}
	folder := fyne.NewMenuItem(words.Text("modelmenu.show"), func() {
		for _, r := range p.runs {
			if r.folder == w.Models.Current.Folder {
				p.act.showFolder(r)
			}
		}
	})
	folder.Disabled = w.Models.Current == nil || w.Models.Current.Folder == ""
	return append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(words.Text("runs.open"), p.pickModel), folder)
}

// newestRuns are the newest of the runs that have a model, the newest first.
func newestRuns(runs []*foundRun) []*foundRun {
	list := slices.DeleteFunc(slices.Clone(runs), func(r *foundRun) bool { return r.bare })
	slices.SortFunc(list, compareAge)
	return list[:min(len(list), mostOffered)]
}
