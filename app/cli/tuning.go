package cli

import (
	"github.com/spf13/cobra"

	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/run"
	"siamface/model/train"
)

// tuning is what flags change of a recipe's own settings.
type tuning struct {
	loss, schedule, feeding, augment *choice
	rate, decay, clip                amount
	earlyStop, copies                atLeastOne
}

// tuningFlags are the names of the flags of a tuning.
var tuningFlags = []string{"loss", "schedule", "feeding", "augment", "copies", "rate", "decay", "clip", "early-stop"}

// addTuning adds its flags. Their defaults are the recipe's own settings.
func addTuning(cmd *cobra.Command) *tuning {
	t := &tuning{
		loss:     addOptionalChoice(cmd, "loss", "what each step makes smaller; without it the recipe's own", loss.Names()...),
		schedule: addOptionalChoice(cmd, "schedule", "how the learning rate changes; without it the recipe's own", train.Schedules()...),
		feeding:  addOptionalChoice(cmd, "feeding", "which photos make a batch; without it the recipe's own, or balanced with a loss other than contrastive", train.Feedings()...),
		augment:  addOptionalChoice(cmd, "augment", "how photos are changed each time they are shown; without it the recipe's own", augment.Presets()...),
	}
	cmd.Flags().Var(&t.copies, "copies", "so many copies of each photo, changed by --augment, for recipes that compute features once; without it the recipe's own")
	cmd.Flags().Var(&t.rate, "rate", "Adam's learning rate, such as 0.001; without it the recipe's own")
	cmd.Flags().Var(&t.decay, "decay", "AdamW's weight decay, such as 0.01; without it the recipe's own")
	cmd.Flags().Var(&t.clip, "clip", "the greatest norm of the gradients, such as 5; without it the recipe's own")
	cmd.Flags().Var(&t.earlyStop, "early-stop", "end after so many epochs without a better validation; without it the recipe's own")
	return t
}

// settings are the recipe's with what the flags change, or nil where there are none. The error is one of usage: they don't fit.
func (t *tuning) settings(cmd *cobra.Command, recipe string) (*train.Settings, error) {
	chosen := run.Choices{
		Loss: t.loss.value, Schedule: t.schedule.value, Feeding: t.feeding.value, Augment: t.augment.value,
		Rate: float64(t.rate), EarlyStop: int(t.earlyStop), Copies: int(t.copies),
	}
	if cmd.Flags().Changed("rate") && t.rate == 0 {
		return nil, usagef("--rate must be above 0")
	}
	if cmd.Flags().Changed("decay") {
		chosen.Decay = (*float64)(&t.decay)
	}
	if cmd.Flags().Changed("clip") {
		chosen.Clip = (*float64)(&t.clip)
	}
	s, err := chosen.Settings(recipe)
	if err != nil {
		return nil, usageError(err.Error())
	}
	return s, nil
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
