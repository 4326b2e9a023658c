// Package run does the whole of a training, from an open folder to a run's folder with the model, the numbers and the
// figures, and reads such a folder again.
package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/file"
	"siamface/model/recipes"
	"siamface/model/spelling"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
	"siamface/model/verify"
	"siamface/model/weights"
)

// The files of a run's folder.
const (
	ModelFile     = "model.safetensors"
	ReportFile    = "report.json"
	PairsFile     = "pairs.csv"
	HistoryFile   = "history.csv"
	SummaryFile   = "summary.txt"
	NetworkFile   = "network.png"
	CurvesFile    = "curves.png"
	HistogramFile = "histogram.png"
	ExcludedFile  = "excluded.txt" // only where files were left out
)

// Options say what to train and where to.
type Options struct {
	Folder  string // the run's folder; made if it isn't there
	Force   bool   // replace the run that the folder holds
	Recipe  string // one of recipes.Names; "" is the default
	Weights string // a file of pretrained weights, for recipes that take them; "" is random ones
	Epochs  int    // 0 is the recipe's own number
	Seed    uint64
	FMR     float64 // the false match rate that the threshold is set for, a fraction below 1; 0 is 1 %
	Device  string  // a name of torch.Devices
	Threads int     // threads of one operation; 0 is libtorch's choice
	// Settings are used in the place of the recipe's own; nil is the recipe's own. Seed and Threads above hold all the same, and Epochs
	// where it isn't 0. Without epochs the head stays as they start it, in closed form perhaps.
	Settings *train.Settings
	// Trials are the table of the search that found the settings, for the report. The head is then made by them alone, also that of
	// the recipe face.
	Trials []Trial
}

// Stage is a part of the work.
type Stage string

// The stages in their order.
const (
	Reading   Stage = "reading"   // the photos, and computing their features
	Training  Stage = "training"  // Event.Train tells more
	Checking  Stage = "checking"  // folds of the training people, for the thresholds
	Refitting Stage = "refitting" // once more, on the validation people too
	Measuring Stage = "measuring" // the test people
	Writing   Stage = "writing"
)

// Event tells where the work stands.
type Event struct {
	Stage       Stage
	Done, Total int          // photos in Reading, hundredths of a fold in Checking, steps in Refitting
	Train       *train.Event // in Training
	Fold, Folds int          // of CrossValidate, from 1; 0 before the first and in Train
	Search      *SearchState // in Searching
	Recipe      string       // in the Reading before it: the one whose features are computed
	Audit       *audit.Audit // in the first event: the quick audit of what is trained on
}

// ErrHoldsModel is a run's folder that holds a model already.
var ErrHoldsModel = errors.New("holds a model already")

// Result is what a training made.
type Result struct {
	Folder  string
	Model   *tower.Model // placed; its Release frees it
	Report  Report
	Stopped bool
}

// Train trains on the folder's people and writes the run. What is odd about the folder doesn't stop it, but stands in the first
// event and in the report. When ctx ends during training, the best weights so far are
// measured and written all the same and Result.Stopped says so; when it ends before, its error is returned. report may be nil.
func Train(ctx context.Context, d *dataset.Dataset, o Options, report func(Event)) (*Result, error) {
	if report == nil {
		report = func(Event) {}
	}
	j := &job{data: d, options: o, report: report, begun: time.Now()}
	held, err := j.claim()
	if err != nil {
		return nil, err
	}
	defer held.Release()
	if err := j.prepareData(ctx); err != nil {
		return nil, err
	}
	if err := j.work(ctx); err != nil {
		j.release()
		return nil, err
	}
	return &Result{Folder: o.Folder, Model: j.model, Report: j.made, Stopped: j.outcome.Stopped}, nil
}

// job is the state of one run.
type job struct {
	data    *dataset.Dataset
	options Options
	report  func(Event)
	begun   time.Time

	audited  audit.Audit
	settings train.Settings
	origin   Origin
	model    *tower.Model
	outcome  train.Outcome
	folds    int         // that set the thresholds
	photos   []readPhoto // of all people
	features tower.Features
	crossed  bool // everybody is tested in turn
	tested   verify.Scored
	made     Report
}

// background is for what is still done after a training was stopped.
var background = context.Background()

// claim checks what can be wrong before anything long begins, and holds the run's folder.
func (j *job) claim() (*file.Held, error) {
	if err := j.options.check(); err != nil {
		return nil, err
	}
	if err := checkFolder(j.options.Folder, j.options.Force); err != nil {
		return nil, err
	}
	held, err := file.HoldFolder(j.options.Folder, "a training")
	if err != nil {
		return nil, err
	}
	file.Recover(j.options.Folder, files) // after one that was killed
	return held, nil
}

// prepareData draws the split, audits the photos, and builds the tower.
func (j *job) prepareData(ctx context.Context) error {
	if err := j.data.Assign(j.options.Seed); err != nil {
		return err
	}
	if err := checkPeople(j.data); err != nil {
		return err
	}
	var err error
	if j.audited, err = audit.Quick(ctx, j.data, nil); err != nil {
		return err
	}
	return j.build(ctx)
}

