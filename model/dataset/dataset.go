// Package dataset reads a folder of faces: which people are in it, which photos they have, and who is there to train, to
// validate and to test.
//
// A person is a folder with photos in it: ROOT/person/photo, or ROOT/split/person/photo where the splits are folders named
// Training or train, Validation, validate or val, Testing or test, in any case. Such folders give the split; without them
// Assign draws it, always by person, so that nobody is both learnt from and tested on.
package dataset

import (
	"fmt"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Split says what a person's photos are for.
type Split int

// The splits, in the order in which a person found in two of them is kept.
const (
	Train Split = iota
	Validation
	Test
)

var splitNames = []string{"train", "validation", "test"}

// String is train, validation or test.
func (s Split) String() string {
	if s < 0 || int(s) >= len(splitNames) {
		return fmt.Sprintf("Split(%d)", int(s))
	}
	return splitNames[s]
}

// MarshalText is String for the three splits and an error for any other value.
func (s Split) MarshalText() ([]byte, error) {
	if s < 0 || int(s) >= len(splitNames) {
		return nil, fmt.Errorf("no such split: %d", int(s))
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (s *Split) UnmarshalText(text []byte) error {
	i := slices.Index(splitNames, string(text))
	if i < 0 {
		return fmt.Errorf("no such split: %q; there are %s", text, strings.Join(splitNames, ", "))
	}
	*s = Split(i)
	return nil
}

// Photo is one photo whose header was read.
type Photo struct {
	Path          string // below the root, with slashes
	Width, Height int    // in pixels, upright
	Format        string // as photo.Info has it
	Bytes         int64
	Remark        string // what is wrong with it though it can be read; mostly empty
}

// Person is someone with at least one photo.
type Person struct {
	Name   string // the folder's name, different from all others'
	Split  Split
	Photos []Photo // in natural order: 2 before 10
}

// Dataset is what Open found. The people are in natural order of their names, whatever their split.
type Dataset struct {
	Root      string
	People    []Person
	Skipped   []Skipped
	Excluded  []string // files that Without left out
	Published bool     // folders give the split, or a part of it
	Warnings  []string // sentences on what is odd about the folder as a whole

	given map[string]Split // what the folders say, by name
	fixed map[string]bool  // whom SetSplit put where they are
}

// Clone is a copy whose splits change apart from the original's, for work that goes on while somebody changes them. The
// photos are shared: nothing changes them.
func (d *Dataset) Clone() *Dataset {
	c := *d
	c.People = slices.Clone(d.People)
	c.Skipped = slices.Clip(d.Skipped)
	c.Excluded = slices.Clip(d.Excluded)
	c.fixed = maps.Clone(d.fixed)
	return &c
}

// PhotosOf are all photos of people, one person after the other, each with the person's place among them.
func PhotosOf(people []Person) iter.Seq2[int, Photo] {
	return func(yield func(int, Photo) bool) {
		for i, person := range people {
			for _, p := range person.Photos {
				if !yield(i, p) {
					return
				}
			}
		}
	}
}

// Names are those of the people, in their order.
func Names(people []Person) []string {
	list := make([]string, len(people))
	for i, p := range people {
		list[i] = p.Name
	}
	return list
}

// Abs is the photo's path on the disk.
func (d *Dataset) Abs(p Photo) string {
	return filepath.Join(d.Root, filepath.FromSlash(p.Path))
}

// Photos is the number of photos of all people.
func (d *Dataset) Photos() int {
	n := 0
	for _, p := range d.People {
		n += len(p.Photos)
	}
	return n
}

// Of is the people of the given splits, in order; without any, nobody.
func (d *Dataset) Of(splits ...Split) []Person {
	var people []Person
	for _, p := range d.People {
		if slices.Contains(splits, p.Split) {
			people = append(people, p)
		}
	}
	return people
}

// Count is the number of people in a split.
func (d *Dataset) Count(s Split) int {
	n := 0
	for _, p := range d.People {
		if p.Split == s {
			n++
		}
	}
	return n
}

// Understood says in one line how the folder was read: "6 people, no split folders".
func (d *Dataset) Understood() string {
	people := countNoun(len(d.People), "person")
	if len(d.People) != 1 {
		people = fmt.Sprintf("%d people", len(d.People))
	}
	if !d.Published {
		return people + ", no split folders"
	}
	var parts []string
	for s := Train; s <= Test; s++ {
		if n := d.countGiven(s); n > 0 {
			parts = append(parts, fmt.Sprintf("%d in %s", n, s))
		}
	}
	return people + " by the split's folders: " + strings.Join(parts, ", ")
}

// countGiven is the number of people whom the folders give to a split.
func (d *Dataset) countGiven(s Split) int {
	n := 0
	for _, given := range d.given {
		if given == s {
			n++
		}
	}
	return n
}

// countNoun is a number with its noun.
func countNoun(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
