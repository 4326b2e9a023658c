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
	"rate":       "Adam's learning rate, such as 0.001",
	"decay":      "AdamW's weight decay, such as 0.01",
	"clip":       "the greatest norm of the gradients, such as 5",
	"early-stop": "end after so many epochs without a better validation",
	"solve":      "at the end solve the dense layer in closed form, of what the layers below it have learned",
	"refit":      "train once more on the validation people too, when these have set the thresholds",
}

// settingNames are their names.
func settingNames() []string {
	var names []string
	for _, c := range run.AllChoices() {
		names = append(names, c.Name)
	}
	return names
}

// tuning are the flags that change a recipe's own settings.
type tuning struct {
	chosen run.Choices
	checks []func() error // of the flags' values; they take over those that a flag can't write itself
}

// addFlags adds the flags; when, which may be empty, stands before the help of each.
func (t *tuning) addFlags(cmd *cobra.Command, when string) {
	for _, c := range run.AllChoices() {
		t.addFlag(cmd, c, when+tuningHelp[c.Name]+"; without it the recipe's own")
	}
}

// readSettings are the recipe's settings with what the flags change; nil where they change nothing. An error is one of usage.
func (t *tuning) readSettings(recipe string) (*train.Settings, error) {
	for _, check := range t.checks {
		if err := check(); err != nil {
			return nil, err
		}
	}
	s, err := t.chosen.Settings(recipe)
	if err != nil {
		return nil, usageError(err.Error())
	}
	return s, nil
}

// addFlag adds the flag of a choice.
func (t *tuning) addFlag(cmd *cobra.Command, c run.Choice, usage string) {
	switch to := c.To(&t.chosen).(type) {
	case *string:
		word := addOptionalChoice(cmd, c.Name, usage, c.Words...)
		t.checks = append(t.checks, func() error {
			*to = word.value
			return nil
		})
	case *float64:
		cmd.Flags().Var(amount(to), c.Name, usage)
		t.checks = append(t.checks, func() error {
			if cmd.Flags().Changed(c.Name) && *to == 0 {
				return usagef("--%s must be above 0", c.Name)
			}
			return nil
		})
	case **float64:
		v := new(float64)
		cmd.Flags().Var(amount(v), c.Name, usage)
		t.checks = append(t.checks, func() error {
			if cmd.Flags().Changed(c.Name) {
				*to = v
			}
			return nil
		})
	case *int:
		cmd.Flags().Var(atLeastOne(to), c.Name, usage)
	}
}
