package window

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"siamface/app/session"
	"siamface/assets"
	"siamface/model/loss"
	"siamface/model/sample"
	"siamface/model/train"
)

// TestRealTraining chooses settings by keyboard, and finds the best ones, in a fresh window with drawn faces.
func TestRealTraining(t *testing.T) {
	h := takeHold(t, "TestWindowTraining")
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	root := filepath.Join(t.TempDir(), "drawings")
	h.must(sample.Write(t.Context(), root, 12, 4, session.SampleSeed, nil))
	h.drop(h.w.tabs, root)
	h.wait("open", 20*time.Second, func() bool { return h.w.Folder.Data != nil })
	h.tab(tabTraining)
	h.chooseSettings()
	h.findBest()
	h.sayHealth()
	h.showQueue()
}

// showQueue shows how far the work in a queue is.
func (h *hand) showQueue() {
	path := fillQueue(h.T)
	s := ui(func() *queueSheet { return openQueue(h.w.desk) })
	h.must(h.x.Type(path + "\n"))
	h.wait("listed", 10*time.Second, func() bool { return len(s.rows) == 2 })
	h.shot("queue")
	h.key("Escape")
	h.wait("closed", 5*time.Second, func() bool { return len(h.w.sheets) == 0 })
}

// chooseSettings unfolds the choices and changes them by keyboard, at the usual size and at the least.
func (h *hand) chooseSettings() {
	m := h.w.training.form.settings
	h.enterEpochs("1")
	h.reveal(m.field("rate").number)
	h.click(m.field("rate").number)
	h.must(h.x.Type("0.002"))
	h.key("shift+Tab")
	for _, key := range []string{"Down", "Down", "Down", "Return"} { // opens the augmentation's options, and picks the second
		h.key(key)
	}
	h.wait("chosen by keyboard", 5*time.Second, func() bool {
		c, err := m.choices(m.recipe)
		return err == nil && c["augment"] != "" && c["rate"] == "0.002"
	})
	ui(func() bool {
		m.field("loss").pick.SetSelected(loss.ArcFace)
		m.field("schedule").pick.SetSelectedIndex(2)
		return true
	})
	h.shot("training-more")
	h.lastSettings("training-more-end")
	h.must(h.x.Resize(600, 380))
	h.wait("small", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == 600 })
	x, y := middle(h.w.training.form.scroll)
	h.shot("training-more-600x380")
	h.must(h.x.MoveTo(x, y))
	h.must(h.x.Scroll(20))
	h.wait("scrolled", 5*time.Second, func() bool { return h.w.training.form.scroll.Offset.Y > 0 })
	h.shot("training-more-600x380-scrolled")
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	h.wait("large", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == session.LeastWidth })
	h.still()
	if ui(func() bool { return h.w.Words.CanChinese() }) {
		h.click(h.w.languageButton)
		h.wait("in Chinese", 5*time.Second, func() bool { return h.w.Words.Language() == assets.Chinese })
		h.shot("training-more-chinese")
		h.lastSettings("training-more-end-chinese")
		h.click(h.w.languageButton)
	}
}

// unfold shows what is advanced.
func (h *hand) unfold() {
	m := h.w.training.form.settings
	if !ui(m.rows.Visible) {
		h.click(m.fold)
		h.wait("unfolded", 5*time.Second, m.rows.Visible)
	}
}

// enterEpochs unfolds what is advanced and types a number of epochs.
func (h *hand) enterEpochs(number string) {
	h.unfold()
	h.reveal(h.w.training.form.epochs)
	h.click(h.w.training.form.epochs)
	h.key("ctrl+a")
	h.must(h.x.Type(number))
}

// lastSettings scrolls to the end of the choices for a picture of them, and back.
func (h *hand) lastSettings(name string) {
	scroll := h.w.training.form.scroll
	ui(func() bool { scroll.ScrollToBottom(); return true })
	h.still()
	h.shot(name)
	ui(func() bool { scroll.ScrollToTop(); return true })
	h.still()
}

// findBest opens the sheet, lets it search, and stops it: the best so far is trained and in use.
func (h *hand) findBest() {
	f := h.w.training.search
	h.click(h.w.training.best)
	h.wait("the sheet", 5*time.Second, func() bool { return len(h.w.sheets) == 1 })
	h.shot("search-empty")
	h.click(f.start)
	h.wait("comparing", time.Minute, func() bool { return len(f.trials) > 3 && f.trials[2].Folds > 0 })
	h.must(h.x.SavePNG(filepath.Join(h.keep, "search-running.png")))
	before := h.w.Models.Current
	ui(func() bool { f.progress.Stop(); return true })
	h.wait("the winner", 2*time.Minute, func() bool { return f.over })
	h.wait("trained", 2*time.Minute, func() bool { return !h.w.Work.Running })
	h.shot("search-done")
	if !ui(func() bool { return h.w.Models.Current != before && len(h.w.Models.Current.Report.Trials) > 3 }) {
		h.Error("the winner isn't in use")
	}
	if _, err := os.Stat(filepath.Join(h.w.Models.Current.Folder, "model.safetensors")); err != nil {
		h.Error(err)
	}
	if ui(func() bool { return h.w.Words.CanChinese() }) {
		h.key("Escape")
		h.click(h.w.languageButton)
		h.click(h.w.themeButton)
		h.click(h.w.training.best)
		h.wait("the sheet again", 5*time.Second, func() bool { return len(h.w.sheets) == 1 })
		h.shot("search-done-chinese-dark")
		h.key("Escape")
		h.click(h.w.themeButton)
		h.click(h.w.languageButton)
	} else {
		h.key("Escape")
	}
	h.wait("closed", 5*time.Second, func() bool { return len(h.w.sheets) == 0 })
	h.shot("training-searched")
}

// sayHealth shows warnings as a training that goes wrong gives them, while it goes on and when it has ended.
func (h *hand) sayHealth() {
	f, warnings := h.w.training, []string{train.Standstill, train.OverFitting}
	ended := ui(func() *shownRun {
		ended := f.view.shown
		f.view.begin(9)
		f.view.showHistory(train.Event{Epochs: 9, History: make([]train.Epoch, 5), Warnings: warnings})
		return ended
	})
	h.shot("training-warned")
	h.click(f.view.healthAll)
	h.wait("in full", 5*time.Second, func() bool { return len(h.w.sheets) == 1 })
	h.shot("training-warnings")
	h.key("Escape")
	h.wait("closed", 5*time.Second, func() bool { return len(h.w.sheets) == 0 })
	ended.report.Warnings = warnings
	ui(func() bool { f.view.end(ended); return true })
	h.shot("training-ended-warned")
	h.click(f.view.warned)
	h.wait("in full again", 5*time.Second, func() bool { return len(h.w.sheets) == 1 })
	h.key("Escape")
}
