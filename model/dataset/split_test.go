package dataset_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"siamface/model/dataset"
	"siamface/model/realdata"
)

// named makes n people below a folder, p1 and so on.
func named(prefix string, n int) []string {
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("%sp%s%d", prefix, prefix[:min(2, len(prefix))], i+1))
	}
	return names
}

func TestAssignCounts(t *testing.T) {
	for _, c := range []struct {
		name                string
		train, val, test    int // by folders; all 0 but plain: no split folders
		plain               int
		wantT, wantV, wantE int
	}{
		{"40 people", 0, 0, 0, 40, 28, 6, 6},
		{"24 people", 0, 0, 0, 24, 16, 4, 4},
		{"6 people", 0, 0, 0, 6, 2, 2, 2},
		{"37 and 3", 37, 0, 3, 0, 33, 4, 3},
		{"4 and 1", 4, 0, 1, 0, 2, 2, 1},
		{"all given", 10, 1, 1, 0, 10, 1, 1},
		{"no test people", 20, 3, 0, 0, 17, 3, 3},
		{"training folder alone", 20, 0, 0, 0, 14, 3, 3},
	} {
		var names []string
		names = append(names, named("", c.plain)...)
		names = append(names, named("train/", c.train)...)
		names = append(names, named("val/", c.val)...)
		names = append(names, named("test/", c.test)...)
		d := open(t, tree(t, faces(names...)))
		before := splitsOf(d)
		if err := d.Assign(1); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := [3]int{d.Count(dataset.Train), d.Count(dataset.Validation), d.Count(dataset.Test)}
		if want := [3]int{c.wantT, c.wantV, c.wantE}; got != want {
			t.Errorf("%s: got %v, want %v", c.name, got, want)
		}
		for name, split := range before {
			if split != dataset.Train && splitsOf(d)[name] != split {
				t.Errorf("%s: %s left the split of its folder", c.name, name)
			}
		}
	}
}

func splitsOf(d *dataset.Dataset) map[string]dataset.Split {
	splits := map[string]dataset.Split{}
	for _, p := range d.People {
		splits[p.Name] = p.Split
	}
	return splits
}

func TestAssignNeedsPeople(t *testing.T) {
	for _, names := range [][]string{
		named("", 5), named("", 1), append(named("train/", 3), named("test/", 9)...), named("test/", 9),
	} {
		d := open(t, tree(t, faces(names...)))
		before := splitsOf(d)
		if err := d.Assign(1); err == nil || !maps.Equal(before, splitsOf(d)) {
			t.Errorf("%q: %v, splits %v", names, err, splitsOf(d))
		}
	}
}

// The draw depends on the seed and the names, not on the order of the people or on earlier draws.
func TestAssignIsDeterministic(t *testing.T) {
	root := tree(t, faces(named("", 30)...))
	first, second := open(t, root), open(t, root)
	slices.Reverse(second.People)
	if err := second.Assign(99); err != nil {
		t.Fatal(err)
	}
	other := splitsOf(second)
	for _, d := range []*dataset.Dataset{first, second} {
		if err := d.Assign(7); err != nil {
			t.Fatal(err)
		}
	}
	if !maps.Equal(splitsOf(first), splitsOf(second)) {
		t.Error("the same seed gives two splits")
	}
	if maps.Equal(splitsOf(first), other) {
		t.Error("two seeds give the same split")
	}
}

func TestSetSplitStays(t *testing.T) {
	d := open(t, tree(t, faces(named("", 30)...)))
	for name, split := range map[string]dataset.Split{"p1": dataset.Test, "p2": dataset.Validation, "p3": dataset.Train} {
		if err := d.SetSplit(name, split); err != nil {
			t.Fatal(err)
		}
	}
	for seed := range uint64(20) {
		if err := d.Assign(seed); err != nil {
			t.Fatal(err)
		}
		got := splitsOf(d)
		if got["p1"] != dataset.Test || got["p2"] != dataset.Validation || got["p3"] != dataset.Train {
			t.Fatalf("seed %d moved those set by hand: %v %v %v", seed, got["p1"], got["p2"], got["p3"])
		}
		if d.Count(dataset.Test) != 5 || d.Count(dataset.Validation) != 5 {
			t.Fatalf("seed %d: %d test, %d validate; 15 %% of 30 are 5", seed, d.Count(dataset.Test), d.Count(dataset.Validation))
		}
	}
	if err := d.SetSplit("p31", dataset.Test); err == nil {
		t.Error("moved someone who isn't there")
	}
	if err := d.SetSplit("p1", dataset.Split(7)); err == nil {
		t.Error("moved someone to nowhere")
	}
}

func TestORL(t *testing.T) {
	d := open(t, realdata.Path(t, "orl"))
	if len(d.People) != 40 || d.Photos() != 400 || d.Count(dataset.Train) != 37 || d.Count(dataset.Test) != 3 || !d.Published {
		t.Fatalf("%d people, %d photos, %d to train, %d to test", len(d.People), d.Photos(), d.Count(dataset.Train), d.Count(dataset.Test))
	}
	if err := d.Assign(1); err != nil {
		t.Fatal(err)
	}
	if got := [3]int{d.Count(dataset.Train), d.Count(dataset.Validation), d.Count(dataset.Test)}; got != [3]int{33, 4, 3} {
		t.Errorf("after Assign: %v", got)
	}
	var test []string
	for _, p := range d.Of(dataset.Test) {
		test = append(test, p.Name)
	}
	if !slices.Equal(test, []string{"s5", "s6", "s7"}) || d.People[0].Photos[9].Path != "Training/s1/10.pgm" {
		t.Errorf("test people %v, s1's last photo %s", test, d.People[0].Photos[9].Path)
	}
}

func TestCloneIsApart(t *testing.T) {
	d := &dataset.Dataset{Root: "faces", People: []dataset.Person{{Name: "a"}, {Name: "b"}}}
	if err := d.SetSplit("a", dataset.Test); err != nil {
		t.Fatal(err)
	}
	c := d.Clone()
	if err := c.SetSplit("b", dataset.Validation); err != nil {
		t.Fatal(err)
	}
	if c.People[0].Split != dataset.Test || c.Root != "faces" {
		t.Errorf("the copy is %+v", c)
	}
	if d.People[1].Split != dataset.Train {
		t.Error("a change of the copy reached the original")
	}
}
