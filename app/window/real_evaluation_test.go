package window

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"siamface/model/sample"
)

// moveThreshold drags the threshold with the pointer, moves it by keys and brings it back.
func (h *hand) moveThreshold() {
	e := h.w.evaluation
	h.tab(tabEvaluation)
	h.wait("a histogram", 10*time.Second, func() bool { return e.chart.plot.Image() != nil && e.shown != nil })
	h.still()
	own := ui(func() float64 { return e.chart.threshold })
	spot := func(threshold float64) (x, y int) {
		at := ui(func() fyne.Position {
			p, ok := e.chart.plot.PlaceOf(threshold)
			if !ok {
				h.Errorf("the threshold %v has no place", threshold)
			}
			return fyne.CurrentApp().Driver().AbsolutePositionForObject(e.chart.plot).Add(p)
		})
		return int(math.Round(float64(at.X))), int(math.Round(float64(at.Y)))
	}
	fromX, y := spot(own)
	toX, _ := spot(own + 0.3)
	h.must(h.x.Pull(fromX, y, toX, y))
	h.wait("dragged", 5*time.Second, func() bool { return math.Abs(e.chart.threshold-own-0.3) < 0.02 })
	h.shot("evaluation-dragged")
	h.must(h.x.Click(toX, y))
	dragged := ui(func() float64 { return e.chart.threshold })
	h.key("Right")
	h.wait("moved by a key", 5*time.Second, func() bool { return e.chart.threshold > dragged })
	h.click(e.numbers.reset)
	h.wait("back", 5*time.Second, func() bool { return e.chart.threshold == own && !e.numbers.reset.Visible() })
}

// openFigures opens each figure by a click on its tab.
func (h *hand) openFigures() {
	e := h.w.evaluation
	for n := range figureKinds { // the first, which is shown, comes last
		i := (n + 1) % len(figureKinds)
		before := ui(func() any { return e.chart.plot.Image() })
		at := ui(func() fyne.Position {
			return fyne.CurrentApp().Driver().AbsolutePositionForObject(e.chart.figures).Add(e.chart.figures.Center(i))
		})
		h.must(h.x.Click(int(at.X), int(at.Y)))
		h.wait("drawn: "+figureKinds[i].Name, 10*time.Second, func() bool { return e.chart.figures.Selected() == i && e.chart.plot.Image() != before })
		h.shot("evaluation-" + figureKinds[i].Name)
	}
}

// openPair clicks on the second of the farthest genuine pairs.
func (h *hand) openPair() {
	e := h.w.evaluation
	h.click(e.all)
	h.wait("all numbers", 5*time.Second, e.numbers.content.Visible)
	h.shot("evaluation-numbers")
	ui(func() bool { e.numbers.content.(*container.Scroll).ScrollToBottom(); return true })
	h.still()
	h.click(e.numbers.compare)
	h.wait("compared", time.Minute, func() bool { return e.shown.baseline != nil })
	h.click(e.all) // folded, they leave the pairs their room
	h.wait("folded", 5*time.Second, func() bool { return !e.numbers.content.Visible() })
	ui(func() bool { e.pairs.kind.SetSelectedIndex(farthestGenuine); return true })
	h.shot("evaluation-pairs")
	at := ui(func() fyne.Position { return fyne.CurrentApp().Driver().AbsolutePositionForObject(e.pairs.list) })
	h.must(h.x.Click(int(at.X)+40, int(at.Y)+100))
	want := ui(func() float64 { return e.shown.farthest[1].Distance })
	h.wait("a verdict on the pair", 20*time.Second, func() bool {
		r := h.w.verification.result
		return h.w.tabs.Selected() == tabVerification && r != nil && math.Abs(r.Distance-want) < 1e-3
	})
	h.shot("verification-pair")
	h.key("alt+Left")
	h.wait("back at the pairs", 5*time.Second, func() bool { return h.w.tabs.Selected() == tabEvaluation })
	h.click(e.all)
}

// testThoroughly tests the sample faces in a few folds by the sheet.
func (h *hand) testThoroughly() {
	e := h.w.evaluation
	h.tab(tabEvaluation)
	h.click(e.thorough)
	h.wait("asked", 5*time.Second, func() bool { return len(h.w.sheets) == 1 })
	h.key("ctrl+a")
	h.must(h.x.Type("2"))
	h.click(e.folds.form.epochs)
	h.key("ctrl+a")
	h.must(h.x.Type("2"))
	h.shot("sheet-thoroughly")
	ui(func() bool { e.folds.form.sheet.Confirm(); return true })
	h.wait("in the first fold", time.Minute, func() bool { return e.folds.running != nil && e.folds.running.fold > 0 })
	h.must(h.x.SavePNG(h.keep + "/evaluation-folds-running.png"))
	h.wait("tested", 4*time.Minute, func() bool { return e.folds.running == nil })
	if n := ui(func() int { return e.shown.people }); n != sample.People {
		h.Errorf("%d people were tested, want %d", n, sample.People)
	}
	h.wait("intervals", time.Minute, func() bool { return e.shown.curve.FNMRAtFMR != nil })
	h.shot("evaluation-folds")
	ui(func() bool { e.chart.figures.Select(2); return true })
	h.shot("evaluation-folds-det")
	ui(func() bool { e.chart.figures.Select(0); return true })
}
