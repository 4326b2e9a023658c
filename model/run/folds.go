package run

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"time"

	"siamface/model/audit"
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

// Training is what each fold is trained by.
func (o FoldOptions) Training() Options {
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
	Names      []string      `json:"tested"`
	History    []train.Epoch `json:"-"`
	Best       int           `json:"best_epoch"`
	HeadMethod string        `json:"way,omitempty"`
}

// CrossValidate deals the folder's people into folds and, fold after fold, trains on the others (some of whom validate) as
// Train does and measures on the fold's people. The folder's own split is put aside. When ctx ends, its error is returned.
// report may be nil.
func CrossValidate(ctx context.Context, d *dataset.Dataset, o FoldOptions, report func(Event)) (*Folded, error) {
	if report == nil {
		report = func(Event) {}
	}
	begun := time.Now()
	f, err := dealFolds(ctx, d, o, report)
	if err != nil {
		return nil, err
	}
	defer f.plan.release()
	var tested []testedFold
	for i := range f.dealt {
		one, err := f.test(ctx, i)
		if err != nil {
			return nil, err
		}
		tested = append(tested, one)
	}
	f.plan.report(Event{Stage: Measuring})
	return poolFolds(ctx, f.describe(), tested, begun)
}

// foldWork is a cross-validation whose photos are read.
type foldWork struct {
	options FoldOptions
	plan    plan
	table   photoTable
	pixels  tower.Features
	dealt   []*dataset.Dataset
}

// dealFolds deals the people and reads the photos. What is returned must be released by its plan.
func dealFolds(ctx context.Context, d *dataset.Dataset, o FoldOptions, report func(Event)) (f foldWork, err error) {
	options := o.Training()
	if err := options.check(); err != nil {
		return f, err
	}
	f.options = o
	if f.dealt, err = d.Folds(o.Folds, o.Seed); err != nil {
		return f, err
	}
	recipe, err := recipes.Find(o.Recipe)
	if err != nil {
		return f, err
	}
	w := watchFolds(recipe, options, o.Untrained, f.dealt)
	if f.plan, err = prepare(ctx, options, w.tell(report)); err != nil {
		return f, err
	}
	f.plan.watch = w
	f.options.Recipe = f.plan.recipe.Name
	if f.table, err = readPhotos(ctx, f.plan, d, audit.Audit{}); err == nil {
		w.note(phasePixels, 0)
		f.pixels, err = f.table.readPixels(ctx)
	}
	if err != nil {
		f.plan.release()
	}
	return f, err
}

// test tests the people of a fold, counted from 0.
func (f foldWork) test(ctx context.Context, i int) (testedFold, error) {
	own := f.plan
	own.fold = i + 1
	own.report = func(e Event) {
		e.Fold, e.Folds = i+1, f.options.Folds
		f.plan.report(e)
	}
	return testFold(ctx, own, f.table.withSplits(f.dealt[i]), f.pixels, f.options.Untrained, i+1)
}

// foldFrame is what all folds of a cross-validation have in common.
type foldFrame struct {
	Options    FoldOptions
	Record     FoldRecord
	Files      []string
	Skipped    []dataset.Skipped
	Unreadable int // of the photos of people
	NoFace     *int
}

// describe says what the folds have in common.
func (f foldWork) describe() foldFrame {
	t := f.table
	frame := foldFrame{
		Options: f.options, Record: recordFolds(f.plan, f.options, t), Skipped: slices.Concat(t.data.Skipped, t.skipped),
		Unreadable: len(t.skipped) + t.data.Unreadable(t.data.People), NoFace: t.countNoFace(f.plan.recipe),
	}
	for _, photo := range t.photos {
		frame.Files = append(frame.Files, photo.file)
	}
	return frame
}

// testedFold is one fold with its scores.
type testedFold struct {
	result            FoldResult
	threshold         float64
	scored            verify.Scored
	pixels, untrained evaluate.Scores
}

