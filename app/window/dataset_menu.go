package window

import (
	"net/url"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// photoMenu is the menu of a photo in the grid.
type photoMenu struct {
	p      *photosPane
	picked string // the photo on the disk that waits for another to be compared with, "" for none
}

// open shows the menu of photo i at a place of the window.
func (m *photoMenu) open(i int, at fyne.Position) {
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", m.entries(i)...), m.p.t.win.Canvas(), at)
}

// entries are what can be done with photo i.
func (m *photoMenu) entries(i int) []*fyne.MenuItem {
	t := m.p.t
	item := m.p.items[i]
	path := t.Folder.Whole.Abs(item)
	out := t.Words.Text("findings.out")
	if t.Folder.Excluded.Has(item.Path) {
		out = t.Words.Text("findings.back")
	}
	entries := []*fyne.MenuItem{
		fyne.NewMenuItem(t.Words.Text("menu.open"), func() { m.p.grid.OnOpen(i) }),
		fyne.NewMenuItem(t.Words.Text("menu.folder"), func() { m.showFolder(filepath.Dir(path)) }),
		fyne.NewMenuItem(t.Words.Text("menu.compare"), func() { m.pick(i) }),
	}
	if other := m.p.grid.Marked(); other >= 0 && other != i {
		entries = append(entries, fyne.NewMenuItem(t.Words.Text("menu.marked"), func() { m.p.compareItems([]int{other, i}) }))
	}
	return append(entries, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(out, func() { m.p.leaveOutItem(i) }))
}

// showFolder shows a folder in the system's file manager.
func (m *photoMenu) showFolder(path string) {
	if err := fyne.CurrentApp().OpenURL(&url.URL{Scheme: "file", Path: path}); err != nil {
		m.p.t.showError(m.p.t.Words.Text("menu.cannot"), err)
	}
}

// pick waits for the photo to compare photo i with: the next one that is selected, among whichever people.
func (m *photoMenu) pick(i int) {
	m.picked = m.p.t.Folder.Whole.Abs(m.p.items[i])
	m.p.grid.Mark(i)
	m.p.t.notice.say(m.p.t.Words.Text("menu.pick"))
}

// complete compares the photo that waits with photo i.
func (m *photoMenu) complete(i int) {
	if m.picked == "" || m.p.paths.get(i) == m.picked {
		return
	}
	first := m.picked
	m.stop()
	m.p.t.compare(first, m.p.paths.get(i))
}

// isPicking tells whether a photo waits for another.
func (m *photoMenu) isPicking() bool { return m.picked != "" }

// stop waits no longer.
func (m *photoMenu) stop() {
	m.picked = ""
	m.p.t.notice.hide()
}
