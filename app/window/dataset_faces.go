package window

import (
	"errors"

	"siamface/model/face"
)

// newFinder links the search for faces to the tab.
func (t *datasetTab) newFinder() *faceFinder {
	return newFaceFinder(func() {
		t.showFinding()
		t.photos.notesChanged()
		t.auditNext()
	}, func(err error) {
		if t.w.lacking == nil { // else the words below the photos say why
			t.w.showError(t.w.t("faces.cannot"), err)
		}
	})
}

// findFaces looks for the faces on all photos of the open folder.
func (t *datasetTab) findFaces() {
	if t.w.whole == nil || t.w.lacking != nil || t.busy {
		return
	}
	t.waiting = false
	t.finder.start(t.w.whole)
	t.progress.Start("")
	t.showFinding()
}

// findUnasked looks for the faces on the photos of a small folder without a click; while something is trained, after that.
func (t *datasetTab) findUnasked() {
	switch {
	case t.w.whole == nil || t.w.whole.Photos() > mostUnasked:
	case t.w.state.training:
		t.waiting = true
	default:
		t.findFaces()
	}
}

// giveWay has the search for faces wait while something is trained: both want the processor, and who trains waits for it.
func (t *datasetTab) giveWay() {
	switch {
	case t.w.state.training && t.finder.running:
		t.stopFinding()
		t.waiting = true
	case !t.w.state.training && t.waiting:
		t.findFaces()
	}
}

// stopFinding ends the search for faces and shows what it found.
func (t *datasetTab) stopFinding() {
	t.waiting = false
	if t.finder.running {
		t.finder.stop()
		t.showFinding()
	}
}

// showFinding shows how far the search for faces or the audit is, or what they found.
func (t *datasetTab) showFinding() {
	f := t.finder
	switch {
	case t.busy:
	case f.running:
		left := ""
		if d := f.left(); d > 0 {
			left = t.w.t("stage.left", clock(d))
		}
		t.progress.Set(float64(f.done)/float64(max(f.total, 1)), t.w.t("faces.finding", grouped(f.done), grouped(f.total)), left)
	case t.auditor.running == deeply:
		t.showAuditing()
	case t.progress.Active():
		t.progress.Done("")
	}
	t.writeFindings()
}

// writeFaces says what the search for faces found, or why there can be none.
func (t *datasetTab) writeFaces() {
	d, known := t.w.whole, len(t.finder.notes)
	setVisible(t.find, d != nil && t.w.lacking == nil && known < d.Photos())
	switch {
	case d == nil:
		t.faces.SetText("")
	case t.w.lacking != nil:
		t.faces.SetText(t.w.noFacesText())
	case known == 0:
		t.faces.SetText("")
	default:
		t.faces.SetText(t.facesText())
	}
}

// noFacesText says why no faces can be found; the Training tab says more.
func (s *state) noFacesText() string {
	if errors.Is(s.lacking, face.ErrMissing) {
		return s.t("faces.missing")
	}
	return s.t("faces.broken")
}

// facesText counts what was found.
func (t *datasetTab) facesText() string {
	f, known := t.finder, len(t.finder.notes)
	none, several := f.count(noFace), f.count(severalFaces)
	unreadable := 0
	for _, n := range f.notes {
		if n.unreadable {
			unreadable++
		}
	}
	text := t.w.t("faces.totals", grouped(known-unreadable-none-several), grouped(several), grouped(none), grouped(f.count(weakFace)))
	if all := t.w.whole.Photos(); known < all {
		text = t.w.t("faces.partly", grouped(known), grouped(all), text)
	}
	return text
}
