package window

import (
	"slices"

	"siamface/model/audit"
)

// leaveOut leaves files out or puts them back, live: all counts follow.
func (t *datasetTab) leaveOut(out bool, files ...string) {
	err := t.w.leaveOut(out, files...)
	t.splitChanged()
	t.w.evaluation.otherFolder()
	if err != nil {
		t.w.showError(t.w.t("excluded.cannot"), err)
	}
}

// copies are the files of one picture's copies to leave out, and the one to keep.
func (f finding) copies() (keep string, rest []string) {
	if rest = f.Copies(); len(rest) > 0 {
		keep = f.Files[0]
	}
	return keep, rest
}

// keepFirst leaves out all copies of a picture but the first.
func (s *findingsSheet) keepFirst(findings ...finding) {
	var keep, out []string
	for _, f := range findings {
		if first, rest := f.copies(); len(rest) > 0 {
			keep, out = append(keep, first), append(out, rest...)
		}
	}
	// One file may be among the copies of several findings: where it is to be kept by one and left out by another, it goes.
	keep = slices.DeleteFunc(keep, func(file string) bool { return slices.Contains(out, file) || !s.t.w.excluded.Has(file) })
	s.t.w.excluded.Remove(keep...)
	s.t.leaveOut(true, out...)
}

// keepFirstOfEach does so for all findings listed that aren't settled.
func (s *findingsSheet) keepFirstOfEach() { s.keepFirst(s.unsettled()...) }

// unsettled are the copies among the findings listed that aren't settled.
func (s *findingsSheet) unsettled() (list []finding) {
	for _, f := range s.shown {
		if _, rest := f.copies(); len(rest) > 0 && !f.done {
			list = append(list, f)
		}
	}
	return list
}

// selected is the file of the picture selected, if it is somebody's.
func (s *findingsSheet) selected() (file string, ok bool) {
	f, _ := s.chosen()
	file = at(s.files, s.grid.Selected())
	return file, slices.Contains(f.Used(), file)
}

// toggle leaves the selected picture out, or puts it back.
func (s *findingsSheet) toggle() {
	if file, ok := s.selected(); ok {
		s.t.leaveOut(!s.t.w.excluded.Has(file), file)
	}
}

// reveal shows the selected picture among its person's photos.
func (s *findingsSheet) reveal() {
	if file, ok := s.selected(); ok {
		s.hide()
		s.t.photos.reveal(file)
	}
}

// action is what a button does to the whole of a finding.
type action struct {
	word string
	do   func()
}

// actions are those for the chosen finding as a whole, two at most.
func (s *findingsSheet) actions() []action {
	f, ok := s.chosen()
	w := s.t.w
	putBack := func(word string, files []string) action {
		return action{word, func() { s.t.leaveOut(false, files...) }}
	}
	switch _, rest := f.copies(); {
	case !ok:
	case f.Kind == leftOut:
		return []action{putBack(w.t("findings.back.all"), f.Files)}
	case len(rest) > 0 && !s.allOut(rest):
		return []action{{w.t("findings.first"), func() { s.keepFirst(f) }}}
	case len(rest) > 0:
		return []action{putBack(w.t("findings.back.all"), f.Used())}
	case f.Kind == audit.SamePerson && len(f.People) == 2:
		var list []action
		for _, name := range f.People {
			files, short := w.filesOf(f.Finding, name), shortened(name, 12)
			if s.allOut(files) {
				list = append(list, putBack(w.t("findings.back.person", short), files))
			} else {
				list = append(list, action{w.t("findings.out.person", short), func() { s.t.leaveOut(true, files...) }})
			}
		}
		return list
	}
	return nil
}

func (s *findingsSheet) allOut(files []string) bool {
	return !slices.ContainsFunc(files, func(file string) bool { return !s.t.w.excluded.Has(file) })
}

func (s *findingsSheet) groupAction(i int) {
	if list := s.actions(); i < len(list) {
		list[i].do()
	}
}

// enable brings the buttons in line with what is chosen.
func (s *findingsSheet) enable() {
	w := s.t.w
	file, ok := s.selected()
	s.out.SetText(w.t("findings.out"))
	if w.excluded.Has(file) {
		s.out.SetText(w.t("findings.back"))
	}
	if ok {
		s.out.Enable()
		s.jump.Enable()
	} else {
		s.out.Disable()
		s.jump.Disable()
	}
	actions := s.actions()
	for i, b := range s.groups {
		setVisible(b, i < len(actions))
		if i < len(actions) {
			b.SetText(actions[i].word)
		}
	}
	setVisible(s.each, s.kind != skippedKind && len(s.unsettled()) > 1)
}