// testFold tests the people of one fold.
func testFold(ctx context.Context, p plan, t photoTable, pixels tower.Features, untrained bool, number int) (testedFold, error) {
	p.model.Scale, p.model.Judgement = 1, tower.Judgement{}
	if err := t.checkSplits(); err != nil {
		return testedFold{}, fmt.Errorf("fold %d: %w", number, err)
	}
	f := testedFold{result: FoldResult{Names: dataset.Names(t.data.Of(dataset.Test))}}
	var err error
	if f.untrained, err = scoreUntrained(ctx, p, t); err != nil {
		return f, err
	}
	if f.pixels, err = scorePixels(ctx, t, pixels); err != nil {
		return f, err
	}
	var head learned
	if untrained {
		err = calibrateUntrained(ctx, p, t)
	} else {
		head, err = learn(ctx, p, t)
	}
	if err == nil {
		err = ctx.Err() // what was stopped is no result
	}
	if err != nil {
		return f, err
	}
	p.report(Event{Stage: Measuring})
	m, err := measure(p.model, t)
	if err != nil {
		return f, err
	}
	f.threshold = p.model.Judgement.Threshold
	f.result.FoldMetrics = evaluate.MeasureFold(evaluate.Fold{Name: strconv.Itoa(number), Scores: m.scored.Scores}, f.threshold)
	f.result.HeadMethod, f.result.History, f.result.Best = head.method, head.History, head.Best
	f.scored = m.scored
	f.scored.Scores = m.scored.Scores.Renumber(t.listRows(dataset.Test))
	return f, nil
}

// scoreUntrained scores the test people by the tower as it starts.
func scoreUntrained(ctx context.Context, p plan, t photoTable) (evaluate.Scores, error) {
	if err := torch.Do(ctx, func() error { return p.model.SetHead(p.model.InitialHead(p.settings.Seed)) }); err != nil {
		return evaluate.Scores{}, err
	}
	return scorePairs(p.model, t.pickSet(dataset.Test))
}

// scorePixels scores the test people by raw pixels.
func scorePixels(ctx context.Context, t photoTable, pixels tower.Features) (evaluate.Scores, error) {
	var rows []float32
	pixels = pixels.Pick(t.listRows(dataset.Test))
	return evaluate.Collect(ctx, pixels.Gather(0, pixels.Rows(), &rows), pixels.Width, t.pickSet(dataset.Test).Person, nil)
}

// calibrateUntrained sets the thresholds of the tower as it starts by all people who aren't tested: it has seen none of them.
func calibrateUntrained(ctx context.Context, p plan, t photoTable) error {
	scores, err := scorePairs(p.model, t.pickSet(dataset.Train, dataset.Validation))
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	c, err := calibration{}.settle(p, scores, 1)
	p.model.Scale, p.model.Judgement = c.scale, c.judgement
	return err
}

// poolFolds pools the folds.
func poolFolds(ctx context.Context, frame foldFrame, tested []testedFold, begun time.Time) (*Folded, error) {
	record := frame.Record
	all := &Folded{
		Options: frame.Options, Record: record, Settings: record.Settings, Weights: record.Weights, Changes: record.Changes, Device: record.Device,
		NoFace: frame.NoFace, Baseline: map[string]evaluate.Scores{}, Skipped: frame.Skipped, Files: frame.Files,
	}
	var scores, pixels, untrained []evaluate.Scores
	var metrics []evaluate.FoldMetrics
	var folds []evaluate.Fold
	for _, f := range tested {
		all.Folds = append(all.Folds, f.result)
		metrics, folds = append(metrics, f.result.FoldMetrics), append(folds, evaluate.Fold{Name: f.result.Fold, Scores: f.scored.Scores})
		scores, pixels, untrained = append(scores, f.scored.Scores), append(pixels, f.pixels), append(untrained, f.untrained)
		all.Test.People, all.Test.Photos = all.Test.People+f.scored.People, all.Test.Photos+f.scored.Photos
	}
	all.Test.Skipped = frame.Unreadable
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
	all.Pairs = func(yield func(string, pairlist.ScoredPair) bool) {
		for _, f := range tested {
			for pair := range f.scored.Pairs {
				if !yield(f.result.Fold, pair) {
					return
				}
			}
		}
	}
	all.Seconds = time.Since(begun).Seconds()
	return all, nil
}
