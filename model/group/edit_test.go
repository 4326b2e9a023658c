package group_test

import (
	"reflect"
	"testing"

	"siamface/model/group"
)

func person(name string, files ...string) group.Person {
	p := group.Person{Name: name, Files: files}
	for i := range files {
		p.Boxes = append(p.Boxes, [4]float64{float64(i), float64(len(name)), 1, 1})
	}
	return p
}

func first(people []group.Person, _ group.Person) []group.Person { return people }

// TestEdits: each change gives what it says, with the boxes of the photos, and leaves what it was given as it was.
func TestEdits(t *testing.T) {
	given := func() []group.Person {
		return []group.Person{person("person-1", "a", "b", "c"), person("Bob", "d", "b"), person("person-4", "e")}
	}
	people := given()
	for name, c := range map[string]struct {
		got  []group.Person
		want map[string][]string
	}{
		"rename":           {group.Rename(people, 0, "Ann"), map[string][]string{"Ann": {"a", "b", "c"}, "Bob": {"d", "b"}, "person-4": {"e"}}},
		"rename to itself": {group.Rename(people, 1, "Bob"), map[string][]string{"person-1": {"a", "b", "c"}, "Bob": {"d", "b"}, "person-4": {"e"}}},
		"rename to a name": {group.Rename(people, 0, "Bob"), map[string][]string{"Bob": {"d", "b", "a", "c"}, "person-4": {"e"}}},
		"merge":            {group.Merge(people, 2, 0), map[string][]string{"Bob": {"d", "b"}, "person-4": {"e", "a", "b", "c"}}},
		"split":            {group.Split(people, 0, 1, 2), map[string][]string{"person-1": {"a"}, "person-5": {"b", "c"}, "Bob": {"d", "b"}, "person-4": {"e"}}},
		"split all":        {group.Split(people, 2, 0), map[string][]string{"person-1": {"a", "b", "c"}, "Bob": {"d", "b"}, "person-4": {"e"}}},
		"reject":           {first(group.Reject(people, 0, 0)), map[string][]string{"person-1": {"b", "c"}, "Bob": {"d", "b"}, "person-4": {"e"}}},
		"reject the last":  {first(group.Reject(people, 2, 0)), map[string][]string{"person-1": {"a", "b", "c"}, "Bob": {"d", "b"}}},
		"assign":           {group.Assign(people, 2, person("", "a", "e")), map[string][]string{"person-1": {"a", "b", "c"}, "Bob": {"d", "b"}, "person-4": {"e", "a"}}},
		"add":              {group.AddPerson(people, person("", "x", "y")), map[string][]string{"person-1": {"a", "b", "c"}, "Bob": {"d", "b"}, "person-4": {"e"}, "person-5": {"x", "y"}}},
	} {
		got := map[string][]string{}
		for _, p := range c.got {
			got[p.Name] = p.Files
			if len(p.Boxes) != len(p.Files) {
				t.Errorf("%s: %s has %d boxes of %d photos", name, p.Name, len(p.Boxes), len(p.Files))
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if !reflect.DeepEqual(people, given()) {
			t.Fatalf("%s changed what it was given: %v", name, people)
		}
	}
	if _, apart := group.Reject(people, 0, 0, 2); apart.Name != "" || !reflect.DeepEqual(apart.Files, []string{"a", "c"}) || apart.Boxes[1] != people[0].Boxes[2] {
		t.Errorf("rejected: %+v", apart)
	}
	if both := person("", "a").Join(person("", "a", "b")); !reflect.DeepEqual(both.Files, []string{"a", "a", "b"}) || len(both.Boxes) != 3 {
		t.Errorf("joined: %+v", both)
	}
	if split := group.Split(people, 0, 2); split[1].Boxes[0] != people[0].Boxes[2] {
		t.Errorf("a photo lost its box: %v", split)
	}
}
