package window

import (
	"path"
	"slices"

	"siamface/model/audit"
	"siamface/model/dataset"
)

// leftOut is a kind of the window's own: the files that are left out, so that they can be put back.
const leftOut audit.Kind = "left out"

// finding is one entry of the list of findings.
type finding struct {
	audit.Finding
	done bool // nothing is left of it, by what was left out
}

// findingsOf lists what the audit found in the whole folder, also what was settled since by leaving files out, and then what is
// left out. What is skipped and so not used has a list of its own.
func (s *state) findingsOf(a audit.Audit) (list []finding) {
	skipped, listed := map[string]bool{}, map[string]bool{}
	for _, file := range s.whole.Skipped {
		skipped[file.Path] = true
	}
	for _, f := range a.For(s.whole).Findings {
		if len(f.Files) == 1 && skipped[f.Files[0]] {
			continue
		}
		if f.Kind == audit.LonePhoto {
			listed[f.People[0]] = true
		}
		list = append(list, finding{f, s.isSettled(f)})
	}
	for _, f := range a.For(s.data).Findings { // who has but one photo left
		if f.Kind == audit.LonePhoto && !listed[f.People[0]] {
			list = append(list, finding{f, false})
		}
	}
	if files := s.data.Excluded; len(files) > 0 {
		list = append(list, finding{audit.Finding{Kind: leftOut, Files: files}, true})
	}
	return list
}

// isSettled tells whether what was found is so no more without the files that are left out. What is nobody's isn't used anyway.
func (s *state) isSettled(f audit.Finding) bool {
	used := f.Used()
	left := slices.DeleteFunc(slices.Clone(used), s.excluded.Has)
	switch f.Kind {
	case audit.Duplicate, audit.NearDuplicate:
		return len(left) < min(2, len(used))
	case audit.SamePerson:
		return slices.ContainsFunc(f.People, func(name string) bool { return !slices.ContainsFunc(left, s.isOf(name)) })
	}
	return len(left) == 0
}

// isOf tells the files of a person.
func (s *state) isOf(name string) func(file string) bool {
	return func(file string) bool { return path.Base(path.Dir(file)) == name }
}

// filesOf are those of a finding's files that are a person's.
func (s *state) filesOf(f audit.Finding, name string) []string {
	var files []string
	for _, file := range f.Files {
		if s.isOf(name)(file) {
			files = append(files, file)
		}
	}
	return files
}

// kindWord is the title of a kind of findings.
func (s *state) kindWord(k audit.Kind) string {
	return s.t(map[audit.Kind]string{
		audit.Duplicate: "kind.duplicate", audit.NearDuplicate: "kind.near", audit.SamePerson: "kind.person", audit.LonePhoto: "kind.lone",
		audit.Unreadable: "kind.unreadable", audit.Tiny: "kind.tiny", audit.Huge: "kind.huge", leftOut: "kind.leftout",
	}[k])
}

// findingText is a sentence or two on what was found.
func (s *state) findingText(f audit.Finding) string {
	switch f.Kind {
	case audit.Duplicate, audit.NearDuplicate:
		return s.copiesText(f)
	case audit.SamePerson:
		return s.personText(f)
	case audit.LonePhoto:
		return s.t("finding.lone", f.People[0])
	case audit.Unreadable:
		return s.t("finding.unreadable", f.Files[0], s.translated(f.Reason))
	case audit.Tiny, audit.Huge:
		key := "finding.tiny"
		if f.Kind == audit.Huge {
			key = "finding.huge"
		}
		ph, _ := s.photo(f.Files[0])
		return s.t(key, f.Files[0], ph.Width, ph.Height)
	}
	return s.n("finding.leftout", len(f.Files))
}

// copiesText says how often a picture is there, and whose it is.
func (s *state) copiesText(f audit.Finding) string {
	what := "finding.same"
	if f.Kind == audit.NearDuplicate {
		what = "finding.near"
		if f.Mirrored {
			what = "finding.mirrored"
		}
	}
	text := s.t(what, len(f.Files))
	switch used := len(f.Used()); {
	case used == 0:
		return s.t("finding.nobody", text)
	case len(f.People) == 1 && f.Strays == 0:
		text = s.t("finding.of", text, f.People[0])
	case len(f.People) == 1:
		text = s.t("finding.with", text, f.People[0])
	default:
		text = s.t("finding.under", text, len(f.People), s.listed(f.People))
	}
	if f.Strays > 0 {
		text = s.t("finding.then", text, s.n("finding.strays", f.Strays))
	}
	return s.leak(text, f)
}

func (s *state) personText(f audit.Finding) string {
	if len(f.People) == 1 {
		return s.t("finding.person.name", f.People[0])
	}
	return s.leak(s.t("finding.person", f.People[0], f.People[1]), f)
}

// leak adds to a sentence that there is a leak, where there is one.
func (s *state) leak(text string, f audit.Finding) string {
	if !f.Leak {
		return text
	}
	return s.t("finding.then", text, s.t("finding.leak"))
}

// leaksText says what would make the numbers of a training lie, or nothing.
func (s *state) leaksText() string {
	if s.leaks == 0 {
		return ""
	}
	return s.t("training.leaks", grouped(s.leaks))
}

// listed names several things one after another.
func (s *state) listed(names []string) string {
	text := names[0]
	for _, name := range names[1:] {
		text = s.t("list", text, name)
	}
	return text
}

// photo is the photo of that path in the open folder.
func (s *state) photo(file string) (dataset.Photo, bool) {
	for _, who := range s.whole.People {
		for _, ph := range who.Photos {
			if ph.Path == file {
				return ph, true
			}
		}
	}
	return dataset.Photo{}, false
}

// listFindings makes the list of findings anew: more is known, people are used otherwise, or files were left out.
func (t *datasetTab) listFindings() {
	t.found, t.unsettled, t.w.leaks = nil, 0, 0
	if t.w.whole == nil {
		return
	}
	t.found = t.w.findingsOf(t.auditor.found)
	for _, f := range t.found {
		if !f.done {
			t.unsettled++
		}
		if !f.done && f.Leak {
			t.w.leaks++
		}
	}
	t.findings.show()
	t.w.training.showProblem()
}

// writeFindings says below the photos how many files were skipped, what the audit found, and which faces were found.
func (t *datasetTab) writeFindings() {
	d := t.w.whole
	setVisible(t.summary, !t.progress.Active())
	if t.progress.Active() {
		return // they are written when they can be seen again
	}
	t.writeFaces()
	if d == nil {
		t.foot.Hide()
		return
	}
	var parts []string
	add := func(key string, n int) {
		if n > 0 {
			parts = append(parts, t.w.n(key, n))
		}
	}
	add("findings.skipped", len(d.Skipped))
	add("findings.found", t.unsettled)
	add("findings.leftout", len(t.w.data.Excluded))
	setVisible(t.foot, len(parts) > 0 || t.canAudit() && t.auditor.running == unaudited && !t.finder.running)
	if len(parts) == 0 {
		t.foot.SetText(t.w.t("findings.look"))
		return
	}
	t.foot.SetText(t.w.t("findings.show", t.w.listed(parts)))
}
