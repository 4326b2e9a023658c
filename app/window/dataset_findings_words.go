package window

import (
	"siamface/app/session"
	"siamface/model/audit"
	"siamface/model/format"
)

// findingWords say what was found in a folder.
type findingWords struct {
	words  *session.Words
	folder *session.Folder
}

// kindTitle is the title of a kind of findings.
func kindTitle(words *session.Words, k audit.Kind) string {
	return words.Text(map[audit.Kind]string{
		audit.Duplicate: "kind.duplicate", audit.NearDuplicate: "kind.near", audit.SamePerson: "kind.person", audit.LonePhoto: "kind.lone",
		audit.Unreadable: "kind.unreadable", audit.Tiny: "kind.tiny", audit.Huge: "kind.huge",
		leftOut: "kind.leftout", everyKind: "kind.every", skippedKind: "kind.skipped",
	}[k])
}

// describe is a sentence or two on what was found.
func (d findingWords) describe(f audit.Finding) string {
	switch f.Kind {
	case audit.Duplicate, audit.NearDuplicate:
		return d.describeCopies(f)
	case audit.SamePerson:
		return d.describePerson(f)
	case audit.LonePhoto:
		if len(f.People) > 1 {
			return d.words.Text("finding.loners", format.Count(len(f.People)))
		}
		return d.words.Text("finding.lone", f.People[0])
	case audit.Unreadable:
		return d.words.Text("finding.unreadable", f.Files[0], d.words.Translate(f.Reason))
	case audit.Tiny, audit.Huge:
		key := "finding.tiny"
		if f.Kind == audit.Huge {
			key = "finding.huge"
		}
		ph, _ := d.folder.FindPhoto(f.Files[0])
		return d.words.Text(key, f.Files[0], ph.Width, ph.Height)
	}
	return d.words.Count("finding.leftout", len(f.Files))
}

// describeCopies says how often a picture is there, and whose it is.
func (d findingWords) describeCopies(f audit.Finding) string {
	what := "finding.same"
	if f.Kind == audit.NearDuplicate {
		what = "finding.near"
		if f.Mirrored {
			what = "finding.mirrored"
		}
	}
	text := d.words.Text(what, len(f.Files))
	switch used := len(f.Used()); {
	case used == 0:
		return d.words.Text("finding.nobody", text)
	case len(f.People) == 1 && f.Strays == 0:
		text = d.words.Text("finding.of", text, f.People[0])
	case len(f.People) == 1:
		text = d.words.Text("finding.with", text, f.People[0])
	default:
		text = d.words.Text("finding.under", text, len(f.People), d.words.JoinList(f.People))
	}
	if f.Strays > 0 {
		text = d.words.Text("finding.then", text, d.words.Count("finding.strays", f.Strays))
	}
	return d.addLeak(text, f)
}

func (d findingWords) describePerson(f audit.Finding) string {
	if len(f.People) == 1 {
		return d.words.Text("finding.person.name", f.People[0])
	}
	return d.addLeak(d.words.Text("finding.person", f.People[0], f.People[1]), f)
}

// addLeak adds to a sentence that there is a leak, where there is one.
func (d findingWords) addLeak(text string, f audit.Finding) string {
	if !f.Leak {
		return text
	}
	return d.words.Text("finding.then", text, d.words.Text("finding.leak"))
}
