package window

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"siamface/app/session"
	"siamface/assets"
	"siamface/model/cache"
	"siamface/model/format"
	"siamface/widgets"
)

// pretendPreferences opens the sheet of a pretended window by its key.
func pretendPreferences(t *testing.T) (*Window, *preferences) {
	t.Helper()
	t.Setenv(cache.Variable, "")
	w := pretend(t)
	t.Cleanup(func() {
		w.Settings.SetThreads(0)
		w.Settings.SetCacheFolder("")
		w.Settings.SetDevice("auto")
		w.Look.SetMode(widgets.FollowSystem)
	})
	p := openPreferences(w.desk, preferencesLinks{useDevice: w.training.form.useDevice, useRunsFolder: w.training.form.useRunsFolder})
	return w, p
}

// choose picks an option as a click does.
func choose(s *widgets.Select, i int) { s.SetSelectedIndex(i) }

func TestPreferencesHaveAKey(t *testing.T) {
	w := pretend(t)
	comma := &desktop.CustomShortcut{KeyName: fyne.KeyComma, Modifier: fyne.KeyModifierShortcutDefault}
	press := func() { w.win.Canvas().(fyne.Shortcutable).TypedShortcut(comma) }
	press()
	if len(w.sheets) != 1 {
		t.Fatalf("%d sheets are open", len(w.sheets))
	}
	press()
	if len(w.sheets) != 1 {
		t.Errorf("a second press opens another: %d", len(w.sheets))
	}
	w.closeInnermost()
	if len(w.sheets) != 0 {
		t.Error("Escape doesn't close it")
	}
}

// Each choice holds at once, and a session that begins later finds it.
func TestPreferencesHoldAtOnce(t *testing.T) {
	w, p := pretendPreferences(t)
	threads := runtime.GOMAXPROCS(0)
	choose(p.theme, 2)
	if !widgets.IsDark() || w.Look.Mode() != widgets.Dark {
		t.Error("the window isn't dark")
	}
	choose(p.theme, 1)
	if widgets.IsDark() {
		t.Error("the window isn't light")
	}
	choose(p.device, 1)
	if got := w.training.form.deviceName(); got != "cpu" {
		t.Errorf("a training uses %q", got)
	}
	choose(p.threads, 1)
	if got := runtime.GOMAXPROCS(0); got != 1 {
		t.Errorf("%d threads are used", got)
	}
	folder := t.TempDir()
	p.links.useRunsFolder(folder)
	p.useCacheFolder(filepath.Join(folder, "caches"))
	if got := cache.Folder(); got != filepath.Join(folder, "caches") || !p.usualPlace.Visible() {
		t.Errorf("caches lie in %s", got)
	}

	later := session.New(fyne.CurrentApp())
	if later.Look.Mode() != widgets.Light || later.Settings.Device() != "cpu" || later.Settings.Threads() != 1 ||
		later.Settings.RunsFolder() != folder || later.Settings.CacheFolder() != filepath.Join(folder, "caches") {
		t.Errorf("a later session has %v, %s, %d threads, %s, %s", later.Look.Mode(), later.Settings.Device(), later.Settings.Threads(),
			later.Settings.RunsFolder(), later.Settings.CacheFolder())
	}
	choose(p.threads, 0)
	if got := runtime.GOMAXPROCS(0); got != threads {
		t.Errorf("then %d threads are used, want %d", got, threads)
	}
}

// The sheet speaks the language that is chosen in it, and the system's can be had back.
func TestPreferencesLanguage(t *testing.T) {
	w, p := pretendPreferences(t)
	if !w.Words.CanChinese() {
		t.Skip("no font draws Chinese here")
	}
	choose(p.language, 2)
	if w.Words.Language() != assets.Chinese || w.Settings.String(session.KeyLanguage) != "zh" || len(w.sheets) != 1 {
		t.Errorf("%s, remembered %q, %d sheets", w.Words.Language(), w.Settings.String(session.KeyLanguage), len(w.sheets))
	}
	w.closeInnermost()
	again := openPreferences(w.desk, p.links)
	if got := again.language.Selected; got != "中文" {
		t.Errorf("the sheet shows %q", got)
	}
	choose(again.language, 0)
	if w.Words.Language() != assets.English || !w.Words.FollowsSystem() {
		t.Errorf("%s, remembered %q", w.Words.Language(), w.Settings.String(session.KeyLanguage))
	}
}

func TestPreferencesClearCaches(t *testing.T) {
	_, p := pretendPreferences(t)
	folder := t.TempDir()
	p.useCacheFolder(folder)
	store := cache.Open("features", 1<<20)
	if err := store.Put(cache.Key("a photo"), make([]byte, 5000)); err != nil {
		t.Fatal(err)
	}
	used, err := cache.MeasureFolder(folder)
	if err != nil || used < 5000 {
		t.Fatalf("%d bytes, %v", used, err)
	}
	p.showCaches()
	pump(t, func() bool { return p.size.Text == format.Bytes(used) })
	p.clearCaches()
	pump(t, func() bool { return p.size.Text == format.Bytes(0) })
	if _, kept := store.Get(cache.Key("a photo")); kept {
		t.Error("the cache still has it")
	}
}

// Where the environment says where caches lie, the sheet says so and offers no other place.
func TestPreferencesRespectTheVariable(t *testing.T) {
	_, p := pretendPreferences(t)
	folder := t.TempDir()
	t.Setenv(cache.Variable, folder)
	p.showCaches()
	if p.change.Visible() || p.caches.Text != folder+" (set by "+cache.Variable+")" {
		t.Errorf("%q, can be changed: %v", p.caches.Text, p.change.Visible())
	}
	t.Setenv(cache.Variable, cache.Off)
	p.showCaches()
	if p.clear.Visible() || p.caches.Text != "switched off by "+cache.Variable {
		t.Errorf("%q, can be cleared: %v", p.caches.Text, p.clear.Visible())
	}
	_ = os.Unsetenv(cache.Variable)
}
