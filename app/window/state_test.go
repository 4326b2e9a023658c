package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"siamface/assets"
	"siamface/model/dataset"
	"siamface/widgets"
)

func TestLanguageSwitch(t *testing.T) {
	w := pretend(t)
	if !w.canChinese {
		t.Skip("no font on this machine draws Chinese")
	}
	w.setLanguage(assets.Chinese)
	if !strings.HasPrefix(w.win.Title(), "Siamface") || w.training.start.Text != "开始训练" || w.dataset.openButton.Text != "打开文件夹…" {
		t.Errorf("%q, %q, %q", w.win.Title(), w.training.start.Text, w.dataset.openButton.Text)
	}
	if w.prefs.String(keyLanguage) != "zh" {
		t.Error("the language isn't remembered")
	}
	w.setLanguage(assets.English)
	if w.training.start.Text != "Train" {
		t.Errorf("%q", w.training.start.Text)
	}
}

func TestThemeSwitch(t *testing.T) {
	w := pretend(t)
	w.setMode(widgets.Dark)
	if !widgets.IsDark() || w.prefs.String(keyTheme) != "dark" {
		t.Error("not dark")
	}
	w.switchTheme()
	if widgets.IsDark() || w.prefs.String(keyTheme) != "light" {
		t.Error("not light")
	}
}

// The window must fit a screen of twice the scale, in either language.
func TestLeastSize(t *testing.T) {
	w := pretend(t)
	for _, l := range assets.Languages {
		w.setLanguage(l)
		if s := w.win.Content().MinSize(); s.Width > 600 || s.Height > 380 {
			t.Errorf("%s: the window needs %v", l, s)
		}
		for i, p := range w.pages {
			if s := p.MinSize(); s.Width > leastContent.Width || s.Height > leastContent.Height {
				t.Errorf("%s: page %d needs %v, more than %v", l, i, s, leastContent)
			}
		}
	}
	if s := w.prefs.windowSize(); s.Width < 1000 || s.Height < 700 {
		t.Errorf("the first size is %v", s)
	}
}

func TestSplitAndFilter(t *testing.T) {
	w := pretend(t)
	w.dataset.open(drawn(t, 12))
	pump(t, func() bool { return w.data != nil })
	p := w.dataset.people
	if len(p.shown) != 12 || len(w.dataset.photos.items) != 24 {
		t.Fatalf("%d people, %d photos", len(p.shown), len(w.dataset.photos.items))
	}
	w.dataset.search.SetText("D03")
	if len(p.shown) != 1 || len(w.dataset.photos.items) != 2 {
		t.Fatalf("searched: %d people, %d photos", len(p.shown), len(w.dataset.photos.items))
	}
	w.dataset.photos.changeSplit(2)
	if who := w.data.People[2]; who.Name != "d03" || who.Split != dataset.Test {
		t.Errorf("%+v", who)
	}
	w.dataset.search.SetText("")
	p.only = 3
	p.refresh(-1)
	if len(p.shown) != w.data.Count(dataset.Test) {
		t.Errorf("%d test people listed of %d", len(p.shown), w.data.Count(dataset.Test))
	}
}

func TestTooFewPeopleSaysSo(t *testing.T) {
	w := pretend(t)
	w.dataset.open(drawn(t, 3))
	pump(t, func() bool { return w.data != nil })
	if !strings.Contains(w.training.problem.Text, "too few people") {
		t.Errorf("%q", w.training.problem.Text)
	}
	w.training.epochs.SetText("none")
	if !strings.HasPrefix(w.training.problem.Text, w.t("form.epochs.wrong", "100,000")) {
		t.Errorf("%q", w.training.problem.Text)
	}
}

func TestViewerAndEscape(t *testing.T) {
	w := pretend(t)
	w.dataset.open(drawn(t, 6))
	pump(t, func() bool { return w.data != nil })
	v := w.dataset.viewer
	v.open(w.dataset.photos.items, 0)
	v.turn(-1)
	v.turn(1)
	pump(t, func() bool { return v.view.Image() != nil })
	if !v.visible() || v.at != 1 {
		t.Errorf("at %d", v.at)
	}
	w.showHelp()
	w.escape()
	if len(w.sheets) != 0 || !v.visible() {
		t.Error("Escape closed more than the sheet")
	}
	w.typedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if v.visible() || w.dataset.photos.grid.Selected() != 1 {
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

func TestNumbersInWords(t *testing.T) {
	for _, c := range []struct {
		share float64
		n     int
		want  string
	}{{0.123456, 50, "12"}, {0.123456, 300, "12.3"}, {0.123456, 78000, "12.35"}, {0, 300, "0.0"}, {1, 10, "100"}} {
		if got := percentText(c.share, c.n); got != c.want {
			t.Errorf("%v of %d: %s, want %s", c.share, c.n, got, c.want)
		}
	}
	for d, want := range map[time.Duration]string{
		8 * time.Second: "0:08", 61 * time.Second: "1:01", 2*time.Hour + 3*time.Minute + 4*time.Second: "2:03:04",
	} {
		if got := clock(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
	for n, want := range map[int64]string{10: "10 B", 10318: "10.1 KiB", 3 << 20: "3.0 MiB"} {
		if got := bytesText(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
	for n, want := range map[int]string{7: "7", 1000: "1,000", 1234567: "1,234,567", -1234: "-1,234"} {
		if got := grouped(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestLatestShowsTheNewest(t *testing.T) {
	l, shown := &latest{}, []int{}
	for i := range 100 {
		l.Put(func() { shown = append(shown, i) })
	}
	pump(t, func() bool { return len(shown) > 0 })
	if len(shown) != 1 || shown[0] != 99 {
		t.Errorf("shown: %v", shown)
	}
	l.Put(func() { shown = append(shown, 100) })
	l.Close()
	l.Put(func() { shown = append(shown, 101) })
	if len(shown) != 2 || shown[1] != 100 {
		t.Errorf("at the end: %v", shown)
	}
}

func TestModelIsFreedWhenNobodyUsesIt(t *testing.T) {
	m := &heldModel{}
	m.use()
	m.retire()
	if m.users != 1 || !m.retired {
		t.Errorf("%+v", m)
	}
	m.done()
	if m.users != 0 {
		t.Errorf("%+v", m)
	}
}
