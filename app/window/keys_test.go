package window

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// The Tab key reaches every control of the tab that is shown, and no control of the others.
func TestTabReachesEverything(t *testing.T) {
	w := pretend(t)
	w.dataset.opener.openFolder(drawn(t, 6))
	pump(t, func() bool { return w.Folder.Data != nil })
	d, r, v := w.dataset, w.training, w.verification
	r.form.settings.unfold()
	for tab, controls := range map[int][]fyne.Focusable{
		tabDataset:  {w.tabs, w.themeButton, w.helpButton, d.openButton, d.recentButton, d.sampleButton, d.search, d.people.splits, d.photos.size},
		tabTraining: {w.tabs, r.form.recipe, r.form.epochs, r.form.seedEntry, r.form.device, r.form.folder, r.start, r.form.layers, r.form.network, r.runs.open},
		tabVerification: {
			w.tabs, v.slots[0], v.slots[1], v.swap, v.clear,
		},
	} {
		w.selectTab(tab)
		reached := map[fyne.Focusable]bool{}
		for range 60 {
			w.win.Canvas().FocusNext()
			reached[w.win.Canvas().Focused()] = true
		}
		for i, c := range controls {
			if !reached[c] {
				t.Errorf("tab %d: control %d (%T) isn't reached", tab, i, c)
			}
		}
		if reached[r.start] != (tab == tabTraining) {
			t.Errorf("tab %d: the keyboard reaches a hidden control", tab)
		}
	}
}

func TestShortcuts(t *testing.T) {
	w := pretend(t)
	press := func(key fyne.KeyName) {
		w.win.Canvas().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault})
	}
	press(fyne.Key3)
	if w.tabs.Selected() != tabVerification || !w.pages[tabVerification].Visible() || w.pages[tabDataset].Visible() {
		t.Error("Ctrl+3 doesn't show Verification alone")
	}
	press(fyne.KeyT)
	if w.tabs.Selected() != tabTraining || w.notice.text != w.Words.Text("training.nofolder") {
		t.Errorf("Ctrl+T without a folder: %q", w.notice.text)
	}
	w.typeRune('?')
	press(fyne.Key1)
	if len(w.sheets) != 1 || w.tabs.Selected() != tabTraining {
		t.Error("a shortcut went through an open sheet")
	}
	w.closeInnermost()
	press(fyne.KeyO)
	if len(w.sheets) != 1 {
		t.Error("Ctrl+O opens no dialog")
	}
	w.closeInnermost()
	if len(w.sheets) != 0 {
		t.Error("Escape leaves the dialog open")
	}
}
