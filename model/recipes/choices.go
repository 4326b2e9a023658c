package recipes

import (
	"fmt"

	"siamface/model/train"
)

// Choose are the settings of a recipe, "" being the default one, with what a user chose in them; nil where that is nothing. The error
// says what doesn't fit: train.ErrSolved, train.ErrUnused, or one of train.Settings.Fits.
func Choose(recipe string, c train.Choices) (*train.Settings, error) {
	if len(c) == 0 {
		return nil, nil
	}
	r, err := Find(recipe)
	if err != nil {
		return nil, err
	}
	s, err := c.PutInto(r.Settings)
	if err != nil {
		return nil, err
	}
	for _, setting := range train.ListSettings() {
		if _, given := c[setting.Key]; !given {
			continue
		}
		if err := setting.Refuse(r.use(s)); err != nil {
			return nil, fmt.Errorf("the recipe %s can't have the %s chosen: %w", r.Name, setting.Key, err)
		}
	}
	return &s, s.Fits(r.Design)
}

// Takes tells whether a setting changes anything about a recipe, "" being the default one, beside other choices.
func Takes(recipe string, setting train.Setting, others train.Choices) bool {
	r, err := Find(recipe)
	if err != nil {
		return false
	}
	s, err := others.PutInto(r.Settings)
	return err == nil && setting.Refuse(r.use(s)) == nil
}

func (r Recipe) use(s train.Settings) train.Use {
	return train.Use{Design: r.Design, HoldsOut: r.HoldsOut(), Settings: s}
}
