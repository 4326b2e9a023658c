package dataset_test

import (
	"slices"
	"testing"

	"siamface/model/dataset"
)

func TestWithout(t *testing.T) {
	d := open(t, tree(t, map[string]string{
		"train/ann/1.pgm": face, "train/ann/2.pgm": face, "train/ann/cut.pgm": face[:12], "train/ben/1.pgm": face, "test/cem/1.pgm": face,
	}))
	less := d.Without([]string{`train\ann\1.pgm`, "train/ann/cut.pgm", "test/cem/1.pgm", "train/none.pgm"})
	if got, want := people(less), []string{"ann train", "ben train"}; !slices.Equal(got, want) || less.Photos() != 2 || len(less.Skipped) != 0 {
		t.Errorf("people %q, want %q; %d photos, skipped %v", got, want, less.Photos(), less.Skipped)
	}
	if want := []string{"test/cem/1.pgm", "train/ann/1.pgm", "train/ann/cut.pgm"}; !slices.Equal(less.Excluded, want) {
		t.Errorf("excluded %q, want %q", less.Excluded, want)
	}
	if len(d.People) != 3 || d.Photos() != 4 || len(d.Skipped) != 1 || len(d.Excluded) != 0 {
		t.Errorf("the original has %d people, %d photos, skipped %v, excluded %v", len(d.People), d.Photos(), d.Skipped, d.Excluded)
	}
	twice := less.Without([]string{"train/ben/1.pgm"})
	if len(twice.Excluded) != 4 || len(twice.People) != 1 || len(less.Excluded) != 3 {
		t.Errorf("twice: excluded %q, people %q", twice.Excluded, people(twice))
	}
}

// Without the only test person, the folders give nobody to test, and test people are drawn.
func TestWithoutAllTestPeople(t *testing.T) {
	d := open(t, tree(t, faces("train/a", "train/b", "train/c", "train/d", "train/e", "train/f", "test/g")))
	less := d.Without([]string{"test/g/1.pgm"})
	if err := less.Assign(1); err != nil {
		t.Fatal(err)
	}
	if n := less.Count(dataset.Test); n != 2 || d.Count(dataset.Test) != 1 {
		t.Errorf("%d test people were drawn, the original has %d", n, d.Count(dataset.Test))
	}
}

func TestUnusableFiles(t *testing.T) {
	d := open(t, tree(t, map[string]string{
		"train/ann/1.pgm": face, "train/ann/notes.txt": "blonde", "train/ann/cut.pgm": face[:12], "train/ann/deeper/1.pgm": face, "train/list.txt": "a",
		"train/ben/0.jpg": "", "test/ann/1.pgm": face, "README.md": "a",
	}))
	var got []string
	for _, s := range d.Unusable() {
		got = append(got, s.Path)
	}
	if want := []string{"train/ann/cut.pgm", "train/ann/notes.txt", "train/ben/0.jpg"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, s := range d.Skipped {
		if kept, double := s.SameAs(); double != (s.Path == "test/ann") || double && kept != "train/ann" {
			t.Errorf("%s is the same as %q, %v", s.Path, kept, double)
		}
	}
	plain := open(t, tree(t, map[string]string{"ann/1.pgm": face, "ann/notes.txt": "x", "list.txt": "x"}))
	if files := plain.Unusable(); len(files) != 1 || files[0].Path != "ann/notes.txt" {
		t.Errorf("in a plain folder: %v", files)
	}
}
