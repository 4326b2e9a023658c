package run

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"time"

	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/pairlist"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
	"siamface/model/verify"
)

// FoldOptions say what to cross-validate.
type FoldOptions struct {
	Recipe    string // one of recipes.Names; "" is the default
	Weights   string // as in Options
	Epochs    int
	Seed      uint64
	FMR       float64 // as in Options
	Device    string
	Threads   int
	Settings  *train.Settings // as in Options
	Folds     int
	Untrained bool // score the tower as it starts, without training
}

// training is what each fold is trained by.
func (o FoldOptions) training() Options {
	return Options{
		Recipe: o.Recipe, Weights: o.Weights, Epochs: o.Epochs, Seed: o.Seed, FMR: o.FMR, Device: o.Device, Threads: o.Threads, Settings: o.Settings,
	}
}

// Folded is what cross-validation by person gives: everybody was tested once, by a tower that had never seen them.
type Folded struct {
	Options  FoldOptions
	Record   FoldRecord
	Settings train.Settings
	Weights  Origin
	Changes  []string
	Device   string
	Test     Measured // of all folds' pairs together; accuracy and threshold are the folds' means
	Folds    []FoldResult
	Spread   map[string]evaluate.Spread // of the folds' "eer", "auc", "accuracy" and "threshold"
	Scores   evaluate.Scores            // whose couples are numbered as Files
	Files    []string                   // all photos, relative to the folder
	Baseline map[string]evaluate.Scores // as verify.Scored.Baseline has it
	Skipped  []dataset.Skipped
	NoFace   *int                                   // photos without a face; nil for recipes that look for none
	Pairs    iter.Seq2[string, pairlist.ScoredPair] // within the folds, each with the name of its fold
	Seconds  float64
}

// FoldResult is one fold.
type FoldResult struct {
	evaluate.FoldMetrics
	Names   []string      `json:"tested"`
	History []train.Epoch `json:"-"`
	Best    int           `json:"best_epoch"`
	Way     string        `json:"way,omitempty"`
}

// CrossValidate deals the folder's people into folds and, fold after fold, trains on the others (some of whom validate) as
// Train does and measures on the fold's people. The folder's own split is put aside. When ctx ends, its error is returned.
// report may be nil.
func CrossValidate(ctx context.Context, d *dataset.Dataset, o FoldOptions, report func(Event)) (*Folded, error) {
	if report == nil {
		report = func(Event) {}
	}
	begun := time.Now()
	options := o.training()
	if err := options.check(); err != nil {
		return nil, err
	}
	dealt, err := d.Folds(o.Folds, o.Seed)
	if err != nil {
		return nil, err
	}
	c := &crossed{options: o, job: &job{data: d, options: options, report: report, crossed: true}}
	defer c.job.release()
	if err := c.read(ctx); err != nil {
		return nil, err
	}
	for i, fold := range dealt {
		if err := c.fold(ctx, i+1, fold); err != nil {
			return nil, err
		}
	}
	return c.together(ctx, begun)
}

// crossed is the state of a cross-validation.
type crossed struct {
	options FoldOptions
	job     *job           // that read the photos
	pixels  tower.Features // row for row as job.features
	tested  []tested
}

// tested is one fold with its scores.
type tested struct {
	result            FoldResult
	scored            verify.Scored
	pixels, untrained evaluate.Scores
}

// read reads the photos once for all folds.
func (c *crossed) read(ctx context.Context) error {
	if err := c.job.build(ctx); err != nil {
		return err
	}
	if err := c.job.read(ctx); err != nil {
		return err
	}
	var err error
	c.pixels, err = c.job.pixels(ctx)
	return err
}

// pixels are the photos as raw pictures.
func (j *job) pixels(ctx context.Context) (tower.Features, error) {
	paths := make([]string, len(j.photos))
	for i, p := range j.photos {
		paths[i] = j.data.Abs(dataset.Photo{Path: p.file})
	}
	features, failed, err := tower.Pixels(ctx, paths)
	for _, f := range failed { // gone since it was read before
		j.photos[f.Index].bad = true
	}
	return features, err
}

