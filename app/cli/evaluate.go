package cli

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/report"
	"siamface/model/run"
	"siamface/model/tower"
	"siamface/model/verify"
)

// evaluation is what the verb evaluate was asked for.
type evaluation struct {
	model, recipe, split, pairs, device string
	from                                string // a report to repeat
	folds                               run.FoldOptions
	report                              *reporting
	self, noBaseline, json              bool // self: pairs of a file with itself are wanted
}

func (p *program) evaluate() *cobra.Command {
	var e evaluation
	c := &cobra.Command{
		Use:   "evaluate FOLDER --model FILE | --recipe face | --folds K",
		Short: "Measure a model on the people of a folder, or on a list of pairs",
		Long: `Measure how well a model tells the people of a folder apart, by all pairs of their photos.

With --split test, these are the folder's test people (below Testing or test); where the folder gives
none, everyone of whose photos the model saw none in training or validation. With --split all, everyone.
With --pairs, only the pairs of a list are scored, and --split plays no part: values separated by commas,
semicolons or tabs with the columns file_x, file_y (paths below FOLDER) and same (1/0, true/false, yes/no);
or LFW's pairs.txt or people.txt. Files are found in any letter case. A pair that stands in the list again is
scored once, one that contradicts itself not at all; both are counted, and pairs whose photos can't be read
are named.
Where the list has a column fold of two or more values and the recipe face is untrained, each fold is
judged at the threshold of best accuracy on the others, and accuracy and threshold are the folds' means.
With --recipe face in place of a model, the pretrained face networks are measured as they come; photos
without a face are scored as whole pictures, and counted.

With --folds K, a recipe is measured instead of a model: everybody in the folder is dealt into K folds by
person, and each fold is tested by a tower trained afresh on the others (with --untrained, one that only
has its thresholds from them). Beside it stand the same pairs by raw pixels and by the untrained tower.
The flags from --loss to --early-stop change the recipe's settings, as in train. --from does an earlier
cross-validation again, by its report or its --json; with --folds, it takes the settings of a training.

Rates are followed by their 95 % intervals where five people or more were scored: by 1,000 rounds of
drawing as many people again. For a list of pairs, people are the folders of the files.

With --report, all of it is written into a folder too: report.html, one page in English and Chinese that
needs no network, with the figures and the most confusing pairs as pictures; report.json; pairs.csv.`,
		Example: `  siamface evaluate faces --model run/model.safetensors
  siamface evaluate faces --model run/model.safetensors --split all --json
  siamface evaluate faces --model run/model.safetensors --pairs pairs.csv
  siamface evaluate faces --recipe face --split all
  siamface evaluate faces --recipe small --folds 10
  siamface evaluate faces --recipe small --folds 10 --loss arcface --margin 0.3
  siamface evaluate faces --recipe face --folds 10 --report report --no-faces
  siamface evaluate faces --from report
  siamface evaluate faces --from run --folds 10`,
		Args: takes("FOLDER"),
	}
	addModel(c, &e.model, "needed without --recipe")
	recipe := addOptionalChoice(c, "recipe", "measure this recipe in place of a model: face, or any with --folds", tower.Recipes()...)
	split := addChoice(c, "split", "whose photos to pair", "test", "all")
	c.Flags().StringVar(&e.pairs, "pairs", "", "a `FILE` of pairs to score instead: CSV, or LFW's pairs.txt or people.txt")
	c.Flags().BoolVar(&e.self, "self-pairs", false, "with --pairs: score pairs of a file with itself, which are refused otherwise")
	c.Flags().BoolVar(&e.noBaseline, "no-baseline", false, "leave out raw pixels and the untrained tower, for which photos are read once more")
	folds := addFolds(c, &e.folds)
	c.Flags().StringVar(&e.from, "from", "", "repeat the cross-validation of this report.json; with --folds also of a run's")
	device := addDevice(c)
	addJSON(c, &e.json)
	e.report = addReport(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := e.report.check(); err != nil {
			return err
		}
		e.split, e.device, e.recipe = split.value, device.value, recipe.value
		if given(cmd, "folds", "from") != "" {
			o, err := folds(e.recipe)
			if err != nil {
				return err
			}
			return p.doFolds(cmd, args[0], e, o)
		}
		if err := noFolds(cmd); err != nil {
			return err
		}
		if err := e.check(); err != nil {
			return err
		}
		if cmd.Flags().Changed("pairs") && e.pairs == "" {
			return usagef("--pairs needs a file")
		}
		if e.self && e.pairs == "" {
			return usagef("--self-pairs needs --pairs")
		}
		return p.doEvaluate(cmd.Context(), args[0], e)
	}
	return c
}

// check wants a model or the one recipe that works without training.
func (e evaluation) check() error {
	switch {
	case e.recipe == "" && e.model == "":
		return usagef("--model is missing; without one, --recipe %s measures the untrained networks, and --folds a recipe", tower.Face)
	case e.recipe == "":
		return nil
	case e.model != "":
		return usagef("--model and --recipe exclude each other")
	case e.recipe != tower.Face:
		return usagef("only the recipe %s works untrained; give a model with --model", tower.Face)
	}
	return nil
}

