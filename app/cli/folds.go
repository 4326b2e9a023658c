package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/report"
	"siamface/model/run"
)

// forFolds are the flags that only mean something with --folds, withoutFolds those that don't with it.
var (
	forFolds     = append([]string{"untrained", "weights", "epochs", "seed", "fmr", "threads"}, tuningFlags()...)
	withoutFolds = []string{"model", "pairs", "split"}
)

// addFolds adds the flags of a cross-validation; what it returns reads them for a recipe. Its error is one of usage.
func addFolds(c *cobra.Command, o *run.FoldOptions) func(recipe string) (run.FoldOptions, error) {
	var folds, epochs, threads atLeastOne
	var fmr fraction
	c.Flags().Var(&folds, "folds", "measure a recipe by cross-validation over so many folds of people")
	c.Flags().BoolVar(&o.Untrained, "untrained", false, "with --folds: score the recipe as it starts, without training")
	c.Flags().StringVar(&o.Weights, "weights", "", "with --folds: a `FILE` of ImageNet weights, for orl-resnet50")
	c.Flags().Var(&epochs, "epochs", "with --folds: how many epochs; without it the recipe's own number")
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "with --folds: what everything random comes from")
	c.Flags().Var(&fmr, "fmr", "with --folds: the false match rate that thresholds are set for, such as 0.001; without it 0.01")
	c.Flags().Var(&threads, "threads", "with --folds: threads of one operation")
	settings := addTuning(c, "with --folds: ")
	return func(recipe string) (_ run.FoldOptions, err error) {
		o.Recipe, o.Folds, o.Epochs, o.Threads, o.FMR = recipe, int(folds), int(epochs), int(threads), float64(fmr)
		o.Settings, err = settings(recipe)
		if err == nil && o.Settings != nil && o.Untrained {
			err = usagef("--untrained and --%s exclude each other", given(c, tuningFlags()...))
		}
		return *o, err
	}
}

// noFolds refuses flags that need --folds.
func noFolds(cmd *cobra.Command) error {
	for _, name := range forFolds {
		if cmd.Flags().Changed(name) {
			return usagef("--%s needs --folds", name)
		}
	}
	return nil
}

// crossed is the result of the verb evaluate with --folds.
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

	material report.Material
}

// doFolds cross-validates a recipe.
func (p *program) doFolds(cmd *cobra.Command, folder string, e evaluation, o run.FoldOptions) error {
	if name := given(cmd, withoutFolds...); name != "" {
		return usagef("--folds and --%s exclude each other", name)
	}
	o.Device = e.device
	if err := checkRecipe(o.Recipe, o.Weights, o.Epochs); err != nil {
		return err
	}
	made, err := readFolds(cmd, e.from, o)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	d, err := p.openSaying(ctx, folder)
	if err != nil {
		return err
	}
	if made != nil {
		var differs []string
		if d, o, differs, err = run.FoldsAgain(ctx, d, *made, o); err != nil {
			return err
		}
		p.sayDiffers(differs)
	}
	c, err := p.crossValidate(ctx, d, o)
	if err != nil {
		return err
	}
	c.material.Command = e.report.command(p.args, c.Recipe, &c.Seed)
	if err := p.report(ctx, e.report, c.material); err != nil {
		return err
	}
	if e.json {
		return p.json(c)
	}
	p.sayCrossed(c)
	return nil
}

// readFolds reads what --from names; nil without it.
func readFolds(cmd *cobra.Command, from string, o run.FoldOptions) (*run.FoldRecord, error) {
	if !cmd.Flags().Changed("from") {
		return nil, nil
	}
	if err := notWithFrom(cmd, from, "recipe", "epochs", "seed", "fmr", "untrained"); err != nil {
		return nil, err
	}
	made, err := run.ReadFoldRecord(from)
	if err == nil && made.Folds == 0 && o.Folds == 0 {
		err = usagef("%s is the report of a training: say with --folds how many folds to make", shown(from))
	}
	return &made, err
}

func (p *program) crossValidate(ctx context.Context, d *dataset.Dataset, o run.FoldOptions) (crossed, error) {
	defer p.progress.end()
	r, err := run.CrossValidate(ctx, d, o, p.showFold)
	if err != nil {
		return crossed{}, err
	}
	c := crossed{
		Measured: r.Test, NoFace: r.NoFace, Folds: r.Folds, Spread: r.Spread, Recipe: r.Options.Recipe, Seed: o.Seed, Record: r.Record, Trained: !o.Untrained, Seconds: r.Seconds,
		material: report.OfFolds(d, r),
	}
	if c.Baseline, err = measureAll(ctx, r.Baseline); err != nil {
		return crossed{}, err
	}
	found, err := audit.Quick(ctx, d, nil)
	c.Audit, c.material.Found = found.Findings, &found
	return c, err
}

func (p *program) showFold(e run.Event) {
	if e.Folds == 0 {
		p.showTraining(e)
		return
	}
	title := fmt.Sprintf("Fold %d of %d", e.Fold, e.Folds)
	switch {
	case e.Stage == run.Training:
		t := e.Train
		p.progress.count(title+", training", (t.Epoch-1)*t.Steps+t.Step, t.Epochs*t.Steps)
	case e.Stage == run.Refitting:
		p.progress.count(title+", training once more", e.Done, e.Total)
	case e.Stage == run.Checking:
		p.progress.count(title+", setting the thresholds", e.Done, e.Total)
	}
}

func (p *program) sayCrossed(c crossed) {
	how := "trained afresh in each fold"
	if !c.Trained {
		how = "untrained"
	}
	if chosen := c.Record.Chosen(); chosen != "" {
		how += " with " + chosen
	}
	p.say("%d folds by person, the recipe %s %s, seed %d, %s.", len(c.Folds), c.Recipe, how, c.Seed, span(time.Duration(c.Seconds*float64(time.Second))))
	for _, line := range measured(c.Measured) {
		p.say("%s", line)
	}
	if pm := plusMinus(c.Spread); pm != "" {
		p.say("Mean of the folds: balanced accuracy %s%s.", percent(c.Accuracy), pm)
	}
	p.sayBaseline(c.Baseline)
	for _, f := range c.Folds {
		p.say("  fold %s: EER %s, balanced accuracy %s at %s; %s, %s", f.Fold, percent(f.EER), percent(f.Accuracy), decimal(f.Threshold),
			people(f.People), count(f.Genuine+f.Impostor, "pair"))
	}
	p.sayLeftOut(c.NoFace, c.Skipped)
}
