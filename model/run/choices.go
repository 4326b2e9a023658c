package run

import (
	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/tower"
	"siamface/model/train"
)

// Choices are what a user changes of a recipe's own settings, by name; an empty one leaves the recipe's.
type Choices struct {
	Loss      string // one of loss.Names
	Schedule  string // one of train.Schedules
	Feeding   string // one of train.Feedings; where Loss alone is given, one that fits it
	Augment   string // one of augment.Presets
	Copies    int    // of each photo, where features are computed once
	Rate      float64
	Decay     *float64 // 0 turns it off; nil leaves it
	Clip      *float64 // as Decay
	EarlyStop int      // in epochs
}

// Settings are the settings of a recipe, "" being the default one, with the choices in them; nil where nothing is chosen. The error
// says what doesn't fit.
func (c Choices) Settings(recipe string) (*train.Settings, error) {
	if c == (Choices{}) {
		return nil, nil
	}
	r, err := tower.Find(recipe)
	if err != nil {
		return nil, err
	}
	s := usual(r)
	if c.Loss != "" {
		s.Loss = loss.Settings{Name: c.Loss}
		if c.Loss != loss.Contrastive { // the other losses compare all photos of a batch: it should show several of each person
			s.Feeding = train.FeedBalanced
		}
	}
	if c.Augment != "" {
		if s.Augment, err = augment.Preset(c.Augment); err != nil {
			return nil, err
		}
	}
	set(&s.Schedule, c.Schedule)
	set(&s.Feeding, c.Feeding)
	set(&s.Rate, c.Rate)
	set(&s.EarlyStop, c.EarlyStop)
	set(&s.Copies, c.Copies)
	if c.Decay != nil {
		s.Decay = *c.Decay
	}
	if c.Clip != nil {
		s.Clip = *c.Clip
	}
	return &s, s.Fits(r)
}

// set changes a setting unless the choice is empty.
func set[T comparable](setting *T, choice T) {
	var empty T
	if choice != empty {
		*setting = choice
	}
}
