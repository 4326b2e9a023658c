package cli

import (
	"github.com/spf13/cobra"

	"siamface/model/run"
	"siamface/model/train"
)

// tuningHelp is the help of the flags that change a recipe's own settings, by their names: there is one for each of run.AllChoices.
var tuningHelp = map[string]string{
	"loss":       "what each step makes smaller",
	"distance":   "what the contrastive and the triplet losses measure",
	"margin":     "the loss's margin, such as 0.3",
	"scale":      "what arcface and cosface multiply cosines by, such as 30",
	"schedule":   "how the learning rate changes",
	"warm-up":    "epochs in which the schedule cosine rises to the rate",
	"feeding":    "which photos make a batch; with a loss other than contrastive it is balanced",
	"augment":    "how photos are changed each time they are shown",
	"copies":     "so many copies of each photo, changed by --augment, for recipes that compute features once",
	"rate":       "Adam's learning rate, such as 0.001",
	"decay":      "AdamW's weight decay, such as 0.01",
	"clip":       "the greatest norm of the gradients, such as 5",
	"early-stop": "end after so many epochs without a better validation",
	"unfreeze":   "train so many of the pretrained network's last stages too, 1 to 4 of orl-resnet50",
	"tower-rate": "the learning rate of unfrozen stages, usually a tenth of the rate",
	"solve":      "at the end solve the dense layer in closed form, of what the layers below it have learned",
	"refit":      "train once more on the validation people too, when these have set the thresholds",
	"precision":  "of the training steps on a GPU; mixed computes their products in 16 bits",
}

// tuningFlags are their names.
func tuningFlags() []string {
	var names []string
	for _, c := range run.AllChoices() {
		names = append(names, c.Name)
	}
	return names
}

// addTuning adds the flags; when, which may be empty, stands before each one's help. What it returns gives the recipe's settings with
// what the flags change, or nil where there are none; its error is one of usage: they don't fit.
func addTuning(cmd *cobra.Command, when string) func(recipe string) (*train.Settings, error) {
	chosen := new(run.Choices)
	var take []func() error
	for _, c := range run.AllChoices() {
		take = append(take, addChosen(cmd, c, when+tuningHelp[c.Name]+"; without it the recipe's own", chosen))
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

// addChosen adds the flag of a choice. What it returns takes the value over where the flag can't write to it, and refuses one that
// makes no sense.
func addChosen(cmd *cobra.Command, c run.Choice, usage string, chosen *run.Choices) (take func() error) {
	take = func() error { return nil }
	switch to := c.To(chosen).(type) {
	case *string:
		word := addOptionalChoice(cmd, c.Name, usage, c.Words...)
		take = func() error {
			*to = word.value
			return nil
		}
	case *float64:
		cmd.Flags().Var((*amount)(to), c.Name, usage)
		take = func() error {
			if cmd.Flags().Changed(c.Name) && *to == 0 {
				return usagef("--%s must be above 0", c.Name)
			}
			return nil
		}
	case **float64:
		v := new(amount)
		cmd.Flags().Var(v, c.Name, usage)
		take = func() error {
			if cmd.Flags().Changed(c.Name) {
				*to = (*float64)(v)
			}
			return nil
		}
	case *int:
		cmd.Flags().Var((*atLeastOne)(to), c.Name, usage)
	}
	return take
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
