package run

import (
	"siamface/model/recipes"
	"siamface/model/train"
)

// Usual are the settings that a recipe is trained with where nobody chooses others, without a seed; "" is the default recipe.
func Usual(recipe string) (train.Settings, error) {
	r, err := recipes.Find(recipe)
	if err != nil {
		return train.Settings{}, err
	}
	return r.Settings, nil
}
