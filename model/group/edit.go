package group

import (
	"fmt"
	"slices"
)

// The changes below leave the people that they are given as they are, and return others.

// Rename gives a person another name; of a name that somebody has, the two become one.
func Rename(people []Person, i int, name string) []Person {
	changed := slices.Clone(people)
	changed[i].Name = name
	if other := slices.IndexFunc(people, func(p Person) bool { return p.Name == name }); other >= 0 && other != i {
		return Merge(changed, other, i)
	}
	return changed
}

// Merge makes one person of two, under the name of the first. A photo that is of both is there once.
func Merge(people []Person, into, from int) []Person {
	changed := slices.Clone(people)
	changed[into] = changed[into].with(changed[from])
	return slices.Delete(changed, from, from+1)
}

func (p Person) with(o Person) Person {
	both := Person{Name: p.Name, Files: slices.Clone(p.Files), Boxes: slices.Clone(p.Boxes)}
	for i, f := range o.Files {
		if !slices.Contains(both.Files, f) {
			both.Files, both.Boxes = append(both.Files, f), append(both.Boxes, o.Boxes[i])
		}
	}
	return both
}

// Split makes a person of their own of some photos of a person, by their places. Where these are all, nothing changes.
func Split(people []Person, i int, photos ...int) []Person {
	rest, apart := people[i].Part(photos)
	if len(rest.Files) == 0 || len(apart.Files) == 0 {
		return people
	}
	changed := slices.Clone(people)
	changed[i], apart.Name = rest, freeName(people)
	return slices.Insert(changed, i+1, apart)
}

// freeName is a name that none of the people has.
func freeName(people []Person) string {
	for n := len(people) + 1; ; n++ {
		name := fmt.Sprintf("person-%d", n)
		if !slices.ContainsFunc(people, func(p Person) bool { return p.Name == name }) {
			return name
		}
	}
}

// Reject takes photos from a person, by their places, and returns them apart. Without any left the person is gone.
func Reject(people []Person, i int, photos ...int) (changed []Person, apart Person) {
	changed = slices.Clone(people)
	changed[i], apart = people[i].Part(photos)
	if len(changed[i].Files) == 0 {
		changed = slices.Delete(changed, i, i+1)
	}
	apart.Name = ""
	return changed, apart
}

// Assign gives photos that are nobody's to a person.
func Assign(people []Person, i int, apart Person) []Person {
	changed := slices.Clone(people)
	changed[i] = changed[i].with(apart)
	return changed
}

// AddPerson makes a further person, the last, of photos that are nobody's.
func AddPerson(people []Person, apart Person) []Person {
	someone := Person{Name: freeName(people)}.with(apart)
	return append(slices.Clone(people), someone)
}

// Part parts a person's photos into the others and those at some places.
func (p Person) Part(photos []int) (rest, apart Person) {
	rest.Name = p.Name
	for k, f := range p.Files {
		to := &rest
		if slices.Contains(photos, k) {
			to = &apart
		}
		to.Files, to.Boxes = append(to.Files, f), append(to.Boxes, p.Boxes[k])
	}
	return rest, apart
}

// Join is the faces of both, one photo as often as it shows one of them.
func (p Person) Join(o Person) Person {
	return Person{p.Name, append(slices.Clone(p.Files), o.Files...), append(slices.Clone(p.Boxes), o.Boxes...)}
}
