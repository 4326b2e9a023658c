package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/identify"
	"siamface/model/recipes"
	"siamface/model/report"
	"siamface/model/run"
	"siamface/model/tower"
)

// evaluateVerb is the verb evaluate. The flags that it shares with crossval are in crossval.
type evaluateVerb struct {
	*terminal
	args             []string // of the call, which a report repeats
	model, pairs     string
	split            *choice
	self, noBaseline bool // self: pairs of a file with itself are wanted
	identify         bool
	crossval         crossvalVerb
}

func (v *evaluateVerb) buildCommand() *cobra.Command {
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

With --folds K or --from, a recipe is measured instead of a model, by cross-validation: that is the verb
crossval, whose help says more.

Rates are followed by their 95 % intervals where five people or more were scored: by 1,000 rounds of
drawing as many people again. For a list of pairs, people are the folders of the files.

With --identify, identification is measured too, one photo against all people: how often the right person is
the closest (rank 1), and how often so and closer than strangers come at a false positive identification rate
(DIR at FPIR). People are dealt into ten folds; those of one are strangers to a gallery of the others, in which
half of each person's photos are enrolled.

With --report, all of it is written into a folder too: report.html, one page in English and Chinese that
needs no network, with the figures and the most confusing pairs as pictures; report.json; pairs.csv.`,
		Example: `  siamface evaluate faces --model run/model.safetensors
  siamface evaluate faces --model run/model.safetensors --split all --json
  siamface evaluate faces --model run/model.safetensors --pairs pairs.csv
  siamface evaluate faces --recipe face --split all
  siamface evaluate faces --recipe face --split all --identify
  siamface evaluate faces --recipe face --split all --report report --no-faces
  siamface evaluate faces --recipe small --folds 10`,
		Args: requireArguments("FOLDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := v.crossval.report.checkFlags(cmd); err != nil {
				return err
			}
			if firstGiven(cmd, "folds", "from") != "" {
				if name := firstGiven(cmd, "model", "pairs", "split", "identify"); name != "" {
					return usagef("--folds and --%s exclude each other", name)
				}
				return v.crossval.measureRecipe(cmd, args[0])
			}
			if err := v.checkFlags(cmd); err != nil {
				return err
			}
			return v.measureModel(cmd, args[0])
		},
	}
	addModel(c, &v.model, "needed without --recipe")
	v.split = addChoice(c, "split", "whose photos to pair", "test", "all")
	c.Flags().StringVar(&v.pairs, "pairs", "", "a `FILE` of pairs to score instead: CSV, or LFW's pairs.txt or people.txt")
	c.Flags().BoolVar(&v.self, "self-pairs", false, "with --pairs: score pairs of a file with itself, which are refused otherwise")
	c.Flags().BoolVar(&v.noBaseline, "no-baseline", false, "leave out raw pixels and the untrained tower")
	c.Flags().BoolVar(&v.identify, "identify", false, "measure identification too: one photo against all people")
	v.crossval.terminal, v.crossval.args = v.terminal, v.args
	v.crossval.recipe = addOptionalChoice(c, "recipe", "measure this recipe in place of a model: face, or any with --folds", recipes.Names()...)
	v.crossval.device = addDevice(c)
	addJSON(c, &v.crossval.asJSON)
	addNetwork(v.terminal, c)
	v.crossval.report.addFlags(c)
	v.crossval.addFlags(c, "with --folds: ")
	return c
}

// worksUntrained tells whether the recipe of that name is one that needs no training.
func worksUntrained(name string) bool {
	r, err := recipes.Find(name)
	return err == nil && r.WorksUntrained()
}

// checkFlags refuses flags of cross-validations, and wants a model or the one recipe that works without training.
func (v *evaluateVerb) checkFlags(cmd *cobra.Command) error {
	if name := firstGiven(cmd, foldFlags()...); name != "" {
		return usagef("--%s needs --folds", name)
	}
	if v.model == "" && cmd.Flags().Changed("network") {
		v.crossval.recipe.value = cmp.Or(v.crossval.recipe.value, recipes.Face)
	}
	recipe := v.crossval.recipe.value
	switch {
	case recipe == "" && v.model == "":
		return usagef("--model is missing; without one, --recipe %s measures the untrained networks, and --folds a recipe", recipes.Face)
	case recipe != "" && v.model != "":
		return usagef("--model and --recipe exclude each other")
	case recipe != "" && !worksUntrained(recipe):
		return usagef("only the recipe %s works untrained; give a model with --model, or measure the recipe with --folds", recipes.Face)
	case cmd.Flags().Changed("pairs") && v.pairs == "":
		return usagef("--pairs needs a file")
	case v.identify && v.pairs != "":
		return usagef("--identify and --pairs exclude each other: it takes all photos of people")
	case v.self && v.pairs == "":
		return usagef("--self-pairs needs --pairs")
	}
	return nil
}

// evaluated is the result of the verb evaluate.
type evaluated struct {
	run.Measured
	// NoFace counts the photos that were scored as whole pictures; nil for recipes that look for no face.
	NoFace *int `json:"no_face,omitempty"`
	// Folds are those of a list that is divided, where each has its own threshold.
	Folds []evaluate.FoldMetrics `json:"folds,omitempty"`
	// Spread is how the figures vary over them, by their names.
	Spread map[string]evaluate.Spread `json:"spread,omitempty"`
	// Thresholds are the distances below which false match rates are reached on these people, by rate: of a network that nobody has measured.
	Thresholds map[string]float64 `json:"thresholds,omitempty"`
	// List is what became of a list of pairs.
	List *pairList `json:"list,omitempty"`
	// Baseline are the figures of the same pairs by raw pixels and, for a trained model, by its tower before training. --no-baseline
	// leaves them out.
	Baseline map[string]evaluate.Metrics `json:"baseline,omitempty"`
	// BaselinePhotos is of how many photos raw pixels were compared, where there were too many for all: those of people who were drawn.
	BaselinePhotos int `json:"baseline_photos,omitempty"`
	// Identification is there with --identify.
	Identification *identify.Result `json:"identification,omitempty"`
	// Audit is what makes the figures doubtful about the photos scored.
	Audit []audit.Finding `json:"audit"`
}

// measureModel measures a model and says what came of it.
func (v *evaluateVerb) measureModel(cmd *cobra.Command, folder string) error {
	ctx, begun, device := cmd.Context(), time.Now(), v.crossval.device.value
	score, err := v.prepareScoring(ctx, folder)
	if err != nil {
		return err
	}
	m, err := loadModel(ctx, v.terminal, v.model, device)
	if err != nil {
		return err
	}
	defer releaseModel(ctx, m)
	if somebodyForgotten(v.model) {
		v.remark("Somebody was forgotten since this model was trained. Where their photos are still in %s, they count as people whom it has never seen, and flatter the figures.", showName(folder))
	}
	result, material, err := score(ctx, m)
	if err != nil {
		return err
	}
	material.Seconds, material.Device = time.Since(begun).Seconds(), device
	material.Command = v.crossval.report.repeatCommand(cmd, v.args, "", nil)
	if v.model != "" {
		material.Files = []string{v.model}
	}
	if err := v.crossval.report.writeReport(ctx, v.terminal, material); err != nil {
		return err
	}
	if v.crossval.asJSON {
		return v.writeJSON(result)
	}
	v.sayEvaluated(result)
	return nil
}

// scoring measures a model on what was read already.
type scoring func(ctx context.Context, m *tower.Model) (evaluated, report.Material, error)

// prepareScoring looks at the folder, and the list of pairs, before a model is loaded for them.
func (v *evaluateVerb) prepareScoring(ctx context.Context, folder string) (scoring, error) {
	if v.pairs == "" {
		d, err := openWithWarnings(ctx, v.terminal, folder)
		return func(ctx context.Context, m *tower.Model) (evaluated, report.Material, error) {
			return v.scorePeople(ctx, m, d)
		}, err
	}
	if info, err := os.Stat(folder); err != nil {
		return nil, fmt.Errorf("can't open the folder: %w", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder", folder)
	}
	list, err := readPairs(v.pairs, folder, v.self)
	return func(ctx context.Context, m *tower.Model) (evaluated, report.Material, error) {
		return v.scoreList(ctx, m, folder, list)
	}, err
}

// somebodyForgotten tells whether the run that a model lies in says that people were taken out of it.
func somebodyForgotten(model string) bool {
	if model == "" {
		return false
	}
	r, err := run.ReadReport(filepath.Dir(model))
	return err == nil && slices.Contains(r.Warnings, report.Forgotten)
}

// scorePeople measures on all pairs of the photos of the people chosen.
func (v *evaluateVerb) scorePeople(ctx context.Context, m *tower.Model, d *dataset.Dataset) (result evaluated, material report.Material, err error) {
	made, err := run.ReadRecord(m.Record)
	if err != nil {
		return result, material, err
	}
	d = d.Without(made.Excluded)
	chosen, err := v.choosePeople(ctx, m, d)
	if err != nil {
		return result, material, err
	}
	defer v.progress.closeBar()
	e, err := run.EvaluatePeople(ctx, m, d, chosen, v.wanted())
	if err != nil {
		return result, material, err
	}
	if e.Photos < 2 {
		return result, material, fmt.Errorf("there is nobody to score in %s: the chosen people have fewer than two photos that can be read; siamface scan says why", showName(d.Root))
	}
	if result, material, err = v.measurePairs(ctx, e); err != nil {
		return result, material, err
	}
	only := d.Clone()
	only.People = chosen
	found, err := audit.Quick(ctx, only, nil)
	result.Audit = found.Findings
	if len(chosen) == len(d.People) {
		material.Found = &found
	}
	return result, material, err
}

func (v *evaluateVerb) wanted() run.Wanted {
	return run.Wanted{Intervals: true, Baselines: !v.noBaseline, Report: v.progress.showEvaluation}
}

// choosePeople finds the people to score.
func (v *evaluateVerb) choosePeople(ctx context.Context, m *tower.Model, d *dataset.Dataset) ([]dataset.Person, error) {
	if v.split.value == "all" {
		return d.People, nil
	}
	published := d.Of(dataset.Test)
	if len(published) > 0 {
		unseen, err := run.Unseen(ctx, m.Record, d, published)
		if seen := missingNames(published, unseen); err == nil && len(seen) > 0 {
			v.remark("Warning: the model has seen photos of %s in training or validation; these numbers flatter it.", strings.Join(seen, ", "))
		}
		return published, err
	}
	unseen, err := run.Unseen(ctx, m.Record, d, d.People)
	if err == nil && len(unseen) == 0 {
		err = fmt.Errorf("there is nobody to score in %s: the model has seen all of them in training or validation; --split all scores them nevertheless", d.Root)
	}
	return unseen, err
}

// missingNames lists the people who aren't among the others.
func missingNames(people, others []dataset.Person) []string {
	var list []string
	for _, p := range people {
		if !slices.ContainsFunc(others, func(other dataset.Person) bool { return other.Name == p.Name }) {
			list = append(list, p.Name)
		}
	}
	return list
}

// scoreList measures on the pairs of a list.
func (v *evaluateVerb) scoreList(ctx context.Context, m *tower.Model, folder string, list *pairList) (result evaluated, material report.Material, err error) {
	defer v.progress.closeBar()
	e, err := run.EvaluateList(ctx, m, folder, list.pairs.Pairs, v.wanted())
	if err != nil {
		return result, material, err
	}
	if e.Scored.Scores.Pairs() == 0 {
		first := e.Scored.Skipped[0]
		return result, material, fmt.Errorf("no pair of %s can be scored, for its photos can't be read; the first is %s: %s", showName(v.pairs), showName(first.Path), first.Reason)
	}
	list.findLost(e.Scored)
	result, material, err = v.measurePairs(ctx, e)
	result.List = list
	return result, material, err
}

// measurePairs takes the figures of scored pairs, with their intervals, and of the same pairs by what needs no training.
func (v *evaluateVerb) measurePairs(ctx context.Context, e run.Evaluation) (result evaluated, material report.Material, err error) {
	if e, err = e.MeasureIntervals(ctx); err != nil {
		return result, material, err
	}
	result = evaluated{Measured: e.Measured, NoFace: e.NoFace, Folds: e.Folds, Spread: e.Spread, Audit: []audit.Finding{}}
	if v.identify {
		if e, err = e.MeasureIdentification(ctx); err != nil {
			return result, material, err
		}
		result.Identification = e.Identification
	}
	if !e.Model.Judgement.Known() {
		result.Thresholds = listThresholds(e.Scored.Scores)
	}
	if !v.noBaseline {
		if e, err = e.ScoreBaselines(ctx); err != nil {
			return result, material, err
		}
		result.BaselinePhotos = e.Scored.Sampled
		if result.Baseline, err = run.MeasureBaselines(ctx, e.Baseline); err != nil {
			return result, material, err
		}
	}
	return result, report.OfEvaluation(e), nil
}

// listThresholds are the distances for the false match rates that the pairs can show.
func listThresholds(s evaluate.Scores) map[string]float64 {
	found := map[string]float64{}
	for _, rate := range evaluate.Rates {
		if d, ok := s.ThresholdAtFMR(rate); ok {
			found[evaluate.RateName(rate)] = d
		}
	}
	return found
}

func (v *evaluateVerb) sayEvaluated(e evaluated) {
	lines := describeMeasured(e.Measured)
	if e.Thresholds != nil {
		lines[1] = describeThresholds(e.Thresholds)
	}
	if len(e.Folds) > 0 {
		lines[1] = fmt.Sprintf("Balanced accuracy %s%s%s, the mean of %d folds, each at the best threshold of the others (%s on average); %s%s at 0.5.",
			formatPercent(e.Accuracy, e.Genuine), formatSpread(e.Spread), formatInterval(e.Measured, "accuracy"), len(e.Folds), formatDecimal(e.Threshold), formatPercent(e.AccuracyAtHalf, e.Genuine), formatInterval(e.Measured, "accuracy_at_half"))
	}
	for _, line := range lines {
		v.say("%s", line)
	}
	for _, f := range e.Folds {
		v.say("  fold %s: %s at %s; %s, %s", showName(f.Fold), formatPercent(f.Accuracy, f.Genuine), formatDecimal(f.Threshold),
			countNoun(f.Genuine, "genuine pair"), countNoun(f.Impostor, "impostor pair"))
	}
	sayIdentification(v.terminal, e.Identification)
	sayBaseline(v.terminal, e.Baseline, e.BaselinePhotos)
	sayLeftOut(v.terminal, e.NoFace, e.Skipped)
	sayPairList(v.terminal, e.List)
}
