package recipes_test

import (
	"strings"
	"testing"

	"siamface/model/recipes"
)

// What a recipe's record says of its closed form is what is done.
func TestTheRecordTellsTheClosedForm(t *testing.T) {
	for _, name := range recipes.Names() {
		r, err := recipes.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		said := strings.Contains(strings.Join(r.Differences, "; "), "damping")
		if said != r.Damped {
			t.Errorf("%s: its record speaks of damping: %v, it is damped: %v", name, said, r.Damped)
		}
	}
}

// Every recipe says whom it is for, in both languages, in two lines at most.
func TestEveryRecipeHasAPurpose(t *testing.T) {
	for _, name := range recipes.Names() {
		r, err := recipes.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Purpose.English) < 20 || len(r.Purpose.English) > 100 || r.Purpose.Chinese == "" || r.Purpose.Chinese == r.Purpose.English {
			t.Errorf("%s: %+v", name, r.Purpose)
		}
	}
}
