package window

import (
	"path"
	"slices"

	"siamface/app/session"
	"siamface/model/audit"
)

// leftOut is a kind of the window's own: the files that are left out, so that they can be put back.
const leftOut audit.Kind = "left out"

// finding is one entry of the list of findings.
type finding struct {
	audit.Finding
	settled bool // nothing is left of it, by what was left out
}

// folderFindings are all findings of the open folder.
type folderFindings struct {
	all       []finding
	unsettled int // of them that aren't settled
	leaks     int // of these that stand on both sides of the split
}

// listFindings lists what the audit found in the whole folder, also what was settled since by leaving files out, and then what is
// left out: the certain ones first, then by kind. What is skipped and so not used has a list of its own. Those with one photo only, who may
// be thousands, are one entry.
func listFindings(folder *session.Folder, a audit.Audit) (found folderFindings) {
	skipped := map[string]bool{}
	for _, file := range folder.Whole.Skipped {
		skipped[file.Path] = true
	}
	var lone loners
	for _, f := range a.For(folder.Whole).Findings {
		switch {
		case len(f.Files) == 1 && skipped[f.Files[0]]:
		case f.Kind == audit.LonePhoto:
			lone.add(f, isSettled(folder, f))
		default:
			found.add(f, isSettled(folder, f))
		}
	}
	for _, f := range a.For(folder.Data).Findings { // who has but one photo left
		if f.Kind == audit.LonePhoto && !lone.listed[f.People[0]] {
			lone.add(f, false)
		}
	}
	for i, f := range lone.of {
		if len(f.People) > 0 {
			found.add(f, i == settledOnes)
		}
	}
	slices.SortStableFunc(found.all, func(a, b finding) int { return a.rank() - b.rank() })
	if files := folder.Data.Excluded; len(files) > 0 {
		found.add(audit.Finding{Kind: leftOut, Files: files}, true)
	}
	return found
}

// The places in loners.
const (
	openOnes = iota
	settledOnes
)

// loners gathers those with one photo only: who are used, and who are left out.
type loners struct {
	of     [2]audit.Finding
	listed map[string]bool
}

func (l *loners) add(f audit.Finding, settled bool) {
	at := openOnes
	if settled {
		at = settledOnes
	}
	of := &l.of[at]
	of.Kind, of.Files, of.People = f.Kind, append(of.Files, f.Files...), append(of.People, f.People...)
	if l.listed == nil {
		l.listed = map[string]bool{}
	}
	l.listed[f.People[0]] = true
}

// rank is where a finding stands among the others: first what is certain and makes numbers lie, copies under two names and leaks; then by
// kind.
func (f finding) rank() int {
	kind := 1 + slices.Index(audit.Kinds, f.Kind)
	certain := f.Kind == audit.Duplicate && (f.Leak || len(f.People) > 1) || f.Kind == audit.SamePerson && len(f.People) == 1
	switch {
	case certain:
		return 0
	case f.Leak:
		return 1
	}
	return 1 + kind
}

func (l *folderFindings) add(f audit.Finding, settled bool) {
	l.all = append(l.all, finding{f, settled})
	if settled {
		return
	}
	l.unsettled++
	if f.Leak {
		l.leaks++
	}
}

// isSettled tells whether what was found is so no more without the files that are left out. What is nobody's isn't used anyway.
func isSettled(folder *session.Folder, f audit.Finding) bool {
	used := f.Used()
	left := slices.DeleteFunc(slices.Clone(used), folder.Excluded.Has)
	switch f.Kind {
	case audit.Duplicate, audit.NearDuplicate:
		return len(left) < min(2, len(used))
	case audit.SamePerson:
		return slices.ContainsFunc(f.People, func(name string) bool { return !slices.ContainsFunc(left, isFileOf(name)) })
	}
	return len(left) == 0
}

// isFileOf tells the files of a person.
func isFileOf(name string) func(file string) bool {
	return func(file string) bool { return path.Base(path.Dir(file)) == name }
}

// filesOf are those of a finding's files that are a person's.
func filesOf(f audit.Finding, name string) []string {
	var files []string
	for _, file := range f.Files {
		if isFileOf(name)(file) {
			files = append(files, file)
		}
	}
	return files
}

// copies are the files of one picture's copies to leave out, and the one to keep.
func (f finding) copies() (keep string, rest []string) {
	if rest = f.Copies(); len(rest) > 0 {
		keep = f.Files[0]
	}
	return keep, rest
}

// isSame tells whether two entries are about the same thing, settled or not.
func (f finding) isSame(o finding) bool {
	return f.Kind == o.Kind && (f.Kind == leftOut || f.Kind == audit.LonePhoto && f.settled == o.settled || slices.Equal(f.Files, o.Files) && slices.Equal(f.People, o.People))
}
