package cli

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"siamface/model/dataset"
	"siamface/model/recipes"
	"siamface/model/run"
)

// usualMinutes is the time of a search where nobody says another.
const usualMinutes = 10

// searchVerb is the verb search.
type searchVerb struct {
	*terminal
	run        runFlags
	exclusion  exclusion
	minutes    float64
	recipes    []string
	candidates []string
	asJSON     bool
}

func (v *searchVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "search FOLDER --run RUN",
		Short: "Find the recipe and settings that serve a folder of faces best, and train with them",
		Long: `Find the recipe and settings that serve a folder of faces best, within a time, and train a model with them.

Recipes, and for each of them losses, schedules, augmentation and heads solved in closed form, are compared
by the same folds of the training and validation people: the worse half is dropped after each round, and
the best stay to the last. The recipes share the time; what had no turn in half of it isn't tried any more.
The winner is then trained, which takes a few times as long as one of its folds, and only then, once, are
the test people looked at. RUN is a run like those of train; its report.json holds the table as trials.

--recipes names the recipes to compare. Without it they are all that can run here: those that find faces
where the face networks are installed, those that take ImageNet weights where --weights gives them.

Ctrl-C ends the comparing and trains the best so far; another Ctrl-C gives up.`,
		Example: `  siamface search faces --run run --minutes 10
  siamface search faces --run run --recipes face,small,resnet50-aligned --weights resnet50.pth
  siamface search faces --run run --recipe small --minutes 60
  siamface search faces --run run --try whitened --try arcface`,
		Args: requireArguments("FOLDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := v.checkFlags(cmd)
			if err != nil {
				return err
			}
			return v.searchFolder(cmd.Context(), args[0], o)
		},
	}
	v.minutes = usualMinutes
	addNetwork(v.terminal, c)
	v.run.addFlags(c)
	c.Flags().Var(amount(&v.minutes), "minutes", "how long to compare")
	c.Flags().StringSliceVar(&v.recipes, "recipes", nil, "the `RECIPES` to compare, with commas between; without it all that can run here")
	_ = c.RegisterFlagCompletionFunc("recipes", cobra.FixedCompletions(recipes.Names(), cobra.ShellCompDirectiveNoFileComp)) // the flag is there
	c.Flags().StringArrayVar(&v.candidates, "try", nil, "try this `CANDIDATE` alone; may be given more than once")
	v.exclusion.addFlags(c)
	addJSON(c, &v.asJSON)
	return c
}

// checkFlags finds flags that make no sense or don't go together, and reads the rest.
func (v *searchVerb) checkFlags(cmd *cobra.Command) (run.SearchOptions, error) {
	o := run.SearchOptions{Recipes: v.recipes, Names: v.candidates}
	if err := v.exclusion.checkFlags(cmd); err != nil {
		return o, err
	}
	limit := v.minutes * float64(time.Minute)
	if !(limit >= 1 && limit <= math.MaxInt64/2) {
		return o, usagef("--minutes must be above 0, and less than a lifetime")
	}
	o.Limit = time.Duration(limit)
	var err error
	if o.Options, err = v.run.readOptions(cmd); err != nil {
		return o, err
	}
	switch {
	case cmd.Flags().Changed("recipes"):
		return o, v.checkRecipes(o.Recipe)
	case o.Recipe != "":
		return o, checkRecipe(o.Recipe, o.Weights, o.Epochs)
	}
	return o, nil
}

// checkRecipes checks the names in --recipes; recipe is the one of --recipe, if any.
func (v *searchVerb) checkRecipes(recipe string) error {
	if recipe != "" {
		return usagef("--recipe and --recipes exclude each other")
	}
	if len(v.recipes) == 0 {
		return usagef("--recipes names none: list some with commas between, such as small,face")
	}
	return checkRecipeNames(v.recipes)
}

// checkRecipeNames refuses names in --recipes that no recipe has.
func checkRecipeNames(names []string) error {
	for _, name := range names {
		if _, err := recipes.Find(name); err != nil || name == "" {
			return usagef("--recipes: there is no recipe %q; choose among %s", name, strings.Join(recipes.Names(), ", "))
		}
	}
	return nil
}

// searchFolder finds the best candidate, and trains it.
func (v *searchVerb) searchFolder(ctx context.Context, folder string, o run.SearchOptions) error {
	d, err := v.exclusion.openRest(ctx, v.terminal, folder)
	if err != nil {
		return err
	}
	winner, err := v.compareTrials(ctx, d, o)
	if err != nil {
		return err
	}
	return makeRun(context.WithoutCancel(ctx), v.terminal, d, winner, v.asJSON)
}

// compareTrials searches with progress and says what came of it.
func (v *searchVerb) compareTrials(ctx context.Context, d *dataset.Dataset, o run.SearchOptions) (run.Options, error) {
	winner, trials, err := run.Search(ctx, d, o, v.showSearch)
	v.progress.closeBar()
	if err != nil {
		return winner, err
	}
	if ctx.Err() != nil {
		v.remark("Stopped comparing: the best so far is trained.")
	}
	say := v.chooseSay(v.asJSON)
	say("Compared on people left out in turn, the best first:")
	for _, t := range trials {
		say("  %s", describeTrial(t))
	}
	say("The winner is %s.", nameTrial(trials[0]))
	return winner, nil
}

func (v *searchVerb) showSearch(e run.Event) {
	if e.Search == nil {
		v.progress.showStage("Reading the photos for "+e.Recipe, e.Done, e.Total)
		return
	}
	s := e.Search
	v.progress.showStage(fmt.Sprintf("Comparing, round %d of %d: %s", s.Round, s.Rounds, nameTrial(s.Trials[s.Running])), e.Done, e.Total)
}

func nameTrial(t run.Trial) string { return t.Recipe + ", " + t.Name }

// describeTrial is one candidate in words.
func describeTrial(t run.Trial) string {
	line := fmt.Sprintf("%-36s EER %s, d′ %s; %s, %s", nameTrial(t), formatPercent(t.EER, 0), formatDecimal(t.DPrime), countNoun(t.Folds, "fold"), formatSeconds(t.Seconds))
	switch {
	case t.Reason != "":
		return fmt.Sprintf("%-36s can't be used: %s", nameTrial(t), t.Reason)
	case t.Folds == 0:
		return fmt.Sprintf("%-36s wasn't tried: the time was too short", nameTrial(t))
	case t.Dropped:
		return line + "; dropped"
	}
	return line
}
