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
