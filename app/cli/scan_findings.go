package cli

import (
	"siamface/model/audit"
)

// listed is how many findings of a kind are written out; --json has them all.
const listed = 20

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

func (p *program) sayFindings(findings []audit.Finding) {
	if len(findings) == 0 {
		p.say("The audit found nothing.")
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
			p.sayKind(kind, of)
		}
	}
}

// sayKind lists the findings of a kind, with the files of those that are about several.
func (p *program) sayKind(kind audit.Kind, findings []audit.Finding) {
	p.say("Found %s (%s):", count(len(findings), headings[kind][0], headings[kind][1]), kind)
	for _, f := range findings[:min(listed, len(findings))] {
		p.say("  %s", shown(f.Detail))
		if kind != audit.Duplicate && kind != audit.NearDuplicate {
			continue
		}
		for _, file := range f.Files {
			p.say("    %s", shown(file))
		}
	}
	if more := len(findings) - listed; more > 0 {
		p.say("  and %d more, which --json lists", more)
	}
}
