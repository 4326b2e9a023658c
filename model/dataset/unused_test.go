package dataset_test

import (
	"testing"

	"siamface/model/dataset"
)

func TestUnreadable(t *testing.T) {
	photos := func(path string) []dataset.Photo { return []dataset.Photo{{Path: path}} }
	ann, ben := dataset.Person{Name: "Ann", Photos: photos("Training/Ann/1.pgm")}, dataset.Person{Name: "Ben", Photos: photos("Testing/Ben/1.pgm")}
	d := &dataset.Dataset{
		People: []dataset.Person{ann, ben},
		Skipped: []dataset.Skipped{
			{Path: "Training/Ann/2.pgm", Reason: "cut off"},
			{Path: "Training/Ann/notes.txt", Reason: "not a photo"},
			{Path: "Testing/Ben/3.jpg", Reason: "not a photo"},
			{Path: "Testing/Ben/4.jpg", Reason: "too large: 40000 × 40000 pixels"},
			{Path: "Testing/Ben/5.jxl", Reason: "a kind of photo that can't be read here: JPEG XL"},
			{Path: "Testing/Ben/more", Reason: "a folder inside a person's folder"},
			{Path: "Testing/Cem/1.pgm", Reason: "empty file"},
			{Path: "Testing/Cem", Reason: "no readable photo in it"},
			{Path: "1.pgm", Reason: "not in a person's folder"},
		},
	}
	for _, test := range []struct {
		people []dataset.Person
		want   int
	}{
		{d.People, 5},
		{[]dataset.Person{ben}, 4},
		{[]dataset.Person{ann}, 2},
		{nil, 1}, // Cem's, who is nobody's other
	} {
		if got := d.Unreadable(test.people); got != test.want {
			t.Errorf("of %v %d files are unreadable, want %d", test.people, got, test.want)
		}
	}
}
