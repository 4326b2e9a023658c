package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/recipes"
	"siamface/model/report"
	"siamface/model/run"
)

// crossvalVerb is the verb crossval, and evaluate with --folds or --from.
type crossvalVerb struct {
	*terminal
	args           []string // of the call, which a report repeats
	folds          int
	untrained      bool
	from           string // a report to repeat
	recipe, device *choice
	training       trainingFlags
	tuning         tuning
	report         reportFlags
	asJSON         bool
}

func (v *crossvalVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "crossval FOLDER --folds K",
		Short: "Measure a recipe on everybody in a folder, by cross-validation",
		Long: `Measure a recipe by cross-validation: everybody in the folder is dealt into K folds by person, and each fold
is tested by a tower trained afresh on the others (with --untrained, one that only has its thresholds from
them). Beside it stand the same pairs by raw pixels and by the untrained tower.

The flags whose help ends in "the recipe's own" change the recipe's settings, as in train. --from does an
earlier cross-validation again, by its report or its --json; with --folds, it takes the settings of a
training.

Rates are followed by their 95 % intervals where five people or more were scored: by 1,000 rounds of
drawing as many people again.

With --report, all of it is written into a folder too: report.html, one page in English and Chinese that
needs no network, with the figures and the most confusing pairs as pictures; report.json; pairs.csv.

evaluate FOLDER --folds K does the same.`,
		Example: `  siamface crossval faces --recipe small --folds 10
  siamface crossval faces --recipe small --folds 10 --loss arcface --margin 0.3
  siamface crossval faces --recipe face --folds 10 --report report --no-faces
  siamface crossval faces --from report
  siamface crossval faces --from run --folds 10`,
		Args: requireArguments("FOLDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := v.report.checkFlags(cmd); err != nil {
				return err
			}
			if firstGiven(cmd, "folds", "from") == "" {
				return usagef("--folds is missing, and so is a report to repeat with --from")
			}
			return v.measureRecipe(cmd, args[0])
		},
	}
	addJSON(c, &v.asJSON)
	addNetwork(v.terminal, c)
	v.report.addFlags(c)
	v.addFlags(c, "")
	v.addRecipe(c)
	return c
}

func (v *crossvalVerb) addRecipe(c *cobra.Command) {
	v.recipe = addOptionalChoice(c, "recipe", "the recipe to measure; without it "+recipes.Default(), recipes.Names()...)
	v.device = addDevice(c)
}

// addWork adds the flags that say what is trained how, for the verb enqueue.
func (v *crossvalVerb) addWork(c *cobra.Command) {
	v.addRecipe(c)
	c.Flags().Var(atLeast(2, &v.folds), "folds", "put a cross-validation over so many folds of people into the queue")
	v.addTraining(c, "")
}

// addFlags adds the flags that evaluate has for a cross-validation alone; when, which may be empty, stands before their help.
func (v *crossvalVerb) addFlags(c *cobra.Command, when string) {
	c.Flags().Var(atLeast(2, &v.folds), "folds", "measure a recipe by cross-validation over so many folds of people")
	c.Flags().StringVar(&v.from, "from", "", "repeat the cross-validation of this report.json `FILE`; with --folds also of a run's")
	v.addTraining(c, when)
}

// addTraining adds the flags that say how each fold's recipe is trained, if at all.
func (v *crossvalVerb) addTraining(c *cobra.Command, when string) {
	c.Flags().BoolVar(&v.untrained, "untrained", false, when+"score the recipe as it starts, without training")
	v.training.addFlags(c, when)
	v.tuning.addFlags(c, when)
}

// foldFlags are the names of the flags that mean something only to a cross-validation.
func foldFlags() []string {
	return append([]string{"untrained", "weights", "epochs", "seed", "fmr", "threads"}, settingNames()...)
}

// measureRecipe cross-validates a recipe and says what came of it.
func (v *crossvalVerb) measureRecipe(cmd *cobra.Command, folder string) error {
	o, err := v.readOptions(cmd)
	if err != nil {
		return err
	}
	made, err := v.readRecord(cmd, o)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	d, err := openWithWarnings(ctx, v.terminal, folder)
	if err != nil {
		return err
	}
	if made != nil {
		var differs []string
		if d, o, differs, err = run.FoldsAgain(ctx, d, *made, o); err != nil {
			return err
		}
		warnOfDifferences(v.terminal, differs)
	}
	c, material, err := v.crossValidate(ctx, d, o)
	if err != nil {
		return err
	}
	material.Command = v.report.repeatCommand(cmd, v.args, c.Recipe, &c.Seed)
	if err := v.report.writeReport(ctx, v.terminal, material); err != nil {
		return err
	}
	if v.asJSON {
		return v.writeJSON(c)
	}
	v.sayCrossed(c)
	return nil
}

