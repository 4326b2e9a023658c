package audit

import (
	"fmt"
	"path"
	"strings"

	"siamface/model/dataset"
	"siamface/model/photo"
)

// findByHeader finds what needs no reading: it is in what dataset.Open has seen.
func findByHeader(d *dataset.Dataset) []Finding {
	var findings []Finding
	for _, person := range d.People {
		if len(person.Photos) == 1 {
			findings = append(findings, Finding{
				Kind: LonePhoto, Files: []string{person.Photos[0].Path}, People: []string{person.Name},
				Detail: person.Name + " has one photo, which makes no genuine pair.",
			})
		}
		for _, p := range person.Photos {
			if f, odd := findOddSize(p, person.Name); odd {
				findings = append(findings, f)
			}
		}
	}
	for _, s := range d.Unusable() {
		findings = append(findings, reportUnreadable(s.Path, s.Reason, path.Base(path.Dir(s.Path))))
	}
	return findings
}

// findOddSize tells the tiny photos and the huge ones.
func findOddSize(p dataset.Photo, person string) (Finding, bool) {
	f := Finding{Files: []string{p.Path}, People: []string{person}}
	size := fmt.Sprintf("%s has %d × %d pixels", p.Path, p.Width, p.Height)
	switch {
	case p.Width < TinySide || p.Height < TinySide:
		f.Kind, f.Detail = Tiny, size+": too few to tell a face by."
	case p.Width*p.Height > HugePixels:
		f.Kind, f.Detail = Huge, size+": a smaller copy serves as well, and is read in a fraction of the time."
	default:
		return f, false
	}
	return f, true
}

// reportUnreadable makes the finding for a file that can't be used; of one that is too large to be read, that it is huge.
func reportUnreadable(file, reason, person string) Finding {
	f := Finding{Kind: Unreadable, Files: []string{file}, People: []string{person}, Detail: fmt.Sprintf("%s can't be used: %s.", file, reason), Reason: reason}
	if strings.HasPrefix(reason, photo.TooLarge) {
		f.Kind = Huge
	}
	return f
}
