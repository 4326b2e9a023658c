package run

import (
	"strings"

	"siamface/model/recipes"
	"siamface/model/train"
)

// settingsFor are the recipe's settings, or the user's own, with what else the user chose, as the record shall hold them.
func settingsFor(r recipes.Recipe, o Options) train.Settings {
	s := r.Settings
	if o.Settings != nil {
		s = *o.Settings
	}
	if o.Epochs > 0 && !r.Solved() {
		s.Epochs = o.Epochs
	}
	s.Seed, s.Threads = o.Seed, o.Threads
	return s.Filled()
}

// Chosen names what was chosen in the place of the recipe's own settings, with its values; "" is nothing.
func (r FoldRecord) Chosen() string {
	recipe, err := recipes.Find(r.Recipe)
	if err != nil { // of a program that has other recipes
		return ""
	}
	return strings.Join(recipe.ListChosen(r.Settings), ", ")
}
