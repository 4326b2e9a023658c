package cli

import (
	"github.com/spf13/cobra"

	"siamface/model/recipes"
	"siamface/model/run"
)

// trainingFlags are the flags of train, search and crossval: how a recipe is trained.
type trainingFlags struct {
	weights         string
	seed            uint64
	epochs, threads int
	fmr             float64
}

// addFlags adds the flags; when, which may be empty, stands before the help of each.
func (f *trainingFlags) addFlags(c *cobra.Command, when string) {
	addWeights(c, &f.weights, when)
	c.Flags().Var(atLeastOne(&f.epochs), "epochs", when+"how many epochs; without it the recipe's own number")
	c.Flags().Uint64Var(&f.seed, "seed", 1, when+"the whole `NUMBER` that everything random comes from")
	c.Flags().Var(fraction(&f.fmr), "fmr", when+"the false match rate that thresholds are set for, such as 0.001; without it 0.01")
	c.Flags().Var(threadCount(&f.threads), "threads", when+"threads of one operation; with 1 the same seed gives the same result")
}

// runFlags are the flags of train and search, which write a run.
type runFlags struct {
	trainingFlags
	folder         string
	force          bool
	recipe, device *choice
}

func (f *runFlags) addFlags(c *cobra.Command) {
	f.trainingFlags.addFlags(c, "")
	c.Flags().StringVar(&f.folder, "run", "", "the `FOLDER` to write the run to (needed)")
	f.recipe = addChoice(c, "recipe", "the network and how it is trained", recipes.Names()...)
	setDefault(c, "recipe", recipes.Default())
	f.device = addDevice(c)
	c.Flags().BoolVar(&f.force, "force", false, "replace the model that RUN holds")
}

// readOptions are the options of a run; its recipe is "" where nobody chose one.
func (f *runFlags) readOptions(cmd *cobra.Command) (run.Options, error) {
	o := run.Options{
		Folder: f.folder, Force: f.force, Device: f.device.value, Weights: f.weights, Seed: f.seed,
		Epochs: f.epochs, Threads: f.threads, FMR: f.fmr,
	}
	if cmd.Flags().Changed("recipe") {
		o.Recipe = f.recipe.value
	}
	return o, requireFlag("run", f.folder)
}

// checkRepeat refuses the flags whose answers are in the report that --from names: those given and the settings.
func checkRepeat(cmd *cobra.Command, from string, flags ...string) error {
	if name := firstGiven(cmd, append(flags, settingNames()...)...); name != "" {
		return usagef("--from and --%s exclude each other: the run's report says it", name)
	}
	return requireFlag("from", from)
}

// warnOfDifferences says what isn't as it was in what is repeated.
func warnOfDifferences(t *terminal, differs []string) {
	for _, line := range differs {
		t.remark("Differs from that run: %s.", line)
	}
	if len(differs) > 0 {
		t.remark("The numbers may differ too.")
	}
}
