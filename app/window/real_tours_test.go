package window

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"siamface/app/session"
	"siamface/model/dataset"
	"siamface/model/realdata"
)

// TestWindowTours goes the ways of newcomers in a fresh window with the face networks.
func TestWindowTours(t *testing.T) {
	weights := realdata.Faces(t)
	people(t)
	realdata.Path(t, "orl")
	inWindow(t, "TestRealTours", weights)
}

// tour is a way through the window. It counts what the person does: clicks, keys, and drops.
type tour struct {
	*hand
	name  string
	begun time.Time
	steps int
}

func (h *hand) begin(name string) *tour { return &tour{hand: h, name: name, begun: time.Now()} }

func (t *tour) press(key string) { t.steps++; t.hand.key(key) }

func (t *tour) push(at func() (x, y int)) {
	t.steps++
	x, y := at()
	t.must(t.x.Click(x, y))
}

// arrive says how far the way is.
func (t *tour) arrive(where string) { t.Logf("  %.1f s: %s", time.Since(t.begun).Seconds(), where) }

// toTab clicks a tab.
func (t *tour) toTab(i int) {
	t.push(func() (x, y int) {
		at := ui(func() (p [2]float32) {
			q := t.w.tabs.Center(i)
			return [2]float32{q.X, q.Y}
		})
		return int(at[0]), int(at[1])
	})
	t.wait("on the tab", 5*time.Second, func() bool { return t.w.tabs.Selected() == i })
}

func (t *tour) put(files ...string) { t.steps++; t.hand.drop(t.w.tabs, files...) }

// end says what the way took, and fails where it took more steps than it may. How long it took is no more than said: the machine is shared.
func (t *tour) end(most int) {
	t.Helper()
	t.Logf("%s: %d steps, %.1f s", t.name, t.steps, time.Since(t.begun).Seconds())
	if t.steps > most {
		t.Errorf("%s takes %d steps, want at most %d", t.name, t.steps, most)
	}
}

// TestRealTours goes from the start to a verdict in one step, and from a folder to a trained, verified, exported result in eight.
func TestRealTours(t *testing.T) {
	h := takeHold(t, "TestWindowTours")
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	h.wait("a model", time.Minute, func() bool { return h.w.Models.Current != nil })
	h.tourTwoPhotos(people(t))
	h.tourFolder(realdata.Path(t, "orl"))
}

// tourTwoPhotos is the way of somebody with two photos.
func (h *hand) tourTwoPhotos(people string) {
	t := h.begin("two photos, from the start to the verdict")
	v, who := h.w.verification, filepath.Join(people, "barack-obama")
	t.put(filepath.Join(who, "1.jpg"), filepath.Join(who, "4.jpg"))
	h.wait("a verdict", 20*time.Second, func() bool { return v.result != nil && h.w.tabs.Selected() == tabVerification })
	t.end(1)
	if says := ui(v.verdict.Sentence); says != "The same person" {
		h.Errorf("two photos of one person: %q", says)
	}
	h.shot("tour-two-photos")
}

// tourFolder is the way of a student with ORL: opened, trained, verified, looked at, exported.
func (h *hand) tourFolder(orl string) {
	t := h.begin("ORL, opened, trained, verified, evaluated, exported")
	f, v, e := h.w.training, h.w.verification, h.w.evaluation
	t.put(orl)
	h.wait("open", 20*time.Second, func() bool { return h.w.Folder.Data != nil })
	t.arrive("open")
	t.toTab(tabTraining)
	t.push(func() (x, y int) { return middle(f.start) })
	h.wait("training", 5*time.Second, func() bool { return h.w.Work.Running })
	h.wait("done", 4*time.Minute, func() bool { return !h.w.Work.Running })
	t.arrive("trained")
	t.push(func() (x, y int) { return middle(f.view.verify) })
	two := ui(func() [2]string {
		d := h.w.Folder.Data
		tested := d.Of(dataset.Test)[0]
		return [2]string{d.Abs(tested.Photos[0]), d.Abs(tested.Photos[1])}
	})
	t.put(two[:]...)
	h.wait("a verdict", 20*time.Second, func() bool { return v.result != nil && v.photos[0].path == two[0] })
	t.arrive("verified")
	t.toTab(tabEvaluation)
	h.wait("a histogram", 10*time.Second, func() bool { return e.chart.plot.Image() != nil })
	t.push(func() (x, y int) { return middle(e.saving) })
	h.wait("asked", 5*time.Second, func() bool { return len(h.w.sheets) == 1 })
	t.press("Return") // the name that is offered
	home, _ := os.UserHomeDir()
	saved := func() []string { found, _ := filepath.Glob(filepath.Join(home, "*.png")); return found }
	h.wait("saved", 10*time.Second, func() bool { return len(saved()) == 1 })
	t.end(8)
	h.shot("tour-exported")
}
