package window

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"siamface/assets"
)

// Work is seen from every tab: as a chip, in the title, and at its end by a notice; a click leads there.
func TestWorkIsSeenFromEverywhere(t *testing.T) {
	w := opened(t)
	longWork = 0
	t.Cleanup(func() { longWork = 5 * time.Second })
	var told []string
	w.work.announce = func(title, text string) { told = append(told, title+": "+text) }
	p := w.training.progress
	idle := w.win.Title()
	w.selectTab(tabVerification)
	p.Start("reading")
	p.Set(0.42, "epoch 3 of 9", "0:20 left")
	if got := w.status.Work.Words(); got != "epoch 3 of 9 · 42 % · 0:20 left" || !w.status.Work.Visible() {
		t.Errorf("the chip says %q", got)
	}
	if !strings.HasPrefix(w.win.Title(), "42 % · Siamface") {
		t.Errorf("the title is %q", w.win.Title())
	}
	w.dataset.progress.Start("faces")
	w.dataset.progress.Set(0.9, "faces", "")
	if !strings.HasPrefix(w.status.Work.Words(), "epoch 3") {
		t.Error("a training gives way to something smaller")
	}
	w.status.Work.OnTapped()
	if w.tabs.Selected() != tabTraining {
		t.Error("a click doesn't lead to the work")
	}
	w.status.Work.OnStop()
	if len(w.sheets) != 1 {
		t.Error("the chip stops without a question")
	}
	w.closeInnermost()
	w.selectTab(tabVerification)
	p.Done("9 epochs in 0:41")
	if w.notice.text != "9 epochs in 0:41" || !slices.Equal(told, []string{"Training: 9 epochs in 0:41"}) {
		t.Errorf("at the end: %q, %q", w.notice.text, told)
	}
	if !strings.HasPrefix(w.status.Work.Words(), "faces · 90 %") {
		t.Errorf("what still goes on isn't shown: %q", w.status.Work.Words())
	}
	w.selectTab(tabDataset)
	w.notice.hide()
	w.dataset.progress.Done("")
	if w.notice.text != "" || w.status.Work.Visible() || w.win.Title() != idle {
		t.Errorf("in its own tab: %q, title %q", w.notice.text, w.win.Title())
	}
	if told[len(told)-1] != "Dataset: Done: faces" {
		t.Errorf("%q", told)
	}
}

// What was stopped is no news for the desktop, and neither is what took no time before the user's eyes.
func TestWhatIsNotAnnounced(t *testing.T) {
	w := opened(t)
	w.work.announce = func(title, text string) { t.Errorf("announced: %s, %s", title, text) }
	p := w.training.progress
	p.Start("reading")
	p.Done("done")
	w.work.behind = true
	p.Start("reading")
	p.Stop()
	p.Done("stopped")
	if w.notice.text != "stopped" {
		t.Errorf("who comes back reads %q", w.notice.text)
	}
}

// The chip speaks the window's language.
func TestChipInBothLanguages(t *testing.T) {
	w := opened(t)
	w.training.progress.Start("…")
	w.training.progress.Stop()
	for _, l := range assets.Languages {
		w.Words.SetLanguage(l)
		if !w.status.Work.Visible() || w.status.Work.StopAt() == (fyne.Position{}) {
			t.Errorf("%s: no chip", l)
		}
	}
}
