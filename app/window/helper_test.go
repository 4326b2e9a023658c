package window

import (
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/face"
	"siamface/model/realdata"
	"siamface/model/sample"
	"siamface/widgets"
)

// toDo stands in for Fyne's goroutine, which a test without a window hasn't: pump runs what comes.
var toDo = make(chan func(), 1000)

// queuedApp is Fyne's application for tests, but for what is meant for Fyne's goroutine. There is one for the whole
// process: what a test leaves running reports to it even when the next has begun.
type queuedApp struct{ fyne.App }

func usePretendedApp() { fyne.SetCurrentApp(queuedApp{test.NewApp()}) }

type queuedDriver struct{ fyne.Driver }

func (a queuedApp) Driver() fyne.Driver { return queuedDriver{a.App.Driver()} }

func (queuedDriver) DoFromGoroutine(f func(), _ bool) { toDo <- f }

// people is the folder of photos of known people; without it the test is skipped.
func people(t *testing.T) string {
	t.Helper()
	return realdata.Path(t, "photos", "people")
}

// pretend makes a window without a screen, and without the face networks.
func pretend(t *testing.T) *Window { return pretendWith(t, t.TempDir()) }

// pretendWith makes a window without a screen that finds the face networks in a folder.
func pretendWith(t *testing.T, weights string) *Window {
	t.Helper()
	t.Setenv(face.Variable, weights)
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	t.Setenv("LC_ALL", "en_US.UTF-8")
	a := fyne.CurrentApp()
	for _, key := range []string{session.KeyRecent, session.KeyExport, session.KeyFormat, session.KeyPicked, session.KeyRuns, session.KeyLanguage, session.KeyTheme} {
		a.Preferences().RemoveValue(key)
	}
	w := newWindow(a)
	w.win.Resize(fyne.NewSize(1000, 700))
	t.Cleanup(func() {
		w.tips.Close(w.win.Canvas())
		w.paster.close()
		w.dataset.close()
		w.evaluation.close()
		w.gallery.close()
		w.training.view.charts.close()
		w.win.Close()
		rest(t)
	})
	return w
}

// rest waits until nothing goes on in the background: a test's folders are taken away after it.
func rest(t *testing.T) {
	t.Helper()
	idle := make(chan struct{})
	go func() { atWork.Wait(); close(idle) }()
	limit := time.After(patience * time.Minute)
	for {
		select {
		case f := <-toDo:
			f()
		case <-idle:
			return
		case <-limit:
			t.Error("something still goes on in the background")
			return
		}
	}
}

// pump runs what waits for Fyne's goroutine until done says so.
func pump(t *testing.T, done func() bool) {
	t.Helper()
	limit := time.After(patience * 30 * time.Second)
	for !done() {
		select {
		case f := <-toDo:
			f()
		case <-limit:
			t.Fatal("what the test waits for does not come")
		}
	}
}

// drawn is a folder with a few drawn people.
func drawn(t *testing.T, people int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "faces")
	if err := sample.Write(t.Context(), dir, people, 2, 1, nil); err != nil {
		t.Fatal(err)
	}
	return dir
}

func uris(paths ...string) []fyne.URI {
	var list []fyne.URI
	for _, p := range paths {
		list = append(list, storage.NewFileURI(p))
	}
	return list
}

// findButton is the button of that word in an object, nil where there is none.
func findButton(o fyne.CanvasObject, word string) fyne.Tappable {
	var found fyne.Tappable
	for _, part := range test.LaidOutObjects(o) {
		switch b := part.(type) {
		case *widget.Button:
			if b.Text == word {
				found = b
			}
		case *widgets.Button:
			if b.Text == word {
				found = b
			}
		}
	}
	return found
}
