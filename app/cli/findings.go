package cli

import (
	"siamface/model/audit"
)

// headings say in words what the findings of a kind are.
var headings = map[audit.Kind][]string{
	audit.Duplicate:     {"file there twice or more", "files there twice or more"},
	audit.NearDuplicate: {"picture there twice or more, not byte by byte", "pictures there twice or more, not byte by byte"},
	audit.SamePerson:    {"pair of people who are probably one", "pairs of people who are probably one"},
	audit.LonePhoto:     {"person with one photo", "people with one photo"},
	audit.Unreadable:    {"file that can't be used", "files that can't be used"},
	audit.Tiny:          {"tiny photo", "tiny photos"},
	audit.Huge:          {"huge photo", "huge photos"},
}

// sayFindings lists what an audit found, by kind.
func sayFindings(t *terminal, findings []audit.Finding) {
	if len(findings) == 0 {
		t.say("The audit found nothing.")
		return
	}
	for _, kind := range audit.Kinds {
		var of []audit.Finding
		for _, f := range findings {
			if f.Kind == kind {
				of = append(of, f)
			}
		}
		if len(of) > 0 {
			sayKind(t, kind, of)
		}
	}
}

// sayKind lists the findings of a kind, with the files of those that are about several.
func sayKind(t *terminal, kind audit.Kind, findings []audit.Finding) {
	t.say("Found %s (%s):", countNoun(len(findings), headings[kind][0], headings[kind][1]), kind)
	for _, f := range findings[:min(mostListed, len(findings))] {
		t.say("  %s", showName(f.Detail))
		if kind != audit.Duplicate && kind != audit.NearDuplicate {
			continue
		}
		for _, file := range f.Files {
			t.say("    %s", showName(file))
		}
	}
	if more := len(findings) - mostListed; more > 0 {
		t.say("  and %d more, which --json lists", more)
	}
}
