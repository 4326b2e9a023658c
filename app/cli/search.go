package cli

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"siamface/model/dataset"
	"siamface/model/run"
	"siamface/model/tower"
)

// usualMinutes is the time of a search where nobody says another.
const usualMinutes = 10

func (p *program) search() *cobra.Command {
	var (
		o       run.SearchOptions
		minutes = amount(usualMinutes)
		asJSON  bool
	)
	c := &cobra.Command{
		Use:   "search FOLDER --run RUN",
		Short: "Find the recipe and settings that serve a folder of faces best, and train with them",
		Long: `Find the recipe and settings that serve a folder of faces best, within a time, and train a model with them.

Recipes, and for each of them losses, schedules, augmentation and heads solved in closed form, are compared
by the same folds of the training and validation people: the worse half is dropped after each round, and
the best stay to the last. The recipes share the time; what had no turn in half of it isn't tried any more. The winner is then trained, which takes a few times as long as one of its folds,
and only then, once, are the test people looked at. RUN is a run like those of train; its report.json holds
the table as trials.

--recipes names the recipes to compare. Without it they are all that can run here: those that find faces
where the face networks are installed, those that take ImageNet weights where --weights gives them.

Ctrl-C ends the comparing and trains the best so far; another Ctrl-C gives up.`,
		Example: `  siamface search faces --run run --minutes 10
  siamface search faces --run run --recipes face,small,resnet50-aligned --weights resnet50.pth
  siamface search faces --run run --recipe small --minutes 60
  siamface search faces --run run --try whitened --try discriminant`,
		Args: takes("FOLDER"),
	}
	options := addTraining(c, &o.Options)
	c.Flags().Var(&minutes, "minutes", "how long to compare")
	c.Flags().StringSliceVar(&o.Recipes, "recipes", nil, "the `RECIPES` to compare, with commas between; without it all that can run here")
	_ = c.RegisterFlagCompletionFunc("recipes", cobra.FixedCompletions(tower.Recipes(), cobra.ShellCompDirectiveNoFileComp)) // the flag is there
	c.Flags().StringArrayVar(&o.Names, "try", nil, "try this `CANDIDATE` alone; may be given more than once")
	excluded := addExclusion(c)
	addJSON(c, &asJSON)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := excluded.check(cmd); err != nil {
			return err
		}
		limit := float64(minutes) * float64(time.Minute)
		if !(limit >= 1 && limit <= math.MaxInt64/2) {
			return usagef("--minutes must be above 0, and less than a lifetime")
		}
		var err error
		if o.Options, err = options(cmd); err != nil {
			return err
		}
		o.Limit = time.Duration(limit)
		if err := checkSearch(cmd, o); err != nil {
			return err
		}
		return p.doSearch(cmd.Context(), args[0], excluded, o, asJSON)
	}
	return c
}

// checkSearch finds flags that don't go together.
func checkSearch(cmd *cobra.Command, o run.SearchOptions) error {
	if !cmd.Flags().Changed("recipes") {
		if o.Recipe == "" {
			return nil
		}
		return checkRecipe(o.Recipe, o.Weights, o.Epochs)
	}
	if o.Recipe != "" {
		return usagef("--recipe and --recipes exclude each other")
	}
	if len(o.Recipes) == 0 {
		return usagef("--recipes names none")
	}
	for _, name := range o.Recipes {
		if _, err := tower.Find(name); err != nil || name == "" {
			return usagef("--recipes: there is no recipe %q; choose among %s", name, strings.Join(tower.Recipes(), ", "))
		}
	}
	return nil
}

func (p *program) doSearch(ctx context.Context, folder string, excluded *exclusion, o run.SearchOptions, asJSON bool) error {
	d, err := p.openSaying(ctx, folder)
	if err != nil {
		return err
	}
	if d, err = p.leaveOut(ctx, d, excluded); err != nil {
		return err
	}
	say := p.say
	if asJSON {
		say = p.remark
	}
	winner, err := p.compare(ctx, d, o, say)
	if err != nil {
		return err
	}
	return p.trainAndSay(context.WithoutCancel(ctx), d, winner, asJSON)
}

// compare searches with progress and says what came of it.
func (p *program) compare(ctx context.Context, d *dataset.Dataset, o run.SearchOptions, say func(string, ...any)) (run.Options, error) {
	winner, trials, err := run.Search(ctx, d, o, p.showSearch)
	p.progress.end()
	if err != nil {
		return winner, err
	}
	if ctx.Err() != nil {
		p.remark("Stopped comparing: the best so far is trained.")
	}
	say("Compared on people left out in turn, the best first:")
	for _, t := range trials {
		say("  %s", trialLine(t))
	}
	say("The winner is %s.", trialName(trials[0]))
	return winner, nil
}

func (p *program) showSearch(e run.Event) {
	if e.Search == nil {
		p.progress.count("Reading the photos for "+e.Recipe, e.Done, e.Total)
		return
	}
	s := e.Search
	p.progress.count(fmt.Sprintf("Comparing, round %d of %d: %s", s.Round, s.Rounds, trialName(s.Trials[s.Running])), e.Done, e.Total)
}

func trialName(t run.Trial) string { return t.Recipe + ", " + t.Name }

// trialLine is one candidate in words.
func trialLine(t run.Trial) string {
	line := fmt.Sprintf("%-36s EER %s, d′ %s; %s, %s", trialName(t), percent(t.EER), decimal(t.DPrime), count(t.Folds, "fold"), span(time.Duration(t.Seconds*float64(time.Second))))
	switch {
	case t.Reason != "":
		return fmt.Sprintf("%-36s can't be used: %s", trialName(t), t.Reason)
	case t.Folds == 0:
		return fmt.Sprintf("%-36s wasn't tried: the time was too short", trialName(t))
	case t.Dropped:
		return line + "; dropped"
	}
	return line
}
