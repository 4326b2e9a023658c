package dataset_test

import (
	"fmt"
	"testing"

	"siamface/model/dataset"
)

func crowd(n int) *dataset.Dataset {
	d := &dataset.Dataset{Root: "faces"}
	for i := range n {
		d.People = append(d.People, dataset.Person{Name: fmt.Sprintf("s%d", i+1)})
	}
	return d
}

func TestEverybodyTestsOnce(t *testing.T) {
	for _, c := range []struct{ people, folds int }{{40, 10}, {41, 10}, {8, 2}, {37, 5}, {8, 4}} {
		d := crowd(c.people)
		folds, err := d.Folds(c.folds, 1)
		if err != nil || len(folds) != c.folds {
			t.Fatalf("%d people: %d folds, %v", c.people, len(folds), err)
		}
		tested, others := map[string]int{}, map[string]int{}
		for _, f := range folds {
			for _, p := range f.Of(dataset.Test) {
				tested[p.Name]++
			}
			for _, p := range f.Of(dataset.Validation) {
				others[p.Name]++
			}
			if f.Count(dataset.Test) < 2 || f.Count(dataset.Validation) < 2 || f.Count(dataset.Train) < 2 {
				t.Errorf("%d people: a fold tests %d, validates by %d and trains %d", c.people, f.Count(dataset.Test), f.Count(dataset.Validation), f.Count(dataset.Train))
			}
			if len(f.People) != c.people {
				t.Errorf("a fold has %d people of %d", len(f.People), c.people)
			}
		}
		for _, p := range d.People {
			if tested[p.Name] != 1 {
				t.Errorf("%d people: %s tests %d times", c.people, p.Name, tested[p.Name])
			}
			if p.Split != dataset.Train {
				t.Errorf("the dataset itself was changed: %s", p.Name)
			}
		}
		if c.people == 40 && len(others) < 15 {
			t.Errorf("only %d people ever validate", len(others))
		}
	}
}

func TestFoldsDependOnTheSeed(t *testing.T) {
	tests := func(seed uint64) string {
		folds, err := crowd(40).Folds(10, seed)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(folds[0].Of(dataset.Test), folds[3].Of(dataset.Validation))
	}
	if first, again := tests(1), tests(1); first != again {
		t.Error("the same seed deals differently")
	}
	if tests(1) == tests(2) {
		t.Error("two seeds deal alike")
	}
}

func TestTooFewForFolds(t *testing.T) {
	for _, c := range []struct{ people, folds int }{{40, 1}, {40, 0}, {40, -3}, {19, 10}, {5, 2}, {0, 2}} {
		if folds, err := crowd(c.people).Folds(c.folds, 1); err == nil {
			t.Errorf("%d people were dealt into %d folds", c.people, len(folds))
		}
	}
}
