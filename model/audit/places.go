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
	stray  bool // it is nobody's
}

// places is where each photo stands, by its file.
type places map[string]place

func findPlaces(d *dataset.Dataset, strays map[string]bool) places {
	where := places{}
	for file := range strays {
		where[file] = place{stray: true}
	}
	for i, p := range dataset.PhotosOf(d.People) {
		where[p.Path] = place{d.People[i].Name, d.People[i].Split, false}
	}
	return where
}

// describeGroup makes the finding for those of a group's files that are still there, if they are two or more.
func (w places) describeGroup(g group) []Finding {
	f := Finding{Kind: g.kind, People: []string{}, Mirrored: g.mirrored}
	var splits []dataset.Split
	for _, file := range g.files {
		p, there := w[file]
		if !there {
			continue
		}
		f.Files = append(f.Files, file)
		if p.stray {
			f.Strays++
			continue
		}
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
	f.Detail = f.describeCopies() + sayLeak(splits) + "."
	return []Finding{f}
}

// describeCopies says how often a picture is there, and whose it is.
func (f Finding) describeCopies() string {
	what := "The same file"
	if f.Kind == NearDuplicate {
		what = "Nearly the same picture"
		if f.Mirrored {
			what += ", once mirrored,"
		}
	}
	what += " " + sayTimes(len(f.Files))
	switch used := len(f.Used()); {
	case used == 0:
		return what + ", where they are nobody's photos and aren't used"
	case f.Strays == 0:
		return what + ", " + sayWhose(f.People, used)
	case used == 1:
		return fmt.Sprintf("%s, as a photo of %s and %s where it is nobody's and isn't used", what, f.People[0], sayOnce(f.Strays))
	default:
		return fmt.Sprintf("%s, %s, and %s where it is nobody's and isn't used", what, sayWhose(f.People, used), sayOnce(f.Strays))
	}
}

func sayOnce(n int) string {
	if n == 1 {
		return "once"
	}
	return sayTimes(n)
}

func sayTimes(n int) string {
	if n == 2 {
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// sayWhose says whose the n pictures are.
func sayWhose(people []string, n int) string {
	switch {
	case len(people) == 1 && n == 2:
		return "both of " + people[0]
	case len(people) == 1:
		return "all of " + people[0]
	}
	return fmt.Sprintf("under %d people: %s", len(people), joinWords(people))
}

// sayLeak says between which splits there is a leak, or nothing.
func sayLeak(splits []dataset.Split) string {
	if len(splits) < 2 {
		return ""
	}
	slices.Sort(splits)
	var names []string
	for _, s := range splits {
		names = append(names, s.String())
	}
	return fmt.Sprintf("; a leak between %s", joinWords(names))
}

// joinWords lists words: "a", "a and b", "a, b and c".
func joinWords(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// findSamePeople are the findings for two folders of one person: by their embeddings, and by their name.
func (w places) describeSamePeople(d *dataset.Dataset, pairs []samePair) []Finding {
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
		f := Finding{Kind: SamePerson, Files: append(listFiles(a), listFiles(b)...), People: []string{a.Name, b.Name}, Leak: a.Split != b.Split}
		var splits []dataset.Split
		if f.Leak {
			splits = []dataset.Split{a.Split, b.Split}
		}
		f.Detail = fmt.Sprintf("%s and %s are probably one person: their faces are %.2f apart, as those of one person are%s.",
			a.Name, b.Name, pair.median, sayLeak(splits))
		findings = append(findings, f)
	}
	for _, s := range d.Skipped {
		kept, double := s.SameAs()
		if !double {
			continue
		}
		name := kept[strings.LastIndex(kept, "/")+1:]
		findings = append(findings, Finding{
			Kind: SamePerson, Files: listFiles(people[name]), People: []string{name},
			Detail: fmt.Sprintf("%s and %s are one person by name, on two sides of the split; only the photos of %s are used.", kept, s.Path, kept),
		})
	}
	return findings
}

// listFiles are a person's; never nil.
func listFiles(p dataset.Person) []string {
	list := make([]string, 0, len(p.Photos))
	for _, ph := range p.Photos {
		list = append(list, ph.Path)
	}
	return list
}