func (p *program) doEvaluate(ctx context.Context, folder string, e evaluation) error {
	begun := time.Now()
	m, err := loadModel(ctx, e.model, e.device)
	if err != nil {
		return err
	}
	defer m.Release(context.WithoutCancel(ctx)) //nolint:errcheck // what is not freed ends with the process
	score := p.scorePeople
	if e.pairs != "" {
		score = p.scoreListed
	}
	result, err := score(ctx, m, folder, e)
	if err != nil {
		return err
	}
	material := result.material
	material.Seconds, material.Device, material.Command = time.Since(begun).Seconds(), e.device, e.report.command(p.args, "", nil)
	if e.model != "" {
		material.Files = []string{e.model}
	}
	if err := p.report(ctx, e.report, material); err != nil {
		return err
	}
	if e.json {
		return p.json(result)
	}
	p.sayEvaluated(result)
	return nil
}

// scorePeople measures on all pairs of the photos of the people chosen.
func (p *program) scorePeople(ctx context.Context, m *tower.Model, folder string, e evaluation) (evaluated, error) {
	d, err := p.openSaying(ctx, folder)
	if err != nil {
		return evaluated{}, err
	}
	made, err := run.ReadRecord(m.Record)
	if err != nil {
		return evaluated{}, err
	}
	d = d.Without(made.Excluded)
	chosen, err := p.choose(ctx, m, d, e.split)
	if err != nil {
		return evaluated{}, err
	}
	defer p.progress.end()
	scored, err := verify.People(ctx, m, d, chosen, p.scoring)
	if err != nil {
		return evaluated{}, err
	}
	if scored.Photos < 2 {
		return evaluated{}, fmt.Errorf("there is nobody to score in %s: the chosen people have fewer than two photos that can be read", folder)
	}
	result, err := p.measure(ctx, m, scored, d.Unreadable(chosen)+len(scored.Skipped), e)
	if err != nil {
		return evaluated{}, err
	}
	result.material = report.OfPeople(d, chosen, m, scored, result.Measured)
	result.material.Baseline = result.scores
	only := d.Clone()
	only.People = chosen
	found, err := audit.Quick(ctx, only, nil)
	result.Audit = found.Findings
	return result, err
}

// choose finds the people to score.
func (p *program) choose(ctx context.Context, m *tower.Model, d *dataset.Dataset, split string) ([]dataset.Person, error) {
	if split == "all" {
		return d.People, nil
	}
	published := d.Of(dataset.Test)
	if len(published) > 0 {
		unseen, err := run.Unseen(ctx, m.Record, d, published)
		if seen := names(published, unseen); err == nil && len(seen) > 0 {
			p.remark("Warning: the model has seen photos of %s in training or validation; these numbers flatter it.", strings.Join(seen, ", "))
		}
		return published, err
	}
	unseen, err := run.Unseen(ctx, m.Record, d, d.People)
	if err == nil && len(unseen) == 0 {
		err = fmt.Errorf("there is nobody to score in %s: the model has seen all of them in training or validation; --split all scores them nevertheless", d.Root)
	}
	return unseen, err
}

// names lists the people who aren't among the others.
func names(people, others []dataset.Person) []string {
	known := map[string]bool{}
	for _, p := range others {
		known[p.Name] = true
	}
	var list []string
	for _, p := range people {
		if !known[p.Name] {
			list = append(list, p.Name)
		}
	}
	return list
}

// scoreListed measures on the pairs of a list.
func (p *program) scoreListed(ctx context.Context, m *tower.Model, folder string, e evaluation) (evaluated, error) {
	if info, err := os.Stat(folder); err != nil {
		return evaluated{}, fmt.Errorf("can't open the folder: %w", err)
	} else if !info.IsDir() {
		return evaluated{}, fmt.Errorf("%s is not a folder", folder)
	}
	list, err := readPairs(e.pairs, folder, e.self)
	if err != nil {
		return evaluated{}, err
	}
	defer p.progress.end()
	scored, err := verify.Listed(ctx, m, folder, list.pairs.Pairs, p.scoring)
	if err != nil {
		return evaluated{}, err
	}
	if scored.Scores.Pairs() == 0 {
		first := scored.Skipped[0]
		return evaluated{}, fmt.Errorf("no pair of %s can be scored, for its photos can't be read; the first is %s: %s", shown(e.pairs), shown(first.Path), first.Reason)
	}
	list.lose(scored)
	result, err := p.measure(ctx, m, scored, len(scored.Skipped), e)
	result.List = list
	result.material = report.OfList(folder, m, scored, result.Measured, result.Folds)
	result.material.Baseline = result.scores
	return result, err
}

func (p *program) scoring(done, total int) { p.progress.count("Reading the photos", done, total) }
