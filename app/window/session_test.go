package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"siamface/app/session"
	"siamface/assets"
	"siamface/model/dataset"
	"siamface/widgets"
)

func TestLanguageSwitch(t *testing.T) {
	w := pretend(t)
	if !w.Words.CanChinese() {
		t.Skip("no font on this machine draws Chinese")
	}
	w.Words.SetLanguage(assets.Chinese)
	if !strings.HasPrefix(w.win.Title(), "Siamface") || w.training.start.Text != "开始训练" || w.dataset.openButton.Text != "打开文件夹…" {
		t.Errorf("%q, %q, %q", w.win.Title(), w.training.start.Text, w.dataset.openButton.Text)
	}
	if w.Settings.String(session.KeyLanguage) != "zh" {
		t.Error("the language isn't remembered")
	}
	w.Words.SetLanguage(assets.English)
	if w.training.start.Text != "Train" {
		t.Errorf("%q", w.training.start.Text)
	}
}

func TestThemeSwitch(t *testing.T) {
	w := pretend(t)
	w.Look.SetMode(widgets.Dark)
	if !widgets.IsDark() || w.Settings.String(session.KeyTheme) != "dark" {
		t.Error("not dark")
	}
	w.switchTheme()
	if widgets.IsDark() || w.Settings.String(session.KeyTheme) != "light" {
		t.Error("not light")
	}
}

// The window must fit a screen of twice the scale, in either language.
func TestLeastSize(t *testing.T) {
	w := pretend(t)
	for _, l := range assets.Languages {
		w.Words.SetLanguage(l)
		if s := w.win.Content().MinSize(); s.Width > 600 || s.Height > 380 {
			t.Errorf("%s: the window needs %v", l, s)
		}
		for i, p := range w.pages {
			if s := p.MinSize(); s.Width > leastContent.Width || s.Height > leastContent.Height {
				t.Errorf("%s: page %d needs %v, more than %v", l, i, s, leastContent)
			}
		}
	}
	if s := w.Settings.WindowSize(); s.Width < 1000 || s.Height < 700 {
		t.Errorf("the first size is %v", s)
	}
}

func TestSplitAndFilter(t *testing.T) {
	w := pretend(t)
	w.dataset.opener.openFolder(drawn(t, 12))
	pump(t, func() bool { return w.Folder.Data != nil })
	p := w.dataset.people
	if len(p.shown) != 12 || len(w.dataset.photos.items) != 24 {
		t.Fatalf("%d people, %d photos", len(p.shown), len(w.dataset.photos.items))
	}
	w.dataset.search.SetText("D03")
	if len(p.shown) != 1 || len(w.dataset.photos.items) != 2 {
		t.Fatalf("searched: %d people, %d photos", len(p.shown), len(w.dataset.photos.items))
	}
	w.dataset.photos.changeSplit(2)
	if who := w.Folder.Data.People[2]; who.Name != "d03" || who.Split != dataset.Test {
		t.Errorf("%+v", who)
	}
	w.dataset.search.SetText("")
	p.only = 3
	p.refresh(-1)
	if len(p.shown) != w.Folder.Data.Count(dataset.Test) {
		t.Errorf("%d test people listed of %d", len(p.shown), w.Folder.Data.Count(dataset.Test))
	}
}

func TestTooFewPeopleSaysSo(t *testing.T) {
	w := pretend(t)
	w.dataset.opener.openFolder(drawn(t, 3))
	pump(t, func() bool { return w.Folder.Data != nil })
	if !strings.Contains(w.training.form.problem.Text, "too few people") {
		t.Errorf("%q", w.training.form.problem.Text)
	}
	w.training.form.epochs.SetText("none")
	if !strings.HasPrefix(w.training.form.problem.Text, w.Words.Text("form.epochs.wrong", "100,000")) {
		t.Errorf("%q", w.training.form.problem.Text)
	}
}

func TestViewerAndEscape(t *testing.T) {
	w := pretend(t)
	w.dataset.opener.openFolder(drawn(t, 6))
	pump(t, func() bool { return w.Folder.Data != nil })
	v := w.dataset.viewer
	v.open(w.dataset.photos.items, 0)
	v.turn(-1)
	v.turn(1)
	pump(t, func() bool { return v.view.Image() != nil })
	if !v.isOpen() || v.at != 1 {
		t.Errorf("at %d", v.at)
	}
	w.showHelp()
	w.closeInnermost()
	if len(w.sheets) != 0 || !v.isOpen() {
		t.Error("Escape closed more than the sheet")
	}
	w.typeKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if v.isOpen() || w.dataset.photos.grid.Selected() != 1 {
		t.Error("Escape left the large view open")
	}
}

func TestRunFolder(t *testing.T) {
	in, now := t.TempDir(), time.Date(2026, 1, 2, 15, 4, 5, 0, time.UTC)
	first, err := newRunFolder(in, "a/b", "small", now)
	if err != nil || filepath.Base(first) != "2026-01-02 150405 a_b small" {
		t.Fatalf("%s (%v)", first, err)
	}
	if err := os.Mkdir(first, 0o700); err != nil {
		t.Fatal(err)
	}
	second, err := newRunFolder(in, "a/b", "small", now)
	if err != nil || second != first+" 2" {
		t.Errorf("%s (%v)", second, err)
	}
}

func TestCoalescerShowsTheNewest(t *testing.T) {
	l, shown := &coalescer{}, []int{}
	for i := range 100 {
		l.put(func() { shown = append(shown, i) })
	}
	pump(t, func() bool { return len(shown) > 0 })
	if len(shown) != 1 || shown[0] != 99 {
		t.Errorf("shown: %v", shown)
	}
	l.put(func() { shown = append(shown, 100) })
	l.close()
	l.put(func() { shown = append(shown, 101) })
	if len(shown) != 2 || shown[1] != 100 {
		t.Errorf("at the end: %v", shown)
	}
}