// readOptions reads the flags, and finds those that don't go together.
func (v *crossvalVerb) readOptions(cmd *cobra.Command) (run.FoldOptions, error) {
	o := run.FoldOptions{
		Recipe: v.recipe.value, Folds: v.folds, Untrained: v.untrained, Weights: v.training.weights, Seed: v.training.seed,
		Epochs: v.training.epochs, Threads: v.training.threads, FMR: v.training.fmr, Device: v.device.value,
	}
	var err error
	if o.Settings, err = v.tuning.readSettings(o.Recipe); err != nil {
		return o, err
	}
	if o.Settings != nil && o.Untrained {
		return o, usagef("--untrained and --%s exclude each other", firstGiven(cmd, settingNames()...))
	}
	return o, checkRecipe(o.Recipe, o.Weights, o.Epochs)
}

// readRecord reads what --from names; nil without it.
func (v *crossvalVerb) readRecord(cmd *cobra.Command, o run.FoldOptions) (*run.FoldRecord, error) {
	if !cmd.Flags().Changed("from") {
		return nil, nil
	}
	if err := checkRepeat(cmd, v.from, "recipe", "epochs", "seed", "fmr", "untrained"); err != nil {
		return nil, err
	}
	made, err := run.ReadFoldRecord(v.from)
	if err == nil && made.Folds == 0 && o.Folds == 0 {
		err = usagef("%s is the report of a training: say with --folds how many folds to make", showName(v.from))
	}
	return &made, err
}

// crossed is the result of the verb crossval.
type crossed struct {
	run.Measured
	NoFace   *int                        `json:"no_face,omitempty"`
	Folds    []run.FoldResult            `json:"folds"`
	Spread   map[string]evaluate.Spread  `json:"spread"`
	Baseline map[string]evaluate.Metrics `json:"baseline"`
	Audit    []audit.Finding             `json:"audit"`
	Recipe   string                      `json:"recipe"`
	Seed     uint64                      `json:"seed"`
	Record   run.FoldRecord              `json:"record"`
	Trained  bool                        `json:"trained"`
	Seconds  float64                     `json:"seconds"`
}

// crossValidate gives the result, and what a report of it is made of.
func (v *crossvalVerb) crossValidate(ctx context.Context, d *dataset.Dataset, o run.FoldOptions) (crossed, report.Material, error) {
	defer v.progress.closeBar()
	r, err := run.CrossValidate(ctx, d, o, v.showFold)
	if err != nil {
		return crossed{}, report.Material{}, err
	}
	return describeFolds(ctx, d, r)
}

// describeFolds gives the result of a cross-validation, and what a report of it is made of. Without the folder, nil, its data isn't
// looked through.
func describeFolds(ctx context.Context, d *dataset.Dataset, r *run.Folded) (c crossed, material report.Material, err error) {
	c = crossed{
		Measured: r.Test, NoFace: r.NoFace, Folds: r.Folds, Spread: r.Spread, Recipe: r.Options.Recipe, Seed: r.Options.Seed, Record: r.Record,
		Trained: !r.Options.Untrained, Seconds: r.Seconds,
	}
	if c.Baseline, err = run.MeasureBaselines(ctx, r.Baseline); err != nil {
		return crossed{}, report.Material{}, err
	}
	if d == nil {
		return c, material, nil
	}
	found, err := audit.Quick(ctx, d, nil)
	c.Audit = found.Findings
	material = report.OfFolds(d, r)
	material.Found = &found
	return c, material, err
}

func (v *crossvalVerb) showFold(e run.Event) {
	if e.Folds == 0 {
		v.progress.showTraining(e)
		return
	}
	title := fmt.Sprintf("Fold %d of %d", e.Fold, e.Folds)
	switch e.Stage {
	case run.Training:
		title += ", training"
	case run.Refitting:
		title += ", training once more"
	case run.Checking:
		title += ", setting the thresholds"
	case run.Measuring:
		title += ", measuring"
	}
	if v.progress.terminal {
		v.progress.showShare(title, e.Share, e.Left)
		return
	}
	v.progress.logFold(title, e.Left)
}

func (v *crossvalVerb) sayCrossed(c crossed) {
	how := "trained afresh in each fold"
	if !c.Trained {
		how = "untrained"
	}
	if chosen := c.Record.Chosen(); chosen != "" {
		how += " with " + chosen
	}
	v.say("%d folds by person, the recipe %s %s, seed %d, %s.", len(c.Folds), c.Recipe, how, c.Seed, formatSeconds(c.Seconds))
	for _, line := range describeMeasured(c.Measured) {
		v.say("%s", line)
	}
	if spread := formatSpread(c.Spread); spread != "" {
		v.say("Mean of the folds: balanced accuracy %s%s.", formatPercent(c.Accuracy, c.Genuine), spread)
	}
	sayBaseline(v.terminal, c.Baseline, 0)
	for _, f := range c.Folds {
		v.say("  fold %s: EER %s, balanced accuracy %s at %s; %s, %s", f.Fold, formatPercent(f.EER, f.Genuine), formatPercent(f.Accuracy, f.Genuine), formatDecimal(f.Threshold),
			countPeople(f.People), countNoun(f.Genuine+f.Impostor, "pair"))
	}
	sayLeftOut(v.terminal, c.NoFace, c.Skipped)
}
