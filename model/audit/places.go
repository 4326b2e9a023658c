package audit

import (
	"fmt"
	"slices"
	"strings"

	"siamface/model/dataset"
)

// place is where a photo stands.
type place struct {
	person string
	split  dataset.Split
}

// places is where each photo stands, by its file.
type places map[string]place

func placesIn(d *dataset.Dataset) places {
	where := places{}
	for _, person := range d.People {
		for _, p := range person.Photos {
			where[p.Path] = place{person.Name, person.Split}
		}
	}
	return where
}

// group is the finding for those of a group's files that are still there, if they are two or more.
func (w places) group(g group) []Finding {
	f := Finding{Kind: g.kind}
	var splits []dataset.Split
	for _, file := range g.files {
		p, there := w[file]
		if !there {
			continue
		}
		f.Files = append(f.Files, file)
		if !slices.Contains(f.People, p.person) {
			f.People = append(f.People, p.person)
		}
		if !slices.Contains(splits, p.split) {
			splits = append(splits, p.split)
		}
	}
	if len(f.Files) < 2 {
		return nil
	}
	f.Leak = len(splits) > 1
	what := "The same file"
	if g.kind == NearDuplicate {
		what = "Nearly the same picture"
		if g.mirrored {
			what += ", once mirrored,"
		}
	}
	f.Detail = fmt.Sprintf("%s %s, %s%s.", what, times(len(f.Files)), under(f.People, len(f.Files)), across(splits))
	return []Finding{f}
}

func times(n int) string {
	if n == 2 {
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// under says whose the n pictures are.
func under(people []string, n int) string {
	switch {
	case len(people) == 1 && n == 2:
		return "both of " + people[0]
	case len(people) == 1:
		return "all of " + people[0]
	}
	return fmt.Sprintf("under %d people: %s", len(people), and(people))
}

// across says between which splits there is a leak, or nothing.
func across(splits []dataset.Split) string {
	if len(splits) < 2 {
		return ""
	}
	slices.Sort(splits)
	var names []string
	for _, s := range splits {
		names = append(names, s.String())
	}
	return fmt.Sprintf("; a leak between %s", and(names))
}

// and lists words: "a", "a and b", "a, b and c".
func and(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// samePeople are the findings for two folders of one person: by their embeddings, and by their name.
func (w places) samePeople(d *dataset.Dataset, pairs []samePair) []Finding {
	people := map[string]dataset.Person{}
	for _, p := range d.People {
		people[p.Name] = p
	}
	var findings []Finding
	for _, pair := range pairs {
		a, thereA := people[pair.a]
		b, thereB := people[pair.b]
		if !thereA || !thereB {
			continue
		}
		f := Finding{Kind: SamePerson, Files: append(files(a), files(b)...), People: []string{a.Name, b.Name}, Leak: a.Split != b.Split}
		var splits []dataset.Split
		if f.Leak {
			splits = []dataset.Split{a.Split, b.Split}
		}
		f.Detail = fmt.Sprintf("%s and %s are probably one person: their faces are %.2f apart, as those of one person are%s.",
			a.Name, b.Name, pair.median, across(splits))
		findings = append(findings, f)
	}
	for _, s := range d.Skipped {
		kept, double := s.SameAs()
		if !double {
			continue
		}
		name := kept[strings.LastIndex(kept, "/")+1:]
		findings = append(findings, Finding{
			Kind: SamePerson, Files: files(people[name]), People: []string{name},
			Detail: fmt.Sprintf("%s and %s are one person by name, on two sides of the split; only the photos of %s are used.", kept, s.Path, kept),
		})
	}
	return findings
}

// files are a person's; never nil.
func files(p dataset.Person) []string {
	list := make([]string, 0, len(p.Photos))
	for _, ph := range p.Photos {
		list = append(list, ph.Path)
	}
	return list
}