// check finds options that make no sense.
func (o Options) check() error {
	if !(o.FMR >= 0 && o.FMR < 1) {
		return fmt.Errorf("the false match rate must be a fraction between 0 and 1, not %v", o.FMR)
	}
	recipe, err := recipes.Find(o.Recipe)
	if err != nil {
		return err
	}
	return settingsFor(recipe, o).Fits(recipe.Design)
}

// build builds the tower.
func (j *job) build(ctx context.Context) error {
	recipe, err := recipes.Find(j.options.Recipe)
	if err != nil {
		return err
	}
	j.settings = settingsFor(recipe, j.options)
	pretrained, err := j.loadWeights(recipe)
	if err != nil {
		return err
	}
	t, err := j.newTower(recipe, pretrained)
	if err != nil {
		return err
	}
	j.model = &tower.Model{Tower: t}
	return t.Open(ctx, j.options.Device, j.settings.Threads)
}

// newTower makes the tower while the file of its weights is hashed.
func (j *job) newTower(recipe recipes.Recipe, pretrained *weights.File) (*tower.Tower, error) {
	if pretrained == nil {
		return tower.New(recipe.Design, nil, "", j.options.Seed)
	}
	path := j.options.Weights
	j.origin.File = filepath.Base(path)
	var failed error
	var hashing sync.WaitGroup
	hashing.Go(func() { j.origin.SHA256, failed = file.SHA256(path) })
	t, err := tower.New(recipe.Design, pretrained, "", j.options.Seed)
	hashing.Wait()
	if err != nil {
		return nil, fmt.Errorf("%s can't be used: %w", path, err)
	}
	if failed != nil {
		return nil, fmt.Errorf("can't read the weights: %w", failed)
	}
	t.Origin = j.origin.String()
	return t, nil
}

// loadWeights reads the weights of a recipe that takes them, if some are given.
func (j *job) loadWeights(recipe recipes.Recipe) (*weights.File, error) {
	if j.options.Weights == "" {
		return nil, nil
	}
	if !recipe.TakesWeights() {
		return nil, fmt.Errorf("the recipe %s is trained from nothing and takes no weights", recipe.Name)
	}
	pretrained, err := weights.Read(j.options.Weights, weights.Limits{Only: recipe.Pretrained()}) // which takes no pipes and no endless files
	if err != nil {
		return nil, err
	}
	if pretrained.Metadata["format"] != "" {
		return nil, fmt.Errorf("%s is a model of Siamface; --weights takes the ImageNet weights of a ResNet-50", j.options.Weights)
	}
	return pretrained, nil
}

// checkFolder refuses a folder that holds a model, and one that can't be written, before an hour is spent.
func checkFolder(folder string, force bool) error {
	if folder == "" {
		return errors.New("a run needs a folder to be written to")
	}
	if _, err := os.Stat(filepath.Join(folder, ModelFile)); err == nil && !force {
		return fmt.Errorf("%s %w; choose another folder, or replace it with --force", folder, ErrHoldsModel)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("can't make the run's folder: %w", err)
	}
	held, err := file.HoldFolder(folder, "a look whether it can be written to")
	if err != nil {
		return err
	}
	held.Release()
	return nil
}

func (j *job) work(ctx context.Context) error {
	if err := j.readAll(ctx); err != nil {
		return err
	}
	if err := j.learn(ctx); err != nil {
		return err
	}
	j.report(Event{Stage: Measuring})
	if err := j.measure(); err != nil {
		return err
	}
	var err error
	if j.made.Test.Interval, err = j.tested.Scores.Intervals(background, j.model.Judgement.Threshold, evaluate.Seed, evaluate.Rounds); err != nil {
		return err
	}
	j.report(Event{Stage: Writing})
	return j.write()
}

// readAll reads the photos and wants enough of them.
func (j *job) readAll(ctx context.Context) error {
	if err := j.read(ctx); err != nil {
		return err
	}
	for _, split := range []dataset.Split{dataset.Train, dataset.Validation} {
		if err := checkPhotos(split, j.people(split)); err != nil {
			return fmt.Errorf("%w; of %d photos %d could not be read", err, len(j.photos), len(j.made.Skipped))
		}
	}
	return nil
}

// learn trains on the training people and sets the thresholds.
func (j *job) learn(ctx context.Context) (err error) {
	training, validation := j.set(dataset.Train), j.set(dataset.Validation)
	if j.settings.Epochs == 0 {
		if err := j.settings.Way().Fit(ctx, j.model.Tower, training, nil); err != nil {
			return err
		}
		if err := torch.Do(background, j.model.Keep); err != nil {
			return err
		}
		return j.judge(ctx, training, validation)
	}
	j.outcome, err = train.Fit(ctx, j.model.Tower, training, validation, j.settings, func(e train.Event) {
		j.report(Event{Stage: Training, Train: &e})
	})
	if err != nil {
		return err
	}
	if err := j.judge(ctx, training, validation); err != nil {
		return err
	}
	return j.refit(ctx, training, validation)
}

func (j *job) release() {
	if j.model != nil {
		_ = j.model.Release(background)
	}
}

// record is the part of the report that goes into the model file: all that a second run with the same seed repeats, so no
// times and no paths of this machine.
func (j *job) record() (json.RawMessage, error) {
	return json.Marshal(j.made.Record.spelt(spelling.ToText))
}