// fold tests the people of one fold.
func (c *crossed) fold(ctx context.Context, number int, d *dataset.Dataset) error {
	j := *c.job
	j.data, j.made = d, Report{}
	j.report = func(e Event) {
		e.Fold, e.Folds = number, c.options.Folds
		c.job.report(e)
	}
	j.model.Scale, j.model.Judgement = 1, tower.Judgement{}
	for _, split := range []dataset.Split{dataset.Train, dataset.Validation} {
		if err := checkPhotos(split, j.people(split)); err != nil {
			return fmt.Errorf("fold %d: %w", number, err)
		}
	}
	t := tested{result: FoldResult{Names: dataset.Names(d.Of(dataset.Test))}}
	var err error
	if t.untrained, err = j.untrained(ctx); err != nil {
		return err
	}
	if t.pixels, err = raw(ctx, j.setOf(dataset.Test, c.pixels)); err != nil {
		return err
	}
	if c.options.Untrained {
		err = j.judgeUntrained(ctx)
	} else {
		err = j.learn(ctx)
	}
	if err == nil {
		err = ctx.Err() // what was stopped is no result
	}
	if err != nil {
		return err
	}
	j.report(Event{Stage: Measuring})
	if err := j.measure(); err != nil {
		return err
	}
	t.scored = j.tested
	t.scored.Scores = t.scored.Scores.Renumber(j.chosen(dataset.Test))
	t.result.FoldMetrics = evaluate.MeasureFold(evaluate.Fold{Name: strconv.Itoa(number), Scores: j.tested.Scores}, j.model.Judgement.Threshold)
	t.result.Way, t.result.History, t.result.Best = j.made.Way, j.outcome.History, j.outcome.Best
	c.tested = append(c.tested, t)
	return nil
}

// untrained scores the test people by the tower as it starts.
func (j *job) untrained(ctx context.Context) (evaluate.Scores, error) {
	if err := torch.Do(ctx, func() error { return j.model.Restore(j.model.Start(j.settings.Seed)) }); err != nil {
		return evaluate.Scores{}, err
	}
	return j.score(j.set(dataset.Test))
}

// judgeUntrained sets the thresholds of the tower as it starts by all people who aren't tested: it has seen none of them.
func (j *job) judgeUntrained(ctx context.Context) error {
	scores, err := j.score(j.set(dataset.Train).With(j.set(dataset.Validation)))
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return j.settle(scores)
}

// together pools the folds.
func (c *crossed) together(ctx context.Context, begun time.Time) (*Folded, error) {
	j := c.job
	all := &Folded{
		Options: c.options, Record: c.record(), Settings: j.settings, Weights: j.origin, Changes: recipes.Of(j.model.Tower).DifferencesFromPublished(j.settings), Device: torch.DeviceName(j.model.Device()),
		NoFace: j.noFace(), Baseline: map[string]evaluate.Scores{}, Skipped: slices.Concat(j.data.Skipped, j.made.Skipped),
	}
	all.Options.Recipe = j.model.Design.Name
	var scores, pixels, untrained []evaluate.Scores
	var metrics []evaluate.FoldMetrics
	var folds []evaluate.Fold
	for _, t := range c.tested {
		all.Folds = append(all.Folds, t.result)
		metrics, folds = append(metrics, t.result.FoldMetrics), append(folds, evaluate.Fold{Name: t.result.Fold, Scores: t.scored.Scores})
		scores, pixels, untrained = append(scores, t.scored.Scores), append(pixels, t.pixels), append(untrained, t.untrained)
		all.Test.People, all.Test.Photos = all.Test.People+t.scored.People, all.Test.Photos+t.scored.Photos
	}
	all.Test.Skipped = len(j.made.Skipped) + j.data.Unreadable(j.data.People)
	all.Scores = evaluate.PoolScores(scores...)
	all.Baseline[verify.BaselinePixels], all.Baseline[verify.BaselineUntrained] = evaluate.PoolScores(pixels...), evaluate.PoolScores(untrained...)
	pooled, err := evaluate.MeasureWithIntervals(ctx, all.Scores, math.NaN())
	if err != nil {
		return nil, err
	}
	if all.Test.Metrics, err = pooled.WithFolds(ctx, folds, metrics); err != nil {
		return nil, err
	}
	all.Spread = evaluate.MeasureSpreads(metrics)
	for _, p := range j.photos {
		all.Files = append(all.Files, p.file)
	}
	all.Pairs = func(yield func(string, pairlist.ScoredPair) bool) {
		for _, t := range c.tested {
			for p := range t.scored.Pairs {
				if !yield(t.result.Fold, p) {
					return
				}
			}
		}
	}
	all.Seconds = time.Since(begun).Seconds()
	return all, nil
}

// raw scores all pairs of features as they are.
func raw(ctx context.Context, s train.Set) (evaluate.Scores, error) {
	return evaluate.Collect(ctx, s.Features.Data, s.Features.Width, s.Person)
}
