package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"siamface/model/run"
)

// trainVerb is the verb train.
type trainVerb struct {
	*terminal
	run       runFlags
	tuning    tuning
	exclusion exclusion
	from      string
	resume    bool
	asJSON    bool
}

func (v *trainVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "train FOLDER --run RUN",
		Short: "Train a model on a folder of faces",
		Long: `Train a model on a folder of faces, and write it into RUN with a report, the scored pairs and figures.

Some people are held out to validate and to test; the numbers at the end are those of the test people.
Ctrl-C stops cleanly and keeps the best weights so far.

A training that was stopped, killed or cut off goes on from its last epoch with --resume; with one thread
the model is then the same file as without the stop. What it began with is taken from RUN; of the flags
that are given again, each must say the same, and the photos must be the same. Where RUN holds no training
yet, it begins, so that one command can be repeated until it is done.

Files that are there twice under two people, or for training and for test, are warned of; scan lists them,
and --exclude-duplicates leaves the copies out. What is left out is listed in RUN/excluded.txt.

Recipes: face, the default where its networks are installed, finds and aligns the faces and ends with
the best of three heads, the untrained one among them. gradients needs no pretrained weights at all:
filters that are formulas measure the picture's gradients, and its dense layer is solved in closed form,
without epochs; gradients-aligned does so with faces that are warped to the shape of a mean face.
resnet50-aligned sees them also by the first layers of a ResNet-50, with its ImageNet weights from
--weights. small is trained whole, from nothing, and small-aligned on such faces.
orl-resnet50 is the published experiment: a frozen ResNet-50, whose ImageNet weights come from
--weights, and a dense layer on it, with what makes it train well. orl-resnet50-published leaves that
out, to be seen failing.

Each recipe has settings of its own. The flags whose help ends in "the recipe's own" change them; search
looks for better ones. RUN/report.json holds all of them.

--from does an earlier run again: its recipe, settings, seed, split and left out photos. What differs by
now, such as photos that changed, is said. With one thread the model is the same file.`,
		Example: `  siamface train faces --run run
  siamface train faces --run run --epochs 100 --seed 2 --force
  siamface train faces --run run --exclude-duplicates
  siamface train faces --run run --recipe small --loss arcface --schedule cosine
  siamface train faces --run run --recipe orl-resnet50 --weights resnet50.pth
  siamface train faces --run run --resume
  siamface train faces --run again --from run/report.json`,
		Args: requireArguments("FOLDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if v.resume {
				if done, err := v.resumeRun(cmd, args[0]); done || err != nil {
					return err
				}
			}
			o, err := v.checkFlags(cmd)
			if err != nil {
				return err
			}
			if v.from != "" {
				return v.repeatRun(cmd, args[0], o)
			}
			d, err := v.exclusion.openRest(cmd.Context(), v.terminal, args[0])
			if err != nil {
				return err
			}
			return makeRun(cmd.Context(), v.terminal, d, o, v.asJSON)
		},
	}
	addNetwork(v.terminal, c)
	v.run.addFlags(c)
	c.Flags().BoolVar(&v.resume, "resume", false, "go on with the unfinished training in RUN; begin where there is none")
	c.Flags().StringVar(&v.from, "from", "", "repeat the run of this report.json `FILE`, or of the folder that holds it")
	v.exclusion.addFlags(c)
	v.tuning.addFlags(c, "")
	addJSON(c, &v.asJSON)
	return c
}

// checkFlags finds flags that don't go together, and reads the rest.
func (v *trainVerb) checkFlags(cmd *cobra.Command) (run.Options, error) {
	if err := v.exclusion.checkFlags(cmd); err != nil {
		return run.Options{}, err
	}
	o, err := v.run.readOptions(cmd)
	if err != nil {
		return o, err
	}
	o.Resume = v.resume
	if cmd.Flags().Changed("from") {
		return o, checkRepeat(cmd, v.from, "recipe", "epochs", "seed", "fmr", "exclude", "exclude-duplicates")
	}
	if err := checkRecipe(o.Recipe, o.Weights, o.Epochs); err != nil {
		return o, err
	}
	o.Settings, err = v.tuning.readSettings(o.Recipe)
	return o, err
}

// repeatRun trains as the run of --from was trained.
func (v *trainVerb) repeatRun(cmd *cobra.Command, folder string, o run.Options) error {
	ctx := cmd.Context()
	if filepath.Base(v.from) == run.ReportFile {
		v.from = filepath.Dir(v.from)
	}
	made, err := run.ReadReport(v.from)
	if err != nil {
		return err
	}
	d, err := openWithWarnings(ctx, v.terminal, folder)
	if err != nil {
		return err
	}
	d, o, differs, err := run.Again(ctx, d, made, o)
	if err != nil {
		return err
	}
	warnOfDifferences(v.terminal, differs)
	return makeRun(ctx, v.terminal, d, o, v.asJSON)
}
