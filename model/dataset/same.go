package dataset

import (
	"fmt"
	"slices"

	"siamface/model/spelling"
)

// joinSpellings makes one person of folders that are one by name, however they are spelt (see spelling.Key): photos of one side
// of the split are put together, and of two sides only the first is kept, for nobody may be both learnt from and tested on.
func (l *layout) joinSpellings() {
	slices.SortStableFunc(l.candidates, func(a, b candidate) int { return int(a.split) - int(b.split) })
	first := map[string]int{}
	var people []candidate
	for _, c := range l.candidates {
		key := spelling.Key(c.name)
		at, known := first[key]
		if !known {
			first[key] = len(people)
			people = append(people, c)
			continue
		}
		kept := &people[at]
		kept.files, l.warnings = l.joinPerson(*kept, c)
	}
	slices.SortFunc(people, func(a, b candidate) int { return compareNames(a.name, b.name) })
	l.candidates = people
}

// joinPerson is what becomes of a second folder of one person: the files that are then the person's, and the warnings.
func (l *layout) joinPerson(kept, c candidate) (files, warnings []string) {
	how := ""
	if kept.name != c.name {
		how = " (" + spelling.Difference(kept.name, c.name) + ")"
	}
	a, b := spelling.Show(kept.path), spelling.Show(c.path)
	if kept.split == c.split {
		return append(slices.Clone(kept.files), c.files...), append(l.warnings,
			fmt.Sprintf("%s and %s are one person by name%s: their photos are put together.", a, b, how))
	}
	l.skipPath(c.path, sameAs+kept.path)
	return kept.files, append(l.warnings,
		fmt.Sprintf("%s and %s are the same person by name%s: only the photos of %s are used.", a, b, how, a))
}

// mostLike is how many pairs of people that may be one are named.
const mostLike = 5

// warnOfLikeness names people who may be one: their names differ in accents or in what parts their words.
func warnOfLikeness(people []Person) (warnings []string) {
	first := map[string]string{}
	more := 0
	for _, p := range people {
		key := spelling.Likeness(p.Name)
		other, known := first[key]
		if !known {
			first[key] = p.Name
			continue
		}
		if len(warnings) == mostLike {
			more++
			continue
		}
		warnings = append(warnings, fmt.Sprintf("%s and %s may be one person, spelt in two ways: if they are, the numbers are wrong until their photos lie in one folder.",
			spelling.Show(other), spelling.Show(p.Name)))
	}
	if more > 0 {
		warnings = append(warnings, fmt.Sprintf("%d more people may be others, spelt in two ways.", more))
	}
	return warnings
}
