package run

import (
	"errors"
	"fmt"

	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/tower"
	"siamface/model/train"
)

// Choices are what a user changes of a recipe's own settings, by name; an empty one leaves the recipe's.
type Choices struct {
	Loss      string   // one of loss.Names
	Distance  string   // one of loss.Distances, for a loss that can be had with either
	Margin    float64  // of a loss that has one, see loss.Settings
	Scale     float64  // of ArcFace and CosFace
	Schedule  string   // one of train.Schedules
	WarmUp    int      // of the cosine schedule, in epochs
	Feeding   string   // one of train.Feedings; where Loss alone is given, one that fits it
	Augment   string   // one of augment.Presets
	Rate      float64  // Adam's learning rate
	Decay     *float64 // 0 turns it off; nil leaves it
	Clip      *float64 // as Decay
	EarlyStop int      // in epochs
}

// Why a choice is refused, beside train.ErrLengths and train.ErrComputedOnce.
var (
	ErrSolved = errors.New("nothing is trained where the head is solved in closed form")
	ErrUnused = errors.New("a choice would change nothing")
)

// choice is one of the Choices: whether it was made, what it does to the settings, and where it means something.
type choice struct {
	name  string // as the command line has it
	given func(c Choices) bool
	put   func(s *train.Settings, c Choices) error
	// means tells, of settings with all choices in them, whether this one changes anything; nil is wherever a head is trained.
	means  func(s train.Settings) bool
	wanted string // what means wants, in words
}

// allChoices are the choices in the order in which they are put: those of a loss after the loss.
var allChoices = []choice{
	{name: "loss", given: func(c Choices) bool { return c.Loss != "" }, put: putLoss},
	{
		name: "distance", given: func(c Choices) bool { return c.Distance != "" }, put: putDistance,
		means: func(s train.Settings) bool { return s.Loss.HasDistance() }, wanted: "the contrastive loss or a triplet loss",
	},
	{
		name: "margin", given: func(c Choices) bool { return c.Margin != 0 }, put: put(func(s *train.Settings, c Choices) { s.Loss.Margin = c.Margin }),
		means: func(s train.Settings) bool { return s.Loss.HasMargin() }, wanted: "a loss with a margin, not " + loss.TripletSoft,
	},
	{
		name: "scale", given: func(c Choices) bool { return c.Scale != 0 }, put: put(func(s *train.Settings, c Choices) { s.Loss.Scale = c.Scale }),
		means: func(s train.Settings) bool { return s.Loss.HasScale() }, wanted: "the loss " + loss.ArcFace + " or " + loss.CosFace,
	},
	{name: "schedule", given: func(c Choices) bool { return c.Schedule != "" }, put: put(func(s *train.Settings, c Choices) { s.Schedule = c.Schedule })},
	{
		name: "warm-up", given: func(c Choices) bool { return c.WarmUp != 0 }, put: put(func(s *train.Settings, c Choices) { s.WarmUp = c.WarmUp }),
		means: train.Settings.HasWarmUp, wanted: "the schedule " + train.ScheduleCosine,
	},
	{name: "feeding", given: func(c Choices) bool { return c.Feeding != "" }, put: put(func(s *train.Settings, c Choices) { s.Feeding = c.Feeding })},
	{name: "augment", given: func(c Choices) bool { return c.Augment != "" }, put: putAugment},
	{name: "rate", given: func(c Choices) bool { return c.Rate != 0 }, put: put(func(s *train.Settings, c Choices) { s.Rate = c.Rate })},
	{name: "decay", given: func(c Choices) bool { return c.Decay != nil }, put: put(func(s *train.Settings, c Choices) { s.Decay = *c.Decay })},
	{name: "clip", given: func(c Choices) bool { return c.Clip != nil }, put: put(func(s *train.Settings, c Choices) { s.Clip = *c.Clip })},
	{name: "early-stop", given: func(c Choices) bool { return c.EarlyStop != 0 }, put: put(func(s *train.Settings, c Choices) { s.EarlyStop = c.EarlyStop })},
}

// put is a choice that always can be put.
func put(set func(*train.Settings, Choices)) func(*train.Settings, Choices) error {
	return func(s *train.Settings, c Choices) error {
		set(s, c)
		return nil
	}
}

func putLoss(s *train.Settings, c Choices) error {
	s.Loss = loss.Settings{Name: c.Loss}
	if c.Loss != loss.Contrastive { // the other losses compare all photos of a batch: it should show several of each person
		s.Feeding = train.FeedBalanced
	}
	return nil
}

// putDistance leaves the margin to be chosen anew: those of the two distances aren't comparable.
func putDistance(s *train.Settings, c Choices) error {
	s.Loss.Distance, s.Loss.Margin = c.Distance, 0
	return nil
}

func putAugment(s *train.Settings, c Choices) (err error) {
	s.Augment, err = augment.Preset(c.Augment)
	return err
}

// Settings are the settings of a recipe, "" being the default one, with the choices in them; nil where nothing is chosen. The error
// says what doesn't fit: ErrSolved, ErrUnused, or one of train.Settings.Fits.
func (c Choices) Settings(recipe string) (*train.Settings, error) {
	if c == (Choices{}) {
		return nil, nil
	}
	r, err := tower.Find(recipe)
	if err != nil {
		return nil, err
	}
	s := usual(r)
	for _, choice := range allChoices {
		if !choice.given(c) {
			continue
		}
		if err := choice.put(&s, c); err != nil {
			return nil, err
		}
	}
	for _, choice := range allChoices {
		switch {
		case !choice.given(c):
		case s.Epochs == 0:
			return nil, fmt.Errorf("the recipe %s takes no %s: %w", r.Name, choice.name, ErrSolved)
		case choice.means != nil && !choice.means(s):
			return nil, fmt.Errorf("the %s is for %s: %w", choice.name, choice.wanted, ErrUnused)
		}
	}
	return &s, s.Fits(r)
}
