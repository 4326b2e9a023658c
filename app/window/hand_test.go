package window

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"siamface/app/internal/screen"
	"siamface/app/session"
	"siamface/model/realdata"
	"siamface/model/sample"
)

var background = context.Background()

// hand drives the real window as a person does, by pointer, keyboard and dragged files, and looks at it.
type hand struct {
	*testing.T
	x    *screen.Window
	w    *Window
	keep string // the folder for pictures
}

// ui looks at the window on Fyne's goroutine.
func ui[T any](look func() T) (v T) {
	fyne.DoAndWait(func() { v = look() })
	return v
}

// must fails the test at once.
func (h *hand) must(err error) {
	h.Helper()
	if err != nil {
		h.shot("failed")
		h.Fatal(err)
	}
}

// patience is how many times as long as on an idle machine things may take on one that is busy with other work.
const patience = 8

// wait looks at the window until it is as it should be, for patience times the limit.
func (h *hand) wait(what string, limit time.Duration, look func() bool) {
	h.Helper()
	limit *= patience
	end := time.Now().Add(limit)
	for !ui(look) {
		if time.Now().After(end) {
			h.shot("failed")
			h.Fatalf("after %v: still not %s", limit, what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// middle is the middle of an object in pixels; the screen's scale is 1.
func middle(o fyne.CanvasObject) (x, y int) {
	at := ui(func() fyne.Position {
		s := o.Size()
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).AddXY(s.Width/2, s.Height/2)
	})
	return int(at.X), int(at.Y)
}

// click presses the left button on an object. Where that could become a double click it waits until it can't: the toolkit forgets then
// what is pressed, and would lose the next click if it came at that moment.
func (h *hand) click(o fyne.CanvasObject) {
	h.Helper()
	x, y := middle(o)
	h.must(h.x.Click(x, y))
	if _, double := o.(fyne.DoubleTappable); double {
		time.Sleep(2 * fyne.CurrentApp().Driver().DoubleTapDelay())
	}
}

// reveal scrolls what is folded on the Training tab until an object of it can be clicked.
func (h *hand) reveal(o fyne.CanvasObject) {
	ui(func() bool {
		scroll, driver := h.w.training.form.scroll, fyne.CurrentApp().Driver()
		y := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(scroll.Content).Y
		scroll.ScrollToOffset(fyne.NewPos(0, max(0, y-scroll.Size().Height/2)))
		return true
	})
	h.still()
}

func (h *hand) key(combo string) {
	h.Helper()
	h.must(h.x.Key(combo))
}

// tab shows a tab by its key.
func (h *hand) tab(i int) {
	h.Helper()
	h.key("ctrl+" + string(rune('1'+i)))
	h.wait("on the tab", 5*time.Second, func() bool { return h.w.tabs.Selected() == i })
}

func (h *hand) drop(o fyne.CanvasObject, files ...string) {
	h.Helper()
	x, y := middle(o)
	h.must(h.x.Drop(h.Context(), x, y, files...))
}

// still waits until the window stands still; moving parts keep it from that, which is no fault.
func (h *hand) still() {
	time.Sleep(250 * time.Millisecond) // a figure is drawn anew after its size has settled
	ui(func() bool { return true })    // what is being painted is finished
	ctx, cancel := context.WithTimeout(background, 3*time.Second)
	defer cancel()
	_ = h.x.WaitStill(ctx)
}

// shot keeps a picture of the window.
func (h *hand) shot(name string) {
	h.Helper()
	h.still()
	if err := h.x.SavePNG(filepath.Join(h.keep, name+".png")); err != nil {
		h.Error(err)
	}
}

// takeHold is a hand on the window of this process, which a test of the given name has started; elsewhere the test is skipped.
func takeHold(t *testing.T, starter string) *hand {
	t.Helper()
	if real == nil {
		t.Skipf("%s runs this in a process of its own", starter)
	}
	x, err := onXvfb.FindWindow(t.Context(), "Siamface")
	if err != nil {
		t.Fatal(err)
	}
	h := &hand{T: t, x: x, w: real, keep: artefacts(t)}
	h.must(x.Focus())
	return h
}

// artefacts is the folder for pictures of the window.
func artefacts(t *testing.T) string {
	if dir := os.Getenv("SIAMFACE_ARTEFACTS"); dir != "" {
		return dir
	}
	dir, err := filepath.Abs("../../artefacts")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// faces is a folder of faces: the real ones where they are, else drawn ones. given tells whether the folder gives a split.
func faces(t *testing.T) (root string, given bool) {
	root, given = realdata.Find(t, "orl")
	if given {
		return root, true
	}
	t.Logf("no faces in %s: the drawn ones are used", root)
	root = filepath.Join(t.TempDir(), "drawings")
	if err := sample.Write(t.Context(), root, sample.People, sample.Pictures, session.SampleSeed, nil); err != nil {
		t.Fatal(err)
	}
	return root, false
}
