package run

import (
	"errors"
	"fmt"

	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/recipes"
	"siamface/model/train"
)

// Choices are what a user changes of a recipe's own settings, by name; an empty one leaves the recipe's. What can be chosen stands in
// AllChoices too.
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
	Solve     string   // on or off
	Refit     string   // on or off
}

// Why a choice is refused, beside train.ErrLengths.
var (
	ErrSolved = errors.New("nothing is trained where the head is solved in closed form")
	ErrUnused = errors.New("it would change nothing")
)

// Choice is one of the Choices, for the command line and the window to offer.
type Choice struct {
	Name  string   // such as early-stop
	Words []string // that the choice is made among; nil for a number
	// To is where the value goes: a *string takes one of the words, a *float64 a number above 0, a **float64 one from 0, and an *int a
	// whole number from 1.
	To func(c *Choices) any

	put    func(s *train.Settings, c Choices) error
	means  func(r recipes.Recipe, s train.Settings) bool // whether it changes anything about a recipe's settings; nil is wherever a head is trained
	wanted string                                        // what means wants, in words
}

// AllChoices are the choices in the order in which they are made: those about a loss after the loss.
func AllChoices() []Choice { return allChoices }

var allChoices = []Choice{
	{Name: "loss", Words: loss.Names(), To: func(c *Choices) any { return &c.Loss }, put: putLoss},
	{
		Name: "distance", Words: loss.Distances(), To: func(c *Choices) any { return &c.Distance }, put: putDistance,
		means: func(_ recipes.Recipe, s train.Settings) bool { return s.Loss.HasDistance() }, wanted: "the contrastive loss or a triplet loss",
	},
	{
		Name: "margin", To: func(c *Choices) any { return &c.Margin }, put: put(func(s *train.Settings, c Choices) { s.Loss.Margin = c.Margin }),
		means: func(_ recipes.Recipe, s train.Settings) bool { return s.Loss.HasMargin() }, wanted: "a loss with a margin, not " + loss.TripletSoft,
	},
	{
		Name: "scale", To: func(c *Choices) any { return &c.Scale }, put: put(func(s *train.Settings, c Choices) { s.Loss.Scale = c.Scale }),
		means: func(_ recipes.Recipe, s train.Settings) bool { return s.Loss.HasScale() }, wanted: "the loss " + loss.ArcFace + " or " + loss.CosFace,
	},
	{
		Name: "schedule", Words: train.Schedules(), To: func(c *Choices) any { return &c.Schedule },
		put: put(func(s *train.Settings, c Choices) { s.Schedule = c.Schedule }),
	},
	{
		Name: "warm-up", To: func(c *Choices) any { return &c.WarmUp }, put: put(func(s *train.Settings, c Choices) { s.WarmUp = c.WarmUp }),
		means: func(_ recipes.Recipe, s train.Settings) bool { return s.HasWarmUp() }, wanted: "the schedule " + train.ScheduleCosine,
	},
	{
		Name: "feeding", Words: train.Feedings(), To: func(c *Choices) any { return &c.Feeding },
		put: put(func(s *train.Settings, c Choices) { s.Feeding = c.Feeding }),
	},
	{
		Name: "augment", Words: augment.Presets(), To: func(c *Choices) any { return &c.Augment }, put: putAugment,
		means: func(r recipes.Recipe, _ train.Settings) bool { return r.Features == r.Input.Size() }, wanted: "recipes whose features aren't computed once",
	},
	{Name: "rate", To: func(c *Choices) any { return &c.Rate }, put: put(func(s *train.Settings, c Choices) { s.Rate = c.Rate })},
	{Name: "decay", To: func(c *Choices) any { return &c.Decay }, put: put(func(s *train.Settings, c Choices) { s.Decay = *c.Decay })},
	{Name: "clip", To: func(c *Choices) any { return &c.Clip }, put: put(func(s *train.Settings, c Choices) { s.Clip = *c.Clip })},
	{Name: "early-stop", To: func(c *Choices) any { return &c.EarlyStop }, put: put(func(s *train.Settings, c Choices) { s.EarlyStop = c.EarlyStop })},
	{
		Name: "solve", Words: []string{on, off}, To: func(c *Choices) any { return &c.Solve },
		put:   put(func(s *train.Settings, c Choices) { s.Solve = c.Solve == on }),
		means: func(r recipes.Recipe, _ train.Settings) bool { return r.TrainsTrunk() }, wanted: "recipes that are trained whole",
	},
	{
		Name: "refit", Words: []string{on, off}, To: func(c *Choices) any { return &c.Refit },
		put:   put(func(s *train.Settings, c Choices) { s.Refit = c.Refit == on }),
		means: func(r recipes.Recipe, _ train.Settings) bool { return r.HoldsOut() }, wanted: "recipes that hold validation people out to the end",
	},
}

// The words of a choice that is made or not.
const (
	on  = "on"
	off = "off"
)

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

// Given tells whether the choice was made.
func (c Choice) Given(from Choices) bool {
	switch v := c.To(&from).(type) {
	case *string:
		return *v != ""
	case *float64:
		return *v != 0
	case **float64:
		return *v != nil
	case *int:
		return *v != 0
	}
	return false
}

// Means tells whether the choice changes anything about a recipe, "" being the default one, with the other choices made.
func (c Choice) Means(recipe string, others Choices) bool {
	r, err := recipes.Find(recipe)
	if err != nil {
		return false
	}
	s := r.Settings
	return others.put(&s) == nil && c.refuse(r, s) == nil
}

// refuse says why the choice changes nothing about a recipe's settings.
func (c Choice) refuse(r recipes.Recipe, s train.Settings) error {
	switch {
	case s.Epochs == 0:
		return ErrSolved
	case c.means != nil && !c.means(r, s):
		return fmt.Errorf("the setting %s is for %s: %w", c.Name, c.wanted, ErrUnused)
	}
	return nil
}

// put puts all choices into settings.
func (c Choices) put(s *train.Settings) error {
	for _, choice := range allChoices {
		if choice.Given(c) {
			if err := choice.put(s, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// Settings are the settings of a recipe, "" being the default one, with the choices in them; nil where nothing is chosen. The error
// says what doesn't fit: ErrSolved, ErrUnused, or one of train.Settings.Fits.
func (c Choices) Settings(recipe string) (*train.Settings, error) {
	if c == (Choices{}) {
		return nil, nil
	}
	r, err := recipes.Find(recipe)
	if err != nil {
		return nil, err
	}
	s := r.Settings
	if err := c.put(&s); err != nil {
		return nil, err
	}
	for _, choice := range allChoices {
		if !choice.Given(c) {
			continue
		}
		if err := choice.refuse(r, s); err != nil {
			return nil, fmt.Errorf("the recipe %s can't have the %s chosen: %w", r.Name, choice.Name, err)
		}
	}
	return &s, s.Fits(r.Design)
}
