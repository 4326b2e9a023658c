package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"siamface/model/figure"
)

// addKeys gives everything that can be done its key.
func (w *Window) addKeys() {
	for key, do := range map[fyne.KeyName]func(){
		fyne.KeyO:     w.dataset.opener.pickFolder,
		fyne.KeyS:     w.exportShown,
		fyne.KeyT:     w.startTraining,
		fyne.KeyF:     w.searchPeople,
		fyne.KeyQ:     w.askToClose,
		fyne.KeyComma: w.showPreferences,
		fyne.Key1:     func() { w.selectTab(tabDataset) },
		fyne.Key2:     func() { w.selectTab(tabTraining) },
		fyne.Key3:     func() { w.selectTab(tabVerification) },
		fyne.Key4:     func() { w.selectTab(tabEvaluation) },
		fyne.Key5:     func() { w.selectTab(tabGallery) },
	} {
		w.win.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault},
			func(fyne.Shortcut) {
				if len(w.sheets) == 0 {
					do()
				}
			})
	}
	for shortcut, do := range map[fyne.Shortcut]func(){
		&fyne.ShortcutPaste{}: w.paster.paste,
		&fyne.ShortcutCopy{}:  func() { copyShown(w) },
		&desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierAlt}:                                  w.verification.back.goBack,
		&desktop.CustomShortcut{KeyName: fyne.KeyC, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}: w.verification.saver.copyPicture,
	} {
		w.win.Canvas().AddShortcut(shortcut, func(fyne.Shortcut) {
			if len(w.sheets) == 0 {
				do()
			}
		})
	}
	w.win.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyL, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) { w.files.typePath() })
	w.win.Canvas().SetOnTypedKey(w.typeKey)
	w.win.Canvas().SetOnTypedRune(w.typeRune)
}

func (w *Window) typeKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		w.closeInnermost()
	case fyne.KeyF1:
		w.showHelp()
	case fyne.KeyHome:
		if w.tabs.Selected() == tabEvaluation {
			w.evaluation.chart.resetThreshold()
		}
	}
}

func (w *Window) typeRune(r rune) {
	if r == '?' {
		w.showHelp()
	}
}

// closeInnermost closes what lies on top, the innermost first. It stops nothing: a key pressed once too often must not end an hour's work.
func (w *Window) closeInnermost() {
	switch {
	case len(w.sheets) > 0:
		w.sheets[len(w.sheets)-1].Hide()
	case w.dataset.photos.menu.isPicking():
		w.dataset.photos.menu.stop()
	case w.notice.text != "":
		w.notice.hide()
	case w.dataset.viewer.isOpen():
		w.dataset.viewer.close()
	}
}

// searchPeople shows the tab and goes to the search.
func (w *Window) searchPeople() {
	w.selectTab(tabDataset)
	if w.dataset.searchBox.Visible() {
		w.win.Canvas().Focus(w.dataset.search)
	}
}

// startTraining shows the tab and trains.
func (w *Window) startTraining() {
	w.selectTab(tabTraining)
	w.training.startRun()
}

// copyShown copies what the tab in view is about, where that is a sentence.
func copyShown(w *Window) {
	if w.tabs.Selected() == tabVerification {
		w.verification.saver.copySentence()
	}
}

// exportShown saves what the tab in view is about: the photo in the large view, the curves, the verdict, or the figure.
func (w *Window) exportShown() {
	switch w.tabs.Selected() {
	case tabDataset:
		if w.dataset.viewer.isOpen() {
			w.dataset.viewer.savePhoto()
			return
		}
		w.notice.say(w.Words.Text("export.nophoto"))
	case tabTraining:
		exportCurves(w)
	case tabVerification:
		w.verification.saver.saveVerdict()
	case tabEvaluation:
		w.evaluation.chart.exportFigure()
	}
}

// exportCurves saves the curves of the training in view, as they are drawn in files.
func exportCurves(w *Window) {
	drawn := w.training.view.charts.drawn.Load()
	some := slices.ContainsFunc(drawn.panels, func(p figure.Panel) bool {
		return slices.ContainsFunc(p.Series, func(s figure.Series) bool { return len(s.Values) > 0 })
	})
	if !some {
		w.notice.say(w.Words.Text("export.nocurves"))
		return
	}
	f := figure.Curves(drawn.panels, drawn.style)
	w.askExport("curves", figure.Formats, func(path string) error { return figure.Save(path, f) })
}

// showHelp shows the sheet of keys.
func (w *Window) showHelp() {
	if len(w.sheets) > 0 {
		return
	}
	rows := container.New(layout.NewFormLayout())
	for _, key := range []string{
		"Ctrl+O", "Ctrl+F", "Ctrl+S", "Ctrl+V", "Ctrl+C", "Ctrl+L", "Ctrl+T", "Ctrl+Q", "Ctrl+1 … 5", "Ctrl+,", "Esc", "?", "Tab", "← ↑ ↓ →", "+ − 0", "Home", "Alt+←", "Enter", "Space", "C",
		"Del",
	} {
		name, what := widget.NewLabel(key), widget.NewLabel(w.Words.Text("help."+key))
		name.Alignment, name.TextStyle.Bold, what.Wrapping = fyne.TextAlignTrailing, true, fyne.TextWrapWord
		rows.Add(name)
		rows.Add(what)
	}
	w.showSheet(w.Words.Text("help.title"), container.NewVScroll(rows), fyne.NewSize(640, 760))
}

// showPreferences shows the sheet, unless another one is open.
func (w *Window) showPreferences() {
	if len(w.sheets) > 0 {
		return
	}
	openPreferences(w.desk, preferencesLinks{useDevice: w.training.form.useDevice, useRunsFolder: w.training.form.useRunsFolder})
}
