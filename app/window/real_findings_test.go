package window

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"siamface/app/session"
	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/realdata"
	"siamface/model/run"
)

// TestWindowFindings runs the test of the findings in a real window of its own.
func TestWindowFindings(t *testing.T) {
	weights := realdata.Faces(t)
	people(t)
	inWindow(t, "TestRealFindings", weights)
}

// TestRealFindings looks at what the audit finds, leaves photos out by clicks, and trains without them.
func TestRealFindings(t *testing.T) {
	h := takeHold(t, "TestWindowFindings")
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	h.audited(people(t))
	h.duplicates()
	h.audited(h.planted())
	h.leak()
	h.trainWithoutLeak()
}

// audited opens a folder and waits until its faces are found and its pictures compared.
func (h *hand) audited(root string) {
	d := h.w.dataset
	h.tab(tabDataset)
	h.drop(h.w.tabs, root)
	h.wait("open", 20*time.Second, func() bool { return !d.opener.busy && h.w.Folder.Whole != nil && h.w.Folder.Whole.Root == root })
	h.wait("audited", 2*time.Minute, func() bool { return d.audit.known == auditedDeeply && d.audit.running == unaudited && !d.faces.running })
}

// openFindings opens the sheet by its line below the photos.
func (h *hand) openFindings() {
	h.click(h.w.dataset.summary.findings)
	h.wait("findings", 5*time.Second, h.w.dataset.findings.isOpen)
}

func (h *hand) closeFindings() {
	h.key("Escape")
	h.wait("closed", 5*time.Second, func() bool { return len(h.w.sheets) == 0 })
}

// duplicates leaves one of two identical files out, by a click, and puts it back.
func (h *hand) duplicates() {
	d := h.w.dataset
	s := d.findings
	if line := ui(func() string { return d.summary.findings.Text }); line != "3 findings — show" {
		h.Errorf("the line below the photos is %q", line)
	}
	h.shot("dataset-audited")
	h.openFindings()
	h.wait("both pictures", 10*time.Second, func() bool { return s.pictures.grid.Thumbnail(0) != nil && s.pictures.grid.Thumbnail(1) != nil })
	h.shot("findings")
	h.key("Down") // the second pair
	h.wait("at the second", 5*time.Second, func() bool { return s.list.Selected() == 1 })
	h.click(s.actions.groups[0])
	h.wait("left out", 5*time.Second, func() bool { return slices.Equal(h.w.Folder.Data.Excluded, []string{"joe-biden/3.jpg"}) })
	h.shot("findings-leftout")
	h.closeFindings()
	h.shot("dataset-leftout")
	h.lookOtherwise("findings", "dataset-leftout")
	h.openFindings()
	h.wait("a list", 5*time.Second, func() bool { return s.list.Selected() >= 0 })
	ui(func() bool { s.list.Select(1); s.pictures.grid.Select(1); return true })
	h.click(s.actions.jump)
	h.wait("at the photo", 5*time.Second, func() bool {
		at := d.photos.grid.Selected()
		return !s.isOpen() && at >= 0 && d.photos.items[at].Path == "joe-biden/3.jpg"
	})
	h.shot("dataset-leftout-person")
	h.key("Delete")
	h.wait("put back", 5*time.Second, func() bool { return len(h.w.Folder.Data.Excluded) == 0 })
}

// lookOtherwise keeps pictures of the sheet and of the tab in Chinese on a dark ground, and small.
func (h *hand) lookOtherwise(sheet, tab string) {
	both := func(suffix string) {
		h.shot(tab + suffix)
		h.openFindings()
		h.shot(sheet + suffix)
		h.closeFindings()
	}
	h.must(h.x.Resize(600, 380))
	h.wait("small", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == 600 })
	both("-600x380")
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	h.wait("wide", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == session.LeastWidth })
	h.click(h.w.themeButton)
	both("-dark")
	if ui(func() bool { return h.w.Words.CanChinese() }) {
		h.click(h.w.languageButton)
		both("-chinese-dark")
		h.click(h.w.languageButton)
	}
	h.click(h.w.themeButton)
}

// planted is a folder of real faces, ten people with four photos each, one of which also stands under another person.
func (h *hand) planted() string {
	from, given := faces(h.T)
	if given {
		from = filepath.Join(from, "Training")
	}
	all, err := dataset.Open(h.Context(), from, nil)
	h.must(err)
	root := filepath.Join(h.TempDir(), "planted")
	put := func(who, name string, ph dataset.Photo) {
		h.must(os.MkdirAll(filepath.Join(root, who), 0o700))
		data, err := os.ReadFile(all.Abs(ph))
		h.must(err)
		h.must(os.WriteFile(filepath.Join(root, who, name), data, 0o600))
	}
	for i, who := range all.People[:10] {
		for n, ph := range who.Photos[:4] {
			put(fmt.Sprintf("p%02d", i), fmt.Sprintf("%d.pgm", n), ph)
		}
	}
	put("p07", "leak.pgm", all.People[2].Photos[1])
	return root
}

// leak finds the planted picture on both sides of the split and leaves it out by a click.
func (h *hand) leak() {
	d, s := h.w.dataset, h.w.dataset.findings
	ui(func() bool {
		return h.w.Folder.SetSplit("p02", dataset.Train) == nil && h.w.Folder.SetSplit("p07", dataset.Test) == nil
	})
	h.tab(tabTraining)
	h.shot("training-leak")
	h.tab(tabDataset)
	h.openFindings()
	h.wait("the leak", 5*time.Second, func() bool {
		f, ok := s.chosen()
		return ok && f.Leak && f.Kind == audit.Duplicate && slices.Equal(s.pictures.files, []string{"p02/1.pgm", "p07/leak.pgm"})
	})
	ui(func() bool { s.pictures.grid.Select(1); return true })
	h.shot("findings-leak")
	h.click(s.actions.out)
	h.wait("left out", 5*time.Second, func() bool {
		return slices.Equal(h.w.Folder.Data.Excluded, []string{"p07/leak.pgm"}) && d.found.unsettled == 0
	})
	h.shot("findings-leak-leftout")
	h.closeFindings()
}

// trainWithoutLeak trains an epoch: the run counts the photos that are left, and says what was left out.
func (h *hand) trainWithoutLeak() {
	h.tab(tabTraining)
	h.enterEpochs("1")
	h.key("ctrl+t")
	h.wait("training", 5*time.Second, func() bool { return h.w.Work.Running })
	h.wait("done", 4*time.Minute, func() bool { return !h.w.Work.Running })
	h.shot("training-leftout")
	if !ui(func() bool { return h.w.training.result != nil }) {
		h.Fatal("the training gave no model")
	}
	m := ui(func() *session.Model { return h.w.training.result })
	if r := m.Report; len(r.Photos) != 40 || len(r.Audit) != 0 || !slices.Equal(r.Excluded, []string{"p07/leak.pgm"}) {
		h.Errorf("%d photos, left out %q, found %+v", len(r.Photos), r.Excluded, r.Audit)
	}
	list, err := audit.ReadExclusions(filepath.Join(m.Folder, run.ExcludedFile))
	h.must(err)
	if !list.Has("p07/leak.pgm") {
		h.Errorf("the run's list is %q", list.Files())
	}
}
