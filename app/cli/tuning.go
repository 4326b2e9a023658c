package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"siamface/model/recipes"
	"siamface/model/train"
)

// settingNames are the names of the flags that change a recipe's own settings.
func settingNames() []string {
	var names []string
	for _, s := range train.ListSettings() {
		names = append(names, s.Key)
	}
	return names
}

// tuning are the flags that change a recipe's own settings.
type tuning struct{ chosen train.Choices }

// addFlags adds the flags; when, which may be empty, stands before the help of each.
func (t *tuning) addFlags(cmd *cobra.Command, when string) {
	t.chosen = train.Choices{}
	for _, s := range train.ListSettings() {
		cmd.Flags().Var(settingFlag{s, t.chosen}, s.Key, when+s.Help+"; without it the recipe's own")
		if s.Kind == train.Word {
			_ = cmd.RegisterFlagCompletionFunc(s.Key, cobra.FixedCompletions(s.Words, cobra.ShellCompDirectiveNoFileComp)) // the flag is there
		}
	}
}

// readSettings are the recipe's settings with what the flags change; nil where they change nothing. An error is one of usage.
func (t *tuning) readSettings(recipe string) (*train.Settings, error) {
	for _, s := range train.ListSettings() {
		if text, given := t.chosen[s.Key]; given && s.Check(text) != nil {
			return nil, usagef("--%s must be above 0", s.Key)
		}
	}
	s, err := recipes.Choose(recipe, t.chosen)
	if err != nil {
		return nil, usageError(err.Error())
	}
	return s, nil
}

// settingFlag is the flag of a setting.
type settingFlag struct {
	train.Setting
	chosen train.Choices
}

func (f settingFlag) String() string { return f.chosen[f.Key] }

// Set lets a zero pass that readSettings refuses.
func (f settingFlag) Set(text string) error {
	if err := f.Check(text); err != nil && !errors.Is(err, train.ErrZero) {
		return err
	}
	f.chosen[f.Key] = text
	return nil
}

// Type is what the help shows for the value.
func (f settingFlag) Type() string {
	switch f.Kind {
	case train.Word:
		return strings.Join(f.Words, "|")
	case train.Whole:
		return "N"
	}
	return "NUMBER"
}

func (f settingFlag) describe() string {
	switch f.Kind {
	case train.Word:
		return "one of " + strings.Join(f.Words, ", ")
	case train.Whole:
		return "a whole number from 1"
	}
	return "a number from 0"
}
