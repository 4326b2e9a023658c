package run

import (
	"slices"

	"siamface/model/audit"
)

// spelt is a copy of the report with every name of a file or a person as spell writes it: JSON holds no broken UTF-8, which names on
// a disk may be.
func (r Report) spelt(spell func(string) string) Report {
	r.Record = r.Record.spelt(spell)
	r.Skipped = slices.Clone(r.Skipped)
	for i := range r.Skipped {
		r.Skipped[i].Path = spell(r.Skipped[i].Path)
	}
	r.Audit = slices.Clone(r.Audit)
	for i := range r.Audit {
		r.Audit[i] = speltFinding(r.Audit[i], spell)
	}
	r.Folder = spell(r.Folder)
	return r
}

func speltFinding(f audit.Finding, spell func(string) string) audit.Finding {
	f.Files, f.People = speltNames(f.Files, spell), speltNames(f.People, spell)
	return f
}

// spelt is a copy of the record with every name as spell writes it.
func (r Record) spelt(spell func(string) string) Record {
	split := r.Split
	if split != nil {
		r.Split = make(map[string][]string, len(split))
	}
	for name, people := range split {
		r.Split[name] = speltNames(people, spell)
	}
	r.Photos = slices.Clone(r.Photos)
	for i := range r.Photos {
		r.Photos[i].File = spell(r.Photos[i].File)
	}
	r.Excluded = speltNames(r.Excluded, spell)
	return r
}

// spelt is a copy of the record with every name as spell writes it.
func (r FoldRecord) spelt(spell func(string) string) FoldRecord {
	r.Photos = slices.Clone(r.Photos)
	for i := range r.Photos {
		r.Photos[i].File = spell(r.Photos[i].File)
	}
	r.Excluded = speltNames(r.Excluded, spell)
	return r
}

// spelt is a copy of the frame with every name as spell writes it.
func (f foldFrame) spelt(spell func(string) string) foldFrame {
	f.Record, f.Files = f.Record.spelt(spell), speltNames(f.Files, spell)
	f.Skipped = slices.Clone(f.Skipped)
	for i := range f.Skipped {
		f.Skipped[i].Path = spell(f.Skipped[i].Path)
	}
	return f
}

// speltNames keeps nil as it is, and an empty list.
func speltNames(names []string, spell func(string) string) []string {
	if names == nil {
		return nil
	}
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = spell(name)
	}
	return list
}
