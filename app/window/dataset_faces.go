package window

import (
	"errors"

	"siamface/app/session"
	"siamface/model/face"
	"siamface/model/format"
	"siamface/widgets"
)

// faceSearch looks for the faces of the open folder for the tab, and shows how far that is.
type faceSearch struct {
	*faceFinder
	t       *datasetTab
	waiting bool // whether it goes on once nothing is trained any more
}

func newFaceSearch(t *datasetTab) *faceSearch {
	s := &faceSearch{t: t}
	s.faceFinder = newFaceFinder(func() {
		t.showProgress()
		t.photos.showNotes()
		t.audit.startNext()
	}, func(err error) {
		if t.Models.Lacking == nil { // else the words below the photos say why
			t.showError(t.Words.Text("faces.cannot"), err)
		}
	})
	return s
}

// reset forgets what is known: the folder is another one.
func (s *faceSearch) reset() {
	s.forget()
	s.waiting = false
}

// startSearch looks for the faces on all photos of the open folder.
func (s *faceSearch) startSearch() {
	t := s.t
	if t.Folder.Whole == nil || t.Models.Lacking != nil || t.opener.busy {
		return
	}
	s.waiting = false
	s.start(t.Folder.Whole)
	t.progress.Start("")
	t.showProgress()
}

// startUnasked looks for the faces on the photos of a small folder without a click; while something is trained, after that.
func (s *faceSearch) startUnasked() {
	switch d := s.t.Folder.Whole; {
	case d == nil || d.Photos() > mostUnasked:
	case s.t.Work.Running:
		s.waiting = true
	default:
		s.startSearch()
	}
}

// giveWay has the search wait while something is trained: both want the processor, and who trains waits for it.
func (s *faceSearch) giveWay() {
	switch training := s.t.Work.Running; {
	case training && s.running:
		s.stopSearch()
		s.waiting = true
	case !training && s.waiting:
		s.startSearch()
	}
}

// stopSearch ends the search and shows what it found.
func (s *faceSearch) stopSearch() {
	s.waiting = false
	if s.running {
		s.stop()
		s.t.showProgress()
	}
}

// showProgress shows how far the search is.
func (s *faceSearch) showProgress(progress *widgets.Progress) {
	words, left := s.t.Words, describeLeft(s.t.Words, s.left())
	progress.Set(float64(s.done)/float64(max(s.total, 1)), words.Text("faces.finding", format.Count(s.done), format.Count(s.total)), left)
}

// countText counts what was found.
func (s *faceSearch) countText() string {
	words, known := s.t.Words, len(s.notes)
	none, several := s.count(noFace), s.count(severalFaces)
	unreadable := 0
	for _, n := range s.notes {
		if n.unreadable {
			unreadable++
		}
	}
	text := words.Text("faces.totals", format.Count(known-unreadable-none-several), format.Count(several), format.Count(none), format.Count(s.count(weakFace)))
	if all := s.t.Folder.Whole.Photos(); known < all {
		text = words.Text("faces.partly", format.Count(known), format.Count(all), text)
	}
	return text
}

// lackText says why no faces can be found; the Training tab says more.
func lackText(s *session.Session) string {
	if errors.Is(s.Models.Lacking, face.ErrMissing) {
		return s.Words.Text("faces.missing")
	}
	return s.Words.Text("faces.broken")
}
