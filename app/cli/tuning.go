package cli

import (
	"github.com/spf13/cobra"

	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/run"
	"siamface/model/train"
)

// tuned is a flag that changes a recipe's own settings; without it the recipe's own holds.
type tuned struct {
	name, usage string
	words       []string // that a *string takes
	// to is where the value goes: a *string takes one of the words, a *float64 a number above 0, a **float64 one from 0, and an *int a
	// whole number from 1.
	to func(c *run.Choices) any
}

// tuning is all of them, for every verb that trains.
var tuning = []tuned{
	{"loss", "what each step makes smaller", loss.Names(), func(c *run.Choices) any { return &c.Loss }},
	{"distance", "what the contrastive and the triplet losses measure", loss.Distances(), func(c *run.Choices) any { return &c.Distance }},
	{"margin", "the loss's margin, such as 0.3", nil, func(c *run.Choices) any { return &c.Margin }},
	{"scale", "what arcface and cosface multiply cosines by, such as 30", nil, func(c *run.Choices) any { return &c.Scale }},
	{"schedule", "how the learning rate changes", train.Schedules(), func(c *run.Choices) any { return &c.Schedule }},
	{"warm-up", "epochs in which the schedule cosine rises to the rate", nil, func(c *run.Choices) any { return &c.WarmUp }},
	{"feeding", "which photos make a batch; with a loss other than contrastive it is balanced", train.Feedings(), func(c *run.Choices) any { return &c.Feeding }},
	{"augment", "how photos are changed each time they are shown", augment.Presets(), func(c *run.Choices) any { return &c.Augment }},
	{"rate", "Adam's learning rate, such as 0.001", nil, func(c *run.Choices) any { return &c.Rate }},
	{"decay", "AdamW's weight decay, such as 0.01", nil, func(c *run.Choices) any { return &c.Decay }},
	{"clip", "the greatest norm of the gradients, such as 5", nil, func(c *run.Choices) any { return &c.Clip }},
	{"early-stop", "end after so many epochs without a better validation", nil, func(c *run.Choices) any { return &c.EarlyStop }},
}

// tuningFlags are their names.
func tuningFlags() []string {
	names := make([]string, len(tuning))
	for i, t := range tuning {
		names[i] = t.name
	}
	return names
}

// addTuning adds the flags; when, which may be empty, stands before each one's help. What it returns gives the recipe's settings with
// what the flags change, or nil where there are none; its error is one of usage: they don't fit.
func addTuning(cmd *cobra.Command, when string) func(recipe string) (*train.Settings, error) {
	chosen := new(run.Choices)
	var take []func() error
	for _, t := range tuning {
		take = append(take, t.add(cmd, when, t.to(chosen)))
	}
	return func(recipe string) (*train.Settings, error) {
		for _, value := range take {
			if err := value(); err != nil {
				return nil, err
			}
		}
		s, err := chosen.Settings(recipe)
		if err != nil {
			return nil, usageError(err.Error())
		}
		return s, nil
	}
}

// add adds the flag. What it returns takes the value over where the flag can't write to it, and refuses one that makes no sense.
func (t tuned) add(cmd *cobra.Command, when string, to any) func() error {
	usage := when + t.usage + "; without it the recipe's own"
	taken := func() error { return nil }
	switch to := to.(type) {
	case *string:
		word := addOptionalChoice(cmd, t.name, usage, t.words...)
		return func() error {
			*to = word.value
			return nil
		}
	case *float64:
		cmd.Flags().Var((*amount)(to), t.name, usage)
		return func() error {
			if cmd.Flags().Changed(t.name) && *to == 0 {
				return usagef("--%s must be above 0", t.name)
			}
			return nil
		}
	case **float64:
		v := new(amount)
		cmd.Flags().Var(v, t.name, usage)
		return func() error {
			if cmd.Flags().Changed(t.name) {
				*to = (*float64)(v)
			}
			return nil
		}
	case *int:
		cmd.Flags().Var((*atLeastOne)(to), t.name, usage)
	}
	return taken
}

// given is the first of these flags that was given; "" is none.
func given(cmd *cobra.Command, names ...string) string {
	for _, name := range names {
		if cmd.Flags().Changed(name) {
			return name
		}
	}
	return ""
}
